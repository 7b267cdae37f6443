import { useEffect, useState } from 'react'
import { type Asking, type Questions, REVIEW, useAsking } from '#base/identity/web/asking.ts'
import { useSession } from '#base/identity/web/session.tsx'
import { type Commune, CommuneField } from '#base/units/web/commune-field.tsx'
import { dayOf } from '#core/clock.ts'
import { browserApi } from '#core/web/api.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { go, useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, Choice, Notice, PageSkeleton, ProblemState, Row, Rows, TextField } from '#kit/citizen/index.ts'
import { Question } from '#kit/citizen/question.tsx'
import { tell } from '#kit/problem.ts'
import { people } from '../contract.ts'
import {
  checkPersonalId,
  cleanNumber,
  displayName,
  isOldId,
  isPassport,
  isPersonalId,
  type PersonalIdWarning,
  type Sex,
} from '../identifiers.ts'
import { type Birth, isBirthFault, NO_BIRTH, readBirth } from './birth.ts'
import { BirthField } from './birth-field.tsx'

const api = browserApi({ people })

interface Answers {
  /** Which entry of the register I said I am. */
  readonly claimed: string
  readonly fullName: string
  readonly birth: Birth
  readonly sex: Sex
  readonly commune: Commune
  readonly address: string
  readonly idNumber: string
}

/** The questions in their order, by the word in the address bar. */
const QUESTIONS = [
  ['ten', 'fullName'],
  ['ngay-sinh', 'birth'],
  ['gioi-tinh', 'sex'],
  ['noi-o', 'commune'],
  ['dia-chi', 'address'],
  ['giay-to', 'idNumber'],
] as const satisfies Questions<Answers>
type Step = (typeof QUESTIONS)[number][0]
const FIRST: Step = 'ten'
const CLAIM = 'nhan'
const SEXES: readonly Sex[] = ['male', 'female', 'unknown']

interface Way extends Asking<Answers> {
  /** True when a member of the household is entered, not the caller. */
  readonly forMember: boolean
  readonly finish: () => Promise<void>
}

/** Who am I: an entry of the register under my phone, or a new one, one question at a time. */
export const Introduce = () => <Form forMember={false} />

/** A member of my household, who has no telephone: khai hộ. */
export const IntroduceMember = () => <Form forMember />

function Form({ forMember }: { forMember: boolean }) {
  const { me, refresh } = useSession()
  const [search] = useSearch()
  const then = safePath(search.get('den'))
  const asking = useAsking<Answers>(`people.${forMember ? 'member' : 'me'}`, QUESTIONS)
  const known = Boolean(me?.personId)
  const elsewhere = known === forMember ? undefined : known ? then : '/khai-bao'
  useEffect(() => {
    if (elsewhere) go(elsewhere, { replace: true })
  }, [elsewhere])
  if (elsewhere) return null
  if (!asking) return <PageSkeleton />
  const { answers, wanted, step } = asking
  const way: Way = {
    ...asking,
    forMember,
    async finish() {
      asking.forget()
      await refresh()
      go(then, { replace: true })
    },
  }
  if (wanted === CLAIM && answers.claimed) return <Claim way={way} claimed={answers.claimed} />
  if (wanted === '' && !forMember) return <WhoAreYou way={way} />
  if (step === REVIEW) return <Review way={way} answers={answers as Answers} />
  return <Ask way={way} step={step as Step} />
}

const NEW = 'new'

