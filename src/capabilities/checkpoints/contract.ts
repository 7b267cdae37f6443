import * as z from 'zod/mini'
import { PlaceCard } from '#base/places/contract.ts'
import { OWN_KIND_NAMES } from '#base/places/kinds.ts'
import { Identity } from '#base/standing/contract.ts'
import { Stamp } from '#base/timeline/contract.ts'
import { at, can, endpoint, link, ok, signedIn, wire } from '#core/contract.ts'

const Direction = z.enum(['in', 'out'])

/**
 * The one huge answer. A guard learns nothing about health: whatever the reason, a person under orders is
 * `see-health-staff`; at an open place (a hospital never refuses) `enter-see-health-staff`.
 */
export const Outcome = z.enum(['welcome', 'goodbye', 'see-health-staff', 'enter-see-health-staff', 'check-papers'])

export const ScanBody = z.object({
  ...Stamp,
  code: z.string().check(z.minLength(1), z.maxLength(4296)),
  direction: Direction,
  areaId: z.optional(wire.id),
})

export const ScanAnswer = z.object({
  outcome: Outcome,
  identity: Identity,
  direction: Direction,
  name: z.string(),
  birthYear: z.nullable(z.string()),
  at: z.string(),
  /** The same scan had arrived before: nothing was counted twice. */
  repeated: z.boolean(),
})

/** A scan that a device kept. Whatever is wrong with it is found item by item, and parks that item alone. */
const KeptScan = z.object({
  id: wire.id,
  deviceAt: z.string().check(z.maxLength(40)),
  /** How far the device knew its clock to be behind ours, in milliseconds; null when it knew nothing. */
  behindMs: z.nullable(z.number()),
  direction: z.string().check(z.maxLength(10)),
  areaId: z.optional(z.string().check(z.maxLength(40))),
  /** The code, sealed on the device for this `id`. */
  sealed: z.string().check(z.maxLength(20_000)),
})
export type KeptScan = z.infer<typeof KeptScan>

/** `recorded` and `known`: it counts, once. `parked`: a person looks at it, for `reason`, the id of a problem. */
export const Receipt = z.object({
  id: wire.id,
  state: z.enum(['recorded', 'known', 'parked']),
  reason: z.nullable(z.string()),
  /** What the guard would have been told. Only for who scanned and is still signed in. */
  outcome: z.nullable(Outcome),
})
export type Receipt = z.infer<typeof Receipt>

/** A scan that a person has to look at. Of the code no more than the guard saw. */
export const ParkedScan = z.object({
  id: wire.id,
  name: z.nullable(z.string()),
  birthYear: z.nullable(z.string()),
  area: z.nullable(z.string()),
  direction: z.nullable(Direction),
  deviceAt: z.nullable(wire.instant),
  /** What the time seems to be. */
  at: z.nullable(wire.instant),
  receivedAt: wire.instant,
  recorder: z.string(),
  /** The shared machine it was scanned at, where it was one. */
  station: z.nullable(z.string()),
  reason: z.string(),
  /** Whether it can be recorded at all: what was never read cannot. */
  readable: z.boolean(),
})
export type ParkedScan = z.infer<typeof ParkedScan>

const Staff = z.object({
  grantId: wire.id,
  name: z.string(),
  phone: z.string(),
  role: z.enum(['place-manager', 'place-staff']),
  you: z.boolean(),
})

const MyPlace = z.extend(PlaceCard, {
  role: z.enum(['place-manager', 'place-staff']),
  areas: z.array(PlaceCard),
  /** Nobody scans at a closed one; what a device holds of it is still delivered, and looked at. */
  closedAt: z.nullable(wire.instant),
  /** With it this device delivers what the caller scanned here, whoever is signed in by then. */
  pass: z.string(),
  /** What waits for the caller to look at, where they manage the place. */
  parked: z.number(),
})

const place = z.object({ placeId: wire.id })

