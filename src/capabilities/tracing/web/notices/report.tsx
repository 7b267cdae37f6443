import { useState } from 'react'
import { type Asking, type Questions, REVIEW, useAsking } from '#base/identity/web/asking.ts'
import { useSession } from '#base/identity/web/session.tsx'
import { people } from '#base/people/contract.ts'
import { type Commune, CommuneField } from '#base/units/web/commune-field.tsx'
import { phoneHref } from '#core/text.ts'
import { browserApi } from '#core/web/api.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  Button,
  Card,
  Checks,
  Choice,
  EmptyState,
  Notice,
  Page,
  PageSkeleton,
  PhoneField,
  ProblemState,
  phoneText,
  Row,
  Rows,
  TextField,
} from '#kit/citizen/index.ts'
import { Question } from '#kit/citizen/question.tsx'
import { tell } from '#kit/problem.ts'
import { type PublicLine, type PublicNotice, publicNotices, type Receipt } from '../../notices/contract.ts'

const api = browserApi({ tracing: publicNotices, people })

/** Who was there: one of the household, or somebody without an account by name and phone. */
interface Somebody {
  readonly personId?: string
  readonly name: string
  readonly phone?: string
}

interface Answers {
  readonly lineIds: readonly string[]
  readonly who: Somebody
  readonly commune: Commune
}

/** The questions in their order, by the word in the address bar. */
const QUESTIONS = [
  ['noi', 'lineIds'],
  ['ai', 'who'],
  ['o-dau', 'commune'],
] as const satisfies Questions<Answers>

const PHONE_DIGITS = 10

type Person = {
  readonly id: string
  readonly fullName: string
  readonly unitId: string | null
  readonly unitName: string | null
}

/** “Tôi đã có mặt ở đó”: where, who, and where they stay; then the health station of that commune has it. */
export function Report() {
  const { code = '' } = useParams()
  const { status } = useSession()
  const t = useWords()
  const notice = useRead(api.tracing.publicNotice, { params: { code } })
  const mine = useRead(api.people.mine, {}, { when: status === 'in' })
  if (notice.error) return <ProblemState problem={notice.error} again={() => void notice.refetch()} />
  if (!notice.data || status === 'loading' || (status === 'in' && !mine.data && !mine.error))
    return <PageSkeleton lines={5} />
  if (notice.data.state !== 'current')
    return (
      <main className="s-page">
        <EmptyState
          icon="check"
          title={t('tracing.report.over')}
          action={<Button href="/site/thong-bao">{t('tracing.notice.page.others')}</Button>}
        />
      </main>
    )
  return <Ask notice={notice.data} family={mine.data?.people ?? []} />
}

interface AskProps {
  readonly notice: PublicNotice
  readonly family: readonly Person[]
}

function Ask({ notice, family }: AskProps) {
  const asking = useAsking<Answers>(`tracing.report.${notice.code}`, QUESTIONS)
  const [receipt, setReceipt] = useState<Receipt>()
  if (receipt) return <Received notice={notice} receipt={receipt} signedIn={family.length > 0} />
  if (!asking) return <PageSkeleton lines={5} />
  const page = { notice, family, asking }
  if (asking.step === REVIEW)
    return (
      <Review
        {...page}
        answers={asking.answers as Answers}
        onSent={sent => {
          asking.forget()
          setReceipt(sent)
        }}
      />
    )
  if (asking.step === 'noi') return <AskPlaces {...page} />
  return asking.step === 'ai' ? <AskWho {...page} /> : <AskCommune {...page} />
}

interface StepProps extends AskProps {
  readonly asking: Asking<Answers>
}

const backTo = ({ code }: PublicNotice) => `/site/thong-bao/${code}`

function useLineText() {
  const f = useFormat()
  return {
    when: (line: PublicLine) => `${f.time(line.from)}–${f.time(line.to)}, ${f.dayLong(line.from)}`,
    where: (line: PublicLine) => [line.address, line.unitName].filter(Boolean).join(', '),
  }
}

