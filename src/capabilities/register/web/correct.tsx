import './register.css'
import { type FormEvent, useState } from 'react'
import { shrunk } from '#base/files/web/shrink.ts'
import { type Birth, isBirthFault, NO_BIRTH, readBirth } from '#base/people/web/birth.ts'
import { BirthField } from '#base/people/web/birth-field.tsx'
import { OneOfMine } from '#base/people/web/one-of-mine.tsx'
import { type Commune, CommuneField } from '#base/units/web/commune-field.tsx'
import { dayOf } from '#core/clock.ts'
import type { ResultOf } from '#core/contract.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  Button,
  Card,
  Checks,
  Choice,
  ErrorSummary,
  Facts,
  type FieldFault,
  Notice,
  Page,
  PhoneField,
  ProblemState,
  Skeleton,
  TextField,
} from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import type { MyCorrection, register } from '../contract.ts'
import { needsProof } from '../rules.ts'
import { api } from './api.ts'

type Known = ResultOf<typeof register.corrections>
type Field = keyof Known['now']
const FIELDS: readonly Field[] = ['fullName', 'birthDate', 'sex', 'unitId', 'address', 'idNumber', 'phone']

/** What the register says wrong of me or my family: asked to be corrected, and what became of it. */
export function Correct() {
  const t = useWords()
  return (
    <Page title={t('register.web.correct')} back="/toi">
      <OneOfMine who={t('register.web.who')} nobody={t('register.web.nobody')}>
        {person => <OfPerson key={person.id} personId={person.id} unitName={person.unitName} />}
      </OneOfMine>
    </Page>
  )
}

function OfPerson({ personId, unitName }: { personId: string; unitName: string | null }) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.register.corrections, { params: { personId } })
  if (!data && error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton lines={5} />
  const open = data.corrections.some(one => one.state === 'asked' || one.state === 'waiting')
  return (
    <>
      {data.corrections.map(one => (
        <Asked key={one.id} correction={one} />
      ))}
      {open ? null : <AskForm personId={personId} known={data} unitName={unitName} />}
      {open ? <p className="rg-none">{t('register.web.one')}</p> : null}
    </>
  )
}

function Asked({ correction }: { correction: MyCorrection }) {
  const t = useWords()
  const f = useFormat()
  const { id, state, lines, answer, dueAt } = correction
  const withdrawing = useWrite(api.register.withdraw)
  const isOpen = state === 'asked' || state === 'waiting'
  return (
    <Card title={t(`register.correction.state.${state}`)} icon={state === 'accepted' ? 'check' : 'edit'}>
      <div className="rg-form">
        <Facts
          facts={lines.map(line => [
            t(`people.field.${line.field}`),
            t('register.web.becomes', { was: line.was ?? t('register.web.blank'), asked: line.asked ?? '' }),
          ])}
        />
        <p className="rg-none">{t('register.web.sent', { at: f.instant(correction.at) })}</p>
        {state === 'asked' && dueAt ? <p>{t('register.web.due', { at: f.instant(dueAt) })}</p> : null}
        {answer ? (
          <div>
            <p className="rg-label">{t('register.web.answer')}</p>
            <blockquote className="rg-said">{answer}</blockquote>
          </div>
        ) : null}
        {state === 'waiting' ? <MoreForm correctionId={id} /> : null}
        {isOpen ? (
          <Button
            kind="quiet"
            busy={withdrawing.isPending && t('register.web.withdraw')}
            onClick={() => withdrawing.mutate({ params: { correctionId: id } })}
          >
            {t('register.web.withdraw')}
          </Button>
        ) : null}
        {withdrawing.error ? <ProblemState problem={withdrawing.error} /> : null}
      </div>
    </Card>
  )
}

