import * as z from 'zod/mini'
import { anyone, at, can, endpoint, file, ok, page, signedIn, wire } from '#core/contract.ts'
import { STATES, STATUSES } from './rules.ts'

export const Way = z.enum(['out', 'in'])
const State = z.enum(STATES)

export const ParcelLine = z.object({
  id: wire.id,
  reference: z.string(),
  way: Way,
  contents: z.string(),
  unitName: z.string(),
  tracking: z.nullable(z.string()),
  state: State,
  cod: z.number(),
  orderedAt: wire.instant,
  heardAt: z.nullable(wire.instant),
  endedAt: z.nullable(wire.instant),
})
export type ParcelLine = z.infer<typeof ParcelLine>

const Event = z.object({ status: z.enum(STATUSES), at: wire.instant, place: z.string(), note: z.string() })

export const ParcelView = z.extend(ParcelLine, {
  /** Who sends or gets it, as long as that is kept. */
  to: z.nullable(z.object({ name: z.string(), phone: z.string(), address: z.string() })),
  codTaken: z.nullable(z.number()),
  why: z.string(),
  events: z.array(Event),
  subject: z.nullable(z.object({ kind: z.string(), id: wire.id })),
})
export type ParcelView = z.infer<typeof ParcelView>

const MyParcel = z.extend(ParcelLine, { events: z.array(Event), subjectId: z.nullable(wire.id) })
export type MyParcel = z.infer<typeof MyParcel>

const parcelParams = z.object({ parcelId: wire.id })
const parcel = (i: { params: { parcelId: string } }) => at.of('parcel', i.params.parcelId)

export const parcels = {
  list: endpoint({
    method: 'GET',
    path: '/parcels',
    query: z.object({
      view: z.optional(z.enum(['open', 'trouble', 'ended', 'all'])),
      way: z.optional(Way),
      q: z.optional(z.string().check(z.maxLength(60))),
      after: z.optional(z.string().check(z.maxLength(100))),
    }),
    reply: page(ParcelLine),
    may: can('parcels.read'),
  }),
  get: endpoint({
    method: 'GET',
    path: '/parcels/:parcelId',
    params: parcelParams,
    reply: ParcelView,
    may: can('parcels.read'),
    about: parcel,
    looks: 'parcels.read',
  }),
  about: endpoint({
    method: 'GET',
    path: '/parcels/of/:subjectId',
    params: z.object({ subjectId: wire.id }),
    reply: z.object({ parcels: z.array(MyParcel) }),
    may: can('parcels.read'),
    summary: 'The parcels of a thing of the caller’s area, with where they are',
  }),
  label: endpoint({
    method: 'GET',
    path: '/parcels/:parcelId/label',
    params: parcelParams,
    reply: file,
    may: can('parcels.read'),
    about: parcel,
    looks: 'parcels.label',
    summary: 'The label to stick on it, as PDF',
  }),
  mine: endpoint({
    method: 'GET',
    path: '/me/parcels',
    reply: z.object({ parcels: z.array(MyParcel) }),
    may: signedIn,
    summary: 'Parcels to me or from me, and where they are',
  }),
  bring: endpoint({
    method: 'POST',
    path: '/me/parcels',
    body: z.object({
      id: wire.id,
      /** The office that is to get it. */
      unitId: wire.id,
      contents: wire.text(200),
      name: wire.text(100),
      phone: z.string().check(z.maxLength(20)),
      address: wire.text(300),
    }),
    reply: z.object({ parcelId: wire.id, reference: z.string() }),
    may: signedIn,
    summary: 'The carrier fetches papers at home and brings them to an office; asked twice with one id is once',
  }),
  myLabel: endpoint({
    method: 'GET',
    path: '/me/parcels/:myParcelId/label',
    params: z.object({ myParcelId: wire.id }),
    reply: file,
    may: signedIn,
  }),
  told: endpoint({
    method: 'POST',
    path: '/parcels/events',
    body: z.object({
      message: z.string().check(z.maxLength(20_000)),
      signature: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    }),
    reply: ok,
    may: anyone,
    summary: 'What the carrier tells, signed: each message counts once, in whatever order it comes',
  }),
}
