import { dayOf, HOUR_MS, hourOf } from '#core/clock.ts'
import type { Unusual } from './policies.ts'

/** That an officer was shown somebody, by a list. */
export interface Shown {
  readonly at: Date
  readonly personId: string
}

/** That an officer looked at somebody. */
export interface Looked extends Shown {
  /** Nothing that the officer's area has to do is about this person, and the look came through no such thing. */
  readonly stranger: boolean
  /** Of the officer's own household, the officer included. */
  readonly family: boolean
}

/** How the officer worked in the weeks before. */
export interface Habit {
  /** People looked at in the busiest hour of a usual day: the median over the days with any. */
  readonly perHour: number
  /** The same of people whom lists showed. */
  readonly listedPerHour: number
  /** On how many nights the officer looked at anybody. */
  readonly nights: number
}

export const RULES = ['many', 'listed', 'night', 'strangers', 'family', 'sought'] as const
type RuleName = (typeof RULES)[number]

/** Why looking is unusual: so many people, where so many are allowed. */
export interface Sign {
  readonly rule: RuleName
  readonly since: Date
  readonly until: Date
  readonly people: number
  /** More would be too many. */
  readonly most: number
  readonly usual: number | null
}

/** What an officer saw of people within a day, in any order. */
export interface Seen {
  readonly looks: readonly Looked[]
  readonly listed: readonly Shown[]
}

/** What is unusual in what an officer saw within a day. */
export function signsOf({ looks, listed }: Seen, habit: Habit, params: Unusual): Sign[] {
  const sorted = inOrder(looks)
  const most = (limit: number, usual: number) => Math.max(limit, Math.floor(params.timesUsual * usual))
  const nightly = habit.nights >= params.nightsUsual ? [] : sorted.filter(look => isNight(look.at, params))
  return [
    sign('many', busiestHour(sorted), most(params.perHour, habit.perHour), habit.perHour),
    sign('listed', busiestHour(inOrder(listed)), most(params.listedPerHour, habit.listedPerHour), habit.listedPerHour),
    sign('night', nightly, params.nightPeople - 1),
    sign('strangers', busiestDay(sorted.filter(look => look.stranger && !look.family)), params.strangers - 1),
    sign('family', params.family ? sorted.filter(look => look.family) : [], 0),
  ].flatMap(one => one ?? [])
}

const inOrder = <T extends Pick<Shown, 'at'>>(seen: readonly T[]): T[] =>
  seen.toSorted((a, b) => a.at.getTime() - b.at.getTime())

const countOf = (looks: readonly Shown[]) => new Set(looks.map(look => look.personId)).size

function sign(rule: RuleName, looks: readonly Shown[], most: number, usual: number | null = null): Sign | undefined {
  const [first, last] = [looks[0], looks.at(-1)]
  const people = countOf(looks)
  if (!first || !last || people <= most) return undefined
  return { rule, since: first.at, until: last.at, people, most, usual }
}

export function isNight(at: Date, { nightFrom, nightUntil }: Pick<Unusual, 'nightFrom' | 'nightUntil'>): boolean {
  const hour = hourOf(at)
  return nightFrom <= nightUntil ? hour >= nightFrom && hour < nightUntil : hour >= nightFrom || hour < nightUntil
}

/** The looks of the sixty minutes in which most people were looked at. */
export function busiestHour<T extends Shown>(sorted: readonly T[]): readonly T[] {
  const within = new Map<string, number>()
  let best: readonly [from: number, to: number, people: number] = [0, 0, 0]
  let from = 0
  sorted.forEach((look, i) => {
    within.set(look.personId, (within.get(look.personId) ?? 0) + 1)
    for (let first = sorted[from]; first && look.at.getTime() - first.at.getTime() >= HOUR_MS; first = sorted[++from]) {
      const left = (within.get(first.personId) ?? 1) - 1
      if (left) within.set(first.personId, left)
      else within.delete(first.personId)
    }
    if (within.size > best[2]) best = [from, i + 1, within.size]
  })
  return sorted.slice(best[0], best[1])
}

function busiestDay(sorted: readonly Looked[]): readonly Looked[] {
  const days = [...Map.groupBy(sorted, look => dayOf(look.at)).values()]
  return days.reduce((best, day) => (countOf(day) > countOf(best) ? day : best), [])
}

/** That somebody of a unit looked at a person. */
export interface Onlooker {
  readonly at: Date
  readonly accountId: string
  readonly unitId: string | null
}

/** Whether one person is looked at by more officers, of more units, than their cause can explain. */
export function soughtSign(looks: readonly Onlooker[], { officers, units }: Unusual): Sign | undefined {
  const sorted = inOrder(looks)
  const [first, last] = [sorted[0], sorted.at(-1)]
  const people = new Set(looks.map(look => look.accountId)).size
  const from = new Set(looks.flatMap(look => look.unitId ?? [])).size
  if (!first || !last || people < officers || from < units) return undefined
  return { rule: 'sought', since: first.at, until: last.at, people, most: officers - 1, usual: null }
}

/** The median of the busiest hours of some days; none is no people. */
export function usualOf(hours: readonly number[]): number {
  const sorted = hours.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}
