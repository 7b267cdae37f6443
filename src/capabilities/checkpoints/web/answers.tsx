import { type ReactNode, useEffect, useEffectEvent } from 'react'
import { posterToken, type ScannedCode } from '#base/people/codes.ts'
import { useOldest } from '#core/web/data.tsx'
import { useQueue } from '#core/web/queue.ts'
import { go } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { BigAnswer, useSeen } from '#kit/citizen/answer.tsx'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { feedback } from '#kit/scan/index.ts'
import { LOOKS } from './looks.ts'
import { kept, type ScanAnswer, type ScanItem, scans, useOutbox } from './sending.ts'
import { contradictsItself } from './what-it-says.ts'

/** How long a code that cannot be used stays on the screen. */
const UNREAD_MS = 4_000

interface ScanResultProps {
  readonly scanId: string
  readonly code: ScannedCode
  readonly onClose: () => void
  readonly onRefused: () => void
}

/** What became of a scan, as large as the screen, until it is seen. */
export function ScanResult({ scanId, code, onClose, onRefused }: ScanResultProps) {
  const t = useWords()
  const entry = useOutbox(scans).find(({ item }) => item.id === scanId)
  switch (entry?.state) {
    case 'sending':
      return (
        <div className="c-checking" role="status">
          <Icon name="scan" size={56} />
          {t('checkpoints.web.checking')}
        </div>
      )
    case 'waiting':
      return <Waiting item={entry.item} code={code} onClose={onClose} />
    case 'answered':
      return <Answered answer={entry.answer} odd={contradictsItself(code)} onClose={onClose} />
    case 'refused':
      return <Unread message={tell(t, entry.problem).title} onClose={onRefused} />
    default:
      return null
  }
}

function Answered({ answer, odd, onClose }: { answer: ScanAnswer; odd: boolean; onClose: () => void }) {
  const t = useWords()
  const f = useFormat()
  const { outcome, identity, direction, name, birthYear, at } = answer
  const look = LOOKS[outcome]
  useEffect(() => feedback(look.sound), [look.sound])
  useGoes(look.stayMs, onClose)
  const facts = [
    birthYear ? t('checkpoints.web.born', { year: birthYear }) : '',
    t(`checkpoints.web.at.${direction}`, { time: f.time(at) }),
    odd ? t('checkpoints.web.odd') : '',
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

/**
 * Without a network: that the scan is kept on this device, that nothing is known of the person, what the code proves by
 * itself, and since when nothing was heard. Times are the server's, as far as this device knows how wrong its clock is.
 */
function Waiting({ item, code, onClose }: { item: ScanItem; code: ScannedCode; onClose: () => void }) {
  const t = useWords()
  const f = useFormat()
  const { items } = useQueue(kept)
  const onDisk = items.some(({ id }) => id === item.id)
  const heardAt = useOldest()
  const time = (device: number) => f.time(new Date(device + (item.behindMs ?? 0)))
  const unknown = item.direction === 'in' ? 'checkpoints.web.waiting.unknown' : 'checkpoints.web.kept.todo'
  return (
    <BigAnswer
      tone="none"
      icon="offline"
      word={t(onDisk ? 'checkpoints.web.kept' : 'checkpoints.web.waiting')}
      todo={t(onDisk ? unknown : 'checkpoints.web.waiting.todo')}
      name={item.label}
      facts={[
        t(`checkpoints.web.at.${item.direction}`, { time: time(Date.parse(item.deviceAt)) }),
        t(`checkpoints.web.proves.${code.kind}`),
        contradictsItself(code) ? t('checkpoints.web.odd') : '',
        heardAt ? t('checkpoints.web.heard', { time: time(heardAt) }) : '',
      ].filter(Boolean)}
      next={t('checkpoints.web.waiting.next')}
      onNext={onClose}
      other={{ label: t('checkpoints.web.waiting.again'), onClick: scans.again }}
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

/** Goes by itself after a while, or at a tap anywhere once it was seen. */
function useGoes(ms: number | undefined, onGo: () => void): void {
  const seen = useSeen()
  const leave = useEffectEvent(onGo)
  const tapped = useEffectEvent((event: MouseEvent) => seen(event, onGo))
  useEffect(() => {
    if (ms === undefined) return
    const timer = setTimeout(() => leave(), ms)
    const away = (event: MouseEvent) => tapped(event)
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
