import { createOfficers } from '#base/identity/accounts.ts'
import { recompute } from '#base/indicators/upkeep.ts'
import rosters from '#capabilities/rosters/index.ts'
import { teamOf } from '#capabilities/rosters/queries.ts'
import { daysOfWeek, type Kind, mondayOf } from '#capabilities/rosters/rules.ts'
import type { Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, HOUR_MS, startOf } from '#core/clock.ts'

/** An office that plans: who does, and who works there besides those with a role. */
export interface Office {
  readonly unitId: string
  readonly planner: Who
  readonly colleagues: readonly { readonly name: string; readonly login: string }[]
  /** Who is on leave for a few days, and who stands in. */
  readonly leave?: { readonly awayId: string; readonly standInId: string }
  /** Who asks whom for a swap: the first waits for the colleague, the second for the planner. */
  readonly swaps?: readonly (readonly [asker: Who, other: Who])[]
}

/** The week before, this one and the next are published; the one after is a draft. */
const PUBLISHED = 3
const LEAVE_DAYS = 2
/** From Friday at three to the beginning of Monday. */
const FRIDAY_MS = 57 * HOUR_MS
const DAY_SHIFT = { fromTime: '07:00', untilTime: '19:00' }
const NIGHT_SHIFT = { fromTime: '19:00', untilTime: '07:00' }
const FIGURES = ['rosters.at-office', 'rosters.at-home', 'rosters.on-leave', 'rosters.working']

const call = <P, B>(params: P, body: B) => ({ params, query: undefined, body })
const entry = (accountId: string, day: string, kind: Kind, more: object = {}) => ({
  accountId,
  day,
  kind,
  fromTime: null,
  untilTime: null,
  standInId: null,
  note: '',
  ...more,
})

/** Offices that work in two halves, with duty at weekends, somebody on leave, and swaps under way. */
export async function replayRosters(ctx: Context, offices: readonly Office[]): Promise<void> {
  for (const office of offices) await planOffice(ctx, office)
  for (const name of FIGURES) await recompute(ctx, name)
}

async function planOffice(ctx: Context, { unitId, planner, colleagues, leave, swaps = [] }: Office): Promise<void> {
  await createOfficers(
    ctx,
    colleagues.map(one => ({ ...one, unitId, contact: {} })),
  )
  const as = (who: Who) => ctx.app.context(ctx.sql, { who, now: ctx.now })
  const today = dayOf(ctx.now)
  const first = addDays(mondayOf(today), -7)
  await rosters.handlers.fill(call({ unitId, day: first }, { by: 'days' as const, weeks: PUBLISHED + 1 }), as(planner))
  const team = (await teamOf(ctx.sql, unitId)).map(one => one.id)
  const away = leave ? Array.from({ length: LEAVE_DAYS }, (_, i) => addDays(today, i)) : []
  for (let i = 0; i <= PUBLISHED; i++) {
    const monday = addDays(first, 7 * i)
    const days = daysOfWeek(monday)
    const onLeave = leave
      ? away
          .filter(day => days.includes(day))
          .map(day => entry(leave.awayId, day, 'leave', { standInId: leave.standInId }))
      : []
    const taken = new Set(onLeave.map(one => one.day))
    const onDuty = dutyOf(team, days.slice(5), i).filter(
      one => !(one.accountId === leave?.awayId && taken.has(one.day)),
    )
    const at = { unitId, day: monday }
    const { version } = await rosters.handlers.week({ params: at, query: undefined, body: undefined }, as(planner))
    const saved = await rosters.handlers.save(call(at, { version, entries: [...onDuty, ...onLeave] }), as(planner))
    if (i < PUBLISHED) {
      // On the Friday before, unless that is still to come.
      const friday = new Date(startOf(monday).getTime() - FRIDAY_MS)
      const then = ctx.app.context(ctx.sql, { who: planner, now: friday < ctx.now ? friday : ctx.now })
      await rosters.handlers.publish(call(at, { version: saved.version }), then)
    }
  }
  await askSwaps(ctx, addDays(first, 14), swaps)
}

/** One by day and one by night on each day of a weekend, so that everybody has their turn. */
const dutyOf = (team: readonly string[], days: readonly string[], week: number) =>
  days.flatMap((day, d) =>
    [DAY_SHIFT, NIGHT_SHIFT].map((shift, s) => {
      const accountId = team[(week * 4 + d * 2 + s) % team.length] as string
      return entry(accountId, day, 'duty', shift)
    }),
  )

async function askSwaps(ctx: Context, monday: string, swaps: readonly (readonly [Who, Who])[]): Promise<void> {
  const as = (who: Who) => ctx.app.context(ctx.sql, { who, now: ctx.now })
  for (const [i, [asker, other]] of swaps.entries()) {
    const days = await daysApart(ctx, monday, asker.accountId, other.accountId)
    if (!days.length) continue
    const body = { otherId: other.accountId, days: days.slice(0, 1), note: 'Hôm đó tôi phải đưa mẹ đi khám.' }
    const { swapId } = await rosters.handlers.askSwap(call(undefined, body), as(asker))
    if (i > 0) await rosters.handlers.answerSwap(call({ swapId }, { agree: true }), as(other))
  }
}

/** Days of a week on which the roster says different things of two, neither of them leave. */
async function daysApart(ctx: Context, monday: string, a: string, b: string): Promise<string[]> {
  const rows = await ctx.sql<{ day: string }[]>`
    select x.day from rosters.entry x join rosters.entry y on y.week_id = x.week_id and y.day = x.day
    join rosters.week w on w.id = x.week_id
    where w.monday = ${monday} and x.account_id = ${a} and y.account_id = ${b} and x.kind <> y.kind
      and x.kind <> 'leave' and y.kind <> 'leave' order by 1`
  return rows.map(row => row.day)
}
