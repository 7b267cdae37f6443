import { type ReactNode, useEffect, useEffectEvent } from 'react'
import { posterToken, type ScannedCode } from '#base/people/codes.ts'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { BigAnswer } from '#kit/citizen/answer.tsx'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { feedback } from '#kit/scan/index.ts'
import { LOOKS } from './looks.ts'
import { type ScanAnswer, type ScanItem, scans, useOutbox } from './sending.ts'

/** How long a code that cannot be used stays on the screen. */
const UNREAD_MS = 4_000

/** What became of a scan, as large as the screen, until it is seen. */
export function ScanResult({ scanId, onClose }: { scanId: string; onClose: () => void }) {
  const t = useWords()
  const entry = useOutbox(scans).find(({ item }) => item.id === scanId)
  const seen = () => {
    if (entry?.state === 'answered' || entry?.state === 'refused') scans.drop(scanId)
    onClose()
  }
  switch (entry?.state) {
    case 'sending':
      return (
        <div className="c-checking" role="status">
          <Icon name="scan" size={56} />
          {t('checkpoints.web.checking')}
        </div>
      )
    case 'waiting':
      return <Waiting item={entry.item} onClose={seen} />
    case 'answered':
      return <Answered answer={entry.answer} onClose={seen} />
    case 'refused':
      return <Unread message={tell(t, entry.problem).title} onClose={seen} />
    default:
      return null
  }
}

function Answered({ answer, onClose }: { answer: ScanAnswer; onClose: () => void }) {
  const t = useWords()
  const f = useFormat()
  const { outcome, identity, direction, name, birthYear, at } = answer
  const look = LOOKS[outcome]
  useEffect(() => feedback(look.sound), [look.sound])
  useGoes(look.stayMs, onClose)
  const facts = [
    birthYear ? t('checkpoints.web.born', { year: birthYear }) : '',
    t(`checkpoints.web.at.${direction}`, { time: f.time(at) }),
  ].filter(Boolean)
  return (
    <Timed ms={look.stayMs}>
      <BigAnswer
        tone={look.tone}
        icon={look.icon}
        word={t(`checkpoints.web.outcome.${outcome}`)}
        todo={look.named ? t(todoOf(outcome, identity)) : undefined}
        name={look.named ? name : undefined}
        facts={look.named ? facts : []}
        next={t('checkpoints.web.scan.next')}
        onNext={onClose}
      />
    </Timed>
  )
}

const todoOf = (outcome: ScanAnswer['outcome'], identity: ScanAnswer['identity']): string =>
  outcome === 'check-papers' ? 'checkpoints.web.todo.check-papers' : `checkpoints.web.identity.${identity}`

/** The network failed: says so, says what is known, and does not let the guard believe that it was recorded. */
function Waiting({ item, onClose }: { item: ScanItem; onClose: () => void }) {
  const t = useWords()
  const f = useFormat()
  return (
    <BigAnswer
      tone="none"
      icon="offline"
      word={t('checkpoints.web.waiting')}
      todo={t('checkpoints.web.waiting.todo')}
      name={item.label}
      facts={[
        t(`checkpoints.web.at.${item.direction}`, { time: f.time(item.deviceAt) }),
        ...(item.direction === 'in' ? [t('checkpoints.web.waiting.unknown')] : []),
      ]}
      next={t('checkpoints.web.waiting.again')}
      onNext={scans.again}
      other={{ label: t('checkpoints.web.waiting.next'), onClick: onClose }}
    />
  )
}

/** A code that is no person's. That of a place can be used by the one who holds the phone. */
export function UnreadResult({ code, onClose }: { code: ScannedCode; onClose: () => void }) {
  const t = useWords()
  const reason = code.kind === 'unknown' ? code.reason : 'poster'
  const own =
    code.kind === 'poster'
      ? { label: t('checkpoints.web.choose.me'), onClick: () => go(`/q/${posterToken(code.code)}`) }
      : undefined
  return <Unread message={t(`standing.code.${reason}`)} onClose={onClose} {...(own ? { other: own } : {})} />
}

interface UnreadProps {
  readonly message: string
  readonly onClose: () => void
  readonly other?: { readonly label: string; readonly onClick: () => void }
}

function Unread({ message, onClose, other }: UnreadProps) {
  const t = useWords()
  useEffect(() => feedback('stop'), [])
  useGoes(other ? undefined : UNREAD_MS, onClose)
  return (
    <BigAnswer
      tone="none"
      icon="cross"
      word={t('checkpoints.web.unread')}
      todo={message}
      next={t('checkpoints.web.scan.next')}
      onNext={onClose}
      {...(other ? { other } : {})}
    />
  )
}

/** Goes by itself after a while, or at a tap anywhere. */
function useGoes(ms: number | undefined, onGo: () => void): void {
  const leave = useEffectEvent(onGo)
  useEffect(() => {
    if (ms === undefined) return
    const away = () => leave()
    const timer = setTimeout(away, ms)
    document.addEventListener('click', away)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('click', away)
    }
  }, [ms])
}

/** Shows how long the answer stays. */
function Timed({ ms, children }: { ms: number; children: ReactNode }) {
  return (
    <>
      {children}
      <i className="c-timed" style={{ animationDuration: `${ms}ms` }} />
    </>
  )
}
