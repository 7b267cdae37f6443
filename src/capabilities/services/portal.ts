import type { Context } from '#core/app.ts'
import { notFound, Problem } from '#core/problem.ts'
import { type Filed, fileDossier, type NewDossier } from './file.ts'
import { paidElsewhere } from './pay.ts'
import { dossierBy } from './queries.ts'
import { stateNumber } from './rules.ts'
import { asSystem, stepDossier } from './steps.ts'

/** What the national portal sends arrives once, by its own code. */
export const applyPortalDossier = (
  ctx: Context,
  filing: Omit<NewDossier, 'channel'> & { readonly channelRef: string },
): Promise<Filed> => fileDossier(ctx, { ...filing, channel: 'portal' })

/** What the citizen did on the portal: took it back (7), or supplied and paid what was asked (4). */
export async function applyPortalState(
  ctx: Context,
  channelRef: string,
  number: number,
  reason: string,
): Promise<void> {
  const dossier = await dossierBy(ctx.sql, { channel: 'portal', channelRef })
  if (!dossier) throw notFound('dossier')
  if (stateNumber(dossier.state) === number) return
  const system = asSystem(ctx)
  if (number === 4 && dossier.state === 'payment') {
    await paidElsewhere(system, dossier.id)
    return
  }
  const step = number === 7 ? 'withdraw' : number === 4 && dossier.state === 'supplement' ? 'supplemented' : undefined
  if (!step) throw new Problem('services.portal-state', { status: 409, params: { state: number } })
  await stepDossier(system, dossier.id, step, { reason })
}

export const portalState = ({ state }: { readonly state: string }): number => stateNumber(state)
