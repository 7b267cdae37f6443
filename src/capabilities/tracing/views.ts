import { birthYear } from '#base/people/identifiers.ts'
import { dayOf } from '#core/clock.ts'
import { isUuid } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import type { CaseRow, ContactRow, Decided, StopRow } from './queries.ts'

/** Where decisions that were just replaced had counted: commune of stay and day. */
export function earlierCells(decided: readonly Decided[]) {
  const cells = decided.flatMap(({ unitId, earlierAt }) =>
    unitId && earlierAt ? [{ unitId, day: dayOf(earlierAt) }] : [],
  )
  return [...new Map(cells.map(cell => [`${cell.unitId} ${cell.day}`, cell])).values()]
}

const yearOf = (date: string | null) => (date ? String(birthYear(date)) : null)

export const caseLine = (row: CaseRow) => ({
  id: row.id,
  number: row.number,
  personId: row.personId,
  name: row.name,
  birthYear: yearOf(row.birthDate),
  restricted: row.restricted,
  unitId: row.unitId,
  unitName: row.unitName,
  origin: row.origin,
  onsetOn: row.onsetOn,
  confirmedAt: row.confirmedAt.toISOString(),
  tracedAt: row.tracedAt?.toISOString() ?? null,
  toReview: row.toReview,
  contacts: row.contacts,
})

export const stopLine = (file: CaseRow, { fromAt, toAt, createdAt, ...stop }: StopRow) => ({
  ...stop,
  addedAt: createdAt.toISOString(),
  from: fromAt.toISOString(),
  to: toAt.toISOString(),
  traced: toAt > file.infectiousFrom && (file.infectiousUntil === null || fromAt < file.infectiousUntil),
})

export const contactLine = (row: ContactRow) => ({
  ...row,
  birthYear: yearOf(row.birthDate),
  metFrom: row.metFrom.toISOString(),
  metUntil: row.metUntil.toISOString(),
  reachedAt: row.reachedAt?.toISOString() ?? null,
})

export const RANKS = ['high', 'medium', 'low'] as const

export function readRank(text: string | undefined) {
  if (!text) return undefined
  const [rank, minutes, id] = text.split('~')
  if (!/^\d+$/.test(rank ?? '') || !/^-?\d+$/.test(minutes ?? '') || !isUuid(id ?? ''))
    throw new Problem('core.unreadable', { status: 400 })
  return { rank: Number(rank), minutes: Number(minutes), id: id ?? '' }
}
