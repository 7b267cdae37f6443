import * as z from 'zod/mini'
import { anyone, at, can, endpoint, link, ok, signedIn, wire } from '#core/contract.ts'
import { PRIORITIES, STATES } from './rules.ts'

/** What a kiosk holds: a link to one hall, good until a new one is made. */
export const KIOSK = 'halls.kiosk'

export const Priority = z.enum(PRIORITIES)
const State = z.enum(STATES)

const Wait = z.nullable(z.object({ from: z.number(), to: z.number() }))

/** A line as whoever is to queue in it sees it. */
const Line = z.object({
  id: wire.id,
  letter: z.string(),
  name: z.string(),
  waiting: z.number(),
  /** Counters that serve it now. */
  counters: z.number(),
  wait: Wait,
})
export type Line = z.infer<typeof Line>

/** Whether people are served now, and what is told to those who are not. */
const Opening = z.object({
  open: z.boolean(),
  /** Why numbers are not given now: a problem's name. */
  why: z.nullable(z.string()),
  /** What the office says of a closure. */
  reason: z.nullable(z.string()),
  /** The first day on which it takes people again, of a closure. */
  until: z.nullable(wire.day),
  opensAt: z.nullable(wire.instant),
  closesAt: z.nullable(wire.instant),
})

/** How many are in the hall, and how many the rules of the epidemic let in. */
const Room = z.object({ inside: z.number(), limit: z.number(), full: z.boolean() })

const CounterNow = z.object({
  id: wire.id,
  number: z.number(),
  name: z.string(),
  open: z.boolean(),
  note: z.string(),
  label: z.nullable(z.string()),
  calledAt: z.nullable(wire.instant),
  /** How often the one who is there now was called. */
  calls: z.number(),
})
export type CounterNow = z.infer<typeof CounterNow>

const HallHead = { id: wire.id, name: z.string(), address: z.string(), unitName: z.string() }

/** What hangs on the wall: numbers, and nobody's name. */
export const Screen = z.object({
  ...HallHead,
  at: wire.instant,
  opening: Opening,
  room: Room,
  lines: z.array(Line),
  counters: z.array(CounterNow),
  /** Who is to come in next, in the order in which they are likely to be called. */
  next: z.array(z.string()),
})
export type Screen = z.infer<typeof Screen>

const HallLine = z.object({ ...HallHead, opening: Opening, room: Room, waiting: z.number() })
export type HallLine = z.infer<typeof HallLine>

export const Ticket = z.object({
  id: wire.id,
  hallId: wire.id,
  hall: z.string(),
  address: z.string(),
  label: z.string(),
  line: z.string(),
  day: wire.day,
  state: State,
  priority: z.nullable(Priority),
  slotAt: z.nullable(wire.instant),
  here: z.boolean(),
  takenAt: wire.instant,
  /** How many stand before it. */
  before: z.number(),
  wait: Wait,
  counter: z.nullable(z.number()),
  room: Room,
})
export type Ticket = z.infer<typeof Ticket>

/** The client makes the id, so that a press that was sent twice takes one number. */
const take = { id: wire.id, lineId: wire.id, priority: z.nullable(Priority) }

const Slot = z.object({ at: wire.instant, left: z.number() })

/** A ticket as the counter sees it. */
const Waiting = z.object({
  id: wire.id,
  label: z.string(),
  lineId: wire.id,
  priority: z.nullable(Priority),
  state: State,
  source: z.enum(['kiosk', 'phone', 'booked', 'staff']),
  slotAt: z.nullable(wire.instant),
  queuedAt: wire.instant,
  here: z.boolean(),
})
export type Waiting = z.infer<typeof Waiting>

const CounterView = z.extend(CounterNow, {
  lineIds: z.array(wire.id),
  officer: z.nullable(z.string()),
  mine: z.boolean(),
  ticketId: z.nullable(wire.id),
})
export type CounterView = z.infer<typeof CounterView>

export const Board = z.object({
  ...HallHead,
  unitId: wire.id,
  seats: z.number(),
  at: wire.instant,
  opening: Opening,
  room: Room,
  lines: z.array(z.extend(Line, { fields: z.array(z.string()) })),
  counters: z.array(CounterView),
  waiting: z.array(Waiting),
  served: z.number(),
  /** Days on which the hall takes nobody, now or later. */
  closures: z.array(z.object({ id: wire.id, fromOn: wire.day, untilOn: wire.day, reason: z.string() })),
  /** The problem that keeps the caller from changing the hall. */
  refused: z.nullable(z.string()),
})
export type Board = z.infer<typeof Board>