function MoreForm({ correctionId }: { correctionId: string }) {
  const t = useWords()
  const [note, setNote] = useState('')
  const [photos, setPhotos] = useState<readonly File[]>([])
  const sending = useSending()
  const needs = useNeeds({ any: note.trim() !== '' || photos.length > 0 || t('register.web.more.none') })
  return (
    <form className="rg-form" {...needs.form(() => void sending.send(async () => correctionId, photos, note.trim()))}>
      <TextField
        name="them"
        label={t('register.web.more')}
        value={note}
        error={needs.of('any')}
        onChange={setNote}
        lines={3}
        maxLength={1000}
      />
      <Photos photos={photos} onChange={setPhotos} />
      {sending.problem ? <ProblemState problem={sending.problem} /> : null}
      <Button type="submit" busy={sending.busy && t('register.web.sending')}>
        {t('register.web.more.send')}
      </Button>
    </form>
  )
}

/** Begins what is asked, brings its photos one by one, and sends it. */
function useSending() {
  const photo = useWrite(api.register.photo)
  const sent = useWrite(api.register.send)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  return {
    busy,
    problem,
    async send(begin: () => Promise<string>, photos: readonly File[], note: string) {
      setBusy(true)
      setProblem(undefined)
      try {
        const correctionId = await begin()
        for (const file of photos)
          await photo.mutateAsync({ params: { correctionId }, body: (await shrunk(file)) as never })
        await sent.mutateAsync({ params: { correctionId }, body: { note } })
      } catch (error) {
        setProblem(error)
      } finally {
        setBusy(false)
      }
    },
  }
}

interface PhotosProps {
  readonly photos: readonly File[]
  readonly onChange: (photos: readonly File[]) => void
  readonly error?: string | undefined
  readonly hint?: string
}

