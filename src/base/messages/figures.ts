import type { Context } from '#core/app.ts'
import type { Ref } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { forgetTexts } from './queries.ts'
import type { State } from './rules.ts'

export type Figures = Readonly<Record<State, number>>

interface Row {
  readonly channel: string | null
  readonly state: State
  readonly isLast: boolean
  readonly count: number
  readonly segments: number
  readonly dong: number
}

const none = (): Record<State, number> => ({ queued: 0, sent: 0, delivered: 0, failed: 0, suppressed: 0 })

/** What became of all messages about a thing: of each message its last delivery, and of each channel all of them. */
export async function figuresAbout(sql: Sql, about: Ref) {
  const rows = await sql<Row[]>`
    with d as (
      select d.channel, d.state, d.segments, d.dong, lead(d.id) over (partition by d.message_id order by d.id) is null as is_last
      from messages.message m join messages.delivery d on d.message_id = m.id
      where m.about_kind = ${about.kind} and m.about_id = ${about.id})
    select channel, state, is_last, count(*) as count, coalesce(sum(segments), 0) as segments,
           coalesce(sum(dong), 0) as dong
    from d group by 1, 2, 3`
  const figures = none()
  const channels = new Map<string, { figures: Record<State, number>; segments: number; dong: number }>()
  for (const { channel, state, isLast, count, segments, dong } of rows) {
    if (isLast) figures[state] += count
    if (channel === null) continue
    const sum = channels.get(channel) ?? { figures: none(), segments: 0, dong: 0 }
    sum.figures[state] += count
    sum.segments += segments
    sum.dong += dong
    channels.set(channel, sum)
  }
  return { figures: figures as Figures, channels: [...channels].map(([channel, sum]) => ({ channel, ...sum })) }
}

/** What is queued of the messages about a thing is not sent any more. Answers how many there were. */
export async function stopAbout({ sql, now }: Context, about: Ref): Promise<number> {
  const rows = await sql<{ messageId: string }[]>`
    update messages.delivery d set state = 'suppressed', reason = 'stopped', done_at = ${now}
    from messages.message m
    where m.id = d.message_id and d.state = 'queued' and m.about_kind = ${about.kind} and m.about_id = ${about.id}
    returning d.message_id`
  await forgetTexts(
    sql,
    rows.map(row => row.messageId),
    now,
  )
  return rows.length
}
