import { entriesOf } from '#base/people/people.ts'
import { testResult } from '#base/timeline/results.ts'
import { lastPositive, testsLacking } from '#base/timeline/test-days.ts'
import { tested } from '#capabilities/followup/events.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { on } from '#core/module.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { Lacking } from './contract.ts'
import { orderTested } from './events.ts'
import { insertTests, type OrderRow, orderOn, ordersBy, type Tested, testsOf } from './queries.ts'

/** Open and signed: who is under it is tested. */
const TESTED_IN: readonly string[] = ['signed', 'in-force', 'over']

/** Writes a result down, and tells who follows the person. The same id counts once. */
export async function takeTest(ctx: Context, orderId: string, given: Omit<Tested, 'orderId'>): Promise<void> {
  const [order] = await ordersBy(ctx.sql, [orderId])
  if (!order) throw notFound('order')
  if (!TESTED_IN.includes(order.state)) throw new Problem('isolation.not-tested-now', { status: 409 })
  if (given.takenOn < order.fromOn || given.takenOn > dayOf(ctx.now)) throw new Problem('isolation.test-when')
  if (!(await insertTests(ctx, [{ ...given, orderId }])).length) return
  const { personId, unitId } = order
  await ctx.emit(orderTested, { testId: given.id, personId, unitId, isCase: order.reason === 'case' })
}

/** What of its tests keeps an order from being confirmed as kept: days without a negative result, a positive last one. */
export async function lackingOf(ctx: Context, orders: readonly OrderRow[]): Promise<Lacking[]> {
  const tests = Map.groupBy(
    await testsOf(
      ctx.sql,
      orders.map(order => order.id),
    ),
    test => test.orderId,
  )
  return orders.flatMap(({ id, testDays }) => {
    const course = { testDays, tests: tests.get(id) ?? [] }
    const lacking = { id, days: testsLacking(course), positive: lastPositive(course) }
    return lacking.positive || lacking.days.length ? [lacking] : []
  })
}

/** Why orders cannot be confirmed: the last result is positive, or, unless it is said why, one is due. */
export async function untested(ctx: Context, orders: readonly OrderRow[], note: string | undefined) {
  const lacking = await lackingOf(ctx, orders)
  return new Map(
    lacking.flatMap(({ id, positive }) =>
      positive || !note
        ? [[id, new Problem(`isolation.${positive ? 'tested-positive' : 'tests-lacking'}`, { status: 409 })] as const]
        : [],
    ),
  )
}

/** A result of the follow-up of somebody under an order counts for the order too. */
export const noteTest = on(tested, async ({ testId, personId }, ctx) => {
  const found = await ctx.app.use(testResult)(ctx.sql, testId)
  const orderId = found && (await orderOn(ctx.sql, await entriesOf(ctx.sql, personId), found.takenOn))
  if (orderId) await insertTests(ctx, [{ ...found, orderId, note: '' }])
})