function WhoAreYou({ way }: { way: Way }) {
  const t = useWords()
  const found = useRead(api.people.candidates, {})
  const [choice, setChoice] = useState<string | undefined>(way.answers.claimed)
  const [asked, setAsked] = useState(false)
  const none = found.data?.people.length === 0
  useEffect(() => {
    if (none) way.to(FIRST, { replace: true })
  })
  if (found.error) return <ProblemState problem={found.error} again={() => void found.refetch()} />
  if (!found.data || none) return <PageSkeleton />
  const faults = asked && !choice ? [{ field: 'who', message: t('people.web.who.missing') }] : []
  return (
    <Question
      title={t('people.web.who.title')}
      back="/"
      intro={t('people.web.who.intro')}
      faults={faults}
      lone
      next={t('people.web.next')}
      onNext={() => {
        setAsked(true)
        if (!choice) return
        if (choice === NEW) return way.to(FIRST)
        way.answer({ claimed: choice })
        way.to(CLAIM)
      }}
    >
      <Choice
        name="who"
        label={t('people.web.who')}
        error={faults[0]?.message}
        value={choice}
        onChange={setChoice}
        options={[
          ...found.data.people.map(({ id, hint }) => ({ value: id, label: hint })),
          { value: NEW, label: t('people.web.who.new'), hint: t('people.web.who.new.hint') },
        ]}
      />
    </Question>
  )
}

function Claim({ way, claimed }: { way: Way; claimed: string }) {
  const t = useWords()
  const [birth, setBirth] = useState<Birth>(NO_BIRTH)
  const [early, setEarly] = useState('')
  const claiming = useWrite(api.people.claim, { refreshes: ['standing'], done: () => void way.finish() })
  const message = early || (claiming.error ? tell(t, claiming.error).title : '')
  return (
    <Question
      title={t('people.web.claim.title')}
      back={way.before(FIRST)}
      intro={t('people.web.claim.intro')}
      faults={message ? [{ field: 'birth', message }] : []}
      lone
      next={t('people.web.claim.next')}
      busy={claiming.isPending && t('people.web.checking')}
      onNext={() => {
        const read = readBirth(birth, dayOf(new Date()))
        setEarly(isBirthFault(read) ? t(`people.web.birth.${read}`) : '')
        if (!isBirthFault(read)) claiming.mutate({ body: { personId: claimed, birthDate: read } })
      }}
      after={
        claiming.error ? (
          <Button kind="quiet" onClick={() => way.to(FIRST)}>
            {t('people.web.claim.other')}
          </Button>
        ) : null
      }
    >
      <BirthField
        name="birth"
        hint={t('people.web.claim.hint')}
        value={birth}
        onChange={setBirth}
        error={message || undefined}
      />
    </Question>
  )
}

interface AskProps {
  readonly way: Way
  readonly step: Step
}

interface FrameProps extends AskProps {
  readonly field: string
  readonly fault?: string | undefined
  readonly onNext: () => void
  readonly intro?: string
  readonly next?: string
  readonly children: React.ReactNode
}

const Ask = ({ way, step }: AskProps) => {
  const View = VIEWS[step]
  return <View key={step} way={way} step={step} />
}

/** What all questions share: their title, how far along, the way back. */
function Frame({ way, step, field, fault, onNext, intro, next, children }: FrameProps) {
  const t = useWords()
  const whose = way.forMember ? 'member' : 'me'
  return (
    <Question
      title={t(`people.web.ask.${field}.${whose}`)}
      back={step === FIRST && way.forMember ? '/toi' : way.before(step)}
      {...(intro ? { intro } : {})}
      progress={t('people.web.progress', { at: way.numberOf(step), of: way.count })}
      faults={fault ? [{ field, message: fault }] : []}
      lone
      next={next ?? t('people.web.next')}
      onNext={onNext}
    >
      {children}
    </Question>
  )
}

function AskName({ way, step }: AskProps) {
  const t = useWords()
  const [name, setName] = useState(way.answers.fullName ?? '')
  const [fault, setFault] = useState('')
  return (
    <Frame
      {...{ way, step, fault }}
      field="name"
      onNext={() => {
        const wrong = /\p{L}/u.test(name) && !/\d/.test(name) ? '' : t('people.web.name.missing')
        setFault(wrong)
        if (!wrong) way.next(step, { fullName: displayName(name) })
      }}
    >
      <TextField
        name="name"
        label={t('people.web.name')}
        hint={t('people.web.name.hint')}
        error={fault || undefined}
        autoComplete={way.forMember ? 'off' : 'name'}
        maxLength={100}
        input={{ autoCapitalize: 'words', spellCheck: false }}
        value={name}
        onChange={setName}
      />
    </Frame>
  )
}

