import * as z from 'zod/mini'
import { PlaceCard, PlaceKindSchema } from '#base/places/contract.ts'
import { Identity } from '#base/standing/contract.ts'
import { Stamp } from '#base/timeline/contract.ts'
import { at, can, endpoint, ok, signedIn, wire } from '#core/contract.ts'

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

const Staff = z.object({
  grantId: wire.id,
  name: z.string(),
  phone: z.string(),
  role: z.enum(['place-manager', 'place-staff']),
  you: z.boolean(),
})

const MyPlace = z.extend(PlaceCard, { role: z.enum(['place-manager', 'place-staff']), areas: z.array(PlaceCard) })

const place = z.object({ placeId: wire.id })

export const checkpoints = {
  register: endpoint({
    method: 'POST',
    path: '/checkpoints',
    body: z.object({
      kind: PlaceKindSchema,
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
    reply: z.object({ places: z.array(MyPlace) }),
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
  today: endpoint({
    method: 'GET',
    path: '/places/:placeId/today',
    params: place,
    reply: z.object({ in: z.number(), out: z.number(), inside: z.number() }),
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
