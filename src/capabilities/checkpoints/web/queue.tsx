import { grouped } from '#core/grouped.ts'
import { useNow } from '#core/web/data.tsx'
import { isWaiting, type Queued, useQueue } from '#core/web/queue.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Facts, Notice, Page, Row, Rows, Skeleton } from '#kit/citizen/index.ts'
import { kept } from './sending.ts'

/** What this device holds for the server: whose, how old, and what the server would not take without a person. */
export function KeptScans() {
  const t = useWords()
  const f = useFormat()
  const { ready, items, busy, failedAt } = useQueue(kept)
  const waiting = items.filter(isWaiting)
  return (
    <Page title={t('checkpoints.web.queue')} back="/quet-ma" intro={t('checkpoints.web.queue.intro')}>
      {ready ? null : <Skeleton lines={4} />}
      {ready && items.length === 0 ? (
        <Card>
          <EmptyState icon="check" title={t('checkpoints.web.queue.none')} />
        </Card>
      ) : null}
      {[...grouped(waiting, item => `${item.owner.id} ${item.about.id}`)].map(([key, group]) => (
        <Group key={key} items={group} />
      ))}
      {waiting.length > 0 ? (
        <>
          {failedAt ? (
            <Notice icon="offline" title={t('checkpoints.web.queue.failed', { time: f.time(new Date(failedAt)) })} />
          ) : null}
          <Button icon="send" busy={busy && t('checkpoints.web.sending')} onClick={kept.again}>
            {t('checkpoints.web.unsent.again')}
          </Button>
        </>
      ) : null}
      <Told items={items.filter(item => !isWaiting(item))} />
    </Page>
  )
}

function Group({ items }: { items: readonly Queued[] }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const [first] = items
  if (!first) return null
  const oldest = new Date(first.addedAt)
  return (
    <Card title={t('checkpoints.web.queue.of', { name: first.owner.name, count: items.length })} icon="person">
      <Facts
        facts={[
          [t('checkpoints.web.queue.place'), first.about.name],
          [t('checkpoints.web.queue.oldest'), `${f.instant(oldest)} · ${f.ago(oldest, now)}`],
        ]}
      />
    </Card>
  )
}

/** What needs somebody's eyes: it is with the people who decide, or was not taken at all. */
function Told({ items }: { items: readonly Queued[] }) {
  const t = useWords()
  const f = useFormat()
  if (items.length === 0) return null
  return (
    <Card flush title={t('checkpoints.web.queue.told')} icon="eye">
      <Rows>
        {items.map(({ id, told, addedAt, owner, about }) => (
          <Row
            key={id}
            title={`${f.instant(new Date(addedAt))} · ${owner.name}`}
            detail={[about.name, t(`checkpoints.web.queue.${told?.what ?? 'parked'}`), t(told?.word ?? '')].join(' · ')}
            end={
              told?.what === 'parked' ? (
                <Button kind="secondary" fit onClick={() => void kept.drop(id)}>
                  {t('checkpoints.web.unsent.seen')}
                </Button>
              ) : null
            }
          />
        ))}
      </Rows>
    </Card>
  )
}
