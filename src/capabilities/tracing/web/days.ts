import { addDays, DAY_MS, dayOf, startOf } from '#core/clock.ts'
import type { CaseView, Stop } from '../contract.ts'

/** A stretch of a day, 0 at midnight and 1 at the next. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

export interface Bar extends Stretch {
  readonly stop: Stop
}

export type Mark = 'onset' | 'sampled' | 'confirmed' | 'isolated'

export interface TimelineDay {
  readonly day: string
  /** When the case could pass it on that day. */
  readonly infectious: Stretch | undefined
  /** The stops that began on that day, in order. */
  readonly stops: readonly Stop[]
  /** Whatever of the stops lies in that day. */
  readonly bars: readonly Bar[]
  /** Of the illness; `at` is missing where only the day is known. */
  readonly marks: readonly { readonly mark: Mark; readonly at?: string }[]
}

export interface CaseTimeline {
  /** Before the case could pass it on: not traced. */
  readonly earlier: readonly TimelineDay[]
  /** From then on, every day, also those of which nothing is known yet: they are what to ask about. */
  readonly days: readonly TimelineDay[]
}

type File = Pick<
  CaseView,
  'stops' | 'infectiousFrom' | 'infectiousUntil' | 'onsetOn' | 'sampledAt' | 'confirmedAt' | 'isolatedAt'
>

/** The mốc dịch tễ of a case day by day, told and recorded ones in one line of time. */
export function timelineOf(file: File, now: Date): CaseTimeline {
  const from = new Date(file.infectiousFrom)
  const until = file.infectiousUntil && new Date(file.infectiousUntil) < now ? new Date(file.infectiousUntil) : now
  const marks = marksOf(file)
  const known = new Set([...file.stops.flatMap(daysOf), ...marks.map(one => one.day)])
  const [first, last] = [dayOf(from), dayOf(until)]
  for (let day = first; day <= last; day = addDays(day, 1)) known.add(day)
  const days = [...known].sort().map(
    (day): TimelineDay => ({
      day,
      infectious: within(day, from, until),
      stops: file.stops.filter(stop => dayOf(new Date(stop.from)) === day),
      bars: file.stops.flatMap(stop => {
        const stretch = within(day, new Date(stop.from), new Date(stop.to))
        return stretch ? [{ ...stretch, stop }] : []
      }),
      marks: marks.filter(one => one.day === day).map(({ mark, at }) => ({ mark, ...(at ? { at } : {}) })),
    }),
  )
  return { earlier: days.filter(({ day }) => day < first), days: days.filter(({ day }) => day >= first) }
}

function marksOf(file: File): { mark: Mark; day: string; at?: string }[] {
  const instant = (mark: Mark, at: string | null) => (at ? [{ mark, day: dayOf(new Date(at)), at }] : [])
  return [
    ...(file.onsetOn ? [{ mark: 'onset' as const, day: file.onsetOn }] : []),
    ...instant('sampled', file.sampledAt),
    ...instant('confirmed', file.confirmedAt),
    ...instant('isolated', file.isolatedAt),
  ]
}

/** The part of a day that lies between two instants, if any does. */
function within(day: string, from: Date, to: Date): Stretch | undefined {
  const start = startOf(day).getTime()
  const share = (instant: Date) => Math.min(1, Math.max(0, (instant.getTime() - start) / DAY_MS))
  const [begin, end] = [share(from), share(to)]
  return begin < end ? { from: begin, to: end } : undefined
}

function daysOf({ from, to }: Stop): string[] {
  const days: string[] = []
  const last = dayOf(new Date(new Date(to).getTime() - 1))
  for (let day = dayOf(new Date(from)); day <= last; day = addDays(day, 1)) days.push(day)
  return days
}
