import { useState } from 'react'
import { type Asking, type Questions, REVIEW, useAsking } from '#base/identity/web/asking.ts'
import { useSession } from '#base/identity/web/session.tsx'
import { OWN_KIND_NAMES } from '#base/places/kinds.ts'
import { KindIcon } from '#base/places/web/kind-icon.tsx'
import { type Commune, CommuneField } from '#base/units/web/commune-field.tsx'
import { useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Card, Choice, Notice, PageSkeleton, Row, Rows, TextField } from '#kit/citizen/index.ts'
import { Question } from '#kit/citizen/question.tsx'
import { tell } from '#kit/problem.ts'
import { api } from './api.ts'
import './places.css'

interface Answers {
  readonly kind: (typeof OWN_KIND_NAMES)[number]
  readonly name: string
  readonly commune: Commune
  readonly address: string
  /** Names of the parts of a large place, which get codes of their own. */
  readonly areas: readonly string[]
  /** Who answers for it; asked of an account that has no name but its phone. */
  readonly manager: string
}

const QUESTIONS = [
  ['loai', 'kind'],
  ['ten', 'name'],
  ['noi', 'commune'],
  ['dia-chi', 'address'],
  ['khu-vuc', 'areas'],
] as const satisfies Questions<Answers>
const MANAGER = ['nguoi', 'manager'] as const
type Step = (typeof QUESTIONS)[number][0] | (typeof MANAGER)[0]
type Way = Asking<Answers>

const MOST_AREAS = 50
/** What is registered most often comes first. */
const KINDS = [
  ...(['office', 'workplace', 'shop', 'market', 'restaurant', 'school', 'health-station', 'hospital'] as const),
  ...OWN_KIND_NAMES,
].filter((kind, i, all) => all.indexOf(kind) === i)

/** An office, shop or school becomes a điểm kiểm dịch, one question at a time; who registers it becomes its manager. */
export function Register() {
  const { me } = useSession()
  const [nameless] = useState(() => me?.name.startsWith('*'))
  const way = useAsking<Answers>('checkpoints', nameless ? [...QUESTIONS, MANAGER] : QUESTIONS)
  if (!way) return <PageSkeleton />
  if (way.step === REVIEW) return <Review way={way} answers={way.answers as Answers} />
  const View = VIEWS[way.step as Step]
  return <View key={way.step} way={way} />
}

interface FrameProps {
  readonly way: Way
  readonly step: Step
  readonly field: string
  readonly fault?: string
  readonly intro?: string
  readonly next?: string
  readonly onNext: () => void
  readonly children: React.ReactNode
}

function Frame({ way, step, field, fault, intro, next, onNext, children }: FrameProps) {
  const t = useWords()
  return (
    <Question
      title={t(`checkpoints.web.ask.${field}`)}
      back={way.numberOf(step) === 1 ? '/dia-diem' : way.before(step)}
      {...(intro ? { intro } : {})}
      progress={t('checkpoints.web.progress', { at: way.numberOf(step), of: way.count })}
      faults={fault ? [{ field, message: fault }] : []}
      lone
      next={next ?? t('checkpoints.web.next')}
      onNext={onNext}
    >
      {children}
    </Question>
  )
}

function AskKind({ way }: { way: Way }) {
  const t = useWords()
  const [kind, setKind] = useState(way.answers.kind)
  const [fault, setFault] = useState('')
  return (
    <Frame
      {...{ way, fault }}
      step="loai"
      field="kind"
      onNext={() => {
        setFault(kind ? '' : t('checkpoints.web.kind.missing'))
        if (kind) way.next('loai', { kind })
      }}
    >
      <div className="c-kinds">
        <Choice
          name="kind"
          label={<span className="only-read">{t('checkpoints.web.ask.kind')}</span>}
          error={fault || undefined}
          value={kind}
          onChange={setKind}
          options={KINDS.map(value => ({
            value,
            label: (
              <>
                <KindIcon kind={value} size={28} />
                {t(`places.kind.${value}`)}
              </>
            ),
          }))}
        />
      </div>
    </Frame>
  )
}

function AskName({ way }: { way: Way }) {
  const t = useWords()
  const [name, setName] = useState(way.answers.name ?? '')
  const [fault, setFault] = useState('')
  return (
    <Frame
      {...{ way, fault }}
      step="ten"
      field="name"
      onNext={() => {
        setFault(name.trim() ? '' : t('checkpoints.web.name.missing'))
        if (name.trim()) way.next('ten', { name: name.trim() })
      }}
    >
      <TextField
        name="name"
        label={t('checkpoints.web.name')}
        hint={t('checkpoints.web.name.hint')}
        error={fault || undefined}
        autoComplete="organization"
        maxLength={200}
        value={name}
        onChange={setName}
      />
    </Frame>
  )
}

function AskCommune({ way }: { way: Way }) {
  const t = useWords()
  const [commune, setCommune] = useState(way.answers.commune)
  const [fault, setFault] = useState('')
  return (
    <Frame
      {...{ way, fault }}
      step="noi"
      field="commune"
      onNext={() => {
        setFault(commune ? '' : t('checkpoints.web.commune.missing'))
        if (commune) way.next('noi', { commune })
      }}
    >
      <CommuneField name="commune" value={commune} onChange={setCommune} error={fault || undefined} />
    </Frame>
  )
}

