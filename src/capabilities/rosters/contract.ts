import * as z from 'zod/mini'
import { at, can, either, endpoint, file, ok, page, signedIn, wire } from '#core/contract.ts'
import { KINDS } from './rules.ts'

const Named = z.object({ id: wire.id, name: z.string() })
const time = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/))

export const RosterEntry = z.object({
  accountId: wire.id,
  day: wire.day,
  kind: z.enum(KINDS),
  fromTime: z.nullable(time),
  untilTime: z.nullable(time),
  standInId: z.nullable(wire.id),
  note: z.string(),
})
export type RosterEntry = z.infer<typeof RosterEntry>

const DayCount = z.object({
  day: wire.day,
  /** Whether the calendar has it as a working day. */
  worked: z.boolean(),
  office: z.number(),
  home: z.number(),
  leave: z.number(),
  duty: z.number(),
  /** Of those who work, the part at the office. */
  share: z.nullable(z.number()),
  over: z.boolean(),
})
export type DayCount = z.infer<typeof DayCount>

export const RosterWeek = z.object({
  unit: Named,
  monday: wire.day,
  /** 0 when nothing has been planned. */
  version: z.number(),
  publishedAt: z.nullable(wire.instant),
  publishedBy: z.nullable(z.string()),
  overReason: z.string(),
  largestShare: z.number(),
  teamFrom: z.number(),
  people: z.array(Named),
  entries: z.array(RosterEntry),
  days: z.array(DayCount),
})
export type RosterWeek = z.infer<typeof RosterWeek>

export const SWAP_STATES = ['asked', 'agreed', 'declined', 'withdrawn', 'approved', 'refused'] as const

export const Swap = z.object({
  id: wire.id,
  asker: Named,
  other: Named,
  days: z.array(wire.day),
  note: z.string(),
  state: z.enum(SWAP_STATES),
  reason: z.string(),
  /** The caller asked, and may take it back while it is not decided. */
  mine: z.boolean(),
  /** What the two exchange. */
  was: z.array(RosterEntry),
})
export type Swap = z.infer<typeof Swap>

/** An office on a day. */
const OfficeToday = z.object({
  id: wire.id,
  name: z.string(),
  officers: z.number(),
  /** Whether a roster for the day was published. */
  planned: z.boolean(),
  office: z.number(),
  home: z.number(),
  leave: z.number(),
  duty: z.number(),
  share: z.nullable(z.number()),
  largestShare: z.number(),
  over: z.boolean(),
})
export type OfficeToday = z.infer<typeof OfficeToday>

const which = z.object({ unitId: wire.id, day: wire.day })
const theUnit = (i: { params: { unitId: string } }) => at.unit(i.params.unitId)
const swapId = z.object({ swapId: wire.id })
const plan = { params: which, may: can('rosters.plan'), about: theUnit }
const read = { params: which, may: can('rosters.read'), about: theUnit }
const reason = z.optional(wire.note(500))
const version = z.object({ version: z.number() })
const OneSwap = z.object({ swapId: wire.id })

