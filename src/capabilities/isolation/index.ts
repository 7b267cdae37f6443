import { linkTo } from '#base/attestation/attest.ts'
import { personFacts } from '#base/people/facts.ts'
import { peopleNamed } from '#base/people/named.ts'
import { entriesOf } from '#base/people/people.ts'
import { provideResults } from '#base/timeline/results.ts'
import { testsLacking } from '#base/timeline/test-days.ts'
import { treeOf } from '#base/units/trees.ts'
import { isArrival } from '#base/work/arrival-kind.ts'
import { isolationProposed } from '#base/work/arrivals.ts'
import { workMoved } from '#base/work/events.ts'
import { getItem } from '#base/work/queries.ts'
import { resultView } from '#base/work/views.ts'
import type { Context } from '#core/app.ts'
import { tellShown } from '#core/audit.ts'
import { dayOf } from '#core/clock.ts'
import { done } from '#core/contract.ts'
import { defineModule, everyMinutes, on } from '#core/module.ts'
import { counted, pageOf, readCursor } from '#core/paging.ts'
import { notFound } from '#core/problem.ts'
import { isolation as contract, type MyOrder, type OrderLine, type OrderView } from './contract.ts'
import { certificatePaper, orderFlow, orderPaper, templates } from './flow.ts'
import { indicators } from './indicators.ts'
import { keeps } from './keeps.ts'
import { print, statementsOf } from './papers.ts'
import { isolationDays, paperGrounds, testRule } from './policies.ts'
import { draftFor, propose, yearOf } from './propose.ts'
import {
  countOrders,
  listOrders,
  MOST_COUNTED,
  ORDERS_A_PAGE,
  type OrderRow,
  openOf,
  ordersBy,
  ordersOf,
  sitesIn,
  testById,
  testsOf,
} from './queries.ts'
import { fullness, nobodyStays, setCapacity, siteUse } from './sites.ts'
import { type StepResult, signOrders, stepOrders, turnDay } from './steps.ts'
import { lackingOf, noteTest, takeTest } from './tests.ts'

export default defineModule({
  name: 'isolation',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    draft: ({ params, query }, ctx) => draftFor(ctx, params.personId, query.workId),
    propose: ({ body }, ctx) => propose(ctx, body),
    async orders({ query }, ctx) {
      const { view, kind, unitId, q } = query
      const filter = {
        view,
        kind,
        named: await peopleNamed(ctx.sql, q),
        today: dayOf(ctx.now),
        unitIds: unitId ? ctx.app.tree.within([unitId]) : undefined,
      }
      const scope = ctx.scope('isolation.read')
      const rows = await listOrders(ctx.sql, scope, { ...filter, after: readCursor(query.after) })
      const { shown, more } = pageOf(rows, ORDERS_A_PAGE, row => row.proposedAt)
      const count = query.after ? undefined : await countOrders(ctx.sql, scope, filter)
      return {
        rows: shown.map(row => lineOf(ctx, row)),
        more,
        ...counted(count, MOST_COUNTED),
      }
    },
    async order({ params }, ctx) {
      const order = await mustOrder(ctx, params.orderId)
      return {
        ...lineOf(ctx, order),
        days: order.days,
        watchDays: order.watchDays,
        isProtected: order.isProtected,
        document: order.document,
        note: order.note,
        signer: order.signer,
        signedAt: order.signedAt?.toISOString() ?? null,
        certifiedAt: order.certifiedAt?.toISOString() ?? null,
        placeId: order.placeId,
        testDays: [...order.testDays],
        tests: await testsOf(ctx.sql, [order.id]),
      } satisfies OrderView
    },
    async sign({ body }, ctx) {
      return answer(ctx, await signOrders(ctx, body.orderIds))
    },
    async step({ body }, ctx) {
      return answer(ctx, await stepOrders(ctx, body.step, body.orderIds, body.note))
    },
    async test({ params, body: { note = '', ...body } }, ctx) {
      await takeTest(ctx, params.orderId, { ...body, note })
      return done
    },
    async sites({ query }, ctx) {
      const province = treeOf(ctx.app)
        .path(query.unitId)
        .find(unit => unit.tier === 'province')
      const unitIds = ctx.app.tree.within([province?.id ?? query.unitId])
      const sites = await sitesIn(ctx.sql, unitIds, query.q ?? '')
      const full = await fullness(
        ctx,
        sites.map(site => site.id),
      )
      return { sites: sites.map(site => ({ people: 0, capacity: null, ...site, ...full.get(site.id) })) }
    },
    siteUse: async ({ query }, ctx) => ({ sites: await siteUse(ctx, query.unitId, query.day) }),
    async setCapacity({ params, body }, ctx) {
      await setCapacity(ctx, params.placeId, body.capacity, body.from)
      return done
    },
    async lacking({ body }, ctx) {
      const own = await ownOrders(ctx, body.orderIds)
      tellShown(ctx, own)
      return { orders: await lackingOf(ctx, own) }
    },
    async papers({ body }, ctx) {
      const own = await ownOrders(ctx, body.orderIds)
      tellShown(ctx, own)
      return print(ctx, body.paper, own)
    },
    mine: async (_, ctx) => ({ orders: await mine(ctx) }),
    async myPaper({ params }, ctx) {
      return print(ctx, params.paper, [await mustOrder(ctx, params.orderId)])
    },
  },
  on: [
    noteTest,
    // Who is under an order of the same unit has arrived: the order is what waits for them, nothing is proposed again.
    on(workMoved, async ({ workId, kind, unitId, to }, ctx) => {
      if (!isArrival(kind) || to !== 'arrived') return
      const personId = (await getItem(ctx.sql, workId))?.personId
      const open = personId ? await openOf(ctx.sql, await entriesOf(ctx.sql, personId)) : []
      if (personId && open.some(order => order.unitId === unitId))
        await isolationProposed(ctx, [kind], { unitId, personIds: [personId] })
    }),
  ],
  // Often, so that a server that slept at midnight begins and ends what is due.
  every: { 'isolation.day': everyMinutes(10, turnDay) },
  allows: {
    'health-officer': ['isolation.read', 'isolation.propose', 'isolation.sites'],
    'commune-chair': ['isolation.read', 'isolation.sign'],
    tracer: ['isolation.read'],
    leader: ['isolation.read'],
  },
  locates: {
    async 'isolation-order'(sql, id) {
      const [row] = await sql<{ unitId: string; personId: string }[]>`
        select o.unit_id, coalesce(a.to_id, o.person_id) as person_id
        from isolation.isolation_order o left join people.alias a on a.from_id = o.person_id where o.id = ${id}`
      return row
    },
  },
  constraints: { order_open_once: 'isolation.ordered-already-somebody' },
  async start(app) {
    provideResults(app, testById)
  },
  declares: [
    personFacts({
      name: 'isolation.facts.orders',
      count: (sql, ids) => sql`
        select person_id as id, count(*) as n from isolation.isolation_order
        where person_id = any(${ids as string[]}::uuid[]) group by 1`,
    }),
    isolationDays,
    testRule,
    paperGrounds,
    nobodyStays,
    orderFlow,
    orderPaper,
    certificatePaper,
    ...templates,
    ...indicators,
  ],
})

