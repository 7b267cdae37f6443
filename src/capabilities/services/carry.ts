import type { Context } from '#core/app.ts'
import { resultCarrier } from './carrier.ts'
import type { DossierRow } from './queries.ts'
import { contactOf } from './sealed.ts'

/** Whether what is owed for a dossier is taken when its result is brought: it may be signed unpaid then. */
export const paysAtDoor = async (ctx: Context, { returnBy, unitId }: DossierRow): Promise<boolean> =>
  returnBy === 'post' && ((await ctx.app.use(resultCarrier)?.collects(ctx, unitId)) ?? false)

/** Gives a result to the carrier, when there is one; otherwise a clerk posts it and writes the number down. */
export async function carry(ctx: Context, dossier: DossierRow): Promise<void> {
  const carrier = ctx.app.use(resultCarrier)
  if (!carrier) return
  const { phone = '', address = '' } = contactOf(ctx.app, dossier)
  const owed = dossier.paidAt ? 0 : dossier.fee
  const to = { name: dossier.applicant, phone, address }
  await carrier.send(ctx, { dossierId: dossier.id, code: dossier.code, unitId: dossier.unitId, to, codDong: owed })
}
