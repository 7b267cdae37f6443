import { useNow } from '#core/web/data.tsx'
import { isWaiting, useQueue } from '#core/web/queue.ts'
import { Link, usePlace } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Icon } from '#kit/icon.tsx'
import { QUEUE } from './queue-path.ts'
import { kept } from './sending.ts'
import './queue-bar.css'

/** On pages that are not the scanner's: this device still holds scans, whoever is signed in. It sends them meanwhile. */
export function QueueBar() {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const { path } = usePlace()
  const waiting = useQueue(kept).items.filter(isWaiting)
  const [first] = waiting
  if (!first || path.startsWith('/quet-ma')) return null
  return (
    <Link className="c-queue-bar" to={QUEUE}>
      <Icon name="offline" size={20} />
      <span>{t('checkpoints.web.unsent', { count: waiting.length, age: f.ago(new Date(first.addedAt), now) })}</span>
      <Icon name="next" size={18} />
    </Link>
  )
}
