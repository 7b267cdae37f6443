import { newId } from '#core/ids.ts'
import { createQueue } from '#core/web/queue.ts'
import { sealerFor } from '#core/web/seal.ts'
import { clockBehind, serverNow } from '#core/web/server-clock.ts'
import type { ArrivalReport, KeptVisit, TeamRound, VisitReport } from '../contract.ts'
import { api } from './api.ts'
import { VISITS } from './visits-queue.ts'

/** What lies on this device of a visit: nobody who holds the phone can read what was said. */
export type KeptOnDevice = Omit<KeptVisit, 'id'>

/** Visits that the server has not yet, in the name of who made them. */
export const keptVisits = createQueue<KeptOnDevice>({
  name: VISITS,
  async send(items, signal) {
    const { receipts } = await api.followup.deliver(
      {
        params: { token: items[0]?.pass ?? '' },
        body: { sentAt: new Date().toISOString(), visits: items.map(({ id, body }) => ({ id, ...body })) },
      },
      { signal },
    )
    return new Map(receipts.flatMap(({ id, reason }) => (reason ? [[id, reason] as const] : [])))
  },
})

/** When a visit was, by this device's clock, under an id that is time-ordered by the server's. */
export const newVisit = () => ({
  id: newId(serverNow()),
  deviceAt: new Date().toISOString(),
  behindMs: clockBehind() ?? null,
})
export type VisitStamp = ReturnType<typeof newVisit>

export interface Keeping {
  readonly teamId: string
  readonly round: Pick<TeamRound, 'name' | 'pass' | 'sealingKey'>
  readonly owner: { readonly id: string; readonly name: string }
  /** Whose. */
  readonly door: Pick<KeptVisit, 'planId' | 'arrivalId'>
  readonly stamp: VisitStamp
  readonly report: VisitReport | ArrivalReport
}

/** Writes a visit down on this device, sealed; it is sent as soon as there is a network. */
export async function keepVisit({ teamId, round, owner, door, stamp, report }: Keeping): Promise<void> {
  const { id, deviceAt, behindMs } = stamp
  const sealed = await (await sealerFor(round.sealingKey))(JSON.stringify(report), id)
  await keptVisits.add({
    id,
    owner,
    pass: round.pass,
    addedAt: Date.now(),
    about: {
      id: teamId,
      name: round.name,
    },
    body: {
      ...door,
      deviceAt,
      behindMs,
      sealed,
    },
  })
}

addEventListener('online', keptVisits.again)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') keptVisits.again()
})
keptVisits.again()