function AskPlaces({ notice, asking }: StepProps) {
  const t = useWords()
  const { when, where } = useLineText()
  const [ids, setIds] = useState<readonly string[]>(asking.answers.lineIds ?? [])
  const [fault, setFault] = useState('')
  return (
    <Question
      title={t('tracing.web.self.places')}
      back="/"
      intro={t('tracing.web.self.notice', { number: notice.number, organ: notice.organ })}
      progress={t('tracing.web.self.progress', { at: 1, of: asking.count })}
      faults={fault ? [{ field: 'places', message: fault }] : []}
      lone
      next={t('tracing.web.self.next')}
      onNext={() => {
        setFault(ids.length ? '' : t('tracing.web.self.places.missing'))
        if (ids.length) asking.next('noi', { lineIds: ids })
      }}
      after={
        <a className="s-link" href={backTo(notice)}>
          {t('tracing.web.self.read')}
        </a>
      }
    >
      <Checks
        name="places"
        label={t('tracing.web.self.places')}
        error={fault || undefined}
        values={ids}
        onChange={setIds}
        options={notice.lines.map(line => ({
          value: line.id,
          label: line.place,
          hint: [when(line), where(line)].filter(Boolean).join(' · '),
        }))}
      />
    </Question>
  )
}

const AskWho = (props: StepProps) => (props.family.length ? <AskFamily {...props} /> : <AskGuest {...props} />)

function AskFamily({ family, asking }: StepProps) {
  const t = useWords()
  const [personId, setPerson] = useState(asking.answers.who?.personId)
  const [fault, setFault] = useState('')
  return (
    <Question
      title={t('tracing.web.self.who')}
      back={asking.before('ai')}
      intro={t('tracing.web.self.who.intro')}
      progress={t('tracing.web.self.progress', { at: 2, of: asking.count })}
      faults={fault ? [{ field: 'who', message: fault }] : []}
      lone
      next={t('tracing.web.self.next')}
      onNext={() => {
        const person = family.find(one => one.id === personId)
        setFault(person ? '' : t('tracing.web.self.who.missing'))
        if (person) asking.next('ai', { who: { personId: person.id, name: person.fullName } })
      }}
    >
      <Choice
        name="who"
        label={t('tracing.web.self.who')}
        error={fault || undefined}
        value={personId}
        onChange={setPerson}
        options={family.map(person => ({ value: person.id, label: person.fullName }))}
      />
    </Question>
  )
}

/** Without an account: a name and a phone that the health station can call. */
function AskGuest({ notice, asking }: StepProps) {
  const t = useWords()
  const { status } = useSession()
  const [name, setName] = useState(asking.answers.who?.name ?? '')
  const [phone, setPhone] = useState(asking.answers.who?.phone ?? '')
  const [tried, setTried] = useState(false)
  const isNamed = /\p{L}{2}/u.test(name) && !/\d/.test(name)
  const isWhole = phone.length === PHONE_DIGITS
  const faults = [
    ...(tried && !isNamed ? [{ field: 'name', message: t('tracing.report.name') }] : []),
    ...(tried && !isWhole ? [{ field: 'phone', message: t('tracing.report.phone') }] : []),
  ]
  return (
    <Question
      title={t('tracing.web.self.guest')}
      back={asking.before('ai')}
      intro={t('tracing.web.self.guest.intro')}
      progress={t('tracing.web.self.progress', { at: 2, of: asking.count })}
      faults={faults}
      next={t('tracing.web.self.next')}
      onNext={() => {
        setTried(true)
        if (isNamed && isWhole) asking.next('ai', { who: { name: name.trim(), phone } })
      }}
      after={
        status === 'in' ? null : (
          <Button kind="quiet" to={`/dang-nhap?den=${encodeURIComponent(`/co-mat/${notice.code}`)}`}>
            {t('tracing.web.self.signin')}
          </Button>
        )
      }
    >
      <TextField
        name="name"
        label={t('tracing.web.self.name')}
        error={faults.find(one => one.field === 'name')?.message}
        autoComplete="name"
        maxLength={100}
        input={{ autoCapitalize: 'words', spellCheck: false }}
        value={name}
        onChange={setName}
      />
      <PhoneField
        name="phone"
        label={t('tracing.web.self.phone')}
        error={faults.find(one => one.field === 'phone')?.message}
        value={phone}
        onChange={setPhone}
      />
    </Question>
  )
}

