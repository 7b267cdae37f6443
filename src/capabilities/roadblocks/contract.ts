import * as z from 'zod/mini'
import { PlaceCard } from '#base/places/contract.ts'
import { Identity } from '#base/standing/contract.ts'
import { at, can, endpoint, file, link, ok, page, signedIn, wire } from '#core/contract.ts'
import { PLATE_KINDS } from './plates.ts'
import { DECISIONS, PURPOSES, TEST_KINDS, TEST_RESULTS, VEHICLE_KINDS, WHYS } from './rules.ts'

export const STAFF_ROLES = ['roadblock-head', 'roadblock-officer'] as const
const StaffRole = z.enum(STAFF_ROLES)
const Decision = z.enum(DECISIONS)
const Listed = z.enum(['none', 'part', 'whole'])

const TestPaper = z.object({
  kind: z.enum(TEST_KINDS),
  result: z.enum(TEST_RESULTS),
  takenAt: wire.instant,
  place: wire.note(100),
})

const isPastYear = (year: string) => Number(year) <= new Date().getFullYear()

/** Somebody without a code: as they say, or as a paper says. */
const Typed = z.object({
  fullName: wire.text(100),
  birthYear: z.optional(z.string().check(z.regex(/^(19|20)\d{2}$/), z.refine(isPastYear))),
  idNumber: z.optional(z.string().check(z.trim(), z.maxLength(20))),
  phone: z.optional(z.string().check(z.trim(), z.maxLength(20))),
})

const Traveller = z.object({
  driver: z.boolean(),
  /** One of the three says who: a code that was scanned, a reference from a look-up of ours, or what was typed. */
  code: z.optional(z.string().check(z.minLength(1), z.maxLength(4296))),
  ref: z.optional(z.string().check(z.maxLength(500))),
  typed: z.optional(Typed),
  test: z.optional(TestPaper),
  /** Where it is another than that of the vehicle. */
  decision: z.optional(Decision),
})
export type Traveller = z.infer<typeof Traveller>

/** What an officer records of a vehicle. On the device it lies sealed: nobody who holds the phone can read it. */
export const CrossingRecord = z.object({
  plate: z.nullable(z.object({ kind: z.enum(PLATE_KINDS), text: z.string().check(z.minLength(2), z.maxLength(20)) })),
  vehicle: z.enum(VEHICLE_KINDS),
  /** The transport permit with a code (mã QR vận tải), as it was read. */
  permit: wire.note(300),
  fromId: wire.id,
  toId: wire.id,
  purpose: z.enum(PURPOSES),
  travellers: z.array(Traveller).check(z.minLength(1), z.maxLength(60)),
  /** What the device proposed. */
  shown: Decision,
  decision: Decision,
  reason: wire.note(300),
})
export type CrossingRecord = z.infer<typeof CrossingRecord>

const KeptCrossing = z.object({
  id: wire.id,
  deviceAt: z.string().check(z.maxLength(40)),
  /** How far the device knew its clock to be behind ours, in milliseconds; null when it knew nothing. */
  behindMs: z.nullable(z.number()),
  sealed: z.string().check(z.maxLength(60_000)),
})
export type KeptCrossing = z.infer<typeof KeptCrossing>

export const Receipt = z.object({
  id: wire.id,
  state: z.enum(['recorded', 'known', 'parked']),
  reason: z.nullable(z.string()),
})
export type Receipt = z.infer<typeof Receipt>

const Counts = z.object({
  vehicles: z.number(),
  people: z.number(),
  passed: z.number(),
  turned: z.number(),
  isolated: z.number(),
})
export type Counts = z.infer<typeof Counts>

const Permits = z.object({
  hosts: z.array(z.string()),
  vehicles: z.array(z.enum(VEHICLE_KINDS)),
  purposes: z.array(z.enum(PURPOSES)),
  without: Decision,
})

/** A place one comes from or goes to, with how much of it is listed today. */
const Choice = z.object({ id: wire.id, label: z.string(), listed: Listed, home: z.boolean() })
export type PlaceChoice = z.infer<typeof Choice>