const hallParams = z.object({ hallId: wire.id })
const hall = (i: { params: { hallId: string } }) => at.of('hall', i.params.hallId)
const counterParams = z.object({ counterId: wire.id })
const counter = (i: { params: { counterId: string } }) => at.of('hall-counter', i.params.counterId)
const token = z.object({ token: wire.text(500) })

/** Whom the officer believes to be at the counter: a second press of the same key changes nothing. */
const seen = z.nullable(wire.id)
const Now = z.object({ ticketId: z.nullable(wire.id), label: z.nullable(z.string()), left: z.number() })

const lineBody = z.object({
  id: z.optional(wire.id),
  letter: z.string().check(z.regex(/^[A-Z]$/)),
  name: wire.text(120),
  fields: z.array(wire.text(60)).check(z.maxLength(50)),
})
const hallBody = z.object({
  name: wire.text(150),
  address: wire.note(300),
  seats: z.int().check(z.gte(1), z.lte(5000)),
})

export const halls = {
  near: endpoint({
    method: 'GET',
    path: '/halls/open',
    query: z.object({ q: z.optional(z.string().check(z.maxLength(100))), unitId: z.optional(wire.id) }),
    reply: z.object({ halls: z.array(HallLine), more: z.boolean() }),
    may: anyone,
    summary: 'Halls to queue in, with how full they are now',
  }),
  screen: endpoint({
    method: 'GET',
    path: '/halls/:hallId/screen',
    params: hallParams,
    reply: Screen,
    may: anyone,
    summary: 'What hangs on the wall of a hall: who is called where, and how long it takes',
  }),
  kiosk: endpoint({
    method: 'GET',
    path: '/halls/kiosks/:token',
    params: token,
    reply: Screen,
    may: link(KIOSK),
  }),
  takeAtKiosk: endpoint({
    method: 'POST',
    path: '/halls/kiosks/:token/tickets',
    params: token,
    body: z.object(take),
    reply: Ticket,
    may: link(KIOSK),
    summary: 'A number of somebody who stands at the kiosk',
  }),
  slots: endpoint({
    method: 'GET',
    path: '/halls/:hallId/slots',
    params: hallParams,
    reply: z.object({ days: z.array(z.object({ day: wire.day, slots: z.array(Slot) })), minutes: z.number() }),
    may: signedIn,
    summary: 'When one may come, and how many places are left then',
  }),
  take: endpoint({
    method: 'POST',
    path: '/halls/:hallId/tickets',
    params: hallParams,
    body: z.object({ ...take, slotAt: z.nullable(wire.instant), here: z.boolean() }),
    reply: Ticket,
    may: signedIn,
    summary: 'A number by phone: at the door, on the way, or ahead of time for a slot',
  }),
  mine: endpoint({
    method: 'GET',
    path: '/me/tickets',
    reply: z.object({ tickets: z.array(Ticket) }),
    may: signedIn,
    summary: 'My numbers of today and those to come',
  }),
  here: endpoint({
    method: 'POST',
    path: '/me/tickets/:ticketId/here',
    params: z.object({ ticketId: wire.id }),
    reply: Ticket,
    may: signedIn,
    summary: 'I have come: a booked number queues from now',
  }),
  leave: endpoint({
    method: 'DELETE',
    path: '/me/tickets/:ticketId',
    params: z.object({ ticketId: wire.id }),
    reply: ok,
    may: signedIn,
  }),
  list: endpoint({
    method: 'GET',
    path: '/halls',
    reply: z.object({ halls: z.array(HallLine) }),
    may: can('halls.serve'),
  }),
  board: endpoint({
    method: 'GET',
    path: '/halls/:hallId',
    params: hallParams,
    reply: Board,
    may: can('halls.serve'),
    about: hall,
  }),
  issue: endpoint({
    method: 'POST',
    path: '/halls/:hallId/numbers',
    params: hallParams,
    body: z.object(take),
    reply: Ticket,
    may: can('halls.serve'),
    about: hall,
    summary: 'A number that staff take for somebody without a phone',
  }),
  arrive: endpoint({
    method: 'POST',
    path: '/halls/:hallId/arrivals',
    params: hallParams,
    body: z.object({ number: z.int().check(z.gte(1), z.lte(99_999)) }),
    reply: ok,
    may: can('halls.serve'),
    about: hall,
    summary: 'Staff note that who booked this number has come',
  }),
  sit: endpoint({
    method: 'PUT',
    path: '/halls/counters/:counterId',
    params: counterParams,
    body: z.object({ open: z.boolean(), note: wire.note(200) }),
    reply: ok,
    may: can('halls.serve'),
    about: counter,
    summary: 'The officer opens a counter and sits there, or closes it and says why',
  }),
  next: endpoint({
    method: 'POST',
    path: '/halls/counters/:counterId/next',
    params: counterParams,
    body: z.object({
      seen,
      /** What becomes of who is there. */
      how: z.enum(['done', 'skipped']),
      /** This one, out of turn; whoever is first otherwise. */
      ticketId: z.optional(wire.id),
    }),
    reply: Now,
    may: can('halls.serve'),
    about: counter,
    summary: 'Done with who is here, and the next one, in one step',
  }),
  recall: endpoint({
    method: 'POST',
    path: '/halls/counters/:counterId/recall',
    params: counterParams,
    body: z.object({ seen: wire.id }),
    reply: Now,
    may: can('halls.serve'),
    about: counter,
  }),
  finish: endpoint({
    method: 'POST',
    path: '/halls/counters/:counterId/finish',
    params: counterParams,
    body: z.object({ seen: wire.id, how: z.enum(['done', 'skipped']) }),
    reply: Now,
    may: can('halls.serve'),
    about: counter,
    summary: 'Done with who is here, or they did not come; nobody is called',
  }),
  transfer: endpoint({
    method: 'POST',
    path: '/halls/counters/:counterId/transfer',
    params: counterParams,
    body: z.object({ seen: wire.id, lineId: wire.id }),
    reply: Now,
    may: can('halls.serve'),
    about: counter,
    summary: 'Who is here queues in another line, with the time they have waited',
  }),
  add: endpoint({
    method: 'POST',
    path: '/halls',
    body: z.extend(hallBody, { unitId: wire.id, placeId: z.nullable(wire.id) }),
    reply: z.object({ hallId: wire.id }),
    may: can('halls.manage'),
    about: i => at.unit(i.body.unitId),
  }),
  change: endpoint({
    method: 'PUT',
    path: '/halls/:hallId',
    params: hallParams,
    body: z.extend(hallBody, { lines: z.array(lineBody).check(z.minLength(1), z.maxLength(26)) }),
    reply: ok,
    may: can('halls.manage'),
    about: hall,
    summary: 'The name, the seats and the lines of a hall; a line that is left out takes no more numbers',
  }),
  addCounter: endpoint({
    method: 'POST',
    path: '/halls/:hallId/counters',
    params: hallParams,
    body: z.object({
      number: z.int().check(z.gte(1), z.lte(99)),
      name: wire.note(100),
      lineIds: z.array(wire.id).check(z.minLength(1), z.maxLength(26)),
    }),
    reply: z.object({ counterId: wire.id }),
    may: can('halls.manage'),
    about: hall,
    summary: 'A counter with this number, or what the one that has it serves',
  }),
  removeCounter: endpoint({
    method: 'DELETE',
    path: '/halls/counters/:counterId',
    params: counterParams,
    reply: ok,
    may: can('halls.manage'),
    about: counter,
  }),
  close: endpoint({
    method: 'POST',
    path: '/halls/:hallId/closures',
    params: hallParams,
    body: z.object({ fromOn: wire.day, untilOn: wire.day, reason: wire.text(500) }),
    reply: z.object({ hallClosureId: wire.id, told: z.number() }),
    may: can('halls.manage'),
    about: hall,
    summary: 'The hall takes nobody for some days; who booked is told',
  }),
  lift: endpoint({
    method: 'DELETE',
    path: '/halls/:hallId/closures/:hallClosureId',
    params: z.object({ hallId: wire.id, hallClosureId: wire.id }),
    reply: ok,
    may: can('halls.manage'),
    about: hall,
  }),
  newKiosk: endpoint({
    method: 'POST',
    path: '/halls/:hallId/kiosk',
    params: hallParams,
    reply: z.object({ link: z.string() }),
    may: can('halls.manage'),
    about: hall,
    summary: 'A link for the kiosk of a hall; the one before it ends',
  }),
}