/** Photos of a paper, from the camera or from what is on the phone. */
function Photos({ photos, onChange, error, hint }: PhotosProps) {
  const t = useWords()
  return (
    <div className="s-field" data-wrong={error ? true : undefined}>
      <span className="s-label" id="anh-label">
        {t('register.web.photo')}
      </span>
      <p className="s-hint" id="anh-hint">
        {hint ?? t('register.web.photo.hint')}
      </p>
      {error ? (
        <p className="s-field-error" id="anh-error">
          {error}
        </p>
      ) : null}
      <input
        id="anh"
        className="rg-file"
        type="file"
        accept="image/*"
        multiple
        aria-labelledby="anh-label"
        aria-describedby={error ? 'anh-hint anh-error' : 'anh-hint'}
        onChange={event => {
          onChange([...photos, ...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <label className="rg-take" htmlFor="anh">
        <Icon name="camera" size={22} />
        {t('register.web.photo.take')}
      </label>
      {photos.length ? (
        <ul className="rg-photos">
          {photos.map((photo, i) => (
            <li key={i}>
              {photo.name}{' '}
              <Button kind="quiet" fit onClick={() => onChange(photos.filter((_, at) => at !== i))}>
                {t('files.web.drop.one', { name: photo.name })}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

interface Answers {
  readonly fullName: string
  readonly birth: Birth
  readonly sex: 'male' | 'female' | undefined
  readonly commune: Commune | undefined
  readonly address: string
  readonly idNumber: string
  readonly phone: string
}
const NOTHING: Answers = {
  fullName: '',
  birth: NO_BIRTH,
  sex: undefined,
  commune: undefined,
  address: '',
  idNumber: '',
  phone: '',
}

interface AskFormProps {
  readonly personId: string
  readonly known: Known
  readonly unitName: string | null
}

function AskForm({ personId, known, unitName }: AskFormProps) {
  const t = useWords()
  const [fields, setFields] = useState<readonly Field[]>([])
  const [answers, setAnswers] = useState(NOTHING)
  const [note, setNote] = useState('')
  const [photos, setPhotos] = useState<readonly File[]>([])
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const drafting = useWrite(api.register.draft)
  const sending = useSending()
  const faultOf = (field: string) => faults.find(fault => fault.field === field)?.message
  const wantsPhoto = needsProof(Object.fromEntries(fields.map(field => [field, true])))

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const asked = askedIn(fields, answers)
    const missing = fields.filter(field => !asked[field])
    const found = [
      ...(fields.length ? [] : [{ field: 'sai', message: t('register.web.which.missing') }]),
      ...missing.map(field => ({ field, message: t('register.web.missing', { field: t(`people.field.${field}`) }) })),
      ...(wantsPhoto && !photos.length ? [{ field: 'anh', message: t('register.photo-missing') }] : []),
    ]
    setFaults(found)
    if (found.length) return
    const begin = async () =>
      (await drafting.mutateAsync({ params: { personId }, body: { asked, note: note.trim() } })).correctionId
    void sending.send(begin, photos, '')
  }

  return (
    <form className="rg-form" onSubmit={submit} noValidate>
      <p className="rg-none">{t('register.web.intro', { days: known.answerDays })}</p>
      <ErrorSummary faults={faults} />
      <Checks
        name="sai"
        label={t('register.web.which')}
        error={faultOf('sai')}
        values={fields}
        onChange={setFields}
        options={FIELDS.map(field => ({
          value: field,
          label: t(`people.field.${field}`),
          hint: saysNow(t, known, field, unitName),
        }))}
      />
      {FIELDS.filter(field => fields.includes(field)).map(field => (
        <Ask
          key={field}
          field={field}
          answers={answers}
          onChange={part => setAnswers({ ...answers, ...part })}
          error={faultOf(field)}
        />
      ))}
      <TextField
        name="ghi-chu"
        label={t('register.web.note.optional')}
        value={note}
        onChange={setNote}
        lines={3}
        maxLength={1000}
      />
      <Photos
        photos={photos}
        onChange={setPhotos}
        error={photos.length ? undefined : faultOf('anh')}
        hint={t(wantsPhoto ? 'register.web.photo.needed' : 'register.web.photo.hint')}
      />
      {sending.problem ? <ProblemState problem={sending.problem} /> : null}
      <Notice title={t('register.web.facts')} icon="info" />
      <Button type="submit" busy={sending.busy && t('register.web.sending')}>
        {t('register.web.send')}
      </Button>
    </form>
  )
}

function saysNow(t: ReturnType<typeof useWords>, { now }: Known, field: Field, unitName: string | null): string {
  const value = now[field]
  if (field === 'unitId') return unitName ?? t('register.web.blank')
  if (!value) return t('register.web.blank')
  if (field === 'sex') return t(`people.office.sex.${value}`)
  return field === 'birthDate' ? value.split('-').reverse().join('/') : value
}

function askedIn(fields: readonly Field[], answers: Answers) {
  const read = readBirth(answers.birth, dayOf(new Date()))
  const all = {
    fullName: answers.fullName.trim(),
    birthDate: isBirthFault(read) ? '' : read,
    sex: answers.sex,
    unitId: answers.commune?.id,
    address: answers.address.trim(),
    idNumber: answers.idNumber.trim(),
    phone: answers.phone,
  }
  return Object.fromEntries(fields.flatMap(field => (all[field] ? [[field, all[field]]] : []))) as Partial<typeof all>
}

interface AskProps {
  readonly field: Field
  readonly answers: Answers
  readonly onChange: (part: Partial<Answers>) => void
  readonly error: string | undefined
}

function Ask({ field, answers, onChange, error }: AskProps) {
  const t = useWords()
  const label = t('register.web.right', { field: t(`people.field.${field}`) })
  switch (field) {
    case 'birthDate':
      return <BirthField name={field} value={answers.birth} onChange={birth => onChange({ birth })} error={error} />
    case 'sex':
      return (
        <Choice
          name={field}
          label={label}
          error={error}
          inline
          value={answers.sex}
          onChange={sex => onChange({ sex })}
          options={(['female', 'male'] as const).map(value => ({ value, label: t(`people.office.sex.${value}`) }))}
        />
      )
    case 'unitId':
      return (
        <CommuneField name={field} value={answers.commune} onChange={commune => onChange({ commune })} error={error} />
      )
    case 'phone':
      return (
        <PhoneField
          name={field}
          label={label}
          error={error}
          value={answers.phone}
          onChange={phone => onChange({ phone })}
        />
      )
    default:
      return (
        <TextField
          name={field}
          label={label}
          error={error}
          value={answers[field]}
          onChange={text => onChange({ [field]: text })}
          maxLength={field === 'idNumber' ? 20 : 200}
        />
      )
  }
}
