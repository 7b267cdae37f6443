import * as z from 'zod/mini'
import { anyone, at, can, endpoint, file, ok, wire } from '#core/contract.ts'
import { PLACE_KIND_NAMES } from './kinds.ts'

export const PlaceKindSchema = z.enum(PLACE_KIND_NAMES)

export const PlaceCard = z.object({
  id: wire.id,
  code: z.string(),
  kind: PlaceKindSchema,
  name: z.string(),
  unitId: wire.id,
  unitName: z.nullable(z.string()),
  address: z.string(),
})

const params = z.object({ placeId: wire.id })
const manage = {
  params,
  may: can('places.manage'),
  about: (i: { params: { placeId: string } }) => at.place(i.params.placeId),
}

export const places = {
  get: endpoint({
    method: 'GET',
    path: '/places/:placeId',
    params,
    reply: z.extend(PlaceCard, { areas: z.array(PlaceCard), closedAt: z.nullable(wire.instant) }),
    may: anyone,
    summary: 'What the poster at the door says of the place',
  }),
  byCode: endpoint({
    method: 'GET',
    path: '/place-codes/:code',
    params: z.object({ code: z.string().check(z.maxLength(300)) }),
    /** `within`: the name of the place that an area is a part of. */
    reply: z.extend(PlaceCard, { areas: z.array(PlaceCard), within: z.nullable(z.string()) }),
    may: anyone,
    summary: 'The place of a poster: its address or the code printed under it',
  }),
  search: endpoint({
    method: 'GET',
    path: '/places',
    query: z.object({
      q: z.string().check(z.minLength(1), z.maxLength(200)),
      unitId: z.optional(wire.id),
      /** Those that closed, instead of those that are open. */
      closed: z.optional(wire.flag),
    }),
    /** `capped`: there are more than the nearest of them. */
    reply: z.object({ places: z.array(PlaceCard), capped: z.boolean() }),
    may: can('places.read'),
  }),
  poster: endpoint({
    method: 'GET',
    path: '/places/:placeId/poster',
    ...manage,
    reply: file,
    summary: 'The poster to print: PDF, A4, QR of 15 × 15 cm',
  }),
  close: endpoint({
    method: 'POST',
    path: '/places/:placeId/closing',
    ...manage,
    reply: ok,
    summary: 'Close a place with its areas: its code leads nowhere, and nobody scans there any more',
  }),
  reopen: endpoint({
    method: 'DELETE',
    path: '/places/:placeId/closing',
    ...manage,
    reply: ok,
    summary: 'Open a closed place again, with the areas that closed with it',
  }),
}
