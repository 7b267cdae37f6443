import { attest, revoke } from '#base/attestation/attest.ts'
import { spellNumber, takeNumbers } from '#base/attestation/numbers.ts'
import { helplineAt } from '#base/helplines/number.ts'
import { sendMessages } from '#base/messages/send.ts'
import { birthYear } from '#base/people/identifiers.ts'
import { writeStandings } from '#base/standing/standing.ts'
import { treeOf } from '#base/units/trees.ts'
import { type MoveResult, moveMany } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import { at, type Ref } from '#core/contract.ts'
import { notFound, Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import { ordersBegun, ordersDecided, ordersEnded } from './events.ts'
import {
  CERTIFICATE_SERIES,
  CONFIRMATION,
  certificatePaper,
  GROUNDS,
  ORDER_SERIES,
  orderFlow,
  orderPaper,
  SIGNATURE,
} from './flow.ts'
import {
  type OrderRow,
  ordersBy,
  turning,
  writeCertificates,
  writeNumbers,
  writeReleases,
  writeStates,
} from './queries.ts'
import { dayAfter, endOf, turnOf } from './rules.ts'
import { untested } from './tests.ts'

export const orderRef = (id: string): Ref => at.of('isolation-order', id)
const KIND = orderRef('').kind

/** What became of one order of many, by the order's id. */
export type StepResult = MoveResult

interface Taken {
  readonly results: StepResult[]
  /** The orders that were moved, as they were before, in the order asked for; the unit is that of the item now. */
  readonly moved: readonly OrderRow[]
}

/** The problems that keep orders from a step, by order. */
type Refused = (orders: readonly OrderRow[]) => Promise<ReadonlyMap<string, Problem>>

/** Takes a step with the items of orders and writes their state; each has its own result. */
async function take(
  ctx: Context,
  orderIds: readonly string[],
  stepOf: (order: OrderRow) => string | undefined,
  options: { readonly form?: string; readonly note?: string | undefined; readonly refused?: Refused } = {},
): Promise<Taken> {
  const orders = new Map((await ordersBy(ctx.sql, orderIds)).map(order => [order.id, order]))
  const asked = [...new Set(orderIds)].map(id => ({ id, order: orders.get(id) }))
  const refused = options.refused ? await options.refused([...orders.values()]) : undefined
  const steps = asked.flatMap(({ order }) => {
    const step = order && !refused?.has(order.id) && stepOf(order)
    return step ? [{ id: order.workId, step, note: options.note }] : []
  })
  const made = new Map(
    (await moveMany(ctx, steps, options.form ? { form: options.form } : {})).map(result => [result.id, result]),
  )
  const resultOf = (id: string, order: OrderRow | undefined): StepResult => {
    const result = order && made.get(order.workId)
    if (result) return { ...result, id }
    const why = refused?.get(id)
    if (why) return { id, problem: why }
    return { id, problem: order ? new Problem('isolation.not-now', { status: 409 }) : notFound('order') }
  }
  const results = asked.map(({ id, order }) => resultOf(id, order))
  const moved = results.flatMap(({ id, item }) => {
    const order = orders.get(id)
    return order && item ? [{ ...order, unitId: item.unitId, state: item.state }] : []
  })
  if (moved.length) await writeStates(ctx, moved)
  return { results, moved }
}

/** By the system: what the days and a signature bring by themselves. */
const system = (ctx: Context): Context => ctx.app.context(ctx.sql, { now: ctx.now, requestId: ctx.requestId })

/** The chair signs what is chosen: proposals and confirmed orders alike. */
export async function signOrders(ctx: Context, orderIds: readonly string[]): Promise<StepResult[]> {
  const stepOf = ({ state }: OrderRow) => ({ proposed: 'sign', confirmed: 'certify' })[state]
  const { results, moved } = await take(ctx, orderIds, stepOf, { form: SIGNATURE })
  await issueOrders(
    ctx,
    moved.filter(order => order.state === 'signed'),
  )
  await issueCertificates(
    ctx,
    moved.filter(order => order.state === 'completed'),
  )
  return results
}

async function issueOrders(ctx: Context, orders: readonly OrderRow[]): Promise<void> {
  if (!orders.length) return
  const numbers = await takeNumbers(
    ctx,
    ORDER_SERIES,
    orders.map(order => order.unitId),
  )
  const signed = orders.map((order, i) => ({ ...order, number: spellNumber(numbers[i] as number, ORDER_SERIES) }))
  await writeNumbers(ctx, ctx.who?.name ?? '', signed)
  await attest(
    ctx,
    orderPaper,
    signed.map(order => ({
      about: orderRef(order.id),
      until: startOf(dayAfter(order.untilOn)),
      values: { ...stated(ctx, order), number: order.number },
    })),
  )
  await tell(ctx, 'isolation.signed', signed)
  await ctx.emit(ordersDecided, { orderIds: idsOf(signed) })
  const today = dayOf(ctx.now)
  await begin(ctx, idsOf(signed.filter(order => turnOf(order, today) === 'begin')))
}

/** What the codes of both papers say. */
const stated = (ctx: Context, order: OrderRow) => ({
  issuer: say('vi', 'isolation.issuer', { unit: shortLabel(ctx, order.unitId) }),
  name: order.name,
  born: order.birthDate ? String(birthYear(order.birthDate)) : '',
  how: order.kind,
  from: order.fromOn,
  until: order.untilOn,
})

/** The unit and the one above it: a code has little room. */
const shortLabel = (ctx: Context, unitId: string): string =>
  treeOf(ctx.app)
    .path(unitId)
    .slice(-2)
    .reverse()
    .map(unit => unit.fullName)
    .join(', ')

const idsOf = (orders: readonly OrderRow[]) => orders.map(order => order.id)

async function tell(ctx: Context, template: string, orders: readonly OrderRow[]): Promise<void> {
  const messages = orders.map(async order => ({
    template,
    to: { personId: order.personId },
    values: {
      number: order.number ?? '',
      from: dayText(order.fromOn),
      until: dayText(order.untilOn),
      phone: (await helplineAt(ctx, order.unitId)).phone,
    },
    about: orderRef(order.id),
    unitId: order.unitId,
  }))
  await sendMessages(ctx, await Promise.all(messages))
}

export const dayText = (day: string): string => day.split('-').reverse().join('/')

/** Orders come in force: who is under one stays where it says. */
async function begin(ctx: Context, orderIds: readonly string[]): Promise<void> {
  const { moved } = await take(system(ctx), orderIds, () => 'begin')
  if (!moved.length) return
  await writeStandings(
    ctx,
    moved.map(order => ({
      personId: order.personId,
      source: 'isolation',
      level: 'orange',
      reason: 'isolation.standing.ordered',
      until: endOf(order.untilOn),
      policyVersion: order.policyVersion,
    })),
  )
  await ctx.emit(ordersBegun, { orderIds: idsOf(moved) })
}

async function issueCertificates(ctx: Context, orders: readonly OrderRow[]): Promise<void> {
  if (!orders.length) return
  const numbers = await takeNumbers(
    ctx,
    CERTIFICATE_SERIES,
    orders.map(order => order.unitId),
  )
  const signed = orders.map((order, i) => ({
    ...order,
    certificateNumber: spellNumber(numbers[i] as number, CERTIFICATE_SERIES),
  }))
  await writeCertificates(
    ctx,
    ctx.who?.name ?? '',
    signed.map(({ id, certificateNumber: number }) => ({ id, number })),
  )
  await attest(
    ctx,
    certificatePaper,
    signed.map(order => ({
      about: orderRef(order.id),
      values: { ...stated(ctx, order), number: order.certificateNumber, order: order.number ?? '' },
    })),
  )
  await watch(ctx, signed)
  await tell(ctx, 'isolation.completed', signed)
}

/** After it people watch themselves for the days that the policy gave, and nothing more is said of them then. */
const watch = (ctx: Context, orders: readonly OrderRow[]) =>
  writeStandings(
    ctx,
    orders.map(order => {
      const until = endOf(addDays(order.untilOn, order.watchDays))
      return {
        personId: order.personId,
        source: 'isolation',
        level: 'yellow',
        reason: 'isolation.standing.watch',
        until,
      }
    }),
  )

export type Step = 'refuse' | 'withdraw' | 'confirm' | 'return' | 'end-early' | 'cancel'

/** Any other step of the flow, by whoever the flow lets take it. */
export async function stepOrders(
  ctx: Context,
  step: Step,
  orderIds: readonly string[],
  note: string | undefined,
): Promise<StepResult[]> {
  const isConfirmed = step === 'confirm'
  const refused: Refused = orders => untested(ctx, isConfirmed ? orders : [], note)
  const form = isConfirmed ? CONFIRMATION : GROUNDS
  const { results, moved } = await take(ctx, orderIds, () => step, { form, note, refused })
  if (!moved.length) return results
  if (step === 'refuse' || step === 'withdraw') await ctx.emit(ordersDecided, { orderIds: idsOf(moved) })
  if (step === 'end-early' || step === 'cancel') await stop(ctx, step, moved)
  return results
}

/** An order holds no more before its time: its paper is revoked, and nobody is kept by it. */
async function stop(ctx: Context, step: 'end-early' | 'cancel', orders: readonly OrderRow[]): Promise<void> {
  await revoke(ctx, orderPaper, KIND, idsOf(orders), `isolation.revoked.${step}`)
  const today = dayOf(ctx.now)
  await writeReleases(
    ctx,
    orders.map(({ id }) => ({ id, day: today })),
  )
  await writeStandings(
    ctx,
    orders.map(({ personId }) => ({
      personId,
      source: 'isolation',
      level: 'green',
      reason: 'isolation.standing.stopped',
    })),
  )
  await tell(ctx, 'isolation.stopped', orders)
  await ctx.emit(ordersEnded, { orderIds: idsOf(orders) })
}

/** Each new day: orders begin, and those whose days have passed wait for the station's word. */
export async function turnDay(ctx: Context): Promise<void> {
  const today = dayOf(ctx.now)
  const due = Map.groupBy(await turning(ctx.sql, today), order => turnOf(order, today))
  await begin(
    ctx,
    (due.get('begin') ?? []).map(order => order.id),
  )
  const { moved } = await take(
    system(ctx),
    (due.get('expire') ?? []).map(order => order.id),
    () => 'expire',
  )
  if (!moved.length) return
  await writeReleases(
    ctx,
    moved.map(({ id, untilOn }) => ({ id, day: dayAfter(untilOn) })),
  )
  await ctx.emit(ordersEnded, { orderIds: idsOf(moved) })
}

export const flowKind = orderFlow.kind