const Proposing = z.object({
  pcrHours: z.number(),
  rapidHours: z.number(),
  positive: Decision,
  listedTested: Decision,
  untestedHome: Decision,
  untestedThrough: Decision,
  intoListed: Decision,
  exempt: z.array(z.enum(PURPOSES)),
})

const Shift = z.object({
  id: wire.id,
  begunAt: wire.instant,
  members: z.array(z.object({ accountId: wire.id, name: z.string(), since: wire.instant })),
  /** Whether the caller stands in it. */
  yours: z.boolean(),
  counts: z.nullable(Counts),
})

/** What the one who takes over is told: no more than counts and a note. */
const EndedShift = z.object({
  endedAt: wire.instant,
  by: z.nullable(z.string()),
  note: z.string(),
  waiting: z.number(),
  counts: Counts,
})

/** Somebody found for the vehicle at the post: enough to be recognised by, and no more. */
const Known = z.object({
  ref: z.string(),
  name: z.string(),
  birthYear: z.nullable(z.string()),
  identity: Identity,
  /** Under orders of whatever kind: the health staff of the post speak with them. It is not said why. */
  seeHealthStaff: z.boolean(),
})
export type Known = z.infer<typeof Known>

export const CrossingLine = z.object({
  id: wire.id,
  at: wire.instant,
  plate: z.nullable(z.string()),
  vehicle: z.enum(VEHICLE_KINDS),
  from: z.string(),
  to: z.string(),
  purpose: z.enum(PURPOSES),
  people: z.array(z.object({ name: z.nullable(z.string()), driver: z.boolean(), decision: Decision })),
  decision: Decision,
  proposed: Decision,
  why: z.enum(WHYS),
  reason: z.string(),
  recorder: z.string(),
  /** The shared machine it was recorded at, where it was one. */
  station: z.nullable(z.string()),
})
export type CrossingLine = z.infer<typeof CrossingLine>

export const ParkedCrossing = z.object({
  id: wire.id,
  plate: z.nullable(z.string()),
  people: z.nullable(z.number()),
  decision: z.nullable(Decision),
  at: z.nullable(wire.instant),
  receivedAt: wire.instant,
  recorder: z.string(),
  station: z.nullable(z.string()),
  reason: z.string(),
  /** Whether it can be recorded at all: what was never read cannot. */
  readable: z.boolean(),
})
export type ParkedCrossing = z.infer<typeof ParkedCrossing>

/** How many vehicles of a day have something in common. */
const Tally = z.object({ vehicles: z.number(), people: z.number() })

const PostLine = z.extend(PlaceCard, { onDuty: z.number(), counts: Counts, parked: z.number() })
export type PostLine = z.infer<typeof PostLine>

const StaffLine = z.object({
  grantId: wire.id,
  name: z.string(),
  phone: z.string(),
  role: StaffRole,
  you: z.boolean(),
})

const params = z.object({ roadblockId: wire.id })
const atPost = { params, about: (i: { params: { roadblockId: string } }) => at.of('roadblock', i.params.roadblockId) }
const record = { ...atPost, may: can('roadblocks.record') }
const settle = { ...atPost, may: can('roadblocks.settle') }
const lead = { ...atPost, may: can('roadblocks.lead') }
const staff = { ...atPost, may: can('roadblocks.staff') }
const NewStaff = z.object({ phone: z.string().check(z.maxLength(20)), name: wire.text(100) })

