import { useState } from 'react'
import { CallStation } from '#base/helplines/web/call-station.tsx'
import { type Asking, type Questions, REVIEW, useAsking } from '#base/identity/web/asking.ts'
import { newId } from '#core/ids.ts'
import { serverNow } from '#core/web/server-clock.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, Check, Facts, Notice, PageSkeleton, TextField } from '#kit/citizen/index.ts'
import { Question } from '#kit/citizen/question.tsx'
import { tell } from '#kit/problem.ts'
import type { Report } from '../contract.ts'
import { readSpo2, readTemperature } from './measures.ts'

interface Answers {
  /** Empty: none of them. */
  readonly symptoms: readonly string[]
  /** Null: not measured. */
  readonly temperature: number | null
  readonly spo2: number | null
}

const QUESTIONS = [
  ['dau-hieu', 'symptoms'],
  ['nhiet-do', 'temperature'],
  ['oxy', 'spo2'],
] as const satisfies Questions<Answers>
type Step = (typeof QUESTIONS)[number][0]

interface AskProps {
  /** What is being filled in, for the draft that the device keeps. */
  readonly draft: string
  /** Who is asked about; said in every question. */
  readonly name: string
  readonly asks: readonly string[]
  /** Whose station is to be called. */
  readonly unitId: string | null
  readonly back: string
  readonly send: (report: Report, forget: () => void) => void
  readonly busy: boolean
  readonly problem: unknown
}

interface StepProps extends AskProps {
  readonly way: Asking<Answers>
}

/** How somebody is today, one question a page; what was answered is shown before it is sent. */
export function Ask(props: AskProps) {
  const way = useAsking<Answers>(`followup.${props.draft}`, QUESTIONS)
  if (!way) return <PageSkeleton />
  if (way.step === REVIEW) return <Review {...props} way={way} />
  const View = VIEWS[way.step as Step]
  return <View key={way.step} {...props} way={way} />
}

function useFrame({ way, name, back }: StepProps, step: Step, field: keyof Answers, fault: string) {
  const t = useWords()
  return {
    title: t(`followup.ask.${field}`, { name }),
    back: way.numberOf(step) === 1 ? back : way.before(step),
    progress: t('followup.ask.progress', { at: way.numberOf(step), of: way.count }),
    faults: fault ? [{ field, message: fault }] : [],
    next: t('followup.ask.next'),
  }
}

function AskSymptoms(props: StepProps) {
  const { way, asks } = props
  const t = useWords()
  const [chosen, setChosen] = useState(way.answers.symptoms)
  const [fault, setFault] = useState('')
  const isOn = (symptom: string) => chosen?.includes(symptom) ?? false
  return (
    <Question
      {...useFrame(props, 'dau-hieu', 'symptoms', fault)}
      intro={t('followup.ask.symptoms.intro')}
      onNext={() =>
        chosen ? way.next('dau-hieu', { symptoms: chosen }) : setFault(t('followup.ask.symptoms.missing'))
      }
    >
      <div className="s-options">
        <Check
          name="none"
          label={<strong>{t('followup.symptom.none')}</strong>}
          checked={chosen?.length === 0}
          onChange={on => setChosen(on ? [] : undefined)}
        />
        {asks.map(symptom => (
          <Check
            key={symptom}
            name={symptom}
            label={t(`followup.symptom.${symptom}`)}
            checked={isOn(symptom)}
            onChange={on => {
              const rest = (chosen ?? []).filter(one => one !== symptom)
              setChosen(on ? [...rest, symptom] : rest.length ? rest : undefined)
            }}
          />
        ))}
      </div>
    </Question>
  )
}

interface MeasureProps extends StepProps {
  readonly step: Step
  readonly field: 'temperature' | 'spo2'
  readonly read: (text: string) => number | undefined
  readonly inputMode: 'decimal' | 'numeric'
}

/** A figure from a device that not everybody has. */
function AskMeasure(props: MeasureProps) {
  const { way, step, field, read, inputMode } = props
  const t = useWords()
  const f = useFormat()
  const kept = way.answers[field]
  const [text, setText] = useState(kept ? f.number(kept) : '')
  const [fault, setFault] = useState('')
  const value = read(text)
  return (
    <Question
      {...useFrame(props, step, field, fault)}
      lone
      onNext={() =>
        value === undefined ? setFault(t(`followup.ask.${field}.wrong`)) : way.next(step, { [field]: value })
      }
      after={
        <Button kind="secondary" onClick={() => way.next(step, { [field]: null })}>
          {t(`followup.ask.${field}.skip`)}
        </Button>
      }
    >
      <TextField
        name={field}
        label={t(`followup.ask.${field}`, { name: props.name })}
        hint={t(`followup.ask.${field}.hint`)}
        inputMode={inputMode}
        value={text}
        onChange={setText}
        maxLength={6}
        error={fault || undefined}
      />
    </Question>
  )
}

const VIEWS: Readonly<Record<Step, (props: StepProps) => React.ReactElement>> = {
  'dau-hieu': AskSymptoms,
  'nhiet-do': props => (
    <AskMeasure {...props} step="nhiet-do" field="temperature" read={readTemperature} inputMode="decimal" />
  ),
  oxy: props => <AskMeasure {...props} step="oxy" field="spo2" read={readSpo2} inputMode="numeric" />,
}

/** All answers at a glance. The id is made once: a second try is the same answer. */
function Review({ way, name, unitId, send, busy, problem }: StepProps) {
  const t = useWords()
  const f = useFormat()
  const [id] = useState(() => newId(serverNow()))
  const { symptoms = [], temperature = null, spo2 = null } = way.answers
  const said = symptoms.map(one => t(`followup.symptom.${one}`)).join(', ')
  return (
    <Question
      title={t('followup.ask.review', { name })}
      back={way.before(REVIEW)}
      next={t('followup.ask.send')}
      busy={busy && t('followup.ask.sending')}
      onNext={() => send({ id, symptoms: symptoms as Report['symptoms'], temperature, spo2 }, way.forget)}
    >
      {problem ? (
        <Notice tone="error" title={tell(t, problem).title}>
          <CallStation unitId={unitId} />
        </Notice>
      ) : null}
      <Card>
        <Facts
          facts={[
            [t('followup.symptoms'), said || t('followup.symptom.none')],
            [
              t('followup.temperature'),
              temperature === null ? t('followup.unmeasured') : `${f.number(temperature)} °C`,
            ],
            [t('followup.spo2'), spo2 === null ? t('followup.unmeasured') : `${spo2}%`],
          ]}
        />
      </Card>
    </Question>
  )
}

/** What follows from the answer, said at once. */
export function Taken(props: { worries: readonly string[]; name: string; toTeam?: boolean }) {
  const { worries, name, toTeam } = props
  const t = useWords()
  return worries.length > 0 ? (
    <Notice tone="orange" title={t('followup.taken.worrying', { name })}>
      <p>{t('followup.taken.worrying.do')}</p>
      <p>{t('followup.taken.emergency')}</p>
    </Notice>
  ) : (
    <Notice icon="check" title={t('followup.taken', { name })}>
      {toTeam ? null : <p>{t('followup.taken.next')}</p>}
    </Notice>
  )
}
