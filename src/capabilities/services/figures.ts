import { total } from '#base/indicators/index.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf } from '#core/clock.ts'
import type { Sql } from '#core/db/db.ts'
import { FIGURES, SHARES } from './contract.ts'
import { counts } from './indicators.ts'

interface Span {
  readonly span: 'month' | 'before' | 'last-year' | 'year'
  readonly from: string
  readonly until: string
}

const monthOf = (year: number, month: number) => {
  const from = new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10)
  const next = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10)
  return { from, until: addDays(next, -1) }
}

/** A month that is not over is compared with as many days of the others: half a month is no fall. */
export function spansOf(month: string, today: string): Span[] {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const whole = monthOf(year, number)
  const until = today < whole.until && today >= whole.from ? today : whole.until
  const cut = (span: { from: string; until: string }) => {
    const day = `${span.from.slice(0, 8)}${until.slice(8)}`
    return until === whole.until || day > span.until ? span : { from: span.from, until: day }
  }
  return [
    { span: 'month', from: whole.from, until },
    { span: 'before', ...cut(monthOf(year, number - 1)) },
    { span: 'last-year', ...cut(monthOf(year - 1, number)) },
    { span: 'year', from: `${year}-01-01`, until },
  ]
}

export async function figuresOf(ctx: Context, unitId: string, month: string) {
  const spans = spansOf(month, dayOf(ctx.now))
  const names = [...FIGURES.map(name => `services.${name}`), ...SHARES.map(name => `services.share-${name}`)]
  const totals: Awaited<ReturnType<typeof total>>[] = []
  for (const { from, until } of spans) totals.push(await total(ctx, { names, unitId, from, to: until }))
  const figures = names.map(name => ({ name, values: totals.map(of => of.get(name)?.value ?? null) }))
  const units = [...ctx.app.tree.within([unitId])]
  return {
    spans,
    figures,
    offered: await offeredIn(ctx, units, spans[3]?.from ?? month),
    late: await lateIn(ctx, units),
  }
}

/** Of the procedures offered online in full, those that somebody used. */
async function offeredIn({ sql, now }: Context, unitIds: readonly string[], since: string) {
  const [row] = await sql<{ used: number; all: number }[]>`
    with offered as (
      select distinct on (code) code, level, is_active, content from services.procedure
      where from_on <= ${dayOf(now)}::date order by code, from_on desc)
    select count(*) filter (where exists (
             select from services.dossier d join services.procedure p on p.id = d.procedure_id
             where p.code = o.code and d.channel in ('online', 'portal') and d.unit_id = any(${unitIds as string[]}::uuid[])
               and (d.filed_at at time zone 'Asia/Ho_Chi_Minh')::date >= ${since}::date)) as used,
           count(*) as all
    from offered o where level = 'full' and is_active and (content->>'online')::boolean`
  return row ?? { used: 0, all: 0 }
}

async function lateIn({ sql, now }: Context, unitIds: readonly string[]) {
  const [row] = await sql<{ all: number; silent: number }[]>`
    select count(*) as all, count(*) filter (where again_at is null) as silent from services.dossier
    where state in ('received', 'processing') and due_at < ${now} and unit_id = any(${unitIds as string[]}::uuid[])`
  return row ?? { all: 0, silent: 0 }
}

/** The dossiers that a figure counted between two days. */
export function countedBy(figure: (typeof FIGURES)[number], from = '1900-01-01', until = '2499-12-31') {
  const rows = counts.find(one => one.name === `services.${figure}`)?.rows
  if (!rows) throw new Error(`No figure “${figure}”.`)
  return (sql: Sql) => sql`select id from (${rows(sql)}) f where day between ${from}::date and ${until}::date`
}
