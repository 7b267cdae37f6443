import { staffOf } from '#base/identity/staff.ts'
import type { Context } from '#core/app.ts'
import type { InputOf } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { type Counts, type roadblocks, STAFF_ROLES } from './contract.ts'
import {
  countParked,
  countShift,
  endShift,
  insertMember,
  insertShift,
  lastShift,
  lockPost,
  membersOf,
  openShift,
  type Shift,
} from './queries.ts'

export const LEAD = 'roadblocks.lead'

function whoIs(ctx: Context): string {
  if (!ctx.who) throw new Problem('core.refused.sign-in', { status: 401 })
  return ctx.who.accountId
}

const leads = ({ who, app }: Context, placeId: string): boolean =>
  who?.grants.some(grant => grant.placeId === placeId && app.rights.get(grant.role)?.has(LEAD)) ?? false

/** The shift the caller stands in; refuses `roadblocks.not-on-shift`. */
export async function ownShift(ctx: Context, placeId: string): Promise<Shift> {
  const shift = await openShift(ctx.sql, placeId)
  const members = shift ? await membersOf(ctx.sql, shift.id) : []
  if (!shift || !members.some(one => one.accountId === ctx.who?.accountId))
    throw new Problem('roadblocks.not-on-shift', { status: 409 })
  return shift
}

export async function shiftView(ctx: Context, placeId: string) {
  const { sql } = ctx
  const me = whoIs(ctx)
  const [shift, last] = [await openShift(sql, placeId), await lastShift(sql, placeId)]
  const members = shift ? await membersOf(sql, shift.id) : []
  const yours = members.some(one => one.accountId === me)
  const isHead = leads(ctx, placeId)
  const staff = await staffOf(ctx, placeId, STAFF_ROLES)
  return {
    shift: shift
      ? {
          id: shift.id,
          begunAt: shift.begunAt.toISOString(),
          members: members.map(one => ({ ...one, since: one.since.toISOString() })),
          yours,
          counts: yours || isHead ? await countShift(sql, shift.id) : null,
        }
      : null,
    last: last?.endedAt
      ? {
          endedAt: last.endedAt.toISOString(),
          by: last.by,
          note: last.note,
          waiting: last.waiting,
          counts: await countShift(sql, last.id),
        }
      : null,
    colleagues: staff.filter(one => one.accountId !== me).map(({ accountId, name }) => ({ accountId, name })),
    parked: isHead ? await countParked(sql, placeId) : null,
  }
}

/** Begins a shift, or stands in the one that runs. */
export async function stand(ctx: Context, placeId: string): Promise<string> {
  const me = whoIs(ctx)
  await lockPost(ctx.sql, placeId)
  const running = await openShift(ctx.sql, placeId)
  const shiftId = running?.id ?? newId(ctx.now)
  if (!running) await insertShift(ctx, shiftId, placeId, me)
  await insertMember(ctx, shiftId, me)
  return shiftId
}

/** By who stands in it, or the head; whoever takes over must be on the staff. */
export async function endOrHandOver(
  ctx: Context,
  placeId: string,
  { note, waiting, toAccountId }: InputOf<typeof roadblocks.end>['body'],
): Promise<Counts> {
  await lockPost(ctx.sql, placeId)
  const running = leads(ctx, placeId) ? await openShift(ctx.sql, placeId) : await ownShift(ctx, placeId)
  if (!running) throw new Problem('roadblocks.no-shift', { status: 409 })
  await endShift(ctx, running.id, { note, waiting })
  if (toAccountId) {
    const staff = await staffOf(ctx, placeId, STAFF_ROLES)
    if (!staff.some(one => one.accountId === toAccountId)) throw notFound('staff')
    const next = newId(ctx.now)
    await insertShift(ctx, next, placeId, toAccountId)
    await insertMember(ctx, next, toAccountId)
  }
  return countShift(ctx.sql, running.id)
}

/** The post closed while somebody stood there: their shift is over. */
export async function endAbandoned(ctx: Context, placeId: string): Promise<void> {
  await lockPost(ctx.sql, placeId)
  const running = await openShift(ctx.sql, placeId)
  if (running) await endShift(ctx, running.id, { note: '', waiting: 0 })
}