/** `:day` is any day of the week that is meant. */
export const rosters = {
  today: endpoint({
    method: 'GET',
    path: '/rosters/today',
    query: z.object({
      day: z.optional(wire.day),
      unitId: z.optional(wire.id),
      /** Only offices that have officers and no roster. */
      missing: z.optional(wire.flag),
      after: z.optional(wire.id),
    }),
    reply: z.extend(page(OfficeToday), {
      day: wire.day,
      /** Of the whole area, from the indicators; null where nobody works. */
      figures: z.object({
        office: z.nullable(z.number()),
        home: z.nullable(z.number()),
        leave: z.nullable(z.number()),
        share: z.nullable(z.number()),
      }),
    }),
    may: can('rosters.read'),
    summary: 'Who is where on a day, office by office, against the limit; which offices have no roster',
  }),
  week: endpoint({
    method: 'GET',
    path: '/rosters/:unitId/weeks/:day',
    reply: RosterWeek,
    ...read,
    summary: 'The roster of an office for a week, also while it is a draft',
  }),
  save: endpoint({
    method: 'PUT',
    path: '/rosters/:unitId/weeks/:day',
    body: z.object({
      version: z.number(),
      /** What is to be said instead; a kind of null says nothing any more. */
      entries: z
        .array(
          z.extend(z.omit(RosterEntry, { kind: true, note: true }), {
            kind: z.nullable(z.enum(KINDS)),
            note: wire.note(200),
          }),
        )
        .check(z.minLength(1), z.maxLength(1400)),
      reason,
    }),
    reply: version,
    ...plan,
    summary: 'Say where people work; in a published week they are told at once',
  }),
  fill: endpoint({
    method: 'POST',
    path: '/rosters/:unitId/weeks/:day/patterns',
    body: z.object({ by: z.enum(['days', 'weeks']), weeks: z.int().check(z.gte(1), z.lte(8)) }),
    reply: z.object({ filled: z.number() }),
    ...plan,
    summary: 'The team in two halves that take turns at the office, by working day or by week; leave and duty stay',
  }),
  copy: endpoint({
    method: 'POST',
    path: '/rosters/:unitId/weeks/:day/copies',
    reply: version,
    ...plan,
    summary: 'Plan the week as the one before it; leave is not copied',
  }),
  publish: endpoint({
    method: 'POST',
    path: '/rosters/:unitId/weeks/:day/publication',
    body: z.object({ version: z.number(), reason }),
    reply: version,
    ...plan,
    summary: 'Publish the week: everybody in it is told. More at the office than the limit takes a reason',
  }),
  paper: endpoint({
    method: 'GET',
    path: '/rosters/:unitId/weeks/:day/paper',
    reply: file,
    ...read,
    summary: 'The published roster in the national layout, as PDF',
  }),
  sheet: endpoint({
    method: 'GET',
    path: '/rosters/:unitId/weeks/:day/sheet',
    reply: file,
    ...read,
    summary: 'The roster as a workbook',
  }),
  charge: endpoint({
    method: 'PUT',
    path: '/rosters/:unitId/planners/:accountId',
    params: z.object({ unitId: wire.id, accountId: wire.id }),
    reply: ok,
    may: can('rosters.charge'),
    about: theUnit,
    summary: 'The leader charges an officer of the office with planning its rosters',
  }),
  discharge: endpoint({
    method: 'DELETE',
    path: '/rosters/:unitId/planners/:accountId',
    params: z.object({ unitId: wire.id, accountId: wire.id }),
    reply: ok,
    may: can('rosters.charge'),
    about: theUnit,
  }),
  planners: endpoint({
    method: 'GET',
    path: '/rosters/:unitId/planners',
    params: z.object({ unitId: wire.id }),
    reply: z.object({ officers: z.array(z.extend(Named, { charged: z.boolean() })) }),
    may: either(can('rosters.charge'), can('rosters.plan')),
    about: theUnit,
    summary: 'The officers of the office, and who of them is charged with planning',
  }),
  mine: endpoint({
    method: 'GET',
    path: '/me/duty',
    query: z.object({ day: z.optional(wire.day) }),
    reply: z.object({
      me: wire.id,
      unit: z.nullable(Named),
      monday: wire.day,
      published: z.boolean(),
      people: z.array(Named),
      entries: z.array(RosterEntry),
      /** The caller's own from today on, also of later weeks. */
      next: z.array(RosterEntry),
      swaps: z.array(Swap),
    }),
    may: signedIn,
    summary: 'Where the caller and the colleagues work, as published, and swaps that concern the caller',
  }),
  askSwap: endpoint({
    method: 'POST',
    path: '/me/duty/swaps',
    body: z.object({
      otherId: wire.id,
      days: z.array(wire.day).check(z.minLength(1), z.maxLength(7)),
      note: wire.note(500),
    }),
    reply: OneSwap,
    may: signedIn,
    summary: 'Ask a colleague to exchange what the roster says on some days',
  }),
  answerSwap: endpoint({
    method: 'POST',
    path: '/me/duty/swaps/:swapId/answer',
    params: swapId,
    body: z.object({ agree: z.boolean() }),
    reply: ok,
    may: signedIn,
    summary: 'The colleague agrees, and who plans decides; or declines',
  }),
  withdrawSwap: endpoint({
    method: 'DELETE',
    path: '/me/duty/swaps/:swapId',
    params: swapId,
    reply: ok,
    may: signedIn,
    summary: 'Who asked takes it back, while it is not decided',
  }),
  swap: endpoint({
    method: 'GET',
    path: '/rosters/swaps/:swapId',
    params: swapId,
    reply: Swap,
    may: can('rosters.plan'),
    about: i => at.of('roster-swap', i.params.swapId),
  }),
  decideSwap: endpoint({
    method: 'POST',
    path: '/rosters/swaps/:swapId/decision',
    params: swapId,
    body: z.object({ approve: z.boolean(), reason }),
    reply: ok,
    may: can('rosters.plan'),
    about: i => at.of('roster-swap', i.params.swapId),
    summary: 'Approve or refuse a swap both agreed on; nobody decides their own',
  }),
}
