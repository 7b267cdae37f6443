import { total } from '#base/indicators/figures.ts'
import { grantsFor } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { READ } from './flow.ts'
import { limitAt } from './planning.ts'
import { type OfficeRow, officesOn } from './queries.ts'
import { countDay, isOver, mondayOf } from './rules.ts'

const A_PAGE = 60
const NAMES = ['rosters.at-office', 'rosters.at-home', 'rosters.on-leave', 'rosters.share'] as const

export interface TodayAsked {
  readonly day?: string | undefined
  readonly unitId?: string | undefined
  readonly missing?: boolean | undefined
  readonly after?: string | undefined
}

/** Who is where on a day in the caller's area, office by office. */
export async function today(ctx: Context, { day = dayOf(ctx.now), unitId, missing = false, after }: TodayAsked) {
  const scope = ctx.scope(READ)
  const reached = scope.everywhere ? null : new Set(scope.unitIds)
  const wanted = unitId ? ctx.app.tree.within([unitId]) : undefined
  const unitIds = reached ? (wanted ?? [...reached]).filter(id => reached.has(id)) : (wanted ?? null)
  const asked = { unitIds, day, monday: mondayOf(day), missing, after, limit: A_PAGE + 1 }
  const rows = await officesOn(ctx.sql, asked)
  const shown = rows.slice(0, A_PAGE)
  return {
    day,
    rows: await Promise.all(shown.map(row => officeView(ctx, row, day))),
    more: rows.length > A_PAGE ? (shown.at(-1)?.id ?? null) : null,
    figures: await figures(ctx, unitId, day),
  }
}

async function officeView(ctx: Context, row: OfficeRow, day: string) {
  const limit = await limitAt(ctx, row.id, day)
  const works = row.office + row.home + row.duty
  const count = { ...countDay(day, []), ...row }
  return {
    ...row,
    share: works ? (row.office + row.duty) / works : null,
    largestShare: limit.largestShare,
    over: isOver(count, limit),
  }
}

async function figures(ctx: Context, unitId: string | undefined, day: string) {
  const area = unitId ?? (ctx.who ? grantsFor(ctx.who, READ, ctx.app.rights) : []).find(one => one.areaId)?.areaId
  if (!area) return { office: null, home: null, leave: null, share: null }
  const sums = await total(ctx, { names: NAMES, unitId: area, from: day, to: day })
  const of = (name: (typeof NAMES)[number]) => sums.get(name)?.value ?? null
  return { office: of(NAMES[0]), home: of(NAMES[1]), leave: of(NAMES[2]), share: of(NAMES[3]) }
}
