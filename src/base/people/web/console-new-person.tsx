import './console.css'
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { ClientProblem } from '#core/client.ts'
import { dayOf } from '#core/clock.ts'
import { Problem } from '#core/problem.ts'
import { useNow, useWrite } from '#core/web/data.tsx'
import { go, useSearch } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Notice, Page, Panel, sayDone } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import {
  checkPersonalId,
  cleanNumber,
  displayName,
  isPersonalId,
  mobileNumber,
  parseBirthDate,
} from '../identifiers.ts'
import { api, type PersonLine } from './console-api.ts'

const SEXES = ['female', 'male', 'unknown'] as const
type Sex = (typeof SEXES)[number]
type Refused = 'phone' | 'id' | 'unit'

export interface NewPersonProps {
  /** What was searched for and not found. */
  readonly typed?: string
  readonly onAdded: (person: PersonLine) => void
  readonly onCancel: () => void
}

const NAMES: Readonly<Record<string, Refused>> = {
  'people.identifier-taken': 'id',
  'people.id-invalid': 'id',
  'people.phone-invalid': 'phone',
  'core.refused.area': 'unit',
}

const YEAR = /\b(?:19|20)\d{2}\b/
const yearIn = (typed: string): string | undefined => YEAR.exec(typed)?.[0]

/** The name among what was searched for: `nguyen van an 1985` → `Nguyen Van An`; nothing of a number. */
function nameIn(typed: string): string {
  const name = typed.replace(YEAR, ' ')
  return /\d/.test(name) ? '' : displayName(name)
}

/** Somebody the register does not know: a name, a birth year and the commune of stay are enough. */
export function NewPerson({ typed = '', onAdded, onCancel }: NewPersonProps) {
  const t = useWords()
  const today = dayOf(useNow())
  const [name, setName] = useState(() => nameIn(typed))
  const [birth, setBirth] = useState(() => yearIn(typed) ?? '')
  const [sex, setSex] = useState<Sex>('unknown')
  const [phone, setPhone] = useState(mobileNumber(typed) ? typed : '')
  const [id, setId] = useState(isPersonalId(cleanNumber(typed)) ? typed : '')
  const [unitId, setUnitId] = useState<string>()
  const [address, setAddress] = useState('')
  const area = useOwnArea('people.write')
  const adding = useWrite(api.people.add)
  const birthDate = parseBirthDate(birth)

  const needs = useNeeds({
    name: name.trim() !== '' || t('people.office.name.missing'),
    birth: (birthDate !== undefined && birthDate <= today) || t('people.office.birth.unread'),
    phone: !phone.trim() || mobileNumber(phone) !== undefined || t('people.phone-invalid'),
    unit: unitId !== undefined || t('people.office.unit.missing'),
  })
  const refused = adding.error instanceof Problem ? NAMES[adding.error.code] : undefined
  const refusedAt = (field: Refused) => (refused === field ? tell(t, adding.error).title : undefined)
  const cleanId = cleanNumber(id)
  const doubts = isPersonalId(cleanId) ? checkPersonalId(cleanId, { birthDate, sex }, today) : []

  const submit = () => {
    if (!birthDate || !unitId) return
    const fullName = displayName(name)
    adding.mutate(
      {
        body: {
          fullName,
          birthDate,
          sex,
          unitId,
          address: address.trim(),
          ...(id.trim() ? { idNumber: id.trim() } : {}),
          ...(phone.trim() ? { phone: phone.trim() } : {}),
        },
      },
      {
        onSuccess: ({ personId }) =>
          onAdded({
            id: personId,
            fullName,
            birthDate,
            sex,
            unitId,
            unitName: null,
            address: address.trim(),
            provisional: false,
            restricted: false,
          }),
      },
    )
  }

  return (
    <form className="k-stack pe-new" {...needs.form(submit)}>
      {adding.error && !refused ? (
        <Notice tone="error" title={tell(t, adding.error).title}>
          {adding.error instanceof ClientProblem ? t('kit.problem.reference', { code: adding.error.instance }) : null}
        </Notice>
      ) : null}
      <TextInput
        label={t('people.office.name')}
        value={name}
        maxLength={100}
        autoComplete="off"
        error={needs.of('name')}
        data-autofocus
        autoFocus
        onChange={event => setName(event.currentTarget.value)}
      />
      <div className="pe-two">
        <TextInput
          label={t('people.office.birth')}
          placeholder={t('people.office.birth.example')}
          value={birth}
          autoComplete="off"
          error={needs.of('birth')}
          onChange={event => setBirth(event.currentTarget.value)}
        />
        <div>
          <p className="k-label" id="pe-sex">
            {t('people.office.sex')}
          </p>
          <SegmentedControl
            fullWidth
            aria-labelledby="pe-sex"
            value={sex}
            onChange={value => setSex(value as Sex)}
            data={SEXES.map(value => ({ value, label: t(`people.office.sex.${value}`) }))}
          />
        </div>
      </div>
      <UnitField
        label={t('people.office.unit')}
        description={t('people.office.unit.hint')}
        value={unitId}
        onChange={setUnitId}
        within={area}
        tier="commune"
        error={refusedAt('unit') ?? needs.of('unit')}
      />
      <TextInput
        label={t('people.office.address')}
        value={address}
        maxLength={200}
        autoComplete="off"
        onChange={event => setAddress(event.currentTarget.value)}
      />
      <div className="pe-two">
        <TextInput
          label={t('people.office.phone')}
          value={phone}
          inputMode="tel"
          autoComplete="off"
          error={refusedAt('phone') ?? needs.of('phone')}
          onChange={event => setPhone(event.currentTarget.value)}
        />
        <TextInput
          label={t('people.office.id')}
          value={id}
          autoComplete="off"
          error={refusedAt('id')}
          onChange={event => setId(event.currentTarget.value)}
        />
      </div>
      {doubts.length > 0 ? (
        <Notice icon="question" title={t('people.office.id.doubt')}>
          {doubts.map(doubt => t(`people.office.id.doubt.${doubt}`)).join(' ')}
        </Notice>
      ) : null}
      <div className="k-foot">
        <Button variant="default" onClick={onCancel}>
          {t('console.cancel')}
        </Button>
        <Button type="submit" loading={adding.isPending} leftSection={<Icon name="plus" size={18} />}>
          {t('people.office.add')}
        </Button>
      </div>
    </form>
  )
}

/** The same on a page of its own. */
export function NewPersonPage() {
  const t = useWords()
  const [search] = useSearch()
  return (
    <Page title={t('people.office.new')} back={{ to: '/people', label: t('people.office.title') }}>
      <div className="pe-narrow">
        <Panel>
          <NewPerson
            typed={search.get('q') ?? ''}
            onCancel={() => go('/people')}
            onAdded={person => {
              sayDone(t('people.office.added', { name: person.fullName }))
              go(`/people?q=${encodeURIComponent(person.fullName)}&open=${person.id}`)
            }}
          />
        </Panel>
      </div>
    </Page>
  )
}
