import { v7 } from 'uuid'

/** A time-ordered UUID (v7): the key of every row, made by whoever first knows of the thing. */
export const newId = (at?: Date): string => v7(at ? { msecs: at.getTime() } : undefined)

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
