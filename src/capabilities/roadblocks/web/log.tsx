import { useState } from 'react'
import { dayOf } from '#core/clock.ts'
import { useList } from '#core/web/data.tsx'
import { serverNow } from '#core/web/server-clock.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, DayField, EmptyState, Page, ProblemState, RiskTag, Skeleton } from '#kit/citizen/index.ts'
import type { CrossingLine } from '../contract.ts'
import { api } from './api.ts'
import { postPath } from './paths.ts'
import { type Standing, WithPost } from './post.tsx'
import { Waiting } from './queue.tsx'
import { TONES } from './tones.ts'
import './roadblocks.css'

/** The vehicles of the shift I stand in. */
export const ShiftLog = () => <WithPost show={post => <Own post={post} />} />
/** The log of a day, for the head of the post. */
export const DayLog = () => <WithPost show={post => <Day post={post} />} />

function Own({ post }: { post: Standing }) {
  const t = useWords()
  const params = { roadblockId: post.id }
  const list = useList(api.roadblocks.crossings, after => ({ params, query: after ? { after } : {} }))
  return (
    <Page title={t('roadblocks.web.own-log')} back={postPath(post.id)} intro={post.name}>
      <Waiting />
      <Lines list={list} />
    </Page>
  )
}

function Day({ post }: { post: Standing }) {
  const t = useWords()
  const today = dayOf(serverNow())
  const [day, setDay] = useState(today)
  const params = { roadblockId: post.id }
  const list = useList(api.roadblocks.log, after => ({ params, query: { day, ...(after ? { after } : {}) } }))
  return (
    <Page title={t('roadblocks.web.day-log')} back={postPath(post.id)} intro={post.name}>
      <DayField
        name="day"
        label={t('roadblocks.web.log.day')}
        value={day}
        max={today}
        onChange={next => next && setDay(next)}
      />
      <Button kind="secondary" icon="download" href={`/api/roadblocks/${post.id}/log.xlsx?day=${day}`}>
        {t('roadblocks.web.log.download')}
      </Button>
      <Lines list={list} />
    </Page>
  )
}

function Lines({ list }: { list: ReturnType<typeof useList<unknown, CrossingLine>> }) {
  const t = useWords()
  if (list.loading) return <Skeleton lines={6} />
  if (list.problem && list.rows.length === 0) return <ProblemState problem={list.problem} again={list.again} />
  if (list.rows.length === 0)
    return (
      <Card>
        <EmptyState icon="document" title={t('roadblocks.web.log.none')} />
      </Card>
    )
  return (
    <>
      <ul className="rb-log">
        {list.rows.map(row => (
          <Line key={row.id} row={row} />
        ))}
      </ul>
      {list.complete ? null : (
        <Button kind="secondary" onClick={list.more} busy={list.loadingMore && t('roadblocks.web.looking')}>
          {t('roadblocks.web.log.more')}
        </Button>
      )}
    </>
  )
}

function Line({ row }: { row: CrossingLine }) {
  const t = useWords()
  const f = useFormat()
  const names = row.people.map(one => one.name ?? t('roadblocks.web.log.unnamed'))
  const against = row.decision !== row.proposed
  return (
    <li className="rb-line">
      <div>
        <strong className="rb-plate">{row.plate ?? t('roadblocks.web.log.foot')}</strong>
        <RiskTag tone={TONES[row.decision]}>{t(`roadblocks.decision.${row.decision}`)}</RiskTag>
      </div>
      <p>
        {[
          f.time(row.at),
          t(`roadblocks.vehicle.${row.vehicle}`),
          t('roadblocks.web.log.people', { count: names.length }),
        ].join(' · ')}
      </p>
      <p>{names.join(', ')}</p>
      <p>
        {row.from} → {row.to} · {t(`roadblocks.purpose.${row.purpose}`)}
      </p>
      {against ? (
        <p>
          {t('roadblocks.web.log.against', {
            decision: t(`roadblocks.decision.${row.proposed}`),
            reason: row.reason || '–',
          })}
        </p>
      ) : null}
      <p className="s-hint">
        {[
          t('roadblocks.web.log.by', { name: row.recorder }),
          row.station && t('roadblocks.web.log.station', { name: row.station }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </li>
  )
}