async function mustOrder(ctx: Context, orderId: string): Promise<OrderRow> {
  const [order] = await ordersBy(ctx.sql, [orderId])
  if (!order) throw notFound('order')
  return order
}

const lineOf = (ctx: Context, row: OrderRow): OrderLine => ({
  id: row.id,
  workId: row.workId,
  personId: row.personId,
  name: row.name,
  birthYear: yearOf(row.birthDate),
  unitId: row.unitId,
  unitName: treeOf(ctx.app).get(row.unitId)?.fullName ?? '',
  kind: row.kind,
  reason: row.reason,
  place: row.place,
  state: row.state,
  fromOn: row.fromOn,
  untilOn: row.untilOn,
  testDue: row.testDue,
  proposedAt: row.proposedAt.toISOString(),
  number: row.number,
  certificateNumber: row.certificateNumber,
})

/** Those of the orders that the caller may read. */
async function ownOrders(ctx: Context, orderIds: readonly string[]): Promise<OrderRow[]> {
  const scope = ctx.scope('isolation.read')
  const orders = await ordersBy(ctx.sql, orderIds)
  return orders.filter(({ unitId }) => scope.everywhere || scope.unitIds.includes(unitId))
}

const answer = (ctx: Context, results: readonly StepResult[]) => ({
  results: results.map(result => resultView(ctx, result)),
})

/** Of the caller first, then of the household; also what was ordered under entries that were merged since. */
async function mine(ctx: Context): Promise<MyOrder[]> {
  const ids = await Promise.all((ctx.who?.personIds ?? []).map(id => entriesOf(ctx.sql, id)))
  const own = new Set(ids[0])
  const rows = (await ordersOf(ctx.sql, ids.flat()))
    .filter(row => row.number !== null)
    .sort((a, b) => Number(own.has(b.personId)) - Number(own.has(a.personId)))
  const orderIds = rows.map(row => row.id)
  const tests = Map.groupBy(await testsOf(ctx.sql, orderIds), test => test.orderId)
  const testDays = ({ id, testDays: days }: OrderRow) => {
    const lacking = testsLacking({ testDays: days, tests: tests.get(id) ?? [] })
    return days.map(day => ({ day, done: !lacking.includes(day) }))
  }
  const papers = {
    order: await statementsOf(ctx, 'order', orderIds),
    certificate: await statementsOf(ctx, 'certificate', orderIds),
  }
  const paperOf = (which: keyof typeof papers, { id }: OrderRow, number: string | null) => {
    const found = papers[which].get(id)
    if (!found || number === null) return []
    return [{ paper: which, number, issuedAt: found.issuedAt.toISOString(), link: linkTo(ctx.app, found.text) }]
  }
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    place: row.place,
    state: row.state,
    fromOn: row.fromOn,
    untilOn: row.untilOn,
    watchDays: row.watchDays,
    testDays: testDays(row),
    unitId: row.unitId,
    unitName: treeOf(ctx.app).label(row.unitId),
    papers: [...paperOf('certificate', row, row.certificateNumber), ...paperOf('order', row, row.number)],
  }))
}
