import { Checkbox, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { FormProps } from '#base/work/web/parts.ts'
import { addDays, dayOf } from '#core/clock.ts'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormDialog, sayDone, sayProblem } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import type { StepName } from '../contract.ts'
import { api } from './api.ts'
import { saveForm } from './print-form.ts'

/** From the inbox: the same dialog. */
export function ItemStep({ item, move, onDone, onClose }: FormProps) {
  const code = String(item.params.code ?? '')
  if (move.name === 'return')
    return <HandDialog dossierId={item.subject.id} code={code} onDone={onDone} onClose={onClose} />
  return (
    <StepDialog
      dossierId={item.subject.id}
      step={move.name as StepName}
      needsNote={move.needsNote}
      onDone={onDone}
      onClose={onClose}
    />
  )
}

interface DialogProps {
  readonly dossierId: string
  readonly onDone: () => void
  readonly onClose: () => void
}

interface StepProps extends DialogProps {
  readonly step: StepName
  readonly needsNote: boolean
}

const SUPPLY_DAYS = 10
const linesOf = (text: string) =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)

/** One step with a dossier: what it does, and the reason that the citizen will read. */
export function StepDialog({ dossierId, step, needsNote, onDone, onClose }: StepProps) {
  const t = useWords()
  const [reason, setReason] = useState('')
  const [items, setItems] = useState('')
  const [untilOn, setUntilOn] = useState<string | null>(() => addDays(dayOf(new Date()), SUPPLY_DAYS))
  const taking = useWrite(api.services.step, { refreshes: ['work'] })
  const isSupplement = step === 'supplement'
  const needs = useNeeds({ reason: !needsNote || reason.trim() !== '' || t('services.no-reason') })
  const take = () => {
    const body = {
      step,
      ...(reason.trim() ? { reason: reason.trim() } : {}),
      ...(isSupplement ? { items: linesOf(items), ...(untilOn ? { untilOn } : {}) } : {}),
    }
    taking.mutate(
      { params: { dossierId }, body },
      {
        onSuccess: () => {
          sayDone(t('services.web.step.done', { step: t(`services.dossier.move.${step}`) }))
          onDone()
        },
      },
    )
  }
  return (
    <FormDialog
      title={t(`services.dossier.move.${step}`)}
      onClose={onClose}
      {...needs.form(take)}
      problem={taking.error}
      busy={taking.isPending}
      danger={step === 'refuse'}
    >
      <p>{t(`services.web.step.${step}`)}</p>
      {isSupplement ? (
        <Textarea
          label={t('services.web.step.items')}
          description={t('services.web.step.items.hint')}
          autosize
          minRows={2}
          value={items}
          onChange={event => setItems(event.currentTarget.value)}
          data-autofocus
        />
      ) : null}
      <Reason
        label={t(needsNote ? 'services.web.step.reason' : 'services.web.step.note')}
        isTold={needsNote}
        error={needs.of('reason')}
        value={reason}
        onChange={setReason}
        first={!isSupplement}
      />
      {isSupplement ? (
        <Day label={t('services.web.step.until')} from={dayOf(new Date())} value={untilOn} onChange={setUntilOn} />
      ) : null}
    </FormDialog>
  )
}

interface ReasonProps {
  readonly label: string
  /** The citizen reads it. */
  readonly isTold: boolean
  readonly error?: string | undefined
  readonly value: string
  readonly onChange: (value: string) => void
  readonly first?: boolean
}

function Reason({ label, isTold, error, value, onChange, first = false }: ReasonProps) {
  const t = useWords()
  return (
    <Textarea
      label={label}
      description={isTold ? t('services.web.step.reason.hint') : undefined}
      error={error}
      autosize
      minRows={3}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      {...(first ? { 'data-autofocus': true } : {})}
    />
  )
}

interface DayProps {
  readonly label: string
  readonly from?: string
  readonly to?: string
  readonly value: string | null
  readonly onChange: (day: string | null) => void
  readonly error?: string | undefined
}

export function Day({ label, from, to, ...field }: DayProps) {
  const within = { ...(from ? { minDate: from } : {}), ...(to ? { maxDate: to } : {}) }
  return <DayField label={label} {...within} {...field} />
}

/** Sorry for being late, and a new day: once. */
export function SorryDialog({ dossierId, onDone, onClose }: DialogProps) {
  const t = useWords()
  const [reason, setReason] = useState('')
  const tomorrow = addDays(dayOf(new Date()), 1)
  const [untilOn, setUntilOn] = useState<string | null>(() => addDays(tomorrow, 2))
  const saying = useWrite(api.services.apologise, { refreshes: ['work'], done: onDone })
  const needs = useNeeds({ reason: reason.trim() !== '' || t('services.no-reason'), day: untilOn !== null })
  const say = () => {
    if (untilOn) saying.mutate({ params: { dossierId }, body: { reason: reason.trim(), untilOn } })
  }
  return (
    <FormDialog
      title={t('services.web.sorry')}
      onClose={onClose}
      {...needs.form(say)}
      problem={saying.error}
      busy={saying.isPending}
    >
      <p>{t('services.web.sorry.help')}</p>
      <Reason
        label={t('services.web.step.reason')}
        isTold
        first
        value={reason}
        onChange={setReason}
        error={needs.of('reason')}
      />
      <Day
        label={t('services.web.sorry.day')}
        from={tomorrow}
        value={untilOn}
        onChange={setUntilOn}
        error={needs.of('day')}
      />
    </FormDialog>
  )
}

interface HandProps extends DialogProps {
  readonly code: string
}

/** The result leaves the house, with a slip to rate it. */
export function HandDialog({ dossierId, code, onDone, onClose }: HandProps) {
  const t = useWords()
  const [by, setBy] = useState<'counter' | 'post'>('counter')
  const [reference, setReference] = useState('')
  const [isPrinting, setPrinting] = useState(true)
  const handing = useWrite(api.services.hand, {
    refreshes: ['work'],
    done: () => {
      if (isPrinting) saveForm(t, { id: dossierId, code }, 'rating').catch(sayProblem)
      onDone()
    },
  })
  const named = reference.trim()
  return (
    <FormDialog
      title={t('services.dossier.move.return')}
      onClose={onClose}
      onSubmit={() => handing.mutate({ params: { dossierId }, body: { by, ...(named ? { reference: named } : {}) } })}
      problem={handing.error}
      busy={handing.isPending}
    >
      <Select
        label={t('services.web.hand.how')}
        data={(['counter', 'post'] as const).map(value => ({ value, label: t(`services.web.return.${value}`) }))}
        value={by}
        allowDeselect={false}
        onChange={value => setBy(value === 'post' ? 'post' : 'counter')}
        data-autofocus
      />
      {by === 'post' ? (
        <TextInput
          label={t('services.web.hand.reference')}
          value={reference}
          onChange={event => setReference(event.currentTarget.value)}
        />
      ) : null}
      <Checkbox
        label={t('services.web.hand.slip')}
        checked={isPrinting}
        onChange={event => setPrinting(event.currentTarget.checked)}
      />
    </FormDialog>
  )
}