export const checkpoints = {
  register: endpoint({
    method: 'POST',
    path: '/checkpoints',
    body: z.object({
      kind: z.enum(OWN_KIND_NAMES),
      name: wire.text(200),
      unitId: wire.id,
      address: wire.note(300),
      areas: z.optional(z.array(wire.text(100)).check(z.maxLength(50))),
    }),
    reply: z.object({ placeId: wire.id }),
    may: signedIn,
    summary: 'Register an office, shop or school as điểm kiểm dịch; the caller becomes its manager',
  }),
  mine: endpoint({
    method: 'GET',
    path: '/me/checkpoints',
    reply: z.object({
      places: z.array(MyPlace),
      /** What a device seals with what it has to keep. */
      sealingKey: z.string(),
    }),
    may: signedIn,
  }),
  staff: endpoint({
    method: 'GET',
    path: '/places/:placeId/staff',
    params: place,
    reply: z.object({ staff: z.array(Staff) }),
    may: can('places.manage'),
    about: i => at.place(i.params.placeId),
  }),
  addStaff: endpoint({
    method: 'POST',
    path: '/places/:placeId/staff',
    params: place,
    body: z.object({
      phone: z.string().check(z.maxLength(20)),
      name: wire.text(100),
      role: z.enum(['place-manager', 'place-staff']),
    }),
    reply: z.object({ grantId: wire.id }),
    may: can('places.manage'),
    about: i => at.place(i.params.placeId),
  }),
  removeStaff: endpoint({
    method: 'DELETE',
    path: '/places/:placeId/staff/:grantId',
    params: z.object({ placeId: wire.id, grantId: wire.id }),
    reply: ok,
    may: can('places.manage'),
    about: i => at.place(i.params.placeId),
  }),
  scan: endpoint({
    method: 'POST',
    path: '/places/:placeId/scans',
    params: place,
    body: ScanBody,
    reply: ScanAnswer,
    may: can('checkpoints.scan'),
    about: i => at.place(i.params.placeId),
    summary: 'Staff scan a person in or out; answered when it is durable',
  }),
  deliver: endpoint({
    method: 'POST',
    path: '/scans/deliveries/:token',
    params: z.object({ token: wire.text(500) }),
    body: z.object({ sentAt: wire.instant, scans: z.array(KeptScan).check(z.minLength(1), z.maxLength(500)) }),
    reply: z.object({ receipts: z.array(Receipt) }),
    may: link('checkpoints.delivery'),
    maxBytes: 4 * 1024 * 1024,
    summary: 'What a device scanned without a network, answered item by item: recorded, known, or parked for a person',
  }),
  parked: endpoint({
    method: 'GET',
    path: '/places/:placeId/parked',
    params: place,
    reply: z.object({ scans: z.array(ParkedScan), count: z.number() }),
    may: can('checkpoints.settle'),
    about: i => at.place(i.params.placeId),
    looks: 'checkpoints.parked',
    summary: 'Scans delivered later that wait for a person, oldest first',
  }),
  settle: endpoint({
    method: 'POST',
    path: '/places/:placeId/parked/decisions',
    params: place,
    body: z.object({
      /** All that wait when none are named. */
      ids: z.optional(z.array(wire.id).check(z.minLength(1), z.maxLength(200))),
      decision: z.enum(['record', 'discard']),
      /** When it happened, where the person knows better than the device. */
      at: z.optional(wire.instant),
      reason: wire.note(500),
    }),
    reply: z.object({ settled: z.number(), left: z.number() }),
    may: can('checkpoints.settle'),
    about: i => at.place(i.params.placeId),
    looks: 'checkpoints.parked',
    summary: 'Record parked scans, as they seem to have happened or at a corrected time, or discard them with a reason',
  }),
  today: endpoint({
    method: 'GET',
    path: '/places/:placeId/today',
    params: place,
    reply: z.object({ in: z.number(), out: z.number(), inside: z.number(), parked: z.number() }),
    may: can('checkpoints.scan'),
    about: i => at.place(i.params.placeId),
  }),
  visit: endpoint({
    method: 'POST',
    path: '/me/visits',
    body: ScanBody,
    reply: z.object({
      outcome: Outcome,
      place: PlaceCard,
      direction: Direction,
      at: z.string(),
      repeated: z.boolean(),
    }),
    may: signedIn,
    summary: 'A citizen scans the poster at the door',
  }),
  visits: endpoint({
    method: 'GET',
    path: '/me/visits',
    reply: z.object({
      visits: z.array(
        z.object({ place: z.string(), unit: z.nullable(z.string()), inAt: z.string(), outAt: z.nullable(z.string()) }),
      ),
    }),
    may: signedIn,
    summary: 'Where I was in the days that are kept',
  }),
}
