import type { parcelMoved } from '#base/parcels/events.ts'
import { orderParcel, takeArrived } from '#base/parcels/parcels.ts'
import { parcelRule } from '#base/parcels/policies.ts'
import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { EventType } from '#core/event.ts'
import type { ResultCarrier } from './carrier.ts'
import type { dossierFiled } from './events.ts'
import { dossierRef } from './file.ts'
import { takeAtDoor } from './pay.ts'
import { dossierBy, lockDossier } from './queries.ts'
import { asSystem, returnResult } from './steps.ts'

/** Results go home as parcels, with the fee that is still owed to be taken at the door. */
export const byPost: ResultCarrier = {
  async send(ctx, { dossierId, code, unitId, to, codDong }) {
    const dossier = await dossierBy(ctx.sql, { id: dossierId })
    const { reference } = await orderParcel(ctx, {
      way: 'out',
      subject: dossierRef(dossierId),
      unitId,
      personId: dossier?.personId,
      contents: `Kết quả hồ sơ ${code}`,
      to,
      codDong,
    })
    return { reference }
  },
  async collects(ctx, unitId) {
    return (await policyAt(ctx, parcelRule, { day: dayOf(ctx.now), unitId })).params.collectsFees
  },
}

type PayloadOf<E> = E extends EventType<infer P> ? P : never
type Moved = PayloadOf<typeof parcelMoved>

/** The carrier has delivered: the dossier is returned, and what was taken at the door is the fee. */
export async function heardOfParcel({ state, way, subjectKind, subjectId, parcelId }: Moved, ctx: Context) {
  if (state !== 'delivered' || way !== 'out' || subjectKind !== 'dossier' || !subjectId) return
  const dossier = await lockDossier(ctx.sql, subjectId)
  if (dossier?.state !== 'finished' && dossier?.state !== 'returned') return
  const [parcel] = await ctx.sql<{ reference: string; codTaken: number | null }[]>`
    select reference, cod_taken from parcels.parcel where id = ${parcelId}`
  if (parcel?.codTaken) await takeAtDoor(ctx, dossier, parcel.reference, parcel.codTaken)
  if (dossier.state === 'finished')
    await returnResult(asSystem(ctx), dossier.id, { by: 'post', reference: parcel?.reference })
}

/** A dossier that was sent in by post: what the parcel brought is no longer to be taken in. */
export async function filedFromPost({ dossierId, channel }: PayloadOf<typeof dossierFiled>, ctx: Context) {
  if (channel !== 'post') return
  const dossier = await dossierBy(ctx.sql, { id: dossierId })
  if (dossier?.channelRef) await takeArrived(ctx, dossier.channelRef, dossierRef(dossierId), dossier.unitId)
}
