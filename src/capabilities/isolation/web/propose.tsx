import './isolation.css'
import { Button, Checkbox, NumberInput, Radio, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { UnitField, useOwnArea } from '#base/identity/web/unit-field.tsx'
import { FindPerson } from '#base/people/web/console-find.tsx'
import { dayOf } from '#core/clock.ts'
import type { ResultOf } from '#core/contract.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { go, useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { FormFoot, Notice, Page, PageSkeleton, Panel, ProblemState, sayDone } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { isolation } from '../contract.ts'
import { KINDS, type Kind, lastDayOf, REASONS, type Reason, termOf } from '../rules.ts'
import { api } from './api.ts'
import { type Site, SiteField } from './site-field.tsx'

type Draft = ResultOf<typeof isolation.draft>

/** The station proposes to isolate somebody, alone or with the household. */
export function Propose() {
  const t = useWords()
  const [search, setSearch] = useSearch()
  const personId = search.get('person') ?? ''
  const workId = search.get('work') ?? undefined
  const draft = useRead(
    api.isolation.draft,
    { params: { personId }, query: workId ? { workId } : {} },
    { when: personId !== '' },
  )
  const title = t('isolation.web.propose')
  const back = { to: '/isolation?view=all', label: t('isolation.web.title') }
  if (!personId)
    return (
      <Page title={title} back={back}>
        <div className="is-form">
          <Panel title={t('isolation.web.who')}>
            <FindPerson
              label={t('isolation.web.who.pick')}
              autoFocus
              onPick={person => setSearch({ person: person.id })}
            />
          </Panel>
        </div>
      </Page>
    )
  if (draft.error) return <ProblemState problem={draft.error} again={() => void draft.refetch()} />
  if (!draft.data || draft.isPlaceholderData) return <PageSkeleton />
  return (
    <Page title={title} back={back}>
      <Form key={personId} draft={draft.data} onOther={() => setSearch({ person: undefined, work: undefined })} />
    </Page>
  )
}

interface Answers {
  readonly unitId: string | undefined
  readonly kind: Kind
  readonly reason: Reason
  readonly site: Site | undefined
  readonly place: string
  readonly fromOn: string
  /** As they are typed; empty: by the rule, for each as it gives. */
  readonly days: number | string
  readonly note: string
}

function Form({ draft, onOther }: { draft: Draft; onOther: () => void }) {
  const t = useWords()
  const [first] = draft.people
  const [chosen, setChosen] = useState<readonly string[]>(first && !first.ordered ? [first.id] : [])
  const [isProtected, setProtected] = useState<readonly string[]>([])
  const [answers, setAnswers] = useState<Answers>({
    unitId: draft.unitId ?? undefined,
    kind: 'home',
    reason: 'contact',
    site: undefined,
    place: first?.address ?? '',
    fromOn: dayOf(new Date()),
    days: '',
    note: '',
  })
  const proposing = useWrite(api.isolation.propose, {
    refreshes: ['work'],
    done: ({ orders }) => {
      sayDone(t('isolation.web.proposed', { count: orders.length }))
      go('/isolation?view=sign')
    },
  })
  const { unitId, days, note, place, site, ...rest } = answers
  const hasTerm = (id: string) => termOf(rest.reason, isProtected.includes(id), draft.policy).days > 0
  const needs = useNeeds({
    people: chosen.length > 0 || t('isolation.web.who.none'),
    unit: unitId !== undefined || t('isolation.web.unit.missing'),
    place: place.trim() !== '' || t('isolation.web.place.missing'),
    from: rest.fromOn !== '' || t('isolation.web.from.missing'),
    days: Number(days) > 0 || chosen.every(hasTerm) || t('isolation.web.days.missing'),
  })
  const propose = () => {
    if (!unitId) return
    proposing.mutate({
      body: {
        ...rest,
        unitId,
        place: place.trim(),
        placeId: site?.id ?? null,
        people: chosen.map(personId => ({ personId, isProtected: isProtected.includes(personId) })),
        ...(Number(days) > 0 ? { days: Number(days) } : {}),
        ...(note.trim() ? { note: note.trim() } : {}),
      },
    })
  }
  return (
    <form className="is-form k-stack" {...needs.form(propose)}>
      {proposing.error ? <Notice tone="error" title={tell(t, proposing.error).title} /> : null}
      <Panel
        title={t('isolation.web.who')}
        actions={
          <Button variant="default" onClick={onOther}>
            {t('isolation.web.who.other')}
          </Button>
        }
      >
        <Members
          people={draft.people}
          chosen={chosen}
          isProtected={isProtected}
          error={needs.of('people')}
          onChosen={setChosen}
          onProtected={setProtected}
        />
      </Panel>
      <Panel title={t('isolation.web.how')}>
        <How
          draft={draft}
          answers={answers}
          someProtected={chosen.some(id => isProtected.includes(id))}
          lacks={needs.of}
          onChange={patch => setAnswers({ ...answers, ...patch })}
        />
      </Panel>
      <FormFoot onCancel={() => go('/isolation?view=all')} busy={proposing.isPending}>
        {t('isolation.web.propose.do')}
      </FormFoot>
    </form>
  )
}

interface MembersProps {
  readonly people: Draft['people']
  readonly chosen: readonly string[]
  readonly isProtected: readonly string[]
  readonly error: string | undefined
  readonly onChosen: (ids: readonly string[]) => void
  readonly onProtected: (ids: readonly string[]) => void
}

const toggled = (ids: readonly string[], id: string): readonly string[] =>
  ids.includes(id) ? ids.filter(one => one !== id) : [...ids, id]

/** The person and the household: who is isolated, and who is protected. */
function Members({ people, chosen, isProtected, error, onChosen, onProtected }: MembersProps) {
  const t = useWords()
  return (
    <>
      {people.length > 1 ? <p className="k-hint">{t('isolation.web.who.household')}</p> : null}
      <ul className="is-members">
        {people.map(person => (
          <li key={person.id} data-wrong={error && !person.ordered ? true : undefined}>
            <Checkbox
              label={[person.name, person.birthYear].filter(Boolean).join(' · ')}
              description={
                person.ordered
                  ? t('isolation.web.who.ordered', { state: t(`isolation.order.state.${person.ordered}`) })
                  : person.address
              }
              checked={chosen.includes(person.id)}
              disabled={person.ordered !== null}
              onChange={() => onChosen(toggled(chosen, person.id))}
            />
            {chosen.includes(person.id) ? (
              <Checkbox
                label={t('isolation.web.who.protected')}
                aria-label={t('isolation.web.who.protected.of', { name: person.name })}
                checked={isProtected.includes(person.id)}
                onChange={() => onProtected(toggled(isProtected, person.id))}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {error ? (
        <p className="k-error" role="alert">
          {error}
        </p>
      ) : null}
    </>
  )
}

interface HowProps {
  readonly draft: Draft
  readonly answers: Answers
  readonly someProtected: boolean
  readonly lacks: (field: 'unit' | 'place' | 'from' | 'days') => string | undefined
  readonly onChange: (patch: Partial<Answers>) => void
}

function How({ draft, answers, someProtected, lacks, onChange }: HowProps) {
  const t = useWords()
  const f = useFormat()
  const { unitId, kind, reason, site, place, fromOn, days, note } = answers
  const rule = termOf(reason, false, draft.policy).days
  const isProtectedRule = termOf(reason, true, draft.policy).days
  const shown = Number(days) || (someProtected && rule !== isProtectedRule ? 0 : rule)
  return (
    <div className="k-stack">
      <Radio.Group
        label={t('isolation.web.reason')}
        value={reason}
        onChange={next => onChange({ reason: next as Reason })}
      >
        <div className="is-choices">
          {REASONS.map(value => (
            <Radio key={value} value={value} label={t(`isolation.reason.${value}`)} />
          ))}
        </div>
      </Radio.Group>
      <div className="is-pair">
        <Select
          label={t('isolation.web.kind')}
          allowDeselect={false}
          value={kind}
          onChange={next => onChange(next === 'home' ? { kind: next, site: undefined } : { kind: next as Kind })}
          data={KINDS.map(value => ({ value, label: t(`isolation.kind.${value}`) }))}
        />
        <UnitField
          label={t('isolation.web.unit')}
          within={useOwnArea('isolation.propose')}
          value={unitId}
          onChange={next => onChange({ unitId: next })}
          error={lacks('unit')}
        />
      </div>
      {kind !== 'home' && unitId ? (
        <SiteField
          unitId={unitId}
          value={site}
          onChange={next =>
            onChange(
              next ? { site: next, place: [next.name, next.address].filter(Boolean).join(', ') } : { site: next },
            )
          }
        />
      ) : null}
      <TextInput
        label={t('isolation.web.place')}
        value={place}
        maxLength={300}
        error={lacks('place')}
        onChange={event => onChange({ place: event.currentTarget.value })}
      />
      <div className="is-pair">
        <DayField
          label={t('isolation.web.from')}
          value={fromOn || null}
          error={lacks('from')}
          onChange={next => onChange({ fromOn: next ?? '' })}
        />
        <NumberInput
          label={t('isolation.web.days')}
          description={
            rule === 0
              ? t('isolation.web.days.none', { document: draft.document })
              : rule === isProtectedRule
                ? t('isolation.web.days.rule', { document: draft.document, days: rule })
                : t('isolation.web.days.rule.two', {
                    document: draft.document,
                    days: rule,
                    protected: isProtectedRule,
                  })
          }
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          min={1}
          max={90}
          allowDecimal={false}
          placeholder={rule > 0 ? String(rule) : ''}
          value={days}
          error={lacks('days')}
          onChange={next => onChange({ days: next })}
        />
      </div>
      <p className="k-hint">
        {shown > 0 && fromOn
          ? t('isolation.web.until', { day: f.day(lastDayOf(fromOn, shown)) })
          : t('isolation.web.until.by-rule')}
      </p>
      <Textarea
        label={t('isolation.web.note')}
        value={note}
        maxLength={1000}
        autosize
        minRows={2}
        onChange={event => onChange({ note: event.currentTarget.value })}
      />
    </div>
  )
}
