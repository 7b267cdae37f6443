import { useNow } from '#core/web/data.tsx'
import { isWaiting, useQueue } from '#core/web/queue.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Notice } from '#kit/citizen/index.ts'
import { keptVisits } from './keeping.ts'

/** Visits that lie on this device: how many, how old, and those that the server would not have. */
export function Unsent() {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const { items, busy } = useQueue(keptVisits)
  const waiting = items.filter(isWaiting)
  const told = items.flatMap(item => (item.told ? [{ id: item.id, addedAt: item.addedAt, word: item.told.word }] : []))
  const [first] = waiting
  return (
    <>
      {first ? (
        <div role="status">
          <Notice
            icon="offline"
            title={t(busy ? 'followup.web.unsent.sending' : 'followup.web.unsent', { count: waiting.length })}
          >
            <p>{t('followup.web.unsent.help', { age: f.ago(new Date(first.addedAt), now) })}</p>
            <p>
              <Button kind="secondary" fit onClick={keptVisits.again}>
                {t('followup.web.unsent.again')}
              </Button>
            </p>
          </Notice>
        </div>
      ) : null}
      {told.map(({ id, addedAt, word }) => (
        <Notice key={id} tone="error" title={t('followup.web.unsent.refused', { at: f.instant(new Date(addedAt)) })}>
          <p>{t(word)}</p>
          <p>
            <Button kind="secondary" fit onClick={() => void keptVisits.drop(id)}>
              {t('followup.web.unsent.seen')}
            </Button>
          </p>
        </Notice>
      ))}
    </>
  )
}
