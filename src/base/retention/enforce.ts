import { COUNTRY_ID } from '#base/units/ids.ts'
import { itemsAbout } from '#base/work/queries.ts'
import { moveWork, openWork } from '#base/work/work.ts'
import type { App, Context } from '#core/app.ts'
import { writeAudit } from '#core/audit.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { type Kept, keptTables } from '#core/keeps.ts'
import { writeErasures } from './again.ts'
import { anonymiseDue } from './erase.ts'
import { failedFlow } from './flows.ts'
import { deleteWithRest, idleSql } from './rows.ts'
import { endsBefore, isTimed, type TimedEnd, timedEnd, widthOf } from './terms.ts'

const BATCH = 1_000

/** Ends what is to end tonight, table by table, each in transactions of its own; what fails keeps no other from ending. */
export async function enforce(app: App): Promise<void> {
  let failed = 0
  for (const kept of keptTables(app)) failed += (await endTable(app, kept)) ? 0 : 1
  await app.run(anonymiseDue)
  await app.run(ctx => tellFailure(ctx, failed))
  await app.run(writeErasures)
}

async function endTable(app: App, kept: Kept): Promise<boolean> {
  let count = 0
  try {
    for (const end of kept.ends.filter(isTimed)) count += await endRows(app, kept, end)
    if (count) await app.run(ctx => note(ctx, kept.table, count, null))
    await app.run(ctx => takeStock(ctx, kept))
    return true
  } catch (error) {
    app.log.error({ err: error, table: kept.table }, 'what should have ended did not')
    await app.run(ctx => note(ctx, kept.table, count, (error as Error).name))
    return false
  }
}

async function endRows(app: App, kept: Kept, end: TimedEnd): Promise<number> {
  if (end.how !== 'rows') return app.run(async ctx => end.run(ctx, await endsBefore(ctx, kept, end)))
  let count = 0
  for (;;) {
    const batch = await app.run(ctx => endBatch(ctx, kept, end))
    count += batch
    if (batch < BATCH) return count
  }
}

async function endBatch(ctx: Context, kept: Kept, end: Extract<TimedEnd, { how: 'rows' }>): Promise<number> {
  const { sql, app } = ctx
  const before = await endsBefore(ctx, kept, end)
  const chosen = `${condition(end)} ${end.idle ? idleSql(app) : ''} limit ${BATCH} for update of t skip locked`
  const hasRest = keptTables(app).some(other => other.of?.[0] === kept.table)
  if (hasRest || end.before) {
    const rows = await sql.unsafe<{ id: string }[]>(`select t.id from ${kept.table} t where ${chosen}`, [before])
    const ids = rows.map(row => row.id)
    if (!ids.length) return 0
    await end.before?.(ctx, ids)
    await deleteWithRest(ctx, kept.table, 'id', ids)
    return ids.length
  }
  const { count } = await sql.unsafe(
    `delete from ${kept.table} where ctid = any(array(select t.ctid from ${kept.table} t where ${chosen}))`,
    [before],
  )
  return count
}

/** SQL over `t`; `$1` is before when it must have begun to count. */
const condition = ({ since, when }: TimedEnd): string => `(${since}) < $1 and (${when ?? 'true'})`

/** One row of the audit a table a day, with how many. */
async function note(ctx: Context, table: string, count: number, problem: string | null): Promise<void> {
  await ctx.sql`
    insert into retention.ended (day, table_name, rows, problem, at)
    values (${dayOf(ctx.now)}, ${table}, ${count}, ${problem}, ${ctx.now})
    on conflict (day, table_name) do update set rows = ended.rows + excluded.rows, problem = excluded.problem, at = excluded.at`
  if (count)
    await writeAudit(ctx, 'retention.enforce', at.of('rows', `${table}: ${count}`), { purpose: 'retention.ended' })
}

const subject = at.unit(COUNTRY_ID)

/** Something did not end: it is in the inbox until a night without failure. */
async function tellFailure(ctx: Context, failed: number): Promise<void> {
  const open = (await itemsAbout(ctx.sql, subject)).find(item => item.open && item.kind === failedFlow.kind)
  if (failed && !open) await openWork(ctx, { kind: failedFlow.kind, subject, unitId: COUNTRY_ID, params: { failed } })
  if (!failed && open) await moveWork(ctx, open.id, 'mended')
}

/** Notes what a table holds, for the pages that tell of it. */
/** Counts what every table holds, as at the end of each night. */
export async function takeStocks(ctx: Context): Promise<void> {
  for (const kept of keptTables(ctx.app)) await takeStock(ctx, kept)
}

async function takeStock(ctx: Context, kept: Kept): Promise<void> {
  const end = timedEnd(kept)
  const oldest = end ? `min(${end.since}) filter (where ${end.when ?? 'true'})` : 'null::timestamptz'
  await ctx.sql.unsafe(
    `insert into retention.state (table_name, rows, oldest, read_at)
     select $1, count(*), ${oldest}, $2 from ${kept.table} t
     on conflict (table_name) do update set rows = excluded.rows, oldest = excluded.oldest, read_at = excluded.read_at`,
    [kept.table, ctx.now],
  )
}

/** How many rows are there although they should have ended: none, after each night. */
export async function overdue(ctx: Context, kept: Kept): Promise<number> {
  let count = 0
  for (const end of kept.ends.filter(isTimed)) {
    const before = new Date((await endsBefore(ctx, kept, end)).getTime() - widthOf(end) * DAY_MS)
    count += await countRows(
      ctx.sql,
      `${kept.table} t where ${condition(end)} ${end.how === 'rows' && end.idle ? idleSql(ctx.app) : ''}`,
      before,
    )
  }
  return count
}

async function countRows(sql: Sql, from: string, before: Date): Promise<number> {
  const [row] = await sql.unsafe<{ n: number }[]>(`select count(*)::int as n from ${from}`, [before])
  return row?.n ?? 0
}
