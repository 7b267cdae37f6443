import { CallStation } from '#base/helplines/web/call-station.tsx'
import type { StandingReason } from '#base/standing/contract.ts'
import { useWords } from '#core/web/words.tsx'
import { Notice } from '#kit/citizen/index.ts'
import { useHeldText } from './held.tsx'

/** Before all a declaration may say: what the person keeps to, until when, and whom to call. */
export function HeldNotice({ held }: { held: readonly StandingReason[] }) {
  const t = useWords()
  const say = useHeldText()
  const [first, ...more] = held
  if (!first) return null
  return (
    <Notice tone={first.level} title={say(first)}>
      {more.map(one => (
        <p key={one.text}>{say(one)}</p>
      ))}
      <p>{t('declarations.web.held.do')}</p>
      <p>{t('declarations.web.held.call')}</p>
      <CallStation />
    </Notice>
  )
}
