import './check.css'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, Facts, Notice, Page, ProblemState, Skeleton, TextField } from '#kit/citizen/index.ts'
import { Icon, type IconName } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { readImage } from '#kit/scan/index.ts'
import { PAGE, textIn } from '../codec.ts'
import type { Fact } from '../verify.ts'
import { type Checked, useChecked } from './checked.ts'

/** Anybody checks a paper here: by its link, a picture of its code, or its text. */
export function CheckPaper() {
  const t = useWords()
  const [text, setText] = useHash()
  if (text) return <Result key={text} text={text} onOther={() => setText('')} />
  return (
    <Page title={t('attestation.web.title')} intro={t('attestation.web.intro')}>
      <Photo onText={setText} />
      <Typed onText={setText} />
      <p className="s-hint">{t('attestation.web.private')}</p>
    </Page>
  )
}

/** What follows `#` in the address: it never leaves this device. */
function useHash(): readonly [string, (text: string) => void] {
  const [text, setText] = useState(() => textIn(location.hash))
  useEffect(() => {
    const changed = () => setText(textIn(location.hash))
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, [])
  return [
    text,
    next => {
      if (next) location.hash = next
      else history.replaceState(history.state, '', PAGE)
      setText(next)
      scrollTo(0, 0)
    },
  ]
}

interface WayProps {
  readonly onText: (text: string) => void
}

function Photo({ onText }: WayProps) {
  const t = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const look = async (file: File) => {
    setBusy(true)
    setProblem(undefined)
    try {
      const [found] = await readImage(file)
      if (found) return onText(textIn(found))
      setProblem(t('attestation.web.photo.none'))
    } catch (failed) {
      setProblem(tell(t, failed).title)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card>
      <Button icon="camera" busy={busy && t('attestation.web.photo.busy')} onClick={() => input.current?.click()}>
        {t('attestation.web.photo')}
      </Button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label={t('attestation.web.photo')}
        onChange={event => {
          const [file] = event.currentTarget.files ?? []
          event.currentTarget.value = ''
          if (file) void look(file)
        }}
      />
      {problem ? <Notice tone="error" title={problem} /> : <p className="s-hint">{t('attestation.web.photo.hint')}</p>}
    </Card>
  )
}

function Typed({ onText }: WayProps) {
  const t = useWords()
  const [typed, setTyped] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (textIn(typed)) onText(textIn(typed))
  }
  return (
    <Card>
      <form className="a-typed" onSubmit={submit}>
        <TextField name="paper" label={t('attestation.web.typed')} value={typed} onChange={setTyped} />
        <Button kind="secondary" type="submit">
          {t('attestation.web.check')}
        </Button>
      </form>
      <p className="s-hint">
        <a href="/site/xac-thuc-van-ban">{t('attestation.web.pdf')}</a>
      </p>
    </Card>
  )
}

type Answer = 'genuine' | 'expired' | 'revoked' | 'altered' | 'unknown-key' | 'unlisted' | 'unreadable'
const ICONS: Readonly<Record<Answer, IconName>> = {
  genuine: 'shield',
  expired: 'clock',
  revoked: 'stop',
  altered: 'cross',
  'unknown-key': 'question',
  unlisted: 'question',
  unreadable: 'qr',
}

type Known = Extract<Checked, { asked: unknown }>

/** What the register says goes before what the paper says of itself. */
function answerOf({ is, status }: Known): Answer {
  if (status?.state === 'revoked') return 'revoked'
  return status?.state === 'unknown' ? 'unlisted' : is
}

function Result({ text, onOther }: { text: string; onOther: () => void }) {
  const t = useWords()
  const checked = useChecked(text)
  return (
    <Page title={t('attestation.web.title')}>
      <Body checked={checked} />
      <Button kind="secondary" icon="scan" onClick={onOther}>
        {t('attestation.web.other')}
      </Button>
    </Page>
  )
}

function Body({ checked }: { checked: Checked }) {
  const t = useWords()
  switch (checked.is) {
    case 'checking':
      return <Skeleton block lines={4} />
    case 'unable':
      return <Notice tone="error" title={t('attestation.web.unable')} />
    case 'no-keys':
      return <ProblemState problem={checked.problem} again={checked.again} />
  }
  const answer = answerOf(checked)
  return (
    <>
      <section className="a-result" data-is={answer} role="status">
        <Icon name={ICONS[answer]} size={72} />
        <p className="a-word">{t(`attestation.is.${answer}`)}</p>
        <Detail answer={answer} checked={checked} />
      </section>
      {'statement' in checked ? <Stated kind={checked.statement.kind} facts={checked.facts} /> : null}
    </>
  )
}

function Detail({ answer, checked }: { answer: Answer; checked: Known }) {
  const t = useWords()
  const f = useFormat()
  const until = 'statement' in checked ? checked.statement.until : null
  const { status } = checked
  return (
    <>
      <p>
        {answer === 'expired' && until
          ? t('attestation.web.expired', { at: f.instant(until) })
          : answer === 'revoked' && status?.revokedAt
            ? t('attestation.web.revoked', { day: f.day(status.revokedAt), reason: status.reason ?? '' })
            : t(`attestation.why.${answer}`)}
      </p>
      {checked.asked === 'no' && 'statement' in checked ? <p>{t('attestation.web.unasked')}</p> : null}
    </>
  )
}

/** What the paper states, to be compared with the papers of who shows it. */
function Stated({ kind, facts }: { kind: string; facts: readonly Fact[] }) {
  const t = useWords()
  const f = useFormat()
  const shown = ({ name, type, value }: Fact) =>
    type === 'day' ? f.day(value) : type === 'word' ? t(`${kind}.field.${name}.${value}`) : value
  return (
    <Card title={t(`${kind}.paper`)} icon="document">
      <Facts facts={facts.filter(fact => fact.value).map(fact => [t(`${kind}.field.${fact.name}`), shown(fact)])} />
      <p className="s-hint">{t('attestation.web.compare')}</p>
    </Card>
  )
}