function AskAddress({ way }: { way: Way }) {
  const t = useWords()
  const [address, setAddress] = useState(way.answers.address ?? '')
  return (
    <Frame way={way} step="dia-chi" field="address" onNext={() => way.next('dia-chi', { address: address.trim() })}>
      <TextField
        name="address"
        label={t('checkpoints.web.address')}
        hint={t('checkpoints.web.address.hint')}
        autoComplete="street-address"
        maxLength={300}
        value={address}
        onChange={setAddress}
      />
    </Frame>
  )
}

const linesOf = (text: string): string[] => [...new Set(text.split('\n').map(line => line.trim()))].filter(Boolean)

function AskAreas({ way }: { way: Way }) {
  const t = useWords()
  const [text, setText] = useState(way.answers.areas?.join('\n') ?? '')
  const [fault, setFault] = useState('')
  const areas = linesOf(text)
  return (
    <Frame
      {...{ way, fault }}
      step="khu-vuc"
      field="areas"
      intro={t('checkpoints.web.areas.intro')}
      next={t(areas.length > 0 ? 'checkpoints.web.next' : 'checkpoints.web.areas.none')}
      onNext={() => {
        const many = areas.length > MOST_AREAS || areas.some(area => area.length > 100)
        setFault(many ? t('checkpoints.web.areas.many', { most: MOST_AREAS }) : '')
        if (!many) way.next('khu-vuc', { areas })
      }}
    >
      <TextField
        name="areas"
        label={t('checkpoints.web.areas')}
        hint={t('checkpoints.web.areas.hint')}
        error={fault || undefined}
        lines={4}
        value={text}
        onChange={setText}
      />
    </Frame>
  )
}

function AskManager({ way }: { way: Way }) {
  const t = useWords()
  const [manager, setManager] = useState(way.answers.manager ?? '')
  const [fault, setFault] = useState('')
  return (
    <Frame
      {...{ way, fault }}
      step="nguoi"
      field="manager"
      onNext={() => {
        setFault(manager.trim() ? '' : t('checkpoints.web.manager.missing'))
        if (manager.trim()) way.next('nguoi', { manager: manager.trim() })
      }}
    >
      <TextField
        name="manager"
        label={t('checkpoints.web.manager')}
        hint={t('checkpoints.web.manager.hint')}
        error={fault || undefined}
        autoComplete="name"
        maxLength={100}
        value={manager}
        onChange={setManager}
      />
    </Frame>
  )
}

const VIEWS: Readonly<Record<Step, (props: { way: Way }) => React.ReactNode>> = {
  loai: AskKind,
  ten: AskName,
  noi: AskCommune,
  'dia-chi': AskAddress,
  'khu-vuc': AskAreas,
  nguoi: AskManager,
}

function Review({ way, answers }: { way: Way; answers: Answers }) {
  const t = useWords()
  const { refresh } = useSession()
  const registering = useWrite(api.checkpoints.register, {
    done: ({ placeId }) => {
      way.forget()
      void entered(placeId)
    },
  })
  /** The new manager's rights come with the session. */
  const entered = async (placeId: string) => {
    if (answers.manager) await api.identity.rename({ body: { name: answers.manager } }).catch(() => undefined)
    await refresh()
    go(`/dia-diem/${placeId}/xong`, { replace: true })
  }
  const lines: readonly [Step, string, string][] = [
    ['loai', t('checkpoints.web.kind'), t(`places.kind.${answers.kind}`)],
    ['ten', t('checkpoints.web.name'), answers.name],
    ['noi', t('units.web.commune'), answers.commune.label],
    ['dia-chi', t('checkpoints.web.address'), answers.address || t('checkpoints.web.blank')],
    ['khu-vuc', t('checkpoints.web.areas'), answers.areas.join(', ') || t('checkpoints.web.areas.no')],
    ...(answers.manager ? [['nguoi', t('checkpoints.web.manager'), answers.manager] as [Step, string, string]] : []),
  ]
  return (
    <Question
      title={t('checkpoints.web.review.title')}
      back={way.before(REVIEW)}
      intro={t('checkpoints.web.review.intro')}
      next={t('checkpoints.web.register')}
      busy={registering.isPending && t('checkpoints.web.sending')}
      onNext={() =>
        registering.mutate({
          body: {
            kind: answers.kind,
            name: answers.name,
            unitId: answers.commune.id,
            address: answers.address,
            areas: [...answers.areas],
          },
        })
      }
    >
      {registering.error ? <Notice tone="error" title={tell(t, registering.error).title} /> : null}
      <Card flush>
        <Rows>
          {lines.map(([step, label, value]) => (
            <Row
              key={step}
              title={
                <>
                  <small className="c-asked">{label}</small>
                  {value}
                </>
              }
              end={<span className="s-link">{t('checkpoints.web.change')}</span>}
              onClick={() => way.to(step)}
            />
          ))}
        </Rows>
      </Card>
    </Question>
  )
}
