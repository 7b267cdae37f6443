import * as z from 'zod/mini'
import { anyone, at, can, endpoint, ok, wire } from '#core/contract.ts'
import { DOSSIER_DIFFERENCES, PROCEDURE_DIFFERENCES } from './rules.ts'
import { CALLS } from './wire.ts'

export const PORTAL_VERB = 'services.portal'

const ProcedureDifference = z.object({
  code: z.string(),
  kind: z.enum(PROCEDURE_DIFFERENCES),
  ours: z.string(),
  theirs: z.string(),
})
export type ProcedureDifference = z.infer<typeof ProcedureDifference>

const DossierDifference = z.object({
  dossierId: wire.id,
  workId: wire.id,
  code: z.string(),
  procedureName: z.string(),
  unitName: z.string(),
  kind: z.enum(DOSSIER_DIFFERENCES),
  ours: z.number(),
  theirs: z.nullable(z.number()),
  due: z.nullable(wire.instant),
  seenDue: z.nullable(wire.instant),
  seenAt: wire.instant,
  /** Messages about it that wait for the portal: it may be only a matter of time. */
  onWay: z.number(),
})
export type DossierDifference = z.infer<typeof DossierDifference>

const RefusedCall = z.object({
  id: wire.id,
  call: z.enum(CALLS),
  reference: z.string(),
  problem: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  receivedAt: wire.instant,
})
export type RefusedCall = z.infer<typeof RefusedCall>

export const PortalOverview = z.object({
  /** Whether there is a portal to talk to. */
  connected: z.boolean(),
  /** What waits to be told, and since when; what the portal refused for good. */
  waiting: z.number(),
  since: z.nullable(wire.instant),
  refusedThere: z.number(),
  problem: z.nullable(z.string()),
  catalogueReadAt: z.nullable(wire.instant),
  dossiersAskedAt: z.nullable(wire.instant),
  procedures: z.array(ProcedureDifference),
  dossiers: z.array(DossierDifference),
  refused: z.array(RefusedCall),
})
export type PortalOverview = z.infer<typeof PortalOverview>

export const portal = {
  portal: endpoint({
    method: 'GET',
    path: '/services/portal',
    reply: PortalOverview,
    may: can(PORTAL_VERB),
    summary:
      'Ours against the national portal’s: procedures and dossiers that differ, and what it sent that was refused',
  }),
  comparePortal: endpoint({
    method: 'POST',
    path: '/services/portal/comparisons',
    reply: z.object({ procedures: z.number(), dossiers: z.number() }),
    may: can(PORTAL_VERB),
    summary: 'Reads the portal’s catalogue and asks for the dossiers now',
  }),
  resendDossier: endpoint({
    method: 'POST',
    path: '/services/portal/dossiers/:dossierId',
    params: z.object({ dossierId: wire.id }),
    reply: ok,
    may: can(PORTAL_VERB),
    about: i => at.of('dossier', i.params.dossierId),
    summary: 'Tells the portal all of a dossier once more',
  }),
  repeatCall: endpoint({
    method: 'POST',
    path: '/services/portal/refused/:portalCallId',
    params: z.object({ portalCallId: wire.id }),
    reply: ok,
    may: can(PORTAL_VERB),
    about: i => at.of('portal-call', i.params.portalCallId),
    summary: 'Works once more on what was refused',
  }),
  callUs: endpoint({
    method: 'POST',
    path: '/services/portal/calls',
    body: z.object({
      call: z.enum(CALLS),
      message: z.string().check(z.maxLength(500_000)),
      signature: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    }),
    reply: z.object({ error_code: z.number(), message: z.string(), result: z.unknown() }),
    may: anyone,
    summary: 'For the national portal, signed: dossiers filed there, what citizens did there, and questions',
  }),
}
