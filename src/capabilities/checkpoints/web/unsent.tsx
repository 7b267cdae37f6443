import { useEffect } from 'react'
import { useNow } from '#core/web/data.tsx'
import { isWaiting, useQueue } from '#core/web/queue.ts'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button } from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import { LOOKS } from './looks.ts'
import { QUEUE } from './queue-path.ts'
import { kept, scans, seeLate, useLate, useOutbox } from './sending.ts'

/** Scans the guard has gone on from before the server spoke: how many, how old, and which answers still ask for something. */
export function Unsent({ shownId }: { shownId: string | undefined }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const { items, busy } = useQueue(kept)
  const only = useOutbox(scans).filter(({ item }) => item.id !== shownId && !items.some(({ id }) => id === item.id))
  const waiting = items.filter(item => isWaiting(item) && item.id !== shownId)
  const told = items.length - items.filter(isWaiting).length
  const late = useLate()
  const passed = late.filter(({ outcome }) => LOOKS[outcome].sound === 'ok')
  useEffect(() => {
    for (const { item } of passed) seeLate(item.id)
  }, [passed])
  const asking = late.filter(one => !passed.includes(one))
  const count = waiting.length + only.length
  const oldest = Math.min(...waiting.map(item => item.addedAt), ...only.map(({ item }) => Date.parse(item.deviceAt)))
  if (count + told + asking.length === 0) return null
  return (
    <div className="c-unsent" role="status">
      {count > 0 ? (
        <p>
          <Icon name="offline" size={22} />
          <Link to={QUEUE}>
            {t(busy ? 'checkpoints.web.unsent.sending' : 'checkpoints.web.unsent', {
              count,
              age: f.ago(new Date(oldest), now),
            })}
          </Link>
          <Button kind="secondary" fit onClick={kept.again}>
            {t('checkpoints.web.unsent.again')}
          </Button>
        </p>
      ) : null}
      {told > 0 ? (
        <p>
          <Icon name="eye" size={22} />
          <Link to={QUEUE}>{t('checkpoints.web.told', { count: told })}</Link>
        </p>
      ) : null}
      {asking.map(({ item, label, outcome }) => (
        <p key={item.id}>
          <Icon name="bell" size={22} />
          <span>
            {[f.time(new Date(item.addedAt)), label, t(`checkpoints.web.outcome.${outcome}`)]
              .filter(Boolean)
              .join(' · ')}
          </span>
          <Button kind="secondary" fit onClick={() => seeLate(item.id)}>
            {t('checkpoints.web.unsent.seen')}
          </Button>
        </p>
      ))}
    </div>
  )
}
