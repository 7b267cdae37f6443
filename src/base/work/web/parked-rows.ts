import type { Format } from '#core/format.ts'
import type { Say } from '#core/web/words.tsx'

/** The server wants so much of a reason, too. */
export const SHORTEST_REASON = 5

/** A record that came later and is doubted, as the module of its kind shows it. */
export interface ParkedRow {
  readonly id: string
  readonly title: string
  readonly facts: readonly (string | null | undefined)[]
  /** The problem that keeps it from being recorded. */
  readonly reason: string
  readonly at: string | null
  readonly receivedAt: string
  readonly recorder: string
  /** The shared machine, where it was one. */
  readonly station: string | null
  readonly readable: boolean
}

export interface Settling {
  readonly ids?: string[]
  readonly decision: 'record' | 'discard'
  readonly reason: string
  readonly at?: string
}
interface Settled {
  readonly settled: number
  readonly left: number
}

/** What waits at a place, and the way to settle it: at a desk and on a phone alike. */
export interface Parked {
  readonly rows: readonly ParkedRow[] | undefined
  /** All of it, though fewer are shown. */
  readonly count: number
  readonly error: unknown
  readonly refetch: () => unknown
  readonly settling: { readonly isPending: boolean; readonly error: unknown }
  readonly settle: (body: Settling, options: { readonly onSuccess: (settled: Settled) => void }) => void
  /** Whether the time of one can be put right. */
  readonly correctable?: boolean
}

/** What is known of one, when it may have been, and who wrote it down on which machine. */
export const parkedFacts = (t: Say, f: Format, { facts, at, recorder, station }: ParkedRow): readonly string[] =>
  [
    ...facts,
    at && t('work.web.parked.at', { at: f.instant(at) }),
    t('work.web.parked.by', { name: recorder }),
    station && t('work.web.parked.station', { name: station }),
  ].flatMap(fact => fact || [])