function AskBirth({ way, step }: AskProps) {
  const t = useWords()
  const [birth, setBirth] = useState<Birth>(way.answers.birth ?? NO_BIRTH)
  const [fault, setFault] = useState('')
  return (
    <Frame
      {...{ way, step, fault }}
      field="birth"
      onNext={() => {
        const read = readBirth(birth, dayOf(new Date()))
        setFault(isBirthFault(read) ? t(`people.web.birth.${read}`) : '')
        if (!isBirthFault(read)) way.next(step, { birth })
      }}
    >
      <BirthField name="birth" value={birth} onChange={setBirth} error={fault || undefined} />
    </Frame>
  )
}

function AskSex({ way, step }: AskProps) {
  const t = useWords()
  const [sex, setSex] = useState<Sex | undefined>(way.answers.sex)
  const [fault, setFault] = useState('')
  return (
    <Frame
      {...{ way, step, fault }}
      field="sex"
      onNext={() => {
        setFault(sex ? '' : t('people.web.sex.missing'))
        if (sex) way.next(step, { sex })
      }}
    >
      <Choice
        name="sex"
        label={t('people.web.sex')}
        error={fault || undefined}
        value={sex}
        onChange={setSex}
        options={SEXES.map(value => ({ value, label: t(`people.web.sex.${value}`) }))}
      />
    </Frame>
  )
}

function AskCommune({ way, step }: AskProps) {
  const t = useWords()
  const [commune, setCommune] = useState<Commune | undefined>(way.answers.commune)
  const [fault, setFault] = useState('')
  return (
    <Frame
      {...{ way, step, fault }}
      field="commune"
      intro={t('people.web.commune.intro')}
      onNext={() => {
        setFault(commune ? '' : t('people.web.commune.missing'))
        if (commune) way.next(step, { commune })
      }}
    >
      <CommuneField name="commune" value={commune} onChange={setCommune} error={fault || undefined} />
    </Frame>
  )
}

function AskAddress({ way, step }: AskProps) {
  const t = useWords()
  const [address, setAddress] = useState(way.answers.address ?? '')
  return (
    <Frame {...{ way, step }} field="address" onNext={() => way.next(step, { address: address.trim() })}>
      <TextField
        name="address"
        label={t('people.web.address')}
        hint={t('people.web.address.hint')}
        autoComplete={way.forMember ? 'off' : 'street-address'}
        maxLength={200}
        value={address}
        onChange={setAddress}
      />
    </Frame>
  )
}

/** A number that does not fit the rest is asked about once, gently: cards with a wrong birth year exist. */
function AskIdNumber({ way, step }: AskProps) {
  const t = useWords()
  const [number, setNumber] = useState(way.answers.idNumber ?? '')
  const [fault, setFault] = useState('')
  const [doubts, setDoubts] = useState<readonly PersonalIdWarning[]>([])
  const [doubted, setDoubted] = useState('')
  const clean = cleanNumber(number)
  const change = (text: string) => {
    setNumber(text)
    setFault('')
    setDoubts([])
  }
  return (
    <Frame
      {...{ way, step, fault }}
      field="id"
      intro={t('people.web.id.intro')}
      next={t(doubts.length > 0 ? 'people.web.id.keep' : clean ? 'people.web.next' : 'people.web.id.skip')}
      onNext={() => {
        if (clean === '') return way.next(step, { idNumber: '' })
        if (!isPersonalId(clean) && !isOldId(clean) && !isPassport(clean)) return setFault(t('people.web.id.wrong'))
        const found = doubted === clean ? [] : doubtsOf(clean, way.answers)
        setDoubts(found)
        setDoubted(clean)
        if (found.length === 0) way.next(step, { idNumber: clean })
      }}
    >
      <TextField
        name="id"
        label={t('people.web.id')}
        hint={t('people.web.id.hint')}
        error={fault || undefined}
        inputMode="text"
        maxLength={20}
        input={{ spellCheck: false }}
        value={number}
        onChange={change}
      />
      {doubts.length > 0 ? (
        <div role="status">
          <Notice title={t('people.web.id.doubt')}>
            <ul className="p-doubts">
              {doubts.map(doubt => (
                <li key={doubt}>{t(`people.web.id.doubt.${doubt}`)}</li>
              ))}
            </ul>
          </Notice>
        </div>
      ) : null}
    </Frame>
  )
}

