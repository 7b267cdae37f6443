import { v7 } from 'uuid'

/** A time-ordered UUID (v7): the key of every row, made by whoever first knows of the thing. */
export const newId = (at?: Date): string => v7(at ? { msecs: at.getTime() } : next())

/** So far a clock is put back without ids following it; what is more was wrong, and ids must not stay in a year to come. */
const SLIP_MS = 60_000
let last = { msecs: 0, seq: 0 }

/** Each id of a process is later than the one before. */
function next(): { readonly msecs: number; readonly seq: number } {
  const now = Date.now()
  const goesOn = now <= last.msecs && now > last.msecs - SLIP_MS
  const seq = goesOn ? last.seq + 1 : (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) >>> 1
  last = { msecs: goesOn ? last.msecs : now, seq }
  return last
}

/** The smallest UUIDv7 of a millisecond: bounds of partitions and of id ranges. */
export function firstIdAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

/** When a UUIDv7 was made, by its maker's clock. */
export const timeOfId = (id: string): Date => new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16))

export const isTimeOrdered = (id: string): boolean => id[14] === '7'

/** Whether a text has the form of an id: what a client sends back as one is asked before it reaches the database. */
export const isUuid = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)
