import { newId } from '#core/ids.ts'
import { createQueue } from '#core/web/queue.ts'
import { sealerFor } from '#core/web/seal.ts'
import { clockBehind, serverNow } from '#core/web/server-clock.ts'
import type { CrossingRecord, KeptCrossing } from '../contract.ts'
import { api } from './api.ts'

/** What lies on this device of a vehicle: nobody who holds the phone can read who was in it. */
export type KeptOnDevice = Omit<KeptCrossing, 'id'>

/** Every record, until the server has it: sealed, in the name of who recorded it. */
export const kept = createQueue<KeptOnDevice>({
  name: 'roadblocks',
  async send(items, signal) {
    const { receipts } = await api.roadblocks.deliver(
      {
        params: { token: items[0]?.pass ?? '' },
        body: { sentAt: new Date().toISOString(), crossings: items.map(({ id, body }) => ({ id, ...body })) },
      },
      { signal },
    )
    return new Map(receipts.flatMap(({ id, state, reason }) => (state === 'parked' ? [[id, reason ?? '']] : [])))
  },
})

/** Where it is recorded, and what lets this device deliver it. */
export interface PostPass {
  readonly id: string
  readonly name: string
  readonly pass: string
  readonly sealingKey: string
}

/** Resolves when the record lies on this device; it goes to the server by itself. The id is ordered by the server's clock. */
export async function keep(
  record: CrossingRecord,
  { id: postId, name, pass, sealingKey }: PostPass,
  owner: { readonly id: string; readonly name: string },
): Promise<void> {
  const id = newId(serverNow())
  const sealed = await (await sealerFor(sealingKey))(JSON.stringify(record), id)
  const body = { deviceAt: new Date().toISOString(), behindMs: clockBehind() ?? null, sealed }
  await kept.add({ id, owner, about: { id: postId, name }, pass, addedAt: Date.now(), body })
}

addEventListener('online', kept.again)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') kept.again()
})
kept.again()
