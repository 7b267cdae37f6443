import { entriesOf } from '#base/people/people.ts'
import { testResult } from '#base/timeline/results.ts'
import { lastPositive, testsLacking } from '#base/timeline/test-days.ts'
import { tested } from '#capabilities/followup/events.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { on } from '#core/module.ts'
import { notFound, Problem } from '#core/problem.ts'
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

/**
 * Why an order cannot be confirmed as kept: the last result is positive, or, unless it is said why, one is due. By order.
 */
export async function untested(ctx: Context, orders: readonly OrderRow[], note: string | undefined) {
  const tests = Map.groupBy(
    await testsOf(
      ctx.sql,
      orders.map(order => order.id),
    ),
    test => test.orderId,
  )
  return new Map(
    orders.flatMap(order => {
      const course = { testDays: order.testDays, tests: tests.get(order.id) ?? [] }
      if (lastPositive(course)) return [[order.id, new Problem('isolation.tested-positive', { status: 409 })] as const]
      const lacks = !note && testsLacking(course).length > 0
      return lacks ? [[order.id, new Problem('isolation.tests-lacking', { status: 409 })] as const] : []
    }),
  )
}

/** A result of the follow-up of somebody under an order counts for the order too. */
export const noteTest = on(tested, async ({ testId, personId }, ctx) => {
  const found = await ctx.app.use(testResult)(ctx.sql, testId)
  const orderId = found && (await orderOn(ctx.sql, await entriesOf(ctx.sql, personId), found.takenOn))
  if (orderId) await insertTests(ctx, [{ ...found, orderId, note: '' }])
})
