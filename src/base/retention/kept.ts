import type { Context } from '#core/app.ts'
import { DAY_MS } from '#core/clock.ts'
import { BASES, type Kept, keptTables } from '#core/keeps.ts'
import { say } from '#core/words.ts'
import type { KeptLine } from './contract.ts'
import { termOfTable, timedEnd, widthOf } from './terms.ts'

interface State {
  readonly rows: string
  readonly oldest: Date | null
  readonly readAt: Date
}
interface Ended {
  readonly tableName: string
  readonly day: string
  readonly rows: string
  readonly problem: string | null
}

/** What every table keeps, as it was last night. */
export async function keptView(ctx: Context): Promise<{ readAt: string | null; tables: KeptLine[] }> {
  const rows = await ctx.sql<(State & { tableName: string })[]>`select * from retention.state`
  const states = new Map(rows.map(row => [row.tableName, row]))
  const last = await ctx.sql<Ended[]>`
    select distinct on (table_name) table_name, day::text, rows, problem from retention.ended order by table_name, day desc`
  const ended = new Map(last.map(row => [row.tableName, row]))
  const tables = await Promise.all(
    keptTables(ctx.app).map(kept => lineOf(ctx, kept, states.get(kept.table), ended.get(kept.table))),
  )
  return { readAt: rows[0]?.readAt.toISOString() ?? null, tables: tables.sort(forPeople) }
}

/** By purpose, what people ask about first and what is about nobody last; of one purpose, the most rows first. */
const forPeople = (a: KeptLine, b: KeptLine): number =>
  BASES.indexOf(a.basis) - BASES.indexOf(b.basis) ||
  Number(a.how === 'timeless') - Number(b.how === 'timeless') ||
  (b.rows ?? 0) - (a.rows ?? 0) ||
  a.words.localeCompare(b.words, 'vi')

async function lineOf(ctx: Context, kept: Kept, state: State | undefined, last: Ended | undefined): Promise<KeptLine> {
  const end = timedEnd(kept)
  const days = end ? Math.round(await termOfTable(ctx, kept, end)) : null
  const oldest = state?.oldest ?? null
  return {
    table: kept.table,
    words: say(ctx.locale, kept.words),
    basis: kept.basis,
    how: (end ?? kept.ends[0])?.how ?? 'held',
    days,
    rows: state ? Number(state.rows) : null,
    oldest: oldest && oldest <= ctx.now ? oldest.toISOString() : null,
    next:
      end && oldest && days !== null ? new Date(oldest.getTime() + (days + widthOf(end)) * DAY_MS).toISOString() : null,
    ended: last ? { day: last.day, rows: Number(last.rows), failed: last.problem !== null } : null,
  }
}
