import type { ReactNode } from 'react'
import { grouped } from '#core/grouped.ts'
import { useNow } from '#core/web/data.tsx'
import { isWaiting, type Queue, type Queued, useQueue } from '#core/web/queue.ts'
import { Link, usePlace } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Facts, Notice, Page, Row, Rows, Skeleton } from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import './kept.css'

/** Facts of one kind that this device keeps until the server has them. */
export interface Kept<B> {
  readonly queue: Queue<B>
  /** Its words: the title is `<words>`; `.intro`, `.count`, `.sending` and `.told` say what it is that waits. */
  readonly words: string
  /** The page of what waits. */
  readonly path: string
}

interface LineProps<B> {
  readonly kept: Kept<B>
  /** What is shown elsewhere on the page already. */
  readonly without?: string | undefined
  /** Times of what waits in this page alone, where the disk would take nothing. */
  readonly more?: readonly number[]
  readonly children?: ReactNode
}

/** How much lies on this device, since when, and what needs somebody's eyes; nothing when there is neither. */
export function KeptLine<B>({ kept, without, more = [], children }: LineProps<B>) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const { items, busy } = useQueue(kept.queue)
  const times = [...items.filter(item => isWaiting(item) && item.id !== without).map(item => item.addedAt), ...more]
  const told = items.filter(item => !isWaiting(item)).length
  if (times.length + told === 0 && !children) return null
  const age = times.length > 0 ? f.ago(new Date(Math.min(...times)), now) : ''
  return (
    <div className="t-kept" role="status">
      {times.length > 0 ? (
        <p>
          <Icon name="offline" size={22} />
          <Link to={kept.path}>{t(`${kept.words}.${busy ? 'sending' : 'count'}`, { count: times.length, age })}</Link>
          <Button kind="secondary" fit onClick={kept.queue.again}>
            {t('timeline.web.kept.again')}
          </Button>
        </p>
      ) : null}
      {told > 0 ? (
        <p>
          <Icon name="eye" size={22} />
          <Link to={kept.path}>{t(`${kept.words}.told`, { count: told })}</Link>
        </p>
      ) : null}
      {children}
    </div>
  )
}

/** On pages other than those below `home`: this device still holds something, whoever is signed in. It sends meanwhile. */
export function KeptBar<B>({ kept, home }: { kept: Kept<B>; home: string }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const { path } = usePlace()
  const waiting = useQueue(kept.queue).items.filter(isWaiting)
  const [first] = waiting
  if (!first || path.startsWith(home)) return null
  return (
    <Link className="t-kept-bar" to={kept.path}>
      <Icon name="offline" size={20} />
      <span>{t(`${kept.words}.count`, { count: waiting.length, age: f.ago(new Date(first.addedAt), now) })}</span>
      <Icon name="next" size={18} />
    </Link>
  )
}

/** What this device holds for the server: whose, how old, and what the server would not take without a person. */
export function KeptPage<B>({ kept, back }: { kept: Kept<B>; back: string }) {
  const t = useWords()
  const f = useFormat()
  const { ready, items, busy, failedAt } = useQueue(kept.queue)
  const waiting = items.filter(isWaiting)
  const told = items.filter(item => !isWaiting(item))
  return (
    <Page title={t(kept.words)} back={back} intro={t(`${kept.words}.intro`)}>
      {ready ? null : <Skeleton lines={4} />}
      {ready && items.length === 0 ? (
        <Card>
          <EmptyState icon="check" title={t('timeline.web.kept.none')} />
        </Card>
      ) : null}
      {[...grouped(waiting, item => `${item.owner.id} ${item.about.id}`)].map(([key, group]) => (
        <Group key={key} items={group} />
      ))}
      {waiting.length > 0 ? (
        <>
          {failedAt ? (
            <Notice icon="offline" title={t('timeline.web.kept.failed', { time: f.time(new Date(failedAt)) })} />
          ) : null}
          <Button icon="send" busy={busy && t('timeline.web.kept.sending')} onClick={kept.queue.again}>
            {t('timeline.web.kept.again')}
          </Button>
        </>
      ) : null}
      {told.length > 0 ? <Told items={told} onSeen={id => void kept.queue.drop(id)} /> : null}
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
    <Card title={t('timeline.web.kept.of', { name: first.owner.name, count: items.length })} icon="person">
      <Facts
        facts={[
          [t('timeline.web.kept.at'), first.about.name],
          [t('timeline.web.kept.oldest'), `${f.instant(oldest)} · ${f.ago(oldest, now)}`],
        ]}
      />
    </Card>
  )
}

/** What needs somebody's eyes: it is with the people who decide, or was not taken at all. */
function Told({ items, onSeen }: { items: readonly Queued[]; onSeen: (id: string) => void }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Card flush title={t('timeline.web.kept.told')} icon="eye">
      <Rows>
        {items.map(({ id, told, addedAt, owner, about }) => (
          <Row
            key={id}
            title={`${f.instant(new Date(addedAt))} · ${owner.name}`}
            detail={[about.name, t(`timeline.web.kept.${told?.what ?? 'parked'}`), t(told?.word ?? '')].join(' · ')}
            end={
              told?.what === 'parked' ? (
                <Button kind="secondary" fit onClick={() => onSeen(id)}>
                  {t('timeline.web.kept.seen')}
                </Button>
              ) : null
            }
          />
        ))}
      </Rows>
    </Card>
  )
}
