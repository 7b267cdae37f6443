import { useEffect } from 'react'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button } from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { LOOKS } from './looks.ts'
import { isOpen } from './outbox.ts'
import { scans, useOutbox } from './sending.ts'

/** Scans the guard has gone on from before the server spoke: how many, and which answers still ask for something. */
export function Unsent({ shownId }: { shownId: string | undefined }) {
  const t = useWords()
  const f = useFormat()
  const others = useOutbox(scans).filter(({ item }) => item.id !== shownId)
  const open = others.filter(isOpen).length
  const late = others.filter(entry => !isOpen(entry))
  const passed = late.filter(entry => entry.state === 'answered' && LOOKS[entry.answer.outcome].sound === 'ok')
  useEffect(() => {
    for (const { item } of passed) scans.drop(item.id)
  }, [passed])
  const asking = late.filter(entry => !passed.includes(entry))
  if (open === 0 && asking.length === 0) return null
  return (
    <div className="c-unsent" role="status">
      {open > 0 ? (
        <p>
          <Icon name="offline" size={22} />
          <span>{t('checkpoints.web.unsent', { count: open })}</span>
          <Button kind="secondary" fit onClick={scans.again}>
            {t('checkpoints.web.unsent.again')}
          </Button>
        </p>
      ) : null}
      {asking.map(entry => (
        <p key={entry.item.id}>
          <Icon name="bell" size={22} />
          <span>
            {[
              f.time(entry.item.deviceAt),
              entry.state === 'answered' ? entry.answer.name : entry.item.label,
              entry.state === 'answered'
                ? t(`checkpoints.web.outcome.${entry.answer.outcome}`)
                : entry.state === 'refused'
                  ? tell(t, entry.problem).title
                  : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          <Button kind="secondary" fit onClick={() => scans.drop(entry.item.id)}>
            {t('checkpoints.web.unsent.seen')}
          </Button>
        </p>
      ))}
    </div>
  )
}
