import { useSyncExternalStore } from 'react'
import type { CallOf, ResultOf } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { isPassing } from '#core/web/passing.ts'
import { createQueue, type Queued } from '#core/web/queue.ts'
import { sealerFor } from '#core/web/seal.ts'
import { clockBehind, serverNow } from '#core/web/server-clock.ts'
import { vault } from '#core/web/vault.ts'
import type { checkpoints, KeptScan } from '../contract.ts'
import { api } from './api.ts'
import { createOutbox, type Item, isOpen, type Outbox } from './outbox.ts'

export type Direction = 'in' | 'out'
export type ScanAnswer = ResultOf<typeof checkpoints.scan>
export type VisitAnswer = ResultOf<typeof checkpoints.visit>

interface Stamped extends Item {
  /** By this device's clock; what the server makes of it depends on what the clock shows when it is sent. */
  readonly deviceAt: string
  /** What this device knew then of how far its clock is behind the server's. */
  readonly behindMs: number | null
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
export const newStamp = () => ({
  id: newId(serverNow()),
  deviceAt: new Date().toISOString(),
  behindMs: clockBehind() ?? null,
})

/** A clock set back between two tries must not make the sending earlier than the scan. */
const bodyOf = ({ id, deviceAt, code, direction }: Stamped): CallOf<typeof checkpoints.visit>['body'] => {
  const now = new Date().toISOString()
  return { id, deviceAt, sentAt: now > deviceAt ? now : deviceAt, code, direction }
}

/** What lies on this device of a scan: nobody who holds the phone can read whom it was of. */
export type KeptOnDevice = Omit<KeptScan, 'id'>

/** A late answer that still asks for something to be done at the door. */
export interface Late {
  readonly item: Pick<Queued, 'id' | 'addedAt'>
  readonly label: string
  readonly outcome: ScanAnswer['outcome']
}
let late: readonly Late[] = []
const lateListeners = new Set<() => void>()
const setLate = (next: readonly Late[]) => {
  late = next
  for (const listener of lateListeners) listener()
}
const subscribeLate = (listener: () => void) => {
  lateListeners.add(listener)
  return () => lateListeners.delete(listener)
}
export const useLate = () => useSyncExternalStore(subscribeLate, () => late)
export const seeLate = (id: string) => setLate(late.filter(one => one.item.id !== id))

/** Names of codes scanned in this page: gone with it. */
const labels = new Map<string, string>()

/** Every scan, until the server has it: written down before it is sent, sealed, in the name of who scanned. */
export const kept = createQueue<KeptOnDevice>({
  name: 'scans',
  async send(items, signal) {
    const sentAt = new Date().toISOString()
    const { receipts } = await api.checkpoints.deliver(
      {
        params: { token: items[0]?.pass ?? '' },
        body: { sentAt, scans: items.map(({ id, body }) => ({ id, ...body })) },
      },
      { signal },
    )
    const byId = new Map(items.map(item => [item.id, item]))
    setLate([
      ...late,
      ...receipts.flatMap(({ id, outcome }) => {
        const item = byId.get(id)
        return item && outcome ? [{ item, label: labels.get(id) ?? '', outcome }] : []
      }),
    ])
    for (const { id } of receipts) labels.delete(id)
    return new Map(receipts.flatMap(({ id, state, reason }) => (state === 'parked' ? [[id, reason ?? '']] : [])))
  },
})

/** Ids that lie on the disk of this device. */
const durable = new Map<string, Promise<boolean>>()

/** Scans while the guard waits for the answer. */
export const scans: Outbox<ScanItem, ScanAnswer> = createOutbox({
  async send({ placeId, areaId, ...item }, signal) {
    await durable.get(item.id)
    try {
      const body = { ...bodyOf(item), ...(areaId ? { areaId } : {}) }
      const answer = await api.checkpoints.scan({ params: { placeId }, body }, { signal })
      void kept.drop(item.id)
      return answer
    } catch (problem) {
      // Signed out meanwhile: it is delivered with the pass all the same.
      const signedOut = problem instanceof Problem && problem.status === 401
      if (signedOut) kept.letGo(item.id)
      else if (!isPassing(problem)) void kept.drop(item.id)
      throw problem
    }
  },
})

/** Where it is scanned, and what lets this device deliver it later. */
export interface DoorPass {
  readonly id: string
  readonly name: string
  readonly pass: string
  readonly sealingKey: string
}
export interface Guard {
  readonly id: string
  readonly name: string
}

/** Writes a scan down on this device, then asks the server. */
export function scan(item: ScanItem, door: DoorPass, guard: Guard): void {
  labels.set(item.id, item.label)
  durable.set(
    item.id,
    writeDown(item, door, guard).then(
      () => true,
      () => false,
    ),
  )
  scans.add(item)
}

async function writeDown(item: ScanItem, { pass, sealingKey, ...about }: DoorPass, owner: Guard): Promise<void> {
  const { id, code, deviceAt, behindMs, direction, areaId } = item
  const sealed = await (await sealerFor(sealingKey))(code, id)
  const body = { deviceAt, behindMs, direction, ...(areaId ? { areaId } : {}), sealed }
  await kept.add(
    { id, owner, about: { id: about.id, name: about.name }, pass, addedAt: Date.now(), body },
    { hold: true },
  )
}

/** The guard goes on to the next: what has no answer yet is left to the queue, or, where nothing can be kept, to this page. */
export async function goOnFrom(id: string): Promise<void> {
  const isKept = await durable.get(id)
  durable.delete(id)
  const entry = scans.entries().find(({ item }) => item.id === id)
  if (!entry) return
  if (!isOpen(entry)) return scans.drop(id)
  if (!isKept) return
  scans.drop(id)
  kept.letGo(id)
}

/** Whether a scan lies on the disk of this device by now. */
export const isOnDisk = (id: string): boolean => kept.state().items.some(item => item.id === id)

export const visits: Outbox<VisitItem, VisitAnswer> = createOutbox({
  send: (item, signal) => api.checkpoints.visit({ body: bodyOf(item) }, { signal }),
})

export const useOutbox = <I extends Item, A>(outbox: Outbox<I, A>) =>
  useSyncExternalStore(outbox.subscribe, outbox.entries)

const tryAgain = () => {
  scans.again()
  visits.again()
  kept.again()
}
addEventListener('online', tryAgain)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') tryAgain()
})
// What was not accepted and cannot be kept lives in this page alone.
addEventListener('beforeunload', event => {
  const lost = scans.entries().some(entry => isOpen(entry) && !isOnDisk(entry.item.id))
  if (lost || (!vault.keeps() && visits.entries().some(isOpen))) event.preventDefault()
})
kept.again()
