import * as z from 'zod/mini'
import { PlaceKindSchema } from '#base/places/contract.ts'
import { WorkResult } from '#base/work/contract.ts'
import { at, can, either, endpoint, FRESH, file, ok, page, self, signedIn, wire } from '#core/contract.ts'
import { KINDS, REASONS } from './rules.ts'

const Kind = z.enum(KINDS)
const Reason = z.enum(REASONS)
const Paper = z.enum(['order', 'certificate'])
export type Paper = z.infer<typeof Paper>

export const OrderLine = z.object({
  id: wire.id,
  workId: wire.id,
  personId: wire.id,
  name: z.string(),
  birthYear: z.nullable(z.string()),
  unitId: wire.id,
  unitName: z.string(),
  kind: Kind,
  reason: Reason,
  place: z.string(),
  state: z.string(),
  fromOn: wire.day,
  untilOn: wire.day,
  /** The first test day without a negative result yet. */
  testDue: z.nullable(wire.day),
  proposedAt: wire.instant,
  number: z.nullable(z.string()),
  certificateNumber: z.nullable(z.string()),
})
export type OrderLine = z.infer<typeof OrderLine>

export const TEST_METHODS = ['rapid', 'pcr'] as const
const Outcome = z.enum(['negative', 'positive'])

const OrderTest = z.object({
  id: wire.id,
  takenOn: wire.day,
  method: z.enum(TEST_METHODS),
  outcome: Outcome,
  note: z.string(),
  by: z.nullable(z.string()),
})

export const OrderView = z.extend(OrderLine, {
  days: z.number(),
  watchDays: z.number(),
  isProtected: z.boolean(),
  /** The document that gives the days. */
  document: z.string(),
  note: z.string(),
  signedAt: z.nullable(wire.instant),
  signer: z.nullable(z.string()),
  certifiedAt: z.nullable(wire.instant),
  placeId: z.nullable(wire.id),
  testDays: z.array(wire.day),
  tests: z.array(OrderTest),
})
export type OrderView = z.infer<typeof OrderView>

const Member = z.object({
  id: wire.id,
  name: z.string(),
  birthYear: z.nullable(z.string()),
  address: z.string(),
  /** The state of the open order there is, if any. */
  ordered: z.nullable(z.string()),
})

/** What a paper in the person's own hands says; `link` stands in its code. */
const MyPaper = z.object({ paper: Paper, number: z.string(), issuedAt: wire.instant, link: z.string() })

export const MyOrder = z.object({
  id: wire.id,
  name: z.string(),
  kind: Kind,
  place: z.string(),
  unitId: wire.id,
  unitName: z.string(),
  state: z.string(),
  fromOn: wire.day,
  untilOn: wire.day,
  watchDays: z.number(),
  testDays: z.array(z.object({ day: wire.day, done: z.boolean() })),
  papers: z.array(MyPaper),
})
export type MyOrder = z.infer<typeof MyOrder>

/** A place in which people are isolated, and how full it is. */
export const SiteUse = z.object({
  id: wire.id,
  name: z.string(),
  kind: PlaceKindSchema,
  address: z.string(),
  unitName: z.string(),
  /** Null where nobody has said. */
  capacity: z.nullable(z.number()),
  people: z.number(),
  /** Proposed or signed to come here. */
  coming: z.number(),
  /** The last fortnight, up to the day asked for. */
  days: z.array(z.object({ day: wire.day, people: z.number() })),
  /** The problem that keeps the caller from saying how many it takes. */
  refused: z.nullable(z.string()),
})
export type SiteUse = z.infer<typeof SiteUse>

/** Who cannot simply be confirmed. */
const Lacking = z.object({
  id: wire.id,
  /** Test days without a negative result. */
  days: z.array(wire.day),
  /** The last result is positive: never confirmed. */
  positive: z.boolean(),
})
export type Lacking = z.infer<typeof Lacking>

const orderIds = z.array(wire.id).check(z.minLength(1), z.maxLength(500))
const Results = z.object({ results: z.array(WorkResult) })
export const VIEWS = ['sign', 'test', 'station', 'in-force', 'done', 'all'] as const
const orderParams = z.object({ orderId: wire.id })
const order = (i: { params: { orderId: string } }) => at.of('isolation-order', i.params.orderId)