export const roadblocks = {
  register: endpoint({
    method: 'POST',
    path: '/roadblocks',
    body: z.object({ name: wire.text(200), unitId: wire.id, address: wire.note(300), head: z.optional(NewStaff) }),
    reply: z.object({ roadblockId: wire.id }),
    may: can('roadblocks.register'),
    about: i => at.unit(i.body.unitId),
    summary: 'Set up a post on a road (chốt kiểm soát) and name its head',
  }),
  posts: endpoint({
    method: 'GET',
    path: '/roadblocks',
    query: z.object({
      unitId: z.optional(wire.id),
      day: z.optional(wire.day),
      /** Those that closed, instead of those that are open. */
      closed: z.optional(wire.flag),
    }),
    reply: z.object({ day: wire.day, posts: z.array(PostLine) }),
    may: can('roadblocks.read'),
    summary: 'The posts of an area with the figures of a day',
  }),
  post: endpoint({
    method: 'GET',
    path: '/roadblocks/:roadblockId',
    ...atPost,
    query: z.object({ day: z.optional(wire.day) }),
    reply: z.extend(PostLine, {
      day: wire.day,
      closedAt: z.nullable(wire.instant),
      shift: z.nullable(z.object({ begunAt: wire.instant, members: z.array(z.string()) })),
      /** Vehicles of each hour of the day, 24 of them. */
      hours: z.array(z.number()),
      /** By what was decided and what the rules said of it; the commonest first. */
      reasons: z.array(z.extend(Tally, { decision: Decision, why: z.enum(WHYS) })),
      /** Where most came from and went to. */
      from: z.array(z.extend(Tally, { label: z.string() })),
      to: z.array(z.extend(Tally, { label: z.string() })),
    }),
    may: can('roadblocks.read'),
    summary: 'A post on a day: who is on duty, when vehicles came, from where, and why they were let pass or not',
  }),
  mine: endpoint({
    method: 'GET',
    path: '/me/roadblocks',
    reply: z.object({
      /**
       * `parked`: what waits for the caller to look at, where they may. Nobody stands at a closed one; what a device holds of it
       * is still delivered, and looked at.
       */
      posts: z.array(
        z.extend(PlaceCard, {
          role: StaffRole,
          pass: z.string(),
          parked: z.number(),
          closedAt: z.nullable(wire.instant),
        }),
      ),
      sealingKey: z.string(),
    }),
    may: signedIn,
    summary: 'Posts where the caller is on the staff, each with the pass by which this device delivers later',
  }),
  desk: endpoint({
    method: 'GET',
    path: '/roadblocks/:roadblockId/desk',
    ...record,
    reply: z.object({
      rule: Proposing,
      permits: Permits,
      document: z.string(),
      /** Provinces and districts, the communes of the own province, and whatever is listed. */
      choices: z.array(Choice),
      /** Where most go, the commonest first; ids of choices. */
      usual: z.array(wire.id),
      /** Where most come from. */
      usualFrom: z.array(wire.id),
    }),
    summary: 'What a device needs to propose a decision without a network: the rule and the places, nothing of anybody',
  }),
  shift: endpoint({
    method: 'GET',
    path: '/roadblocks/:roadblockId/shift',
    ...record,
    reply: z.object({
      shift: z.nullable(Shift),
      last: z.nullable(EndedShift),
      colleagues: z.array(z.object({ accountId: wire.id, name: z.string() })),
      /** What waits to be looked at; only for the head. */
      parked: z.nullable(z.number()),
    }),
  }),
  stand: endpoint({
    method: 'POST',
    path: '/roadblocks/:roadblockId/shift',
    ...record,
    reply: z.object({ shiftId: wire.id }),
    summary: 'Begin a shift, or stand in the one that runs',
  }),
  end: endpoint({
    method: 'POST',
    path: '/roadblocks/:roadblockId/shift/end',
    ...record,
    body: z.object({
      note: wire.note(1000),
      /** Records that lie on this device still. */
      waiting: z.int().check(z.gte(0), z.lte(100_000)),
      /** Who takes over: their shift begins at once. */
      toAccountId: z.optional(wire.id),
    }),
    reply: z.object({ counts: Counts }),
    summary: 'End the shift one stands in, or hand it over',
  }),
  vehicle: endpoint({
    method: 'POST',
    path: '/roadblocks/:roadblockId/vehicles',
    ...record,
    body: z.object({ plate: z.string().check(z.minLength(2), z.maxLength(30)), foreign: z.boolean() }),
    reply: z.object({
      last: z.nullable(
        z.object({
          at: wire.instant,
          post: z.string(),
          vehicle: z.enum(VEHICLE_KINDS),
          fromId: wire.id,
          toId: wire.id,
          purpose: z.enum(PURPOSES),
          people: z.array(z.extend(Known, { driver: z.boolean() })),
        }),
      ),
    }),
    looks: 'roadblocks.vehicle',
    shows: 'told',
    summary: 'Who was in a vehicle when it last passed a post of the province, to be confirmed',
  }),
  find: endpoint({
    method: 'POST',
    path: '/roadblocks/:roadblockId/people',
    ...record,
    body: z.object({ q: z.string().check(z.minLength(1), z.maxLength(4296)) }),
    reply: z.object({ people: z.array(Known), narrow: z.boolean() }),
    looks: 'roadblocks.find',
    shows: 'told',
    summary: 'Somebody by a code, by a number, or by the name with the year of birth',
  }),
  deliver: endpoint({
    method: 'POST',
    path: '/roadblock-deliveries/:token',
    params: z.object({ token: wire.text(500) }),
    body: z.object({ sentAt: wire.instant, crossings: z.array(KeptCrossing).check(z.minLength(1), z.maxLength(100)) }),
    reply: z.object({ receipts: z.array(Receipt) }),
    may: link('roadblocks.delivery'),
    maxBytes: 8 * 1024 * 1024,
    summary: 'What a device recorded, answered item by item: recorded, known, or parked for the head of the post',
  }),
  crossings: endpoint({
    method: 'GET',
    path: '/roadblocks/:roadblockId/crossings',
    ...record,
    query: z.object({ after: z.optional(z.string().check(z.maxLength(100))) }),
    reply: page(CrossingLine),
    looks: 'roadblocks.crossings',
    shows: 'told',
    summary: 'The vehicles of the shift the caller stands in',
  }),
  log: endpoint({
    method: 'GET',
    path: '/roadblocks/:roadblockId/log',
    ...lead,
    query: z.object({ day: z.optional(wire.day), after: z.optional(z.string().check(z.maxLength(100))) }),
    reply: page(CrossingLine),
    looks: 'roadblocks.log',
    shows: 'told',
    summary: 'The log of a day, of all shifts',
  }),
  export: endpoint({
    method: 'GET',
    path: '/roadblocks/:roadblockId/log.xlsx',
    ...lead,
    query: z.object({ day: z.optional(wire.day) }),
    reply: file,
    looks: 'roadblocks.export',
    summary: 'The log of a day as a workbook',
  }),
  parked: endpoint({
    method: 'GET',
    path: '/roadblocks/:roadblockId/parked',
    ...settle,
    reply: z.object({ crossings: z.array(ParkedCrossing), count: z.number() }),
    looks: 'roadblocks.parked',
  }),
  settle: endpoint({
    method: 'POST',
    path: '/roadblocks/:roadblockId/parked/decisions',
    ...settle,
    body: z.object({
      /** All that wait when none are named. */
      ids: z.optional(z.array(wire.id).check(z.minLength(1), z.maxLength(200))),
      decision: z.enum(['record', 'discard']),
      reason: wire.note(500),
    }),
    reply: z.object({ settled: z.number(), left: z.number() }),
    looks: 'roadblocks.parked',
    summary: 'Record what was parked as it seems to have happened, or discard it with a reason',
  }),
  staff: endpoint({
    method: 'GET',
    path: '/roadblocks/:roadblockId/staff',
    ...staff,
    reply: z.object({ staff: z.array(StaffLine) }),
  }),
  addStaff: endpoint({
    method: 'POST',
    path: '/roadblocks/:roadblockId/staff',
    ...staff,
    body: z.extend(NewStaff, { role: StaffRole }),
    reply: z.object({ grantId: wire.id }),
  }),
  removeStaff: endpoint({
    method: 'DELETE',
    path: '/roadblocks/:roadblockId/staff/:grantId',
    ...staff,
    params: z.extend(params, { grantId: wire.id }),
    reply: ok,
  }),
  traveller: endpoint({
    method: 'GET',
    path: '/roadblock-travellers/:travellerId',
    params: z.object({ travellerId: wire.id }),
    reply: z.object({
      at: wire.instant,
      post: z.string(),
      plate: z.nullable(z.string()),
      vehicle: z.enum(VEHICLE_KINDS),
      from: z.string(),
      to: z.string(),
      purpose: z.enum(PURPOSES),
      decision: Decision,
      why: z.enum(WHYS),
      reason: z.string(),
      phone: z.nullable(z.string()),
      test: z.nullable(TestPaper),
    }),
    may: can('roadblocks.follow'),
    about: i => at.of('traveller', i.params.travellerId),
    looks: 'roadblocks.traveller',
    summary: 'Who comes to the commune from a post: from where, in what, with which test',
  }),
}
