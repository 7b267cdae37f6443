import './tracing.css'
import { Button, Checkbox, Select, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { type PersonLine, tellApart } from '#base/people/web/console-api.ts'
import { FindPerson } from '#base/people/web/console-find.tsx'
import { NewPerson } from '#base/people/web/console-new-person.tsx'
import { ClientProblem } from '#core/client.ts'
import { fieldInstant, fieldText } from '#core/clock.ts'
import { Problem } from '#core/problem.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { go, Link, useUnsaved } from '#core/web/router.tsx'
import { serverNow } from '#core/web/server-clock.ts'
import { type Say, useWords } from '#core/web/words.tsx'
import { FormFoot, Notice, Page, Panel, sayDone } from '#kit/console/index.ts'
import { DayField, MomentField } from '#kit/console/when.tsx'
import { tell } from '#kit/problem.ts'
import { api } from './api.ts'
import { type Origin, OriginField } from './origin.tsx'
import { instantAt } from './when.ts'

type Field = 'person' | 'unit' | 'origin' | 'onsetOn' | 'sampledAt' | 'confirmedAt' | 'isolatedAt'

/** The form while it is being filled in. */
interface Draft {
  readonly unitId: string | undefined
  readonly origin: Origin | ''
  readonly onset: string
  /** No symptoms: then there is no onset. */
  readonly silent: boolean
  /** 'YYYY-MM-DDTHH:MM', of which a part may be missing. */
  readonly sampled: string
  readonly confirmed: string
  readonly isolated: string
  readonly sourceCaseId: string | null
  readonly note: string
}

const newDraft = (confirmed: string): Draft => ({
  unitId: undefined,
  origin: '',
  onset: '',
  silent: false,
  sampled: '',
  confirmed,
  isolated: '',
  sourceCaseId: null,
  note: '',
})

type Faults = Partial<Record<Field, string>>

function missingIn(t: Say, person: PersonLine | undefined, draft: Draft): Faults {
  const { unitId, origin, onset, silent, confirmed, isolated } = draft
  return {
    ...(person ? {} : { person: t('tracing.web.register.person.missing') }),
    ...(unitId ? {} : { unit: t('tracing.web.register.unit.missing') }),
    ...(origin ? {} : { origin: t('tracing.web.register.origin.missing') }),
    ...(onset || silent ? {} : { onsetOn: t('tracing.web.register.onset.missing') }),
    ...(fieldInstant(confirmed) ? {} : { confirmedAt: t('tracing.web.register.when.missing') }),
    ...(isolated && !fieldInstant(isolated) ? { isolatedAt: t('tracing.web.register.isolated.time') } : {}),
  }
}

/** What is sent; undefined while something is missing. */
function bodyOf(person: PersonLine | undefined, draft: Draft) {
  const { unitId, origin, onset, silent, sampled, confirmed, isolated, sourceCaseId, note } = draft
  const confirmedAt = fieldInstant(confirmed)
  if (!person || !unitId || !origin || !confirmedAt) return undefined
  return {
    personId: person.id,
    unitId,
    origin,
    onsetOn: silent ? null : onset,
    sampledAt: momentOf(sampled),
    confirmedAt: confirmedAt.toISOString(),
    isolatedAt: momentOf(isolated),
    ...(sourceCaseId ? { sourceCaseId } : {}),
    ...(note.trim() ? { note: note.trim() } : {}),
  }
}

/** Registers a confirmed case: who, from where, since when. Recorded visits come by themselves. */
export function RegisterCase() {
  const t = useWords()
  const [person, setPerson] = useState<PersonLine>()
  const [draft, setDraft] = useState(() => newDraft(fieldText(serverNow())))
  const [tried, setTried] = useState(false)
  const opening = useWrite(api.tracing.openCase, {
    done: ({ number }) => sayDone(t('tracing.web.registered', { number, name: person?.fullName ?? '' })),
  })
  useUnsaved(person !== undefined && !opening.isSuccess, t('tracing.web.register.leave'))

  const change = (patch: Partial<Draft>) => setDraft(current => ({ ...current, ...patch }))
  const missing = missingIn(t, person, draft)
  const refused = fieldOf(opening.error)
  const wrong = (field: Field) =>
    refused === field && opening.error ? tell(t, opening.error).title : tried ? missing[field] : undefined
  const choose = (chosen: PersonLine | undefined) => {
    opening.reset()
    setPerson(chosen)
    change({ unitId: chosen?.unitId ?? undefined })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const body = bodyOf(person, draft)
    if (!body || Object.keys(missing).length > 0) focusFirstFault()
    else opening.mutate({ body }, { onError: focusFirstFault })
  }
  // Once this form has let go: it asks before it is left.
  const { data: opened } = opening
  useEffect(() => {
    if (opened) go(`/cases/${opened.caseId}`, { replace: true })
  }, [opened])

  return (
    <Page title={t('tracing.web.register')} back={{ to: '/cases', label: t('tracing.web.cases') }}>
      <div className="tr-form">
        {refused ? null : <Trouble problem={opening.error} />}
        <PersonPanel person={person} onChoose={choose} error={wrong('person')} problem={opening.error} />
        <form className="k-stack" onSubmit={submit} noValidate>
          <CasePanel draft={draft} change={change} wrong={wrong} />
          <FormFoot onCancel={() => go('/cases')} busy={opening.isPending}>
            {t('tracing.web.register.do')}
          </FormFoot>
        </form>
      </div>
    </Page>
  )
}

function Trouble({ problem }: { problem: unknown }) {
  const t = useWords()
  if (!problem) return null
  return (
    <Notice tone="error" title={tell(t, problem).title}>
      {problem instanceof ClientProblem ? t('kit.problem.reference', { code: problem.instance }) : null}
    </Notice>
  )
}

interface PersonPanelProps {
  readonly person: PersonLine | undefined
  readonly onChoose: (person: PersonLine | undefined) => void
  readonly error: string | undefined
  readonly problem: unknown
}

/** Who it is: found in the register, or entered into it. */
function PersonPanel({ person, onChoose, error, problem }: PersonPanelProps) {
  const t = useWords()
  const [unknown, setUnknown] = useState<string>()
  const choose = (chosen: PersonLine | undefined) => {
    setUnknown(undefined)
    onChoose(chosen)
  }
  return (
    <Panel title={t('tracing.web.register.person')}>
      {unknown !== undefined ? (
        <NewPerson typed={unknown} onAdded={choose} onCancel={() => setUnknown(undefined)} />
      ) : person ? (
        <PickedPerson person={person} onOther={() => choose(undefined)} />
      ) : (
        <FindPerson label={t('people.office.find')} onPick={choose} onUnknown={setUnknown} error={error} autoFocus />
      )}
      <Already problem={problem} />
    </Panel>
  )
}

export function PickedPerson({ person, onOther }: { person: PersonLine; onOther: () => void }) {
  const t = useWords()
  return (
    <div className="tr-picked">
      <div>
        <strong>{person.fullName}</strong>
        <span>{tellApart(t, person)}</span>
        {person.address ? <small>{person.address}</small> : null}
      </div>
      <Button variant="default" onClick={onOther}>
        {t('tracing.web.register.other')}
      </Button>
    </div>
  )
}

interface CasePanelProps {
  readonly draft: Draft
  readonly change: (patch: Partial<Draft>) => void
  readonly wrong: (field: Field) => string | undefined
}

function CasePanel({ draft, change, wrong }: CasePanelProps) {
  const t = useWords()
  return (
    <Panel title={t('tracing.web.register.case')}>
      <div className="k-stack">
        <UnitField
          label={t('tracing.web.register.unit')}
          description={t('tracing.web.register.unit.hint')}
          value={draft.unitId}
          onChange={unitId => change({ unitId })}
          within={useOwnArea('tracing.write')}
          tier="commune"
          error={wrong('unit') ?? null}
        />
        <OriginField
          unitId={draft.unitId}
          value={draft.origin}
          onChange={origin => change({ origin })}
          error={wrong('origin')}
        />
        <div className="tr-pair">
          {draft.silent ? null : (
            <DayField
              label={t('tracing.web.register.onset')}
              value={draft.onset}
              onChange={onset => change({ onset: onset ?? '' })}
              error={wrong('onsetOn')}
            />
          )}
          <Checkbox
            className={draft.silent ? 'tr-check' : 'tr-check tr-beside'}
            label={t('tracing.web.register.silent')}
            checked={draft.silent}
            onChange={event => change({ silent: event.currentTarget.checked })}
          />
        </div>
        <MomentField
          label={t('tracing.web.sampled')}
          value={draft.sampled}
          onChange={sampled => change({ sampled })}
          error={wrong('sampledAt')}
        />
        <MomentField
          label={t('tracing.web.confirmed')}
          value={draft.confirmed}
          onChange={confirmed => change({ confirmed })}
          error={wrong('confirmedAt')}
        />
        <MomentField
          label={t('tracing.web.isolated')}
          description={t('tracing.web.isolated.hint')}
          value={draft.isolated}
          onChange={isolated => change({ isolated })}
          error={wrong('isolatedAt')}
        />
        <SourceField value={draft.sourceCaseId} onChange={sourceCaseId => change({ sourceCaseId })} />
        <Textarea
          label={t('tracing.web.note')}
          value={draft.note}
          maxLength={2000}
          autosize
          minRows={2}
          onChange={event => change({ note: event.currentTarget.value })}
        />
      </div>
    </Panel>
  )
}

/** Without an hour: the beginning of that day. */
const momentOf = (text: string): string | null => {
  const [day, time] = text.split('T')
  return day ? instantAt(day, time || '00:00').toISOString() : null
}

const FIELDS: Readonly<Record<string, Field>> = {
  'tracing.case.open-already': 'person',
  'tracing.case.sampled-after': 'sampledAt',
  'core.refused.area': 'unit',
}

function fieldOf(problem: unknown): Field | undefined {
  if (!(problem instanceof Problem)) return undefined
  if (problem.code === 'tracing.in-future') return problem.params.field as Field | undefined
  return FIELDS[problem.code]
}

function focusFirstFault(): void {
  const first = '.tr-form [aria-invalid="true"], .tr-form [data-wrong] input'
  setTimeout(() => document.querySelector<HTMLElement>(first)?.focus())
}

/** The person has a file already: where it is, for those who may read it. */
function Already({ problem }: { problem: unknown }): ReactNode {
  const t = useWords()
  if (!(problem instanceof Problem) || problem.code !== 'tracing.case.open-already') return null
  const { caseId, number } = problem.params
  return (
    <div className="tr-already">
      <Notice tone="error" title={tell(t, problem).title}>
        {caseId ? (
          <Link to={`/cases/${caseId}`}>{t('tracing.web.register.already', { number: number ?? '' })}</Link>
        ) : null}
      </Notice>
    </div>
  )
}

const TYPING_MS = 250

/** The case from which this one was infected, when the interview tells. */
function SourceField({ value, onChange }: { value: string | null; onChange: (caseId: string | null) => void }) {
  const t = useWords()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), TYPING_MS)
  const { data } = useRead(api.tracing.cases, { query: asked ? { q: asked } : {} })
  return (
    <Select
      label={t('tracing.web.source')}
      placeholder={t('tracing.web.source.hint')}
      searchable
      clearable
      filter={({ options }) => options}
      nothingFoundMessage={t('tracing.web.source.none')}
      data={(data?.rows ?? []).slice(0, 20).map(row => ({
        value: row.id,
        label: [row.number, row.name, row.unitName].filter(Boolean).join(' · '),
      }))}
      value={value}
      onChange={onChange}
      onSearchChange={setText}
    />
  )
}
