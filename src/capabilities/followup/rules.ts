import { type Testing, testsLacking } from '#base/timeline/test-days.ts'
import { addDays, daysBetween } from '#core/clock.ts'
import { nameKey } from '#core/text.ts'
import type { Signs } from './policies.ts'

export interface Report {
  readonly symptoms: readonly string[]
  /** °C */
  readonly temperature: number | null
  /** % */
  readonly spo2: number | null
}

/** What of a report is worrying: symptoms, `temperature`, `spo2`; empty when nothing is. */
export function worriesOf({ symptoms, temperature, spo2 }: Report, policy: Signs): string[] {
  const worrying: readonly string[] = policy.worrying
  return [
    ...symptoms.filter(symptom => worrying.includes(symptom)),
    ...(temperature !== null && temperature >= policy.temperature ? ['temperature'] : []),
    ...(spo2 !== null && spo2 < policy.spo2Below ? ['spo2'] : []),
  ]
}

export interface Span {
  /** Day 0. */
  readonly fromDay: string
  readonly untilDay: string
}

/**
 * The days of the plan on which a test is due. Of a case, who is not released without one, a test that would come after the
 * end is due on the last day.
 */
export function testDaysOf({ fromDay, untilDay }: Span, days: readonly number[], isCase = false): string[] {
  const due = days.map(n => addDays(fromDay, n))
  if (!isCase) return due.filter(day => day <= untilDay)
  return [...new Set(due.map(day => (day < untilDay ? day : untilDay)))]
}

/** `{ day: 3, of: 10 }`: how far along a plan is; never past its end. */
export function progressOf({ fromDay, untilDay }: Span, today: string) {
  const of = daysBetween(fromDay, untilDay)
  return { day: Math.max(0, Math.min(of, daysBetween(fromDay, today))), of }
}

/** The days on which an answer is expected, up to `today`. */
export function daysExpected({ fromDay, untilDay }: Span, today: string): string[] {
  const last = today < untilDay ? today : untilDay
  return Array.from({ length: Math.max(0, daysBetween(fromDay, last)) }, (_, i) => addDays(fromDay, i + 1))
}

export interface Course extends Span, Testing {
  readonly answers: readonly { readonly day: string; readonly reached: boolean; readonly worries: readonly string[] }[]
}

/** What keeps a follow-up that has come to its last day from ending by itself; then a person decides. */
export function lackingOf(course: Course): ('answers' | 'tests' | 'worry')[] {
  const answeredOn = new Set(course.answers.filter(one => one.reached).map(one => one.day))
  const last = course.answers.filter(one => one.reached).at(-1)
  return [
    ...(daysExpected(course, course.untilDay).every(day => answeredOn.has(day)) ? [] : (['answers'] as const)),
    ...(testsLacking(course).length ? (['tests'] as const) : []),
    ...(last?.worries.length ? (['worry'] as const) : []),
  ]
}

export type DayState = 'answered' | 'worrying' | 'absent' | 'missed' | 'waiting' | 'none'

/** What became of one day of a plan, the gravest first; `none` is a day on which nothing was expected. */
export function dayState(
  day: string,
  span: Span,
  today: string,
  answers: readonly { readonly day: string; readonly reached: boolean; readonly worries: readonly string[] }[],
): DayState {
  const ofDay = answers.filter(one => one.day === day)
  if (ofDay.some(one => one.worries.length)) return 'worrying'
  if (ofDay.some(one => one.reached)) return 'answered'
  if (day <= span.fromDay || day > span.untilDay || day > today) return 'none'
  if (ofDay.length) return 'absent'
  return day === today ? 'waiting' : 'missed'
}

/** The day of the first reported symptom, for the case that a follow-up becomes. */
export const onsetOf = (answers: readonly { readonly day: string; readonly symptoms: readonly string[] }[]) =>
  answers
    .filter(one => one.symptoms.length)
    .map(one => one.day)
    .sort()[0] ?? null

/** Whether an address names a hamlet, in whole words: `Thôn 1` is not in `Thôn 12`. */
export function isIn(address: string, area: string): boolean {
  const key = nameKey(area)
  return key !== '' && ` ${nameKey(address)} `.includes(` ${key} `)
}
