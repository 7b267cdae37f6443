import { isWorked } from '#base/calendar/index.ts'
import { addressOfAccount } from '#base/identity/accounts.ts'
import { sendMessages } from '#base/messages/send.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import { refuseUnlessMayStandIn, replaceStandIns, type StandIn } from '#base/work/stand-in.ts'
import type { Context } from '#core/app.ts'
import { addDays, startOf } from '#core/clock.ts'
import type { InputOf } from '#core/contract.ts'
import { format } from '#core/format.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { RosterWeek, rosters } from './contract.ts'
import { rosterChanged } from './events.ts'
import { officeShare } from './policies.ts'
import {
  entriesOf,
  giveReason,
  lockWeek,
  namesOf,
  publishWeek,
  teamOf,
  touchWeek,
  type WeekRow,
  weekOf,
  writeEntries,
} from './queries.ts'
import {
  alternate,
  type By,
  concerned,
  countDay,
  daysOfWeek,
  type Entry,
  isOver,
  type Limit,
  mondayOf,
} from './rules.ts'

type Given = InputOf<typeof rosters.save>['body']

export const limitAt = async (ctx: Context, unitId: string, day: string): Promise<Limit> =>
  (await policyAt(ctx, officeShare, { day, unitId })).params

/** A week as those who plan see it. */
export async function weekView(ctx: Context, unitId: string, day: string): Promise<RosterWeek> {
  const monday = mondayOf(day)
  const unit = treeOf(ctx.app).get(unitId)
  if (!unit) throw notFound('unit')
  const week = await weekOf(ctx.sql, unitId, monday)
  const entries = week ? await entriesOf(ctx.sql, week.id) : []
  const limit = await limitAt(ctx, unitId, monday)
  return {
    unit: { id: unitId, name: unit.fullName },
    monday,
    version: week?.version ?? 0,
    publishedAt: week?.publishedAt?.toISOString() ?? null,
    publishedBy: week?.publishedBy ?? null,
    overReason: week?.overReason ?? '',
    ...limit,
    people: await peopleOf(ctx, unitId, entries),
    entries,
    days: await Promise.all(
      daysOfWeek(monday).map(async one => {
        const count = countDay(one, entries)
        return { ...count, worked: await isWorked(ctx, one), over: isOver(count, limit) }
      }),
    ),
  }
}

/** The team of today, and who has left it and is in the roster still. */
export async function peopleOf(ctx: Context, unitId: string, entries: readonly Entry[]) {
  const team = await teamOf(ctx.sql, unitId)
  const known = new Set(team.map(one => one.id))
  const others = [...new Set(entries.map(one => one.accountId))].filter(id => !known.has(id))
  return others.length ? [...team, ...(await namesOf(ctx.sql, others))] : team
}

export async function saveWeek(ctx: Context, unitId: string, day: string, given: Given): Promise<number> {
  const week = await lockWeek(ctx, unitId, mondayOf(day))
  if (week.version !== given.version) throw new Problem('rosters.changed', { status: 409 })
  const before = await entriesOf(ctx.sql, week.id)
  const { said, gone } = await checked(ctx, week, given, before)
  await writeEntries(ctx.sql, week.id, said, gone)
  await entriesChanged(ctx, week, before, given.reason)
  return touchWeek(ctx, week.id)
}

async function checked(ctx: Context, week: WeekRow, { entries }: Given, before: readonly Entry[]) {
  const days = new Set(daysOfWeek(week.monday))
  const people = new Set((await peopleOf(ctx, week.unitId, before)).map(one => one.id))
  const key = ({ accountId, day }: { accountId: string; day: string }) => `${accountId} ${day}`
  const last = [...new Map(entries.map(one => [key(one), one])).values()]
  for (const one of last) {
    if (!days.has(one.day)) throw new Problem('rosters.not-of-the-week')
    if (!people.has(one.accountId)) throw new Problem('rosters.not-of-the-team')
    if ((one.kind === 'duty') !== (one.fromTime !== null && one.untilTime !== null)) throw new Problem('rosters.hours')
    if (one.standInId && one.kind !== 'leave') throw new Problem('rosters.stand-in-of-leave')
  }
  const said = last.flatMap(one => (one.kind ? [{ ...one, kind: one.kind }] : []))
  // Whoever cannot stand in is said while it is planned, and not only when it is published.
  await refuseUnlessMayStandIn(ctx, standInsFor(said), sourceOf(week))
  return { said, gone: last.filter(one => one.kind === null) }
}

/** By what the base knows who says so. */
const sourceOf = ({ id }: WeekRow) => `rosters.week:${id}`

/** Days on end with the same two are one span. */
function standInsFor(entries: readonly Entry[]): StandIn[] {
  const spans: StandIn[] = []
  for (const { accountId: awayId, day, standInId } of entries.toSorted((a, b) => (a.day < b.day ? -1 : 1))) {
    if (!standInId) continue
    const [since, until] = [startOf(day), startOf(addDays(day, 1))]
    const at = spans.findIndex(
      one => one.awayId === awayId && one.accountId === standInId && one.until.getTime() === since.getTime(),
    )
    const before = spans[at]
    if (before) spans[at] = { ...before, until }
    else spans.push({ awayId, accountId: standInId, since, until })
  }
  return spans
}

