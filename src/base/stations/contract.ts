import * as z from 'zod/mini'
import { Me } from '#base/identity/contract.ts'
import { anyone, at, can, endpoint, ok, page, signedIn, wire } from '#core/contract.ts'

/** What a registered machine may show before anybody has signed in. */
export const Station = z.object({
  post: z.string(),
  unitName: z.string(),
  /** Those who may sign in here by their code; who was here last comes first. */
  people: z.array(z.object({ accountId: wire.id, name: z.string() })),
  /** It locks itself when nobody has touched it for so long. */
  idleMinutes: z.number(),
})
export type Station = z.infer<typeof Station>

export const PostLine = z.object({
  id: wire.id,
  name: z.string(),
  unitId: wire.id,
  unitLabel: z.string(),
  /** `waiting`: a code was made and not used yet. */
  state: z.enum(['registered', 'waiting', 'none']),
  agent: z.nullable(z.string()),
  registeredAt: z.nullable(wire.instant),
  lastSeenAt: z.nullable(wire.instant),
})
export type PostLine = z.infer<typeof PostLine>

/** To be typed at the machine: good once, until then. */
const Pairing = z.object({ code: z.string(), until: wire.instant })

const Code = z.string().check(z.regex(/^\d{6}$/))
const MANAGE = can('stations.manage')
const onePost = {
  params: z.object({ postId: wire.id }),
  may: MANAGE,
  about: (i: { readonly params: { readonly postId: string } }) => at.of('station-post', i.params.postId),
}

export const stations = {
  here: endpoint({
    method: 'GET',
    path: '/stations/here',
    reply: z.object({ station: z.nullable(Station) }),
    may: anyone,
    summary: 'Whether the machine that asks is registered, as which post, and who may sign in at it by a code',
  }),
  enter: endpoint({
    method: 'POST',
    path: '/stations/sessions',
    body: z.object({ accountId: wire.id, code: Code }),
    reply: Me,
    may: anyone,
    summary: 'Sign in by the personal code, at a registered machine only',
  }),
  register: endpoint({
    method: 'POST',
    path: '/stations/devices',
    body: z.object({ code: wire.text(40) }),
    reply: z.object({ station: z.nullable(Station) }),
    may: anyone,
    summary: 'Register the machine that asks, by the code an administrator made for its post',
  }),
  posts: endpoint({
    method: 'GET',
    path: '/stations/posts',
    query: z.object({ unitId: z.optional(wire.id), after: z.optional(wire.id) }),
    reply: page(PostLine),
    may: MANAGE,
  }),
  addPost: endpoint({
    method: 'POST',
    path: '/stations/posts',
    body: z.object({ unitId: wire.id, name: wire.text(100) }),
    reply: z.object({ postId: wire.id, pairing: Pairing }),
    may: MANAGE,
    about: i => at.unit(i.body.unitId),
    summary: 'A post of a unit, with the code that registers its machine',
  }),
  pair: endpoint({
    method: 'POST',
    path: '/stations/posts/:postId/pairings',
    reply: Pairing,
    ...onePost,
    summary: 'Another code: the machine it registers takes the place of the present one',
  }),
  revoke: endpoint({
    method: 'DELETE',
    path: '/stations/posts/:postId/device',
    reply: ok,
    ...onePost,
    summary: 'The machine is no station any more; who is signed in at it is signed out',
  }),
  close: endpoint({
    method: 'DELETE',
    path: '/stations/posts/:postId',
    reply: ok,
    ...onePost,
  }),
  myCode: endpoint({
    method: 'GET',
    path: '/me/station-code',
    reply: z.object({ setAt: z.nullable(wire.instant) }),
    may: signedIn,
  }),
  setCode: endpoint({
    method: 'PUT',
    path: '/me/station-code',
    body: z.object({ password: z.string().check(z.minLength(1), z.maxLength(200)), code: Code }),
    reply: ok,
    may: signedIn,
    summary: 'Set my personal code for shared machines; the password proves that it is me',
  }),
  dropCode: endpoint({ method: 'DELETE', path: '/me/station-code', reply: ok, may: signedIn }),
}
