import { Checkbox, Radio, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { type ComponentProps, type ReactNode, useState } from 'react'
import type { FormProps } from '#base/work/web/parts.ts'
import { addDays, dayOf } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { useNow, useRead, useWrite } from '#core/web/data.tsx'
import { serverNow } from '#core/web/server-clock.ts'
import { useWords } from '#core/web/words.tsx'
import { FormFoot, Notice, sayDone } from '#kit/console/index.ts'
import { DayField } from '#kit/console/when.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import { METHODS, type PlanView, type Report } from '../contract.ts'
import { api } from './api.ts'
import { readSpo2, readTemperature } from './measures.ts'

interface PlanFormProps {
  readonly plan: PlanView
  readonly onClose: () => void
}

interface FrameProps {
  readonly action: string
  readonly onClose: () => void
  readonly form: ComponentProps<'form'>
  readonly write: { readonly isPending: boolean; readonly error: unknown }
  readonly children: ReactNode
}

function Frame({ action, onClose, form, write, children }: FrameProps) {
  return (
    <form className="k-stack" {...form}>
      {children}
      <FormFoot problem={write.error} onCancel={onClose} busy={write.isPending}>
        {action}
      </FormFoot>
    </form>
  )
}

const NONE = 'none'
/** None of them takes back all others. */
const alone = (chosen: readonly string[]) => (chosen.includes(NONE) ? [NONE] : chosen)

/** The interview on the phone: whether they answered, and how they are. */
export function PhoneForm({ plan, onClose }: PlanFormProps) {
  const t = useWords()
  const [id] = useState(() => newId(serverNow()))
  const [reached, setReached] = useState('yes')
  /** `NONE` among them says that there are none: an empty form says nothing of anybody's health. */
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [warm, setWarm] = useState('')
  const [oxygen, setOxygen] = useState('')
  const [note, setNote] = useState('')
  const isReached = reached === 'yes'
  const symptoms = chosen.filter(one => one !== NONE)
  const temperature = warm.trim() ? readTemperature(warm) : null
  const spo2 = oxygen.trim() ? readSpo2(oxygen) : null
  const record = useWrite(api.followup.record, {
    refreshes: ['work'],
    done: ({ worries }) => {
      onClose()
      sayDone(t(worries.length ? 'followup.web.recorded.worrying' : 'followup.web.recorded', { name: plan.name }))
    },
  })
  const needs = useNeeds({
    symptoms: !isReached || chosen.length > 0 || t('followup.ask.symptoms.missing'),
    temperature: !isReached || temperature !== undefined || t('followup.ask.temperature.wrong'),
    spo2: !isReached || spo2 !== undefined || t('followup.ask.spo2.wrong'),
  })
  const submit = () =>
    record.mutate({
      params: { planId: plan.id },
      body: {
        id,
        method: 'phone',
        reached: isReached,
        symptoms: (isReached ? symptoms : []) as Report['symptoms'],
        temperature: (isReached ? temperature : null) ?? null,
        spo2: (isReached ? spo2 : null) ?? null,
        note: note.trim(),
      },
    })
  return (
    <Frame action={t('followup.web.save')} onClose={onClose} form={needs.form(submit)} write={record}>
      <SegmentedControl
        aria-label={t('followup.web.phone.reached')}
        value={reached}
        onChange={setReached}
        data={[
          { value: 'yes', label: t('followup.web.phone.reached.yes') },
          { value: 'no', label: t('followup.web.phone.reached.no') },
        ]}
      />
      {isReached ? (
        <>
          <Checkbox.Group
            label={t('followup.symptoms')}
            error={needs.of('symptoms')}
            data-wrong={needs.of('symptoms') ? true : undefined}
            value={[...chosen]}
            onChange={next => setChosen(chosen.includes(NONE) ? next.filter(one => one !== NONE) : alone(next))}
          >
            <div className="fu-checks">
              <Checkbox value={NONE} label={t('followup.symptom.none')} />
              {plan.asks.map(symptom => (
                <Checkbox key={symptom} value={symptom} label={t(`followup.symptom.${symptom}`)} />
              ))}
            </div>
          </Checkbox.Group>
          <div className="fu-pair">
            <TextInput
              label={t('followup.temperature')}
              placeholder="36,8"
              inputMode="decimal"
              value={warm}
              error={needs.of('temperature')}
              onChange={event => setWarm(event.currentTarget.value)}
            />
            <TextInput
              label={t('followup.spo2')}
              placeholder="97"
              inputMode="numeric"
              value={oxygen}
              error={needs.of('spo2')}
              onChange={event => setOxygen(event.currentTarget.value)}
            />
          </div>
        </>
      ) : null}
      <Textarea
        label={t('followup.web.note')}
        value={note}
        maxLength={1000}
        autosize
        minRows={2}
        onChange={event => setNote(event.currentTarget.value)}
      />
    </Frame>
  )
}

/** A result: when, by which method, which. A positive one that confirms says what follows before it is written. */
export function TestForm({ plan, onClose }: PlanFormProps) {
  const t = useWords()
  const today = dayOf(useNow())
  const [id] = useState(() => newId(serverNow()))
  const [takenOn, setTakenOn] = useState<string | null>(today)
  const [method, setMethod] = useState<(typeof METHODS)[number]>('rapid')
  const [outcome, setOutcome] = useState<'negative' | 'positive'>()
  const [note, setNote] = useState('')
  const test = useWrite(api.followup.test, {
    refreshes: ['work', 'tracing'],
    done: ({ becameCase }) => {
      onClose()
      sayDone(t(becameCase ? 'followup.web.test.case' : 'followup.web.test.done', { name: plan.name }))
    },
  })
  const needs = useNeeds({
    day: takenOn !== null,
    outcome: outcome !== undefined || t('followup.web.test.outcome.missing'),
  })
  const submit = () => {
    if (takenOn && outcome)
      test.mutate({ params: { planId: plan.id }, body: { id, takenOn, method, outcome, note: note.trim() } })
  }
  return (
    <Frame action={t('followup.web.save')} onClose={onClose} form={needs.form(submit)} write={test}>
      <div className="fu-pair">
        <DayField
          label={t('followup.web.test.on')}
          value={takenOn}
          minDate={plan.from}
          maxDate={today}
          error={needs.of('day')}
          onChange={setTakenOn}
        />
        <Radio.Group
          label={t('followup.web.test.method')}
          value={method}
          onChange={value => setMethod(value as typeof method)}
        >
          {METHODS.map(value => (
            <Radio key={value} value={value} label={t(`followup.test.method.${value}`)} mt={6} />
          ))}
        </Radio.Group>
      </div>
      <Radio.Group
        label={t('followup.web.test.outcome')}
        value={outcome ?? null}
        error={needs.of('outcome')}
        data-wrong={needs.of('outcome') ? true : undefined}
        onChange={value => setOutcome(value as 'negative' | 'positive')}
      >
        <Radio value="negative" label={t('followup.test.state.negative')} mt={6} />
        <Radio value="positive" label={t('followup.test.state.positive')} mt={6} />
      </Radio.Group>
      {outcome === 'positive' ? (
        <Notice tone="red" title={t('followup.web.test.positive')}>
          {t('followup.web.test.positive.help', { name: plan.name })}
        </Notice>
      ) : null}
      <Textarea
        label={t('followup.web.note')}
        value={note}
        maxLength={1000}
        autosize
        onChange={event => setNote(event.currentTarget.value)}
      />
    </Frame>
  )
}

/** A follow-up that is to end goes on, until when and why. */
export function ExtendForm({ item, onDone, onClose }: FormProps) {
  const t = useWords()
  const { data: plan } = useRead(api.followup.plan, { params: { planId: item.subject.id } })
  const today = dayOf(useNow())
  const first = addDays(plan && plan.until > today ? plan.until : today, 1)
  const [chosen, setChosen] = useState<string | null>()
  const until = chosen === undefined ? first : chosen
  const [reason, setReason] = useState('')
  const extend = useWrite(api.followup.extend, {
    refreshes: ['work'],
    done: () => {
      onClose()
      onDone()
    },
  })
  const needs = useNeeds({
    until: until !== null,
    reason: reason.trim() !== '' || t('followup.web.reason.missing'),
  })
  const submit = () =>
    until && extend.mutate({ params: { planId: item.subject.id }, body: { until, reason: reason.trim() } })
  return (
    <Frame action={t('followup.watch.move.extend')} onClose={onClose} form={needs.form(submit)} write={extend}>
      <DayField
        label={t('followup.web.extend.until')}
        value={until}
        minDate={first}
        error={needs.of('until')}
        onChange={setChosen}
      />
      <Textarea
        label={t('followup.web.reason')}
        value={reason}
        maxLength={1000}
        autosize
        minRows={2}
        data-autofocus
        error={needs.of('reason')}
        onChange={event => setReason(event.currentTarget.value)}
      />
    </Frame>
  )
}