/** What follows from a change of a published week: the limit, who stands in, the figures, and that people are told. */
export async function entriesChanged(
  ctx: Context,
  week: WeekRow,
  before: readonly Entry[],
  reason: string | undefined,
): Promise<void> {
  if (!week.publishedAt) return
  const entries = await entriesOf(ctx.sql, week.id)
  const people = concerned(before, entries)
  if (!people.length) return
  await refuseOverLimit(ctx, week, entries, reason || week.overReason)
  if (reason) await giveReason(ctx.sql, week.id, reason)
  await inForce(ctx, week, entries)
  await tell(ctx, 'rosters.changed', week.monday, people)
}

async function inForce(ctx: Context, week: WeekRow, entries: readonly Entry[]): Promise<void> {
  await replaceStandIns(ctx, sourceOf(week), standInsFor(entries))
  const { unitId, monday } = week
  await ctx.emit(rosterChanged, { unitId, monday })
}

/** More at the office than the policy lets takes a reason. */
async function refuseOverLimit(ctx: Context, { unitId, monday }: WeekRow, entries: readonly Entry[], reason: string) {
  if (reason) return
  const limit = await limitAt(ctx, unitId, monday)
  const over = daysOfWeek(monday)
    .map(day => countDay(day, entries))
    .find(count => isOver(count, limit))
  if (!over) return
  throw new Problem('rosters.over-limit', {
    params: { day: format(ctx.locale).day(over.day), share: over.share ?? 0, limit: limit.largestShare },
  })
}

/** Tells people that their week is there, or is another; who plans it knows. */
async function tell(ctx: Context, template: string, monday: string, accountIds: readonly string[]): Promise<void> {
  const messages = []
  for (const accountId of accountIds) {
    const to = accountId === ctx.who?.accountId ? undefined : await addressOfAccount(ctx, accountId)
    if (to) messages.push({ template, to, values: { day: format('vi').day(monday), monday } })
  }
  await sendMessages(ctx, messages)
}

export async function publish(
  ctx: Context,
  unitId: string,
  day: string,
  version: number,
  reason = '',
): Promise<number> {
  const week = await lockWeek(ctx, unitId, mondayOf(day))
  if (week.version !== version) throw new Problem('rosters.changed', { status: 409 })
  const entries = await entriesOf(ctx.sql, week.id)
  if (!entries.length) throw new Problem('rosters.empty', { status: 409 })
  if (week.publishedAt) throw new Problem('rosters.published-already', { status: 409 })
  await refuseOverLimit(ctx, week, entries, reason)
  await publishWeek(ctx, week.id, reason)
  await inForce(ctx, week, entries)
  await tell(ctx, 'rosters.published', week.monday, [...new Set(entries.map(one => one.accountId))])
  return touchWeek(ctx, week.id)
}

/** Drafts are filled; what is published is changed by hand, since people go by it. */
async function lockDraft(ctx: Context, unitId: string, monday: string): Promise<WeekRow> {
  const week = await lockWeek(ctx, unitId, monday)
  if (week.publishedAt) throw new Problem('rosters.published-already', { status: 409 })
  return week
}

const stays = ({ kind }: Entry) => kind === 'leave' || kind === 'duty'
const placeOf = ({ accountId, day }: Entry) => `${accountId} ${day}`

/** A pattern over some weeks. Turns are counted from the first of them, so that weeks go on where the last one ended. */
export async function fillWeeks(ctx: Context, unitId: string, day: string, by: By, weeks: number): Promise<number> {
  const team = (await teamOf(ctx.sql, unitId)).map(one => one.id)
  if (!team.length) throw new Problem('rosters.nobody')
  let turn = 0
  for (let i = 0; i < weeks; i++) {
    const week = await lockDraft(ctx, unitId, addDays(mondayOf(day), 7 * i))
    const days: { day: string; turn: number }[] = []
    for (const one of daysOfWeek(week.monday))
      if (await isWorked(ctx, one)) days.push({ day: one, turn: by === 'weeks' ? i : turn++ })
    await writeOver(ctx, week, alternate(team, days))
  }
  return weeks
}

/** Writes a plan where neither leave nor duty is said already. */
async function writeOver(ctx: Context, week: WeekRow, plan: readonly Entry[]): Promise<number> {
  const kept = new Set((await entriesOf(ctx.sql, week.id)).filter(stays).map(placeOf))
  await writeEntries(
    ctx.sql,
    week.id,
    plan.filter(one => !kept.has(placeOf(one))),
  )
  return touchWeek(ctx, week.id)
}

/** As the week before. Leave is somebody's own and is not copied, nor is who has left the office. */
export async function copyWeek(ctx: Context, unitId: string, day: string): Promise<number> {
  const week = await lockDraft(ctx, unitId, mondayOf(day))
  const last = await weekOf(ctx.sql, unitId, addDays(week.monday, -7))
  const team = new Set((await teamOf(ctx.sql, unitId)).map(one => one.id))
  const entries = (last ? await entriesOf(ctx.sql, last.id) : []).filter(
    one => one.kind !== 'leave' && team.has(one.accountId),
  )
  if (!entries.length) throw new Problem('rosters.nothing-to-copy', { status: 409 })
  return writeOver(
    ctx,
    week,
    entries.map(one => ({ ...one, day: addDays(one.day, 7) })),
  )
}
