import type { Context } from '#core/app.ts'
import type { Ref } from '#core/contract.ts'
import { type Flow, flow } from './flow.ts'
import { openItems, restateItem } from './queries.ts'
import { moveMany, openWork, workChanged } from './work.ts'

/** Records that came later and wait for a person: one item about a place, settled when none is left. */
export const parkedFlow = (module: string, verb: string) =>
  flow({
    kind: `${module}.parked`,
    reads: verb,
    states: ['waiting', 'settled'],
    initial: 'waiting',
    final: ['settled'],
    due: { hours: 48 },
    transitions: [
      {
        name: 'settle',
        from: 'waiting',
        to: 'settled',
        verb,
        form: `${module}.parked`,
        needsNote: true,
        due: null,
      },
    ],
  })

const WHYS = {
  time: /\.(in-future|too-old|clock-changed|left-before|bad-id|out-of-range)$/,
  right: /\.(not-on-staff|after-sign-out|place-closed|not-allowed)$/,
  code: /\.(unreadable|malformed)$|^standing\.code\./,
} as const
export type ParkedWhy = keyof typeof WHYS | 'other' | 'several'

/** In one word why records wait: by the problems that keep them from being recorded. */
export function whyParked(reasons: readonly string[]): ParkedWhy {
  const whys = new Set(
    reasons.map(reason => Object.entries(WHYS).find(([, pattern]) => pattern.test(reason))?.[0] as keyof typeof WHYS),
  )
  const [why] = whys
  return whys.size > 1 ? 'several' : (why ?? 'other')
}

export interface ParkedAt {
  readonly flow: Flow
  readonly subject: Ref
  readonly unitId: string
  /** What the place is called. */
  readonly place: string
  /** The problem of each that waits still. */
  readonly reasons: readonly string[]
}

/**
 * Brings the item about a place up to date with what waits there: opens it, says how many and why, or closes it as the
 * last decision's consequence. In the transaction that parked or settled, which holds the place.
 */
export async function tellParked(ctx: Context, { flow: table, subject, unitId, place, reasons }: ParkedAt) {
  if (!reasons.length) return closeParked(ctx, table, [subject])
  const params = { place, count: reasons.length, why: whyParked(reasons) }
  const id = await openWork(ctx, { kind: table.kind, subject, unitId, params })
  if (await restateItem(ctx.sql, id, params)) await workChanged(ctx)
}

/** Nothing waits any more about these things. */
export async function closeParked(ctx: Context, { kind }: Flow, subjects: readonly Ref[]): Promise<void> {
  const items = await openItems(
    ctx.sql,
    subjects.map(subject => ({ kind, subject })),
  )
  const system = ctx.app.context(ctx.sql, { now: ctx.now, requestId: ctx.requestId })
  await moveMany(
    system,
    items.map(({ id }) => ({ id, step: 'settle' })),
    { form: kind },
  )
}