function doubtsOf(number: string, { birth, sex }: Partial<Answers>): readonly PersonalIdWarning[] {
  if (!isPersonalId(number)) return []
  const today = dayOf(new Date())
  const read = readBirth(birth ?? NO_BIRTH, today)
  return checkPersonalId(number, { birthDate: isBirthFault(read) ? undefined : read, sex }, today)
}

const VIEWS: Readonly<Record<Step, (props: AskProps) => React.ReactNode>> = {
  ten: AskName,
  'ngay-sinh': AskBirth,
  'gioi-tinh': AskSex,
  'noi-o': AskCommune,
  'dia-chi': AskAddress,
  'giay-to': AskIdNumber,
}

/** All answers before they are sent, each a tap away from being changed. */
function Review({ way, answers }: { way: Way; answers: Answers }) {
  const t = useWords()
  const f = useFormat()
  const sending = useWrite(api.people.introduce, { refreshes: ['standing'], done: () => void way.finish() })
  const read = readBirth(answers.birth, dayOf(new Date()))
  const birthDate = isBirthFault(read) ? '' : read
  const lines: readonly [Step, string, string][] = [
    ['ten', t('people.web.name'), answers.fullName],
    ['ngay-sinh', t('people.web.birth'), birthDate.length === 4 ? birthDate : f.day(birthDate)],
    ['gioi-tinh', t('people.web.sex'), t(`people.web.sex.${answers.sex}`)],
    ['noi-o', t('units.web.commune'), answers.commune.label],
    ['dia-chi', t('people.web.address'), answers.address],
    ['giay-to', t('people.web.id'), answers.idNumber],
  ]
  return (
    <Question
      title={t('people.web.review.title')}
      back={way.before(REVIEW)}
      intro={t('people.web.review.intro')}
      next={t(way.forMember ? 'people.web.review.send.member' : 'people.web.review.send')}
      busy={sending.isPending && t('people.web.sending')}
      onNext={() =>
        sending.mutate({
          body: {
            fullName: answers.fullName,
            birthDate,
            sex: answers.sex,
            unitId: answers.commune.id,
            address: answers.address,
            ...(answers.idNumber ? { idNumber: answers.idNumber } : {}),
          },
        })
      }
    >
      {sending.error ? <Refused problem={sending.error} /> : null}
      <Card flush>
        <Rows>
          {lines.map(([step, label, value]) => (
            <Row
              key={step}
              title={<Answered label={label} value={value} />}
              end={<span className="s-link">{t('people.web.change')}</span>}
              onClick={() => way.to(step)}
            />
          ))}
        </Rows>
      </Card>
      <p className="s-hint">{t('people.web.review.law')}</p>
    </Question>
  )
}

function Answered({ label, value }: { label: string; value: string }) {
  const t = useWords()
  return (
    <>
      <small className="p-asked">{label}</small>
      {value || <span className="p-blank">{t('people.web.blank')}</span>}
    </>
  )
}

function Refused({ problem }: { problem: unknown }) {
  const t = useWords()
  const told = tell(t, problem)
  return (
    <Notice tone="error" title={told.title}>
      {told.kind === 'offline' ? told.help : null}
    </Notice>
  )
}

/** Only a path of this app. */
const safePath = (path: string | null): string => (path && /^\/(?![/\\])/.test(path) ? path : '/')
