import * as z from 'zod/mini'
import { parsePhone } from '#base/identity/phone.ts'
import { send } from '#base/interchange/index.ts'
import { policyAt } from '#base/policies/index.ts'
import { itemsAbout } from '#base/work/queries.ts'
import { moveWork, openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf, HOUR_MS } from '#core/clock.ts'
import { at, type Ref } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { courierOf, courierPartner, isSigned, ORDER } from './courier.ts'
import { parcelMoved } from './events.ts'
import { arrivalFlow, troubleFlow } from './flow.ts'
import { parcelRule } from './policies.ts'
import { lockParcel, type ParcelRow, parcelById, toldOf } from './queries.ts'
import { attemptsOf, ENDED, referenceOf, STATUSES, type State, stateOf } from './rules.ts'

export const parcelRef = (id: string): Ref => at.of('parcel', id)
/** Pages that show parcels hear this. */
export const PARCELS_TOPIC = 'parcels'

export interface Address {
  readonly name: string
  readonly phone: string
  readonly address: string
}

export interface NewParcel {
  readonly id?: string
  /** To a citizen, or from one to an office. */
  readonly way: 'out' | 'in'
  readonly subject?: Ref
  readonly unitId: string
  readonly personId?: string | undefined
  readonly accountId?: string | undefined
  /** What is in it, without anybody's name. */
  readonly contents: string
  /** The citizen's. */
  readonly to: Address
  readonly codDong: number
}

/** Orders a parcel in the caller's transaction: it waits for the carrier as long as that takes. Twice with one id is once. */
export async function orderParcel(ctx: Context, parcel: NewParcel): Promise<{ parcelId: string; reference: string }> {
  const id = parcel.id ?? newId(ctx.now)
  const known = await parcelById(ctx.sql, id)
  if (known) return again(parcel, known)
  const phone = parcel.to.phone ? parsePhone(parcel.to.phone)?.e164 : ''
  if (phone === undefined) throw new Problem('people.phone-invalid')
  const [row] = await ctx.sql<{ n: number }[]>`select nextval('parcels.reference')::int as n`
  const reference = referenceOf((row as { n: number }).n)
  const to = { ...parcel.to, phone }
  await ctx.sql`
    insert into parcels.parcel (id, reference, way, subject_kind, subject_id, unit_id, person_id, account_id, contents,
      address_sealed, cod, state, ordered_at)
    values (${id}, ${reference}, ${parcel.way}, ${parcel.subject?.kind ?? null}, ${parcel.subject?.id ?? null},
      ${parcel.unitId}, ${parcel.personId ?? null}, ${parcel.accountId ?? null}, ${parcel.contents},
      ${ctx.app.keyring.encrypt(JSON.stringify(to))}, ${parcel.codDong}, 'ordered', ${ctx.now})`
  const order = {
    id,
    reference,
    way: parcel.way,
    cod: parcel.codDong,
    to,
    callbackUrl: `${ctx.app.config.origin}/api/parcels/events`,
  }
  await send(ctx, {
    partnerId: await courierPartner(ctx),
    kind: ORDER,
    subject: parcelRef(id),
    content: [Buffer.from(JSON.stringify(order))],
  })
  await ctx.app.bus.publish(ctx.sql, PARCELS_TOPIC)
  return { parcelId: id, reference }
}

function again(parcel: NewParcel, known: ParcelRow) {
  if (known.accountId !== (parcel.accountId ?? null) || known.unitId !== parcel.unitId)
    throw new Problem('parcels.bad-id', { status: 409 })
  return { parcelId: known.id, reference: known.reference }
}

/** The carrier has the order, also when we hear of it twice. */
export async function noteAccepted(ctx: Context, parcelId: string, tracking: string): Promise<void> {
  const parcel = await lockParcel(ctx.sql, parcelId)
  if (!parcel || parcel.tracking) return
  await ctx.sql`
    update parcels.parcel set tracking = ${tracking}, accepted_at = ${ctx.now},
      state = case when state = 'ordered' then 'accepted' else state end
    where id = ${parcelId}`
  if (parcel.state === 'ordered') await tellMoved(ctx, parcel, 'accepted')
}