export const isolation = {
  draft: endpoint({
    method: 'GET',
    path: '/isolation/drafts/:personId',
    params: z.object({ personId: wire.id }),
    /** The item that has the person on the caller's desk, wherever they are registered. */
    query: z.object({ workId: z.optional(wire.id) }),
    reply: z.object({
      unitId: z.nullable(wire.id),
      people: z.array(Member),
      /** The rule of today: how long, and by which document. */
      policy: z.object({
        contactDays: z.number(),
        contactWatchDays: z.number(),
        protectedDays: z.number(),
        protectedWatchDays: z.number(),
        caseDays: z.number(),
      }),
      document: z.string(),
    }),
    may: can('isolation.propose'),
    about: i => (i.query.workId ? at.of('work', i.query.workId) : at.person(i.params.personId)),
    looks: 'isolation.propose',
    shows: ({ people }) => people.map(({ id }) => id),
    summary: 'What a proposal begins with: the person and the household, and for how long',
  }),
  propose: endpoint({
    method: 'POST',
    path: '/isolation/orders',
    body: z.object({
      unitId: wire.id,
      people: z.array(z.object({ personId: wire.id, isProtected: z.boolean() })).check(z.minLength(1), z.maxLength(50)),
      kind: Kind,
      reason: Reason,
      placeId: z.optional(z.nullable(wire.id)),
      /** Where, in words. */
      place: wire.text(300),
      fromOn: wire.day,
      /** Other than the policy gives: then the note says why. */
      days: z.optional(z.int().check(z.gte(1), z.lte(90))),
      note: z.optional(wire.note(1000)),
    }),
    reply: z.object({ orders: z.array(z.object({ orderId: wire.id, workId: wire.id })) }),
    may: can('isolation.propose'),
    about: i => at.unit(i.body.unitId),
    summary: 'The station proposes to isolate one person, or several of a household',
  }),
  orders: endpoint({
    method: 'GET',
    path: '/isolation/orders',
    query: z.object({
      view: z.optional(z.enum(VIEWS)),
      kind: z.optional(Kind),
      unitId: z.optional(wire.id),
      q: z.optional(z.string().check(z.maxLength(100))),
      after: z.optional(z.string().check(z.maxLength(100))),
    }),
    reply: page(OrderLine),
    may: can('isolation.read'),
    looks: 'isolation.orders',
    shows: ({ rows }) => rows.map(row => row.personId),
  }),
  order: endpoint({
    method: 'GET',
    path: '/isolation/orders/:orderId',
    params: orderParams,
    reply: OrderView,
    may: can('isolation.read'),
    about: order,
    looks: 'isolation.order',
  }),
  sign: endpoint({
    method: 'POST',
    path: '/isolation/signatures',
    body: z.object({ orderIds }),
    reply: Results,
    may: can('isolation.sign'),
    fresh: FRESH,
    summary: 'The chair signs: proposals become orders with a number, confirmed ones get their certificate',
  }),
  step: endpoint({
    method: 'POST',
    path: '/isolation/steps',
    body: z.object({
      step: z.enum(['refuse', 'withdraw', 'confirm', 'return', 'end-early', 'cancel']),
      orderIds,
      note: z.optional(wire.note(1000)),
    }),
    reply: Results,
    may: either(can('isolation.propose'), can('isolation.sign')),
    summary: 'Any other step with orders, each with its own result; the flow says who may',
  }),
  test: endpoint({
    method: 'POST',
    path: '/isolation/orders/:orderId/tests',
    params: orderParams,
    body: z.object({
      id: wire.id,
      takenOn: wire.day,
      method: z.enum(TEST_METHODS),
      outcome: Outcome,
      note: z.optional(wire.note(1000)),
    }),
    reply: ok,
    may: can('isolation.propose'),
    about: order,
    summary: 'The station writes a result down; twice with one id is once',
  }),
  sites: endpoint({
    method: 'GET',
    path: '/isolation/sites',
    query: z.object({ unitId: wire.id, q: z.optional(z.string().check(z.maxLength(200))) }),
    reply: z.object({
      sites: z.array(
        z.object({
          id: wire.id,
          name: z.string(),
          kind: PlaceKindSchema,
          address: z.string(),
          unitName: z.nullable(z.string()),
          /** How many are there or to come, and how many it takes; null where nobody has said. */
          people: z.number(),
          capacity: z.nullable(z.number()),
        }),
      ),
    }),
    may: can('isolation.propose'),
    about: i => at.unit(i.query.unitId),
    summary: 'Places of the register, in the province of a unit, where an order may be served',
  }),
  siteUse: endpoint({
    method: 'GET',
    path: '/isolation/site-use',
    query: z.object({ unitId: z.optional(wire.id), day: z.optional(wire.day) }),
    reply: z.object({ sites: z.array(SiteUse) }),
    may: can('isolation.read'),
    summary: 'How many people are in each isolation site of the caller’s area, against how many it takes, day by day',
  }),
  setCapacity: endpoint({
    method: 'PUT',
    path: '/isolation/sites/:placeId/capacity',
    params: z.object({ placeId: wire.id }),
    body: z.object({
      capacity: z.int().check(z.gte(0), z.lte(100_000)),
      /** From which day on; today unless said. */
      from: z.optional(wire.day),
    }),
    reply: ok,
    may: can('isolation.sites'),
    about: i => at.place(i.params.placeId),
    summary: 'How many people a site takes',
  }),
  lacking: endpoint({
    method: 'POST',
    path: '/isolation/lacking',
    body: z.object({ orderIds }),
    reply: z.object({ orders: z.array(Lacking) }),
    may: can('isolation.read'),
    looks: 'isolation.order',
    shows: 'told',
    summary: 'Of orders that are to be confirmed as kept: who lacks which test, before it is sent',
  }),
  papers: endpoint({
    method: 'POST',
    path: '/isolation/papers',
    body: z.object({ orderIds, paper: Paper }),
    reply: file,
    may: can('isolation.read'),
    looks: 'isolation.print',
    shows: 'told',
    summary: 'Orders or certificates to print, as one PDF; those without the paper are left out',
  }),
  mine: endpoint({
    method: 'GET',
    path: '/me/isolation',
    reply: z.object({ orders: z.array(MyOrder) }),
    may: signedIn,
    summary: 'Orders and certificates of the caller, then of the household, latest first',
  }),
  myPaper: endpoint({
    method: 'GET',
    path: '/me/isolation/:orderId/papers/:paper',
    params: z.object({ orderId: wire.id, paper: Paper }),
    reply: file,
    may: self,
    about: order,
    summary: 'The order or the certificate as PDF',
  }),
}
