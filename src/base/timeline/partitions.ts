import type { Context } from '#core/app.ts'
import { addDays, DAY_MS, dayOf, startOf } from '#core/clock.ts'
import type { Sql } from '#core/db/db.ts'
import { firstIdAt } from '#core/ids.ts'
import type { Declaration } from '#core/module.ts'

/**
 * Weekly partitions, each from Monday to Monday of Vietnam. Rows are kept by dropping whole partitions, never by
 * sweeping; there is no DEFAULT partition, so a fact dated outside of what is kept is refused.
 */
interface Partitioned {
  readonly table: string
  /** How a bound is written: by UUIDv7 for facts, by time for projections. */
  readonly bound: (day: string) => string
}

export const PARTITIONED: readonly Partitioned[] = [
  { table: 'timeline.scan', bound: day => firstIdAt(startOf(day)) },
  { table: 'timeline.visit', bound: day => startOf(day).toISOString() },
]

export const WEEKS_AHEAD = 2
/** How long check-ins are kept unless an open case holds them (default: 28 days). */
export const KEEP_DAYS = 28

export const keptSince = (now: Date): Date => new Date(now.getTime() - KEEP_DAYS * DAY_MS)

/** Whether a fact of this time has a partition: kept still, and no more than a clock's error ahead. */
export const isKept = (at: Date, now: Date): boolean => at > keptSince(now) && at.getTime() < now.getTime() + DAY_MS

export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return addDays(day, -((weekday + 6) % 7))
}

const PARTITIONS_LOCK = 4_202_614

/** Makes the partitions that cover `from` … two weeks after `now`, where missing. */
export async function ensurePartitions(sql: Sql, from: Date, now: Date): Promise<void> {
  // Two processes that start in one moment would both find the same one missing.
  await sql`select pg_advisory_xact_lock(${PARTITIONS_LOCK})`
  const last = addDays(mondayOf(dayOf(now)), 7 * WEEKS_AHEAD)
  for (let monday = mondayOf(dayOf(from)); monday <= last; monday = addDays(monday, 7))
    for (const { table, bound } of PARTITIONED)
      await sql.unsafe(`
        create table if not exists ${table}_${monday.replaceAll('-', '')} partition of ${table}
        for values from ('${bound(monday)}') to ('${bound(addDays(monday, 7))}')`)
}

/** The partitions of a table, each with the Monday from which it keeps, oldest first. */
async function partitionsOf(sql: Sql, table: string): Promise<{ name: string; monday: string }[]> {
  const rows = await sql<{ name: string }[]>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = ${table}::regclass order by 1`
  return rows.map(({ name }) => ({ name, monday: name.slice(-8).replace(/(\d{4})(\d{2})(\d{2})/, '$1-$2-$3') }))
}

/**
 * The first day of which no row was dropped: what was counted of earlier days is final. The day after the oldest
 * Monday, because a device whose clock was wrong dated its facts a little earlier than they happened.
 */
export async function firstWholeDay(sql: Sql, table: string): Promise<string | undefined> {
  const [oldest] = await partitionsOf(sql, table)
  return oldest && addDays(oldest.monday, 1)
}

/** The time for which a table has room: a row of another time cannot be written. */
export async function roomIn(sql: Sql, table: string): Promise<{ readonly from: Date; readonly until: Date }> {
  const weeks = await partitionsOf(sql, table)
  const [first, last] = [weeks[0], weeks.at(-1)]
  if (!first || !last) throw new Error(`${table} has no partitions.`)
  return { from: startOf(first.monday), until: startOf(addDays(last.monday, 7)) }
}

/** Something that has to be done before facts are dropped: what an open case needs of them is copied into it. */
export interface Hold extends Declaration {
  readonly declares: 'hold'
  readonly table: string
  /** The weeks that are about to go end here. */
  readonly copy: (ctx: Context, until: Date) => Promise<void>
}

/** Drops the partitions of a table that ended before `keepFrom`; answers their names. */
export async function dropPartitions(sql: Sql, table: string, keepFrom: Date): Promise<string[]> {
  const gone = await endedBefore(sql, table, keepFrom)
  for (const { name } of gone) await sql.unsafe(`drop table ${name}`)
  return gone.map(({ name }) => name)
}

const endOf = (monday: string): Date => startOf(addDays(monday, 7))

const endedBefore = async (sql: Sql, table: string, keepFrom: Date) =>
  (await partitionsOf(sql, table)).filter(({ monday }) => endOf(monday) <= keepFrom)

/** Drops weeks of a table when nobody holds anything of them any more; answers how many rows went. */
export const dropWeeksOf =
  (table: string) =>
  async (ctx: Context, keepFrom: Date): Promise<number> => {
    const gone = await endedBefore(ctx.sql, table, keepFrom)
    const last = gone.at(-1)
    if (!last) return 0
    const holds = ctx.app.declared<Hold>('hold').filter(hold => hold.table === table)
    for (const hold of holds) await hold.copy(ctx, endOf(last.monday))
    let rows = 0
    for (const { name } of gone) {
      const [counted] = await ctx.sql<{ n: number }[]>`select count(*)::int as n from ${ctx.sql(name)}`
      rows += counted?.n ?? 0
    }
    await dropPartitions(ctx.sql, table, keepFrom)
    return rows
  }