/** The carrier will not bring it: somebody has to find another way. */
export async function noteRefused(ctx: Context, parcelId: string, why: string): Promise<void> {
  const parcel = await lockParcel(ctx.sql, parcelId)
  if (!parcel || ENDED.includes(parcel.state)) return
  await ctx.sql`
    update parcels.parcel set state = 'refused', why = ${why}, ended_at = ${ctx.now} where id = ${parcelId}`
  await openTrouble(ctx, parcel)
  await tellMoved(ctx, parcel, 'refused')
}

/** Nobody carries more than this to a door. */
const MOST_DONG = 1_000_000_000
/** A clock that is further ahead is wrong: what it tells counts from when it was heard. */
const SKEW_MS = HOUR_MS

const Told = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(100)),
  order: z.uuid(),
  status: z.enum(STATUSES),
  at: z.iso.datetime({ offset: true }),
  place: z._default(z.string().check(z.maxLength(200)), ''),
  note: z._default(z.string().check(z.maxLength(500)), ''),
  codTaken: z.optional(z.int().check(z.gte(0), z.lte(MOST_DONG))),
})
type Told = z.infer<typeof Told>

/**
 * Takes what the carrier tells. Each message counts once; of a parcel that nobody knows it is kept, and the carrier is told
 * that it was heard, or it would tell it for ever. Throws `parcels.forged`.
 */
export async function hearCourier(ctx: Context, message: string, signature: string): Promise<void> {
  const { secret } = await courierOf(ctx.app)
  if (!isSigned(secret, message, signature)) throw new Problem('parcels.forged', { status: 403 })
  const told = readTold(message)
  const parcel = told && (await lockParcel(ctx.sql, told.order))
  if (!told || !parcel) return keepStray(ctx, message, signature, told ? 'parcels.unknown' : 'core.unreadable')
  const { count } = await ctx.sql`
    insert into parcels.event (id, parcel_id, status, at, place, note, received_at)
    values (${told.id}, ${parcel.id}, ${told.status}, ${whenTold(told, ctx.now)}, ${told.place}, ${told.note}, ${ctx.now})
    on conflict do nothing`
  if (!count) return
  await reduce(ctx, parcel, told)
}

const whenTold = ({ at }: Told, now: Date): Date => (Date.parse(at) - now.getTime() > SKEW_MS ? now : new Date(at))

function readTold(message: string): Told | undefined {
  try {
    return z.parse(Told, JSON.parse(message))
  } catch {
    return undefined
  }
}

const keepStray = async ({ sql, app, now }: Context, message: string, signature: string, why: string) =>
  void (await sql`
    insert into parcels.stray (id, message_sealed, why, received_at)
    values (${signature}, ${app.keyring.encrypt(message)}, ${why}, ${now}) on conflict do nothing`)

async function reduce(ctx: Context, parcel: ParcelRow, told: Told): Promise<void> {
  const all = await toldOf(ctx.sql, parcel.id)
  const state = stateOf(all)
  const ended = ENDED.includes(state)
  await ctx.sql`
    update parcels.parcel set state = ${state}, heard_at = ${ctx.now},
      cod_taken = coalesce(${told.codTaken ?? null}, cod_taken),
      ended_at = case when ${ended} then coalesce(ended_at, ${ctx.now}) end
    where id = ${parcel.id}`
  const { mostAttempts } = (await policyAt(ctx, parcelRule, { day: dayOf(ctx.now), unitId: parcel.unitId })).params
  if (state === 'lost' || state === 'returned' || (!ended && attemptsOf(all) >= mostAttempts))
    await openTrouble(ctx, parcel)
  const codTaken = told.codTaken ?? parcel.codTaken
  if (state === 'delivered') await (isPaidWell(parcel, codTaken) ? closeTrouble : openTrouble)(ctx, parcel)
  if (state === 'delivered' && parcel.way === 'in') await openArrival(ctx, parcel)
  // What was taken at the door may be told after the parcel.
  if (state !== parcel.state || codTaken !== parcel.codTaken) await tellMoved(ctx, parcel, state)
  else await ctx.app.bus.publish(ctx.sql, PARCELS_TOPIC)
}

