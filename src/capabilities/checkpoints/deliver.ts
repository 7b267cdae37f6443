import { type Holder, holderMay, holders, type Pass, readPass } from '#base/identity/passes.ts'
import { kindOf } from '#base/places/kinds.ts'
import type { Place } from '#base/places/places.ts'
import { policyAt } from '#base/policies/index.ts'
import { type Identified, identifyAll } from '#base/standing/identify.ts'
import type { Bearer } from '#base/timeline/delivered.ts'
import { type Placed, placeInTime, type TimeLimits } from '#base/timeline/moment.ts'
import { type Outcome, recorder } from '#base/timeline/record.ts'
import { type Direction, type Scan, scanFact } from '#base/timeline/scan.ts'
import type { App, Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { InputOf } from '#core/contract.ts'
import { isTimeOrdered, newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import type { checkpoints, KeptScan, Receipt } from './contract.ts'
import { knownPlaces } from './known-places.ts'
import { hide, park } from './parked.ts'
import { offlineScans } from './policies.ts'
import { factsWithIds, type NewParked, parkedBefore } from './queries.ts'
import { answerFor, leftBeforeEntering, whereOf, whyParked } from './rules.ts'

/** The purpose of the passes with which devices deliver. */
export const DELIVERY = 'checkpoints.delivery'
export const SCAN = 'checkpoints.scan'

interface Delivery {
  readonly pass: Pass
  readonly place: Place
  readonly bearer: Bearer
  readonly deviceId: string | null
  readonly sentAt: Date
  readonly limits: TimeLimits
  readonly policyVersion: string
  /** Who scanned is signed in and may still scan: they are told what they would have been told. */
  readonly telling: boolean
}

/** A delivered scan, read as far as it can be. */
interface Opened {
  readonly id: string
  readonly given: KeptScan
  readonly code: string | undefined
  readonly direction: Direction | undefined
  readonly areaId: string | undefined
  readonly time: Placed | undefined
  /** Why it cannot be recorded as it is: the id of a problem. */
  readonly doubt: string | undefined
}

/** A delivered scan without a doubt. */
type Sound = Opened & { readonly code: string; readonly direction: Direction; readonly time: Placed }

type Body = InputOf<typeof checkpoints.deliver>['body']

/**
 * What a device scanned without a network. Each item is recorded in the name of the pass's account, is known already, or
 * is parked for a person with the reason. A fault of ours fails the whole delivery: the device sends it again.
 */
export async function deliver(ctx: Context, token: string, { sentAt, scans }: Body): Promise<Receipt[]> {
  const delivery = await beginDelivery(ctx, token, new Date(sentAt))
  const opened = withOrder(scans.map(scan => openScan(ctx, delivery, scan)))
  const answered = await answeredBefore(ctx, delivery, opened)
  const judged = opened.map((one, i) => answered(one, i) ?? one.doubt)
  const sound = opened.filter((_, i) => judged[i] === undefined) as Sound[]
  const recorded = await recordScans(ctx, delivery, sound)
  const parked: NewParked[] = []
  const receipts = opened.map((one, i): Receipt => {
    const answer = judged[i] ?? (recorded.shift() as Receipt | string)
    if (typeof answer !== 'string') return answer
    parked.push(parkedOf(ctx, delivery, one, answer))
    return receipt(one.id, 'parked', answer)
  })
  if (parked.length) await ctx.app.run(inner => park(inner, delivery.place, parked))
  return receipts
}

const receipt = (id: string, state: Receipt['state'], reason: string | null = null): Receipt => ({
  id,
  state,
  reason,
  outcome: null,
})

async function beginDelivery(ctx: Context, token: string, sentAt: Date): Promise<Delivery> {
  const { app, now, who } = ctx
  const pass = readPass(app, DELIVERY, token, now)
  const place = pass && (await app.use(knownPlaces)(pass.aboutId))
  if (!pass || !place) throw new Problem('core.refused.link', { status: 403 })
  const [holder] = (await app.use(holders)([pass])) as [Holder]
  const rule = await policyAt(ctx, offlineScans, { day: dayOf(now), unitId: place.unitId })
  const onStaff = holderMay(app, holder, SCAN, whereOf(place))
  return {
    pass,
    place,
    bearer: { onStaff, endedAt: holder.endedAt, placeClosedAt: place.closedAt },
    deviceId: holder.deviceId,
    sentAt,
    limits: rule.params,
    policyVersion: rule.version,
    telling: onStaff && who?.accountId === pass.accountId,
  }
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

function openScan({ app, now }: Context, { sentAt, limits, bearer }: Delivery, given: KeptScan): Opened {
  const { id, direction, areaId } = given
  const deviceAt = new Date(given.deviceAt)
  const isTime = !Number.isNaN(deviceAt.getTime())
  const isArea = areaId === undefined || UUID.test(areaId)
  const isWay = direction === 'in' || direction === 'out'
  const code = unsealed(app, given)
  const time = isTime
    ? placeInTime({ deviceAt, sentAt, behindMs: given.behindMs ?? undefined }, now, limits)
    : undefined
  const doubt = () => {
    if (code === undefined) return 'checkpoints.unreadable'
    if (!time || !isArea || !isWay) return 'checkpoints.malformed'
    return isTimeOrdered(id) ? whyParked(time, bearer) : 'checkpoints.bad-id'
  }
  return {
    id,
    given,
    code,
    direction: isWay ? direction : undefined,
    areaId: isArea ? areaId : undefined,
    time,
    doubt: doubt(),
  }
}

function unsealed(app: App, { sealed, id }: KeptScan): string | undefined {
  try {
    return app.keyring.openSealed(sealed, id)
  } catch {
    return undefined
  }
}

/** Doubts those by which somebody would have left before they came. */
function withOrder(opened: readonly Opened[]): readonly Opened[] {
  const early = leftBeforeEntering(opened)
  return early.size ? opened.map(one => (early.has(one) ? { ...one, doubt: 'checkpoints.left-before' } : one)) : opened
}

/** The answers of items that were delivered before, and are not to be judged twice. */
async function answeredBefore(ctx: Context, delivery: Delivery, opened: readonly Opened[]) {
  const ids = (some: readonly Opened[]) => some.map(one => one.id)
  const parked = await ctx.app.use(parkedBefore)(ids(opened))
  // What is doubted by now may have been recorded at once, and only its answer was lost.
  const facts = await factsWithIds(ctx.sql, ids(opened.filter(one => one.doubt !== undefined)))
  return (one: Opened, i: number): Receipt | undefined => {
    const before = parked[i]?.find(({ digest }) => digest.equals(digestOf(ctx.app, delivery, one)))
    if (before) return before.settled ? receipt(one.id, 'known') : receipt(one.id, 'parked', before.reason)
    const fact = facts.get(one.id)
    const same = fact?.direction === one.direction && fact?.deviceAt.getTime() === one.time?.deviceAt.getTime()
    return fact && same ? receipt(one.id, 'known') : undefined
  }
}

const digestOf = ({ keyring }: App, { place }: Delivery, { given, code }: Opened): Buffer =>
  keyring.blindIndex(
    'checkpoints.parked',
    [place.id, given.direction, given.deviceAt, given.areaId ?? '', code ?? given.sealed].join('\0'),
  )

/** Records scans; answers each one's receipt, or why it has to be parked. */
async function recordScans(ctx: Context, delivery: Delivery, scans: readonly Sound[]): Promise<(Receipt | string)[]> {
  const { place, telling } = delivery
  const people = await identifyAll(
    ctx.app,
    scans.map(one => one.code),
    place.unitId,
    { leveled: telling },
  )
  const facts = scans.flatMap((one, i) => factOf(ctx, delivery, one, people[i] as Identified | Problem))
  const outcomes = await ctx.app.use(recorder).recordAll(scanFact, facts)
  return scans.map(({ id, direction }, i) => {
    const person = people[i] as Identified | Problem
    if (person instanceof Problem) return person.code
    const recorded = outcomes.shift() as Outcome
    if (recorded instanceof Error) return reasonOf(recorded)
    const { level, identity } = person
    const outcome = telling && level ? answerFor(direction, level, identity, kindOf(place.kind).open) : null
    return { id, state: recorded === 'new' ? 'recorded' : 'known', reason: null, outcome }
  })
}

/** Why a fact was not recorded. Throws what is no fault of the fact. */
function reasonOf(error: Error): string {
  if (error instanceof Problem && error.status < 500) return error.code
  throw error
}

function factOf(
  { now }: Context,
  { place, pass, deviceId }: Delivery,
  { id, areaId, direction, time }: Sound,
  person: Identified | Problem,
): Scan[] {
  if (person instanceof Problem) return []
  const fact = {
    id,
    personId: person.personId,
    ...whereOf(place, areaId),
    direction,
    method: person.method,
    verified: person.identity === 'verified',
    at: time.at,
    deviceAt: time.deviceAt,
    uncertaintyS: time.uncertaintyS,
    receivedAt: now,
    recorderId: pass.accountId,
    deviceId,
  }
  return [fact]
}

const parkedOf = ({ app, now }: Context, delivery: Delivery, one: Opened, reason: string): NewParked => ({
  id: newId(now),
  itemId: one.id,
  digest: digestOf(app, delivery, one),
  ...whereOf(delivery.place, one.areaId),
  accountId: delivery.pass.accountId,
  deviceId: delivery.deviceId,
  direction: one.direction ?? null,
  deviceAt: one.time?.deviceAt ?? null,
  at: one.time?.at ?? null,
  receivedAt: now,
  reason,
  policyVersion: delivery.policyVersion,
  sealed: hide(app, one.code === undefined ? { seal: one.given.sealed } : { code: one.code }),
})
