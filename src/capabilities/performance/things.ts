import { opensOf, thingsOnDays } from '#base/indicators/index.ts'
import { refusedAt } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import type { InputOf } from '#core/contract.ts'
import { notFound } from '#core/problem.ts'
import type { performance } from './contract.ts'
import { countedHere } from './figures.ts'

const THINGS_A_PAGE = 100

/** What a figure counts, latest first, for whoever may see it there. Cursors are positions. */
export async function openFigure(ctx: Context, query: InputOf<typeof performance.things>['query']) {
  const { figure, unitId, from, until, organisationId } = query
  const opens = opensOf(ctx, figure)
  if (!opens || !countedHere(ctx).has(figure)) throw notFound('figure')
  const refused = refusedAt(ctx, opens.verb, unitId)
  if (refused) throw refused
  const after = /^\d{1,9}$/.test(query.after ?? '') ? Number(query.after) : 0
  const found = await thingsOnDays(ctx, { name: figure, unitId, from, to: until, organisationId })
  const ids = found.slice(after, after + THINGS_A_PAGE).map(thing => thing.id)
  const lines = new Map((await opens.lines(ctx, ids)).map(line => [line.id, line]))
  const next = after + THINGS_A_PAGE
  return {
    rows: ids.flatMap(id => lines.get(id) ?? []),
    more: next < found.length ? String(next) : null,
    ...(after ? {} : { atLeast: found.length, exact: true }),
  }
}
