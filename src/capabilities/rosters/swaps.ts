import { accountById, addressOfAccount } from '#base/identity/accounts.ts'
import { sendMessage } from '#base/messages/send.ts'
import { treeOf } from '#base/units/trees.ts'
import { moveWork, openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf } from '#core/clock.ts'
import { at, type InputOf } from '#core/contract.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { rosters, Swap } from './contract.ts'
import { DECISION, swapFlow } from './flow.ts'
import { entriesChanged, peopleOf } from './planning.ts'
import {
  answerSwap,
  entriesOf,
  insertSwap,
  lockSwap,
  lockWeek,
  nextOf,
  publishedOn,
  type SwapRow,
  settleSwap,
  swapById,
  swapsOf,
  weekOf,
  writeEntries,
} from './queries.ts'
import { type Entry, exchanged, mondayOf, sameRoster } from './rules.ts'

/** How far ahead somebody sees their own days at a glance. */
const AHEAD = 28

/** Where the caller and the colleagues work, as published. */
export async function mine(ctx: Context, day: string | undefined) {
  const { sql, now, who } = ctx
  const me = await caller(ctx)
  const monday = mondayOf(day ?? dayOf(now))
  const unit = me.unitId ? treeOf(ctx.app).get(me.unitId) : undefined
  const week = me.unitId ? await weekOf(sql, me.unitId, monday) : undefined
  const entries = week?.publishedAt ? await entriesOf(sql, week.id) : []
  const swaps = await swapsOf(sql, me.id, addDays(dayOf(now), -7))
  return {
    me: me.id,
    unit: unit ? { id: unit.id, name: unit.fullName } : null,
    monday,
    published: Boolean(week?.publishedAt),
    people: me.kind === 'officer' && me.unitId ? await peopleOf(ctx, me.unitId, entries) : [],
    entries,
    next: await nextOf(sql, me.id, dayOf(now), AHEAD),
    swaps: swaps.map(swap => swapView(swap, who?.accountId)),
  }
}

async function caller(ctx: Context) {
  const account = ctx.who ? await accountById(ctx, ctx.who.accountId) : undefined
  if (!account) throw notFound('account')
  return account
}

export const swapView = (swap: SwapRow, me: string | undefined): Swap => ({
  id: swap.id,
  asker: { id: swap.askerId, name: swap.askerName },
  other: { id: swap.otherId, name: swap.otherName },
  days: [...swap.days],
  note: swap.note,
  state: swap.state,
  reason: swap.reason,
  mine: swap.askerId === me,
  was: [...swap.was],
})

/** Asks a colleague to exchange some days. Leave is not exchanged: it was given to one of them. */
export async function askSwap(ctx: Context, body: InputOf<typeof rosters.askSwap>['body']): Promise<string> {
  const { id: askerId, unitId, name } = await caller(ctx)
  const days = [...new Set(body.days)].sort()
  if (!unitId || body.otherId === askerId) throw new Problem('rosters.swap-whom')
  if ((days[0] ?? '') < dayOf(ctx.now)) throw new Problem('rosters.swap-over', { status: 409 })
  const was = await publishedOn(ctx.sql, unitId, [askerId, body.otherId], days)
  if (was.length < 2 * days.length) throw new Problem('rosters.swap-unplanned')
  if (was.some(entry => entry.kind === 'leave')) throw new Problem('rosters.swap-leave')
  if (sameRoster(was, exchanged(was, askerId, body.otherId))) throw new Problem('rosters.swap-same')
  const id = await insertSwap(ctx, { unitId, askerId, otherId: body.otherId, days, note: body.note, was })
  await tell(ctx, 'rosters.swap-asked', body.otherId, { name })
  return id
}

async function tell(ctx: Context, template: string, accountId: string, values: Record<string, string>): Promise<void> {
  const to = await addressOfAccount(ctx, accountId)
  if (to) await sendMessage(ctx, { template, to, values })
}

