import { useEffect } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { useWords } from '#core/web/words.tsx'
import { Icon } from '#kit/icon.tsx'
import { isOpen } from './outbox.ts'
import { carryVisitsOf } from './own-visits.ts'
import { useOutbox, visits } from './sending.ts'
import '#base/timeline/web/kept.css'

/** Where I said I was, and no network took it yet. It is sent meanwhile, also after the phone was switched off. */
export function OwnBar() {
  const t = useWords()
  const { me } = useSession()
  const account = me?.accountId
  useEffect(() => {
    if (account) void carryVisitsOf(account)
  }, [account])
  const count = useOutbox(visits).filter(isOpen).length
  if (!account || count === 0) return null
  return (
    <button type="button" className="t-kept-bar" onClick={visits.again}>
      <Icon name="offline" size={20} />
      <span>{t('checkpoints.web.own.unsent', { count })}</span>
      <Icon name="refresh" size={18} />
    </button>
  )
}
