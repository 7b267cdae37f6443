import { dayOf } from '#core/clock.ts'
import type { Format } from '#core/format.ts'
import type { Say } from '#core/web/words.tsx'
import type { WorkKind, WorkLine } from '../contract.ts'
import { isAtOnce } from '../flow.ts'

const DAY = /^\d{4}-\d\d-\d\d$/
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** The line of an item in the reader's language: days and instants among its parameters as an office writes them. */
export function titleOf(
  t: Say,
  f: Format,
  { kind, params, person }: Pick<WorkLine, 'kind' | 'params' | 'person'>,
): string {
  const shown = Object.entries(params).map(([name, value]) => [name, written(f, value)])
  return t(`${kind}.title`, { ...Object.fromEntries(shown), person: person?.name ?? t('work.web.somebody') })
}

function written(f: Format, value: string | number): string | number {
  if (typeof value === 'number') return value
  if (DAY.test(value)) return f.day(value)
  return INSTANT.test(value) ? f.instant(value) : value
}

export const stateOf = (t: Say, { kind, state }: Pick<WorkLine, 'kind' | 'state'>): string =>
  t(`${kind}.state.${state}`)

/** `Hôm nay 17:00`, `17:00 24/11/2026`, `Quá hạn, 3 giờ trước`, `Làm ngay`, `Không có hạn`. */
export function dueOf(t: Say, f: Format, { dueAt, closedAt }: Pick<WorkLine, 'dueAt' | 'closedAt'>, now: Date): string {
  if (closedAt) return t('work.web.doneAt', { at: f.instant(closedAt) })
  if (!dueAt) return t('work.web.due.none')
  if (isAtOnce(new Date(dueAt))) return t('work.web.due.atOnce')
  if (new Date(dueAt) < now) return t('work.web.due.late', { ago: f.ago(dueAt, now) })
  return dayOf(new Date(dueAt)) === dayOf(now) ? t('work.web.due.today', { time: f.time(dueAt) }) : f.instant(dueAt)
}

/** `còn 2 ngày làm việc`, `quá 3 ngày làm việc`; nothing on the day itself, whose hour says more. */
export function leftOf(t: Say, { daysLeft }: Pick<WorkLine, 'daysLeft'>): string | undefined {
  if (!daysLeft) return undefined
  return daysLeft > 0 ? t('work.web.due.left', { days: daysLeft }) : t('work.web.due.over', { days: -daysLeft })
}

export const isLate = ({ dueAt, closedAt }: Pick<WorkLine, 'dueAt' | 'closedAt'>, now: Date): boolean =>
  dueAt !== null && closedAt === null && new Date(dueAt) < now

/** Counts stop at a cap: `1.000+`. */
export const countOf = (f: Format, count: number, most: number): string =>
  count < most ? f.number(count) : `${f.number(most)}+`

export interface SharedStep {
  readonly name: string
  readonly needsNote: boolean
  readonly form: string | null
}

/**
 * The steps that all of these items can take at once: of one kind, from each of their states, without a form or with
 * one that is made for many.
 */
export function sharedSteps(
  kinds: readonly WorkKind[],
  rows: readonly Pick<WorkLine, 'kind' | 'state'>[],
  forMany: (kind: string, form: string) => boolean = () => false,
): SharedStep[] {
  const [first] = rows
  if (!first || rows.some(row => row.kind !== first.kind)) return []
  const steps = kinds.find(one => one.kind === first.kind)?.steps ?? []
  return steps.filter(
    ({ form, from }) => (form === null || forMany(first.kind, form)) && rows.every(row => from.includes(row.state)),
  )
}
