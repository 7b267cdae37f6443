import type { Context } from '../app.ts'
import { addDays, DAY_MS, dayOf, startOf } from '../clock.ts'
import type { Sql } from '../db/db.ts'
import { forgetLeaves } from './queries.ts'
import { sealPruning } from './seal.ts'

const MONTHS_LOCK = 4_202_616
const DAYS_AHEAD = 93

/** Makes the months that are to come, where missing. */
export async function makeMonths(sql: Sql, now: Date): Promise<void> {
  await sql`select pg_advisory_xact_lock(${MONTHS_LOCK})`
  const today = dayOf(now)
  await sql`select core.make_audit_months(${today}, ${addDays(today, DAYS_AHEAD)})`
}

/**
 * Drops the months that ended before `keepFrom`, as far as they are sealed, and seals that it did. The headers of their
 * blocks stay: the chain can still be verified. Answers since when rows are kept, if any were dropped.
 */
export async function prune(ctx: Context, keepFrom: Date): Promise<Date | undefined> {
  const { sql } = ctx
  const months = await sql<{ name: string }[]>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = 'core.audit'::regclass order by 1`
  let until: Date | undefined
  for (const { name } of months) {
    const end = endOf(name)
    if (end > keepFrom || (await hasUnsealed(sql, name))) break
    await sql.unsafe(`drop table ${name}`)
    until = end
  }
  if (!until) return undefined
  await sealPruning(ctx, until)
  // A row's id is of its server's clock, the block's time of the sealing one's: a day is more than they differ.
  await forgetLeaves(sql, new Date(until.getTime() - DAY_MS))
  return until
}

/** `core.audit_202611` ends where December begins. */
function endOf(name: string): Date {
  const [, year, month] = /(\d{4})(\d{2})$/.exec(name) ?? []
  if (!year || !month) throw new Error(`“${name}” is no month of the audit.`)
  const next = month === '12' ? `${Number(year) + 1}-01` : `${year}-${String(Number(month) + 1).padStart(2, '0')}`
  return startOf(`${next}-01`)
}

async function hasUnsealed(sql: Sql, name: string): Promise<boolean> {
  const rows = await sql`
    select from ${sql(name)} where seq > coalesce((select max(last_seq) from core.audit_block), 0) limit 1`
  return rows.length > 0
}