/** What was taken at the door, as far as that was told, is what was to be taken. */
const isPaidWell = ({ cod }: ParcelRow, codTaken: number | null) => codTaken === null || codTaken === cod

async function tellMoved(ctx: Context, parcel: ParcelRow, state: State): Promise<void> {
  const { id: parcelId, unitId, way, subjectKind, subjectId } = parcel
  await ctx.emit(parcelMoved, { parcelId, unitId, way, state, subjectKind, subjectId })
  await ctx.app.bus.publish(ctx.sql, PARCELS_TOPIC)
}

const aboutParcel = ({ id, unitId, personId, reference }: ParcelRow) => ({
  subject: parcelRef(id),
  unitId,
  ...(personId ? { personId } : {}),
  params: { reference },
})

const openTrouble = (ctx: Context, parcel: ParcelRow) =>
  openWork(ctx, { kind: troubleFlow.kind, ...aboutParcel(parcel) })

/** Papers came by post: the office takes them in. */
async function openArrival(ctx: Context, parcel: ParcelRow): Promise<void> {
  if (!parcel.subjectId) await openWork(ctx, { kind: arrivalFlow.kind, ...aboutParcel(parcel) })
}

const asSystem = (ctx: Context): Context => ctx.app.context(ctx.sql, { now: ctx.now, requestId: ctx.requestId })

async function closeTrouble(ctx: Context, parcel: ParcelRow): Promise<void> {
  const items = await itemsAbout(ctx.sql, parcelRef(parcel.id))
  for (const item of items)
    if (item.open && item.kind === troubleFlow.kind) await moveWork(asSystem(ctx), item.id, 'solved')
}

/**
 * What came in by post became something: the item of its arrival is done. Of a parcel to an office that is neither the unit's
 * own nor below it nothing changes: a reference is easily mistyped.
 */
export async function takeArrived(ctx: Context, reference: string, subject: Ref, unitId: string): Promise<boolean> {
  const [found] = await ctx.sql<{ id: string }[]>`
    select id from parcels.parcel
    where reference = ${reference} and way = 'in' and unit_id = any(${ctx.app.tree.within([unitId]) as string[]}::uuid[])`
  const parcel = found && (await lockParcel(ctx.sql, found.id))
  if (!parcel || parcel.subjectId) return false
  await ctx.sql`
    update parcels.parcel set subject_kind = ${subject.kind}, subject_id = ${subject.id} where id = ${parcel.id}`
  for (const item of await itemsAbout(ctx.sql, parcelRef(parcel.id)))
    if (item.open && item.kind === arrivalFlow.kind) await moveWork(asSystem(ctx), item.id, 'taken')
  return true
}

/** Parcels of which nothing was heard for long: somebody asks the carrier. */
export async function askForSilent(ctx: Context): Promise<void> {
  const { silentDays } = (await policyAt(ctx, parcelRule, { day: dayOf(ctx.now) })).params
  const before = new Date(ctx.now.getTime() - silentDays * DAY_MS)
  const rows = await ctx.sql<{ id: string }[]>`
    select id from parcels.parcel
    where state in ('ordered', 'accepted', 'moving', 'out') and coalesce(heard_at, ordered_at) < ${before}
      and not exists (select from work.item w
        where w.kind = ${troubleFlow.kind} and w.open and w.subject_kind = 'parcel' and w.subject_id = parcel.id::text)
    order by id limit 500`
  for (const { id } of rows) {
    const parcel = await parcelById(ctx.sql, id)
    if (parcel) await openTrouble(ctx, parcel)
  }
}
