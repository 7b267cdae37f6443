import { treeOf } from '#base/units/trees.ts'
import type { App, Context } from '#core/app.ts'
import { done } from '#core/contract.ts'
import { daily, type Handlers, on } from '#core/module.ts'
import { notFound } from '#core/problem.ts'
import { dossierFiled, dossierMoved, dossierNoted } from '../events.ts'
import { dossierBy } from '../queries.ts'
import { isConnected, mustPortal, portalCarrier, portalTraffic } from './client.ts'
import {
  askDossiers,
  compareNightly,
  dossierDifferences,
  lastAsked,
  procedureDifferences,
  readCatalogue,
} from './compare.ts'
import { type portal as contract, PORTAL_VERB } from './contract.ts'
import { demoHolding } from './demo.ts'
import { hearPortal, takeAgain, takeCalls } from './hear.ts'
import { holdFor, stopPortal } from './stand-in.ts'
import { tellAgain, tellPortal } from './tell.ts'

const handlers: Handlers<typeof contract> = {
  portal: (_, ctx) => overview(ctx),
  async comparePortal(_, { app }) {
    await mustPortal(app)
    return { procedures: await readCatalogue(app), dossiers: await askDossiers(app) }
  },
  async resendDossier({ params }, ctx) {
    const dossier = await dossierBy(ctx.sql, { id: params.dossierId })
    if (!dossier) throw notFound('dossier')
    if (!(await tellAgain(ctx, dossier))) await mustPortal(ctx.app)
    return done
  },
  async repeatCall({ params }, { app }) {
    await app.run(ctx => takeAgain(ctx, params.portalCallId))
    await takeCalls(app)
    return done
  },
  callUs: ({ body }, { app }) => hearPortal(app, body.call, body.message, body.signature),
}

/** The part of the module that talks with the national portal (Cổng Dịch vụ công quốc gia). */
export const portalPart = {
  handlers,
  direct: ['comparePortal', 'repeatCall', 'callUs'] as const,
  on: [dossierFiled, dossierMoved, dossierNoted].map(event =>
    on(event as typeof dossierNoted, ({ dossierId }, ctx) => tellPortal(ctx, dossierId)),
  ),
  every: { 'services.portal': daily('02:40', compareNightly) },
  locates: {
    async 'portal-call'(sql: Context['sql'], id: string) {
      const [row] = await sql`select from services.portal_call where id = ${id}`
      const unitId = row && (await whoseCalls(sql))
      return unitId ? { unitId } : undefined
    },
  },
  declares: [portalCarrier, portalTraffic],
  start: (app: App) => holdFor(app, demoHolding(app)),
  stop: stopPortal,
}

const REFUSED_SHOWN = 100

/** Whose business it is what the portal sent and nobody could take: that of the first office, the province's. */
async function whoseCalls(sql: Context['sql']): Promise<string | undefined> {
  const [office] = await sql<{ unitId: string }[]>`
    select unit_id from services.office order by length(code), code limit 1`
  return office?.unitId
}

async function overview(ctx: Context) {
  const { sql, app } = ctx
  const [queue] = await sql<{ waiting: number; since: Date | null; refused: number; problem: string | null }[]>`
    select count(*) filter (where o.state = 'queued')::int as waiting,
           min(o.queued_at) filter (where o.state = 'queued') as since,
           count(*) filter (where o.state = 'refused' and o.again_as is null)::int as refused, max(p.problem) as problem
    from interchange.partner p left join interchange.outgoing o on o.partner_id = p.id
    where p.carrier = ${portalCarrier.name}`
  const scope = ctx.scope(PORTAL_VERB)
  const first = await whoseCalls(sql)
  const seesRefused = scope.everywhere || (first !== undefined && scope.unitIds.includes(first))
  const refused = await sql<
    {
      id: string
      call: 'DongBoHoSoMC'
      reference: string
      problem: string
      params: Record<string, string>
      receivedAt: Date
    }[]
  >`
    select id, call, reference, problem, params, received_at from services.portal_call
    where state = 'refused' and ${seesRefused} order by received_at desc, id desc limit ${REFUSED_SHOWN}`
  const { readAt, differences } = await procedureDifferences(ctx)
  return {
    connected: await isConnected(app),
    waiting: queue?.waiting ?? 0,
    since: queue?.since?.toISOString() ?? null,
    refusedThere: queue?.refused ?? 0,
    problem: queue?.problem ?? null,
    catalogueReadAt: readAt?.toISOString() ?? null,
    dossiersAskedAt: (await lastAsked(ctx))?.toISOString() ?? null,
    procedures: differences,
    dossiers: (await dossierDifferences(ctx)).map(row => ({
      dossierId: row.dossierId,
      workId: row.workId,
      code: row.code,
      procedureName: row.procedureName,
      unitName: treeOf(app).get(row.unitId)?.fullName ?? '',
      kind: row.kind,
      ours: row.number,
      theirs: row.seenState,
      due: row.due?.toISOString() ?? null,
      seenDue: row.seenDue?.toISOString() ?? null,
      seenAt: row.seenAt.toISOString(),
      onWay: row.onWay,
    })),
    refused: refused.map(row => ({ ...row, receivedAt: row.receivedAt.toISOString() })),
  }
}
