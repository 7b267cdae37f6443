import './console.css'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { ExtractDialog } from '#base/lists/web/extract.tsx'
import type { CallOf } from '#core/contract.ts'
import { useList, useRead, wholeList } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import {
  ActionButton,
  type Column,
  DataList,
  FilterText,
  Page,
  Slim,
  SplitView,
  useFilter,
} from '#kit/console/index.ts'
import type { people } from '../contract.ts'
import { birthYear } from '../identifiers.ts'
import { api, type PersonLine } from './console-api.ts'
import { TooMany, told } from './console-find.tsx'
import { PersonDetail } from './console-person.tsx'
import { RestrictedTag } from './restricted.tsx'

const SHORTEST = 2

type Order = NonNullable<CallOf<typeof people.register>['query']['sort']>

/** The register of people: found by name, phone or paper; one of them on the right. */
export function People() {
  const t = useWords()
  const { can } = useSession()
  const [extracting, setExtracting] = useState(false)
  const [filter, setFilter] = useFilter({ q: '', open: '', unit: '', born: '', sort: 'name' })
  const q = filter.q.trim()
  const long = q.length >= SHORTEST
  const found = useRead(api.people.search, { query: { q } }, { when: long })
  const sort = filter.sort as Order
  const born = /^(19|20)\d{2}$/.test(filter.born) ? filter.born : ''
  const register = useList(
    api.people.register,
    after => ({
      query: {
        ...(filter.unit ? { unitId: filter.unit } : {}),
        ...(born ? { born } : {}),
        sort,
        ...(after ? { after } : {}),
      },
    }),
    { when: !long },
  )
  const asked = { ...wholeList(found, found.data?.people), complete: !found.data?.capped }
  return (
    <Page
      full
      title={t('people.office.title')}
      actions={
        <>
          {can('lists.extract') ? (
            <ActionButton icon="download" onClick={() => setExtracting(true)}>
              {t('people.office.extract')}
            </ActionButton>
          ) : null}
          {can('people.write') ? (
            <>
              <ActionButton icon="upload" onClick={() => go('/lists/new?kind=people.register')}>
                {t('people.office.lists')}
              </ActionButton>
              <ActionButton icon="plus" onClick={() => go(`/people/new${q ? `?q=${encodeURIComponent(q)}` : ''}`)}>
                {t('people.office.new')}
              </ActionButton>
            </>
          ) : null}
        </>
      }
    >
      <SplitView
        listPath={`/people${q ? `?q=${encodeURIComponent(q)}` : ''}`}
        detail={filter.open ? <PersonDetail key={filter.open} personId={filter.open} /> : undefined}
        nothing={<p className="k-nothing">{t('people.office.pick')}</p>}
        list={
          <DataList
            name="people"
            label={t('people.office.title')}
            list={long ? asked : register}
            columns={useColumns()}
            {...(long ? {} : { sorting: { value: sort, set: next => setFilter({ sort: next }) } })}
            idOf={person => person.id}
            openId={filter.open}
            onOpen={person => setFilter({ open: person.id })}
            slim={person => <Slim title={person.fullName} detail={told(t, person)} />}
            empty={
              long
                ? {
                    icon: 'people',
                    title: t('people.office.none', { text: q }),
                    children: t('people.office.none.help'),
                  }
                : { icon: 'people', title: t('people.office.empty'), children: t('people.office.empty.help') }
            }
            filters={
              <>
                <FilterText
                  label={t('people.office.find')}
                  value={filter.q}
                  onChange={next => setFilter({ q: next, open: '' })}
                />
                {found.data?.capped && !asked.earlier ? (
                  <div className="pe-many">
                    <TooMany text={q} />
                  </div>
                ) : null}
                {long ? null : (
                  <>
                    <UnitField
                      bare
                      label={t('people.office.unit')}
                      placeholder={t('people.office.unit.any')}
                      within={useOwnArea('people.read')}
                      value={filter.unit || undefined}
                      onChange={next => setFilter({ unit: next ?? '', open: '' })}
                    />
                    <BornIn value={filter.born} onChange={next => setFilter({ born: next, open: '' })} />
                  </>
                )}
              </>
            }
          />
        }
      />
      <ExtractDialog
        name="people.register"
        fileName="nguoi-dan"
        open={extracting}
        onClose={() => setExtracting(false)}
      />
    </Page>
  )
}

/** The year of birth: it narrows the list as soon as it is whole. */
function BornIn({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useWords()
  return (
    <TextInput
      className="pe-born"
      aria-label={t('people.office.birth.year')}
      placeholder={t('people.office.birth.year')}
      inputMode="numeric"
      maxLength={4}
      value={value}
      onChange={event => onChange(event.currentTarget.value.replace(/\D/g, ''))}
    />
  )
}

function useColumns(): readonly Column<PersonLine>[] {
  const t = useWords()
  return [
    {
      id: 'name',
      label: t('people.office.name'),
      cell: person => (
        <>
          <strong>{person.fullName}</strong> <RestrictedTag of={person} />
        </>
      ),
      width: 'minmax(150px, 2fr)',
      sort: 'name',
    },
    {
      id: 'birth',
      label: t('people.office.birth.year'),
      cell: person => (person.birthDate ? birthYear(person.birthDate) : '–'),
      width: '92px',
      end: true,
      sort: 'birth',
    },
    {
      id: 'sex',
      label: t('people.office.sex'),
      cell: person => t(`people.office.sex.${person.sex}`),
      width: '80px',
      extra: true,
    },
    {
      id: 'unit',
      label: t('people.office.unit'),
      cell: person => person.unitName ?? '–',
      width: 'minmax(120px, 1.4fr)',
    },
    {
      id: 'address',
      label: t('people.office.address'),
      cell: person => person.address || '–',
      width: 'minmax(120px, 1.4fr)',
      extra: true,
    },
  ]
}