/** The swap, held, of which the caller is the one side or the other. */
async function ownSwap(ctx: Context, id: string, side: 'askerId' | 'otherId', ...states: SwapRow['state'][]) {
  const swap = await lockSwap(ctx.sql, id)
  if (!swap || swap[side] !== ctx.who?.accountId) throw notFound('swap')
  if (!states.includes(swap.state)) throw new Problem('rosters.swap-settled', { status: 409 })
  return swap
}

/** With the consent of both it is work for whoever plans. */
export async function answer(ctx: Context, id: string, agree: boolean): Promise<void> {
  const swap = await ownSwap(ctx, id, 'otherId', 'asked')
  if (agree) refuseOver(ctx, swap)
  const work = { kind: swapFlow.kind, subject: at.of('roster-swap', id), unitId: swap.unitId }
  const params = { day: swap.days[0] as string, days: swap.days.length }
  const workId = agree ? await openWork(ctx, { ...work, params }) : null
  await answerSwap(ctx, id, agree ? 'agreed' : 'declined', workId)
  await tell(ctx, 'rosters.swap-answered', swap.askerId, { answer: agree ? 'agreed' : 'declined' })
}

export async function withdraw(ctx: Context, id: string): Promise<void> {
  const swap = await ownSwap(ctx, id, 'askerId', 'asked', 'agreed')
  await settleSwap(ctx, id, 'withdrawn', '')
  const asSystem = ctx.app.context(ctx.sql, { now: ctx.now })
  if (swap.workId) await moveWork(asSystem, swap.workId, 'withdraw')
}

const refuseOver = ({ now }: Context, { days }: SwapRow) => {
  if ((days[0] ?? '') < dayOf(now)) throw new Problem('rosters.swap-over', { status: 409 })
}

/** Who plans decides, but not of their own days. What was changed since it was asked is not exchanged. */
export async function decide(ctx: Context, id: string, approve: boolean, reason = ''): Promise<void> {
  const swap = await lockSwap(ctx.sql, id)
  if (!swap) throw notFound('swap')
  if (swap.state !== 'agreed' || !swap.workId) throw new Problem('rosters.swap-settled', { status: 409 })
  if ([swap.askerId, swap.otherId].includes(ctx.who?.accountId ?? ''))
    throw new Problem('rosters.own-swap', { status: 403 })
  if (!approve && !reason) throw new Problem('rosters.swap-why')
  if (approve) await exchange(ctx, swap)
  await settleSwap(ctx, id, approve ? 'approved' : 'refused', reason)
  await moveWork(ctx, swap.workId, approve ? 'approve' : 'refuse', { form: DECISION, note: reason || undefined })
  for (const accountId of [swap.askerId, swap.otherId])
    await tell(ctx, 'rosters.swap-answered', accountId, { answer: approve ? 'approved' : 'refused' })
}

async function exchange(ctx: Context, swap: SwapRow): Promise<void> {
  refuseOver(ctx, swap)
  // In the order of time, always: of two swaps of the same weeks one waits for the other.
  const mondays = [...new Set(swap.days.map(mondayOf))].sort()
  const weeks = []
  for (const monday of mondays) weeks.push(await lockWeek(ctx, swap.unitId, monday))
  const now = await publishedOn(ctx.sql, swap.unitId, [swap.askerId, swap.otherId], swap.days)
  if (!sameRoster(now, swap.was)) throw new Problem('rosters.swap-outdated', { status: 409 })
  for (const week of weeks) {
    const before = await entriesOf(ctx.sql, week.id)
    const ofWeek = (entry: Entry) => mondayOf(entry.day) === week.monday
    await writeEntries(ctx.sql, week.id, exchanged(now.filter(ofWeek), swap.askerId, swap.otherId))
    await entriesChanged(ctx, week, before, undefined)
  }
}

export async function mustSwap(ctx: Context, id: string): Promise<SwapRow> {
  const swap = await swapById(ctx.sql, id)
  if (!swap) throw notFound('swap')
  return swap
}