function AskCommune({ family, asking }: StepProps) {
  const t = useWords()
  const known = family.find(person => person.id === asking.answers.who?.personId)
  const home = known?.unitId && known.unitName ? { id: known.unitId, label: known.unitName } : undefined
  const [commune, setCommune] = useState<Commune | undefined>(asking.answers.commune ?? home)
  const [fault, setFault] = useState('')
  return (
    <Question
      title={t('tracing.web.self.commune')}
      back={asking.before('o-dau')}
      intro={t('tracing.web.self.commune.intro')}
      progress={t('tracing.web.self.progress', { at: 3, of: asking.count })}
      faults={fault ? [{ field: 'commune', message: fault }] : []}
      lone
      next={t('tracing.web.self.next')}
      onNext={() => {
        setFault(commune ? '' : t('tracing.report.no-commune'))
        if (commune) asking.next('o-dau', { commune })
      }}
    >
      <CommuneField name="commune" value={commune} onChange={setCommune} error={fault || undefined} />
    </Question>
  )
}

interface ReviewProps extends StepProps {
  readonly answers: Answers
  readonly onSent: (receipt: Receipt) => void
}

/** All answers before they are sent, each a tap away from being changed. */
function Review({ notice, asking, answers, onSent }: ReviewProps) {
  const t = useWords()
  const { who, commune, lineIds } = answers
  const mine = useWrite(api.tracing.reportMine, { done: onSent })
  const named = useWrite(api.tracing.reportByName, { done: onSent })
  const problem = mine.error ?? named.error
  const send = () => {
    const body = { unitId: commune.id, lineIds: [...lineIds] }
    const params = { code: notice.code }
    if (who.personId) mine.mutate({ params, body: { ...body, personId: who.personId } })
    else named.mutate({ params, body: { ...body, name: who.name, phone: who.phone ?? '' } })
  }
  const places = notice.lines.filter(line => lineIds.includes(line.id)).map(line => line.place)
  const lines = [
    ['noi', t('tracing.web.self.places.short'), places.join('; ')],
    [
      'ai',
      t('tracing.web.self.who.short'),
      [who.name, who.phone ? phoneText(who.phone) : ''].filter(Boolean).join(', '),
    ],
    ['o-dau', t('units.web.commune'), commune.label],
  ] as const
  return (
    <Question
      title={t('tracing.web.self.review')}
      back={asking.before(REVIEW)}
      next={t('tracing.web.self.send')}
      busy={(mine.isPending || named.isPending) && t('tracing.web.self.sending')}
      onNext={send}
    >
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
      <Card flush>
        <Rows>
          {lines.map(([step, label, value]) => (
            <Row
              key={step}
              title={value}
              detail={label}
              end={<span className="s-link">{t('tracing.web.self.change')}</span>}
              onClick={() => asking.to(step)}
            />
          ))}
        </Rows>
      </Card>
      <p className="s-hint">{t('tracing.web.self.law')}</p>
    </Question>
  )
}

/** That it was received, by whom, and what happens next. */
function Received(props: { notice: PublicNotice; receipt: Receipt; signedIn: boolean }) {
  const { notice, receipt, signedIn } = props
  const t = useWords()
  const f = useFormat()
  const { unitName, reachBy, again, places } = receipt
  return (
    <Page title={t(again ? 'tracing.web.self.again' : 'tracing.web.self.received')}>
      <Notice icon="check" title={t('tracing.web.self.has', { unit: unitName, places })}>
        {reachBy ? t('tracing.web.self.calls', { at: f.instant(reachBy) }) : t('tracing.web.self.calls.soon')}
      </Notice>
      <Card title={t('tracing.web.self.then')}>
        <ol>
          {(['home', 'mask', 'ill'] as const).map(id => (
            <li key={id}>{t(`tracing.web.self.then.${id}`)}</li>
          ))}
        </ol>
      </Card>
      <Button href={phoneHref(notice.phone)} kind="secondary" icon="phone">
        {t('tracing.notice.page.call', { phone: notice.phone })}
      </Button>
      {signedIn ? (
        <Button kind="quiet" to="/co-mat">
          {t('tracing.web.mine.title')}
        </Button>
      ) : null}
      <p>
        <a className="s-link" href={backTo(notice)}>
          {t('tracing.web.self.read')}
        </a>
      </p>
    </Page>
  )
}
