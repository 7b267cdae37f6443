import { type ReactNode, useEffect } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { useWrite } from '#core/web/data.tsx'
import { useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Notice, Page, ProblemState, Row, Rows, Skeleton } from '#kit/citizen/index.ts'
import { tell } from '#kit/problem.ts'
import type { Counts } from '../contract.ts'
import { api, type MyPost, type ShiftState, useMyPosts, useShift } from './api.ts'
import { postPath } from './paths.ts'
import { Waiting } from './queue.tsx'
import { kept } from './sending.ts'
import './roadblocks.css'

/** A post of mine: the shift, the one thing to do, the log. */
export const PostPage = () => <WithPost show={post => <Overview post={post} />} />

export interface Standing extends MyPost {
  readonly sealingKey: string
}

/** Finds the post of the address among mine, or says that there is none. */
export function WithPost({ show }: { show: (post: Standing) => ReactNode }) {
  const t = useWords()
  const { me } = useSession()
  const { roadblockId } = useParams()
  const mine = useMyPosts()
  const post = mine.data?.posts.find(one => one.id === roadblockId)
  const [accountId, pass] = [me?.accountId, post?.pass]
  useEffect(() => {
    if (accountId && post && pass) void kept.renew(accountId, post.id, pass)
  }, [accountId, post, pass])
  if (post && mine.data) return show({ ...post, sealingKey: mine.data.sealingKey })
  if (!mine.data && mine.error) return <ProblemState problem={mine.error} again={() => void mine.refetch()} />
  if (mine.isFetching)
    return (
      <main className="s-page">
        <Skeleton block lines={3} />
      </main>
    )
  return (
    <Page title={t('roadblocks.web.gone')} back="/">
      <EmptyState icon="shield" title={t('roadblocks.web.gone.text')} />
    </Page>
  )
}

function Overview({ post }: { post: Standing }) {
  const t = useWords()
  const f = useFormat()
  const { data, error, refetch } = useShift(post.id)
  const isHead = post.role === 'roadblock-head'
  const { closedAt } = post
  return (
    <Page
      title={post.name}
      back="/"
      {...(data?.shift?.yours
        ? {
            action: (
              <Button icon="plus" to={postPath(post.id, 'xe')}>
                {t('roadblocks.web.record')}
              </Button>
            ),
          }
        : {})}
    >
      <Waiting />
      {!data && error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton lines={5} /> : null}
      {closedAt ? <Notice title={t('roadblocks.web.post.closed', { at: f.instant(closedAt) })} /> : null}
      {data && !closedAt ? <Shift post={post} state={data} /> : null}
      {isHead ? (
        <Card flush>
          <Rows>
            <Row icon="document" title={t('roadblocks.web.day-log')} to={postPath(post.id, 'so-ngay')} />
            {data?.parked ? (
              <Row
                icon="eye"
                title={t('roadblocks.web.parked')}
                detail={t('roadblocks.web.parked.count', { count: data.parked })}
                to={postPath(post.id, 'xem-lai')}
              />
            ) : null}
            <Row
              icon="people"
              title={t('roadblocks.web.staff')}
              detail={t('roadblocks.web.staff.detail')}
              to={postPath(post.id, 'can-bo')}
            />
          </Rows>
        </Card>
      ) : null}
    </Page>
  )
}

function Shift({ post, state }: { post: Standing; state: ShiftState }) {
  const t = useWords()
  const f = useFormat()
  const standing = useWrite(api.roadblocks.stand)
  const { shift, last } = state
  const stand = () => standing.mutate({ params: { roadblockId: post.id } })
  const members = shift?.members.map(one => one.name).join(', ') ?? ''
  return (
    <>
      {standing.error ? <Notice tone="error" title={tell(t, standing.error).title} /> : null}
      {shift ? (
        <Card title={t('roadblocks.web.shift.running', { time: f.time(shift.begunAt) })} icon="clock">
          {shift.counts ? <Figures counts={shift.counts} label={t('roadblocks.web.counts')} /> : null}
          <p>{t('roadblocks.web.shift.members', { names: members })}</p>
          {shift.yours ? null : (
            <Button onClick={stand} busy={standing.isPending && t('roadblocks.web.saving')}>
              {t('roadblocks.web.shift.join')}
            </Button>
          )}
        </Card>
      ) : (
        <Card>
          <EmptyState
            icon="clock"
            title={t('roadblocks.web.shift.none')}
            action={
              <Button onClick={stand} busy={standing.isPending && t('roadblocks.web.saving')}>
                {t('roadblocks.web.shift.begin')}
              </Button>
            }
          />
        </Card>
      )}
      {last && (!shift || shift.counts?.vehicles === 0) ? <LastShift last={last} /> : null}
      {shift?.yours ? (
        <Card flush>
          <Rows>
            <Row icon="document" title={t('roadblocks.web.own-log')} to={postPath(post.id, 'so')} />
            <Row icon="signout" title={t('roadblocks.web.hand-over')} to={postPath(post.id, 'ban-giao')} />
          </Rows>
        </Card>
      ) : null}
    </>
  )
}

/** What the one before left to know. */
function LastShift({ last }: { last: NonNullable<ShiftState['last']> }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Card title={t('roadblocks.web.shift.last')} icon="inbox">
      <p className="s-hint">
        {t('roadblocks.web.shift.last.by', { name: last.by ?? '–', at: f.instant(last.endedAt) })}
      </p>
      {last.note ? <p>{last.note}</p> : null}
      <p>{t('roadblocks.web.counts.line', { ...last.counts })}</p>
      {last.waiting > 0 ? (
        <Notice icon="offline" title={t('roadblocks.web.shift.last.waiting', { count: last.waiting })} />
      ) : null}
    </Card>
  )
}

const FIGURES = ['vehicles', 'people', 'passed', 'turned', 'isolated'] as const

export function Figures({ counts, label }: { counts: Counts; label: string }) {
  const t = useWords()
  const f = useFormat()
  return (
    <section className="rb-figures" aria-label={label}>
      {FIGURES.map(name => (
        <div key={name}>
          <strong>{f.number(counts[name])}</strong>
          <span>{t(`roadblocks.web.counts.${name}`)}</span>
        </div>
      ))}
    </section>
  )
}
