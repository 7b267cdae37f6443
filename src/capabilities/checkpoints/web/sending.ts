import { useSyncExternalStore } from 'react'
import type { CallOf, ResultOf } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { serverNow } from '#core/web/server-clock.ts'
import type { checkpoints } from '../contract.ts'
import { api } from './api.ts'
import { createOutbox, type Item, isOpen, type Outbox } from './outbox.ts'

export type Direction = 'in' | 'out'
export type ScanAnswer = ResultOf<typeof checkpoints.scan>
export type VisitAnswer = ResultOf<typeof checkpoints.visit>

interface Stamped extends Item {
  /** By this device's clock; what the server makes of it depends on what the clock shows when it is sent. */
  readonly deviceAt: string
  readonly code: string
  readonly direction: Direction
}
export interface ScanItem extends Stamped {
  readonly placeId: string
  readonly areaId?: string | undefined
  /** Whose code it is, as far as the code itself says. */
  readonly label: string
}
export type VisitItem = Stamped

/** The id is time-ordered by the server's clock; `deviceAt` stays what this device believes. */
export const newStamp = () => ({ id: newId(serverNow()), deviceAt: new Date().toISOString() })

/** A clock set back between two tries must not make the sending earlier than the scan. */
const bodyOf = ({ id, deviceAt, code, direction }: Stamped): CallOf<typeof checkpoints.visit>['body'] => {
  const now = new Date().toISOString()
  return { id, deviceAt, sentAt: now > deviceAt ? now : deviceAt, code, direction }
}

export const scans: Outbox<ScanItem, ScanAnswer> = createOutbox({
  send: ({ placeId, areaId, ...item }, signal) =>
    api.checkpoints.scan({ params: { placeId }, body: { ...bodyOf(item), ...(areaId ? { areaId } : {}) } }, { signal }),
})

export const visits: Outbox<VisitItem, VisitAnswer> = createOutbox({
  send: (item, signal) => api.checkpoints.visit({ body: bodyOf(item) }, { signal }),
})

export const useOutbox = <I extends Item, A>(outbox: Outbox<I, A>) =>
  useSyncExternalStore(outbox.subscribe, outbox.entries)

addEventListener('online', () => {
  scans.again()
  visits.again()
})
// What was not accepted yet lives in this page alone.
addEventListener('beforeunload', event => {
  if ([...scans.entries(), ...visits.entries()].some(isOpen)) event.preventDefault()
})
