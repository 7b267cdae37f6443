import './console.css'
import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { ExtractDialog } from '#base/lists/web/extract.tsx'
import { type ListOf, useRead } from '#core/web/data.tsx'
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
  Tag,
  useFilter,
} from '#kit/console/index.ts'
import { birthYear } from '../identifiers.ts'
import { api, type PersonLine } from './console-api.ts'
import { TooMany, told } from './console-find.tsx'
import { PersonDetail } from './console-person.tsx'

const SHORTEST = 2

/** The register of people: found by name, phone or paper; one of them on the right. */
export function People() {
  const t = useWords()
  const { can } = useSession()
  const [extracting, setExtracting] = useState(false)
  const [filter, setFilter] = useFilter({ q: '', open: '' })
  const q = filter.q.trim()
  const long = q.length >= SHORTEST
  const found = useRead(api.people.search, { query: { q } }, { when: long })
  const answered = long ? found.data : undefined
  const list: ListOf<PersonLine> = {
    rows: answered?.people ?? [],
    atLeast: answered?.people.length ?? 0,
    complete: !answered?.capped,
    loading: long && found.isPending,
    loadingMore: false,
    problem: long ? found.error : null,
    more: () => undefined,
    again: () => void found.refetch(),
  }
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
            list={list}
            columns={useColumns()}
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
                : { icon: 'search', title: t('people.office.begin'), children: t('people.office.begin.help') }
            }
            filters={
              <>
                <FilterText
                  label={t('people.office.find')}
                  value={filter.q}
                  onChange={next => setFilter({ q: next, open: '' })}
                />
                {answered?.capped ? (
                  <div className="pe-many">
                    <TooMany text={q} />
                  </div>
                ) : null}
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

function useColumns(): readonly Column<PersonLine>[] {
  const t = useWords()
  return [
    {
      id: 'name',
      label: t('people.office.name'),
      cell: person => (
        <>
          <strong>{person.fullName}</strong>
          {person.restricted ? <Tag strong>{t('people.office.restricted')}</Tag> : null}
        </>
      ),
      width: 'minmax(150px, 2fr)',
    },
    {
      id: 'birth',
      label: t('people.office.birth.year'),
      cell: person => (person.birthDate ? birthYear(person.birthDate) : '–'),
      width: '72px',
      end: true,
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
