import type { App, Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { daily, defineModule, on } from '#core/module.ts'
import { notFound } from '#core/problem.ts'
import { type Boundaries, units as contract, type UnitRow, type UnitStep } from './contract.ts'
import { unitsChanged } from './events.ts'
import { fromBytes } from './files.ts'
import { type ImportReport, importBoundaries, importList, importMap, importPackage } from './import.ts'
import { keeps } from './keeps.ts'
import type { Unit } from './model.ts'
import { organisationsIn } from './organisations.ts'
import { homeAreas } from './ports.ts'
import { boundariesOf, importedFiles, isEmpty } from './queries.ts'
import type { Tree } from './tree.ts'
import { treeOf, treeOn } from './trees.ts'

export { historyOf, treeOf, treeOn } from './trees.ts'

const MOST_ROWS = 200
const TOPIC = 'units'

export default defineModule({
  name: 'units',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    async list({ query: { parent, q, tier, day, limit = 20 } }, ctx) {
      const tree = await treeFor(ctx, day)
      const rows = q
        ? tree.find(q, {
            limit: Math.min(limit, MOST_ROWS),
            ...(tier ? { tier } : {}),
            ...(parent ? { within: parent } : {}),
            near: await ctx.app.use(homeAreas)(ctx.sql),
          })
        : tree.children(known(tree, parent ?? tree.root.id).id).filter(unit => !tier || unit.tier === tier)
      return { day: tree.day, rows: rows.map(unit => rowOf(tree, unit)) }
    },
    async get({ params: { unitId }, query: { day } }, ctx) {
      const tree = await treeFor(ctx, day)
      const unit = known(tree, unitId)
      const { validFrom, validTo } = unit
      const successors = tree.isLive(unit.id) ? [] : tree.reach(unit.id)
      return {
        ...rowOf(tree, unit),
        validFrom,
        validTo,
        path: tree.path(unit.id).map(stepOf),
        successors: successors.flatMap(id => tree.get(id) ?? []).map(next => rowOf(tree, next)),
      }
    },
    async boundaries({ params: { unitId }, query: { tier, day } }, ctx) {
      const tree = await treeFor(ctx, day)
      const unit = known(tree, unitId)
      const below = tier
        ? tree.all().filter(one => one.tier === tier && tree.contains(unit.id, one.id))
        : tree.children(unit.id)
      return boundariesBelow(ctx, tree, below)
    },
    async organisations({ params: { unitId }, query: { day } }, ctx) {
      return { rows: await organisationsIn(ctx.sql, [unitId], day ?? dayOf(ctx.now)) }
    },
    async imports(_, ctx) {
      const files = await importedFiles(ctx.sql)
      return { rows: files.map(({ id, at, report }) => ({ id, at: at.toISOString(), report: report as ImportReport })) }
    },
    importList: ({ query, body }, ctx) =>
      announced(ctx, importList(ctx.sql, fromBytes(body.name, body.bytes), query.from, by(ctx))),
    importMap: ({ query, body }, ctx) =>
      announced(ctx, importMap(ctx.sql, fromBytes(body.name, body.bytes), by(ctx), query.on)),
    importBoundaries: ({ query, body }, ctx) =>
      announced(ctx, importBoundaries(ctx.sql, fromBytes(body.name, body.bytes), by(ctx), query.from)),
  },
  allows: { administrator: ['units.import'] },
  constraints: {
    unit_code_at_a_time: 'units.code-taken',
    organisation_code_at_a_time: 'units.code-taken',
    exchange_code_pkey: 'units.exchange-code-taken',
  },
  on: [
    on(unitsChanged, async (_, ctx) => {
      await refresh(ctx.app, ctx)
      await ctx.app.bus.publish(ctx.sql, TOPIC)
    }),
  ],
  every: { 'units.new-day': daily('00:00', async ctx => void (await ctx.app.bus.publish(ctx.sql, TOPIC))) },
  async start(app) {
    // Replaced by who knows the officers.
    app.provide(homeAreas, async () => [])
    if (await isEmpty(app.db.sql)) await app.run(async ctx => void (await importPackage(ctx.sql, by(ctx))))
    await refresh(app, app.context(app.db.sql))
    app.bus.on(TOPIC, () => {
      refresh(app, app.context(app.db.sql)).catch((error: unknown) =>
        app.log.error({ err: error }, 'the tree was not read'),
      )
    })
  },
})

/** Runs an import and tells the rest of the system when it changed something. */
export async function announced(ctx: Context, work: Promise<ImportReport>): Promise<ImportReport> {
  const report = await work
  if (report.changed) await ctx.emit(unitsChanged, { kind: report.kind, day: report.day })
  return report
}

export const by = (ctx: Context) => ({ now: ctx.now, accountId: ctx.who?.accountId ?? null })

async function refresh(app: App, { sql, now }: Context): Promise<void> {
  app.tree = await treeOn(sql, dayOf(now))
}

/** The tree of a day; today's is at hand. */
const treeFor = async (ctx: Context, day: string | undefined): Promise<Tree> =>
  day ? treeOn(ctx.sql, day) : treeOf(ctx.app)

function known(tree: Tree, unitId: string): Unit {
  const unit = tree.get(unitId)
  if (!unit) throw notFound(unitId)
  return unit
}

const stepOf = ({ id, tier, code, type, name, fullName }: Unit): UnitStep => ({ id, tier, code, type, name, fullName })

const rowOf = (tree: Tree, unit: Unit): UnitRow => ({
  ...stepOf(unit),
  parentId: tree.path(unit.id).at(-2)?.id ?? null,
  label: tree.label(unit.id),
})

async function boundariesBelow(ctx: Context, tree: Tree, units: readonly Unit[]): Promise<Boundaries> {
  const found = await boundariesOf(
    ctx.sql,
    units.map(unit => unit.id),
    tree.day,
  )
  const features = found.map(({ unitId, geometry, bbox }) => ({
    type: 'Feature' as const,
    id: unitId,
    bbox: [...bbox],
    properties: stepOf(known(tree, unitId)),
    geometry: geometry as Boundaries['features'][number]['geometry'],
  }))
  return { type: 'FeatureCollection', features }
}
