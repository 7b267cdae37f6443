import { grouped } from '#core/grouped.ts'
import { useNow } from '#core/web/data.tsx'
import { isWaiting, type Queued, useQueue } from '#core/web/queue.ts'
import { Link, usePlace } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Facts, Page, Row, Rows, Skeleton } from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import { QUEUE } from './paths.ts'
import { kept } from './sending.ts'
import './roadblocks.css'

/** How many records lie on this device, since when; nothing when there are none. */
export function Waiting() {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const { items, busy } = useQueue(kept)
  const waiting = items.filter(isWaiting)
  const told = items.length - waiting.length
  const [first] = waiting
  if (items.length === 0) return null
  return (
    <div className="rb-waiting" role="status">
      {first ? (
        <p>
          <Icon name="offline" size={22} />
          <Link to={QUEUE}>
            {t('roadblocks.web.queue.count', { count: waiting.length, age: f.ago(new Date(first.addedAt), now) })}
          </Link>
          <Button kind="secondary" fit busy={busy && t('roadblocks.web.queue.sending')} onClick={() => kept.again()}>
            {t('roadblocks.web.queue.again')}
          </Button>
        </p>
      ) : null}
      {told > 0 ? (
        <p>
          <Icon name="eye" size={22} />
          <Link to={QUEUE}>{t('roadblocks.web.queue.told', { count: told })}</Link>
        </p>
      ) : null}
    </div>
  )
}

/** On other pages: this device still holds records, whoever is signed in. It sends them meanwhile. */
export function QueueBar() {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const { path } = usePlace()
  const [first, ...more] = useQueue(kept).items.filter(isWaiting)
  if (!first || path.startsWith('/chot/')) return null
  return (
    <Link className="rb-bar" to={QUEUE}>
      <Icon name="offline" size={20} />
      <span>
        {t('roadblocks.web.queue.count', { count: more.length + 1, age: f.ago(new Date(first.addedAt), now) })}
      </span>
      <Icon name="next" size={18} />
    </Link>
  )
}

/** What this device holds for the server: whose, how old, and what the server would not take without a person. */
export function KeptCrossings() {
  const t = useWords()
  const { ready, items, busy } = useQueue(kept)
  const waiting = items.filter(isWaiting)
  return (
    <Page title={t('roadblocks.web.queue')} back="/" intro={t('roadblocks.web.queue.intro')}>
      {ready ? null : <Skeleton lines={4} />}
      {ready && items.length === 0 ? (
        <Card>
          <EmptyState icon="check" title={t('roadblocks.web.queue.none')} />
        </Card>
      ) : null}
      {[...grouped(waiting, item => `${item.owner.id} ${item.about.id}`)].map(([key, group]) => (
        <Group key={key} items={group} />
      ))}
      {waiting.length > 0 ? (
        <Button icon="send" busy={busy && t('roadblocks.web.queue.sending')} onClick={() => kept.again()}>
          {t('roadblocks.web.queue.again')}
        </Button>
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
    <Card title={t('roadblocks.web.queue.of', { name: first.owner.name, count: items.length })} icon="person">
      <Facts
        facts={[
          [t('roadblocks.web.queue.place'), first.about.name],
          [t('roadblocks.web.queue.oldest'), `${f.instant(oldest)} · ${f.ago(oldest, now)}`],
        ]}
      />
    </Card>
  )
}

function Told({ items }: { items: readonly Queued[] }) {
  const t = useWords()
  const f = useFormat()
  if (items.length === 0) return null
  return (
    <Card flush>
      <Rows>
        {items.map(({ id, told, addedAt, owner, about }) => (
          <Row
            key={id}
            icon="eye"
            title={`${f.instant(new Date(addedAt))} · ${owner.name}`}
            detail={[about.name, t(`roadblocks.web.queue.${told?.what ?? 'parked'}`), t(told?.word ?? '')].join(' · ')}
            end={
              told?.what === 'parked' ? (
                <Button kind="secondary" fit onClick={() => void kept.drop(id)}>
                  {t('roadblocks.web.queue.seen')}
                </Button>
              ) : null
            }
          />
        ))}
      </Rows>
    </Card>
  )
}
