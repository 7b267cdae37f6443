import { treeOf } from '#base/units/trees.ts'
import type { Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { done } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { defineModule } from '#core/module.ts'
import { notFound, Problem } from '#core/problem.ts'
import { tidy } from '#core/text.ts'
import { views as contract, type SavedView } from './contract.ts'
import { keeps } from './keeps.ts'
import { arrange, arrangementOf, countViews, removeView, saveView, viewsFor } from './queries.ts'
import { arranged, keptSearch } from './rules.ts'

const MOST_VIEWS = 200

export default defineModule({
  name: 'views',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    list: async ({ query }, ctx) => ({ views: await viewsOf(ctx, query.list) }),
    async save({ body: { list, name, search, hidden, unitId } }, ctx) {
      const { accountId } = caller(ctx)
      if (unitId && !serves(ctx, unitId)) throw new Problem('views.not-your-unit', { status: 403 })
      if ((await countViews(ctx.sql, accountId)) >= MOST_VIEWS)
        throw new Problem('views.too-many', { status: 409, params: { most: MOST_VIEWS } })
      const view = { id: newId(ctx.now), list, name: tidy(name), search: keptSearch(search), hidden, unitId }
      return { id: await saveView(ctx.sql, { ...view, ownerId: accountId }) }
    },
    async remove({ params }, ctx) {
      if (!(await removeView(ctx.sql, params.viewId, caller(ctx).accountId))) throw notFound('view')
      return done
    },
    async arrange({ body: { list, ids, defaultId } }, ctx) {
      await arrange(ctx.sql, caller(ctx).accountId, list, { viewIds: ids, defaultId })
      return done
    },
  },
})

function caller({ who }: Context): Who {
  if (!who) throw new Error('No endpoint of views is open to strangers.')
  return who
}

const areasOf = (ctx: Context): readonly string[] => caller(ctx).grants.flatMap(({ areaId }) => areaId ?? [])

const serves = (ctx: Context, unitId: string): boolean =>
  areasOf(ctx).some(areaId => ctx.app.tree.contains(areaId, unitId))

async function viewsOf(ctx: Context, list: string): Promise<SavedView[]> {
  const tree = treeOf(ctx.app)
  const { accountId } = caller(ctx)
  const around = areasOf(ctx).flatMap(areaId => tree.path(areaId).map(unit => unit.id))
  const rows = await viewsFor(ctx.sql, list, accountId, around)
  const { viewIds, defaultId } = await arrangementOf(ctx.sql, accountId, list)
  return arranged(rows, viewIds).map(({ ownerId, unitId, ...view }) => ({
    ...view,
    mine: ownerId === accountId,
    unit: unitId ? { id: unitId, name: tree.get(unitId)?.fullName ?? '' } : null,
    isDefault: view.id === defaultId,
  }))
}
