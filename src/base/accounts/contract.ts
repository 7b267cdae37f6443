import * as z from 'zod/mini'
import { Me } from '#base/identity/contract.ts'
import { ROLE_NAMES } from '#base/identity/roles.ts'
import { anyone, at, can, either, endpoint, FRESH, file, ok, signedIn, wire } from '#core/contract.ts'

const RoleName = z.enum(ROLE_NAMES)
const Verb = z.string().check(z.regex(/^[a-z][\w-]*(\.[\w-]+)+$/), z.maxLength(100))
const Code = wire.text(40)
const RESET = can('accounts.reset')
const ADMINISTER = can('identity.administer')

/** How an officer who was reset comes in again. */
const Way = z.object({
  sentTo: z.nullable(z.enum(['phone', 'email'])),
  /** Shown this one time, to be handed over, when there is nowhere to send it. */
  code: z.nullable(z.string()),
  until: wire.instant,
})
export type Way = z.infer<typeof Way>

/** What somebody asks of the help desk. */
export const RequestView = z.object({
  id: wire.id,
  kind: z.enum(['access', 'help']),
  account: z.object({ id: wire.id, name: z.string(), login: z.nullable(z.string()), unitLabel: z.string() }),
  /** Of access: the right in words, the roles that have it, and where it is needed. */
  right: z.nullable(z.string()),
  roles: z.array(RoleName),
  unitId: z.nullable(wire.id),
  where: z.nullable(z.string()),
  note: z.string(),
  /** Where they say they can be called back; nobody has proven it. */
  phone: z.nullable(z.string()),
  at: wire.instant,
})
export type RequestView = z.infer<typeof RequestView>

export const MyRequest = z.object({
  id: wire.id,
  right: z.string(),
  where: z.string(),
  at: wire.instant,
  state: z.enum(['asked', 'granted', 'refused']),
  answeredAt: z.nullable(wire.instant),
  /** Why it was refused. */
  reason: z.nullable(z.string()),
})
export type MyRequest = z.infer<typeof MyRequest>

const oneRequest = {
  params: z.object({ requestId: wire.id }),
  about: (i: { readonly params: { readonly requestId: string } }) => at.of('account-request', i.params.requestId),
}

const oneAccount = {
  params: z.object({ accountId: wire.id }),
  about: (i: { params: { accountId: string } }) => at.of('account', i.params.accountId),
}

export const accounts = {
  slips: endpoint({
    method: 'POST',
    path: '/accounts/slips',
    body: z.object({
      accountIds: z.optional(z.array(wire.id).check(z.minLength(1), z.maxLength(500))),
      unitId: z.optional(wire.id),
    }),
    reply: file,
    may: RESET,
    fresh: FRESH,
    summary: 'Slips to cut apart, one for each officer who has set no password yet, with a code for once (PDF)',
  }),
  reset: endpoint({
    method: 'POST',
    path: '/accounts/:accountId/reset',
    params: z.object({ accountId: wire.id }),
    reply: Way,
    may: RESET,
    about: i => at.of('account', i.params.accountId),
    fresh: FRESH,
    summary: 'Takes password and sessions away and gives a code for once; never of who may do more',
  }),
  look: endpoint({
    method: 'POST',
    path: '/accounts/activations/look',
    body: z.object({ code: Code }),
    reply: z.object({ name: z.string(), login: z.string() }),
    may: anyone,
    summary: 'Whose code of a slip this is',
  }),
  activate: endpoint({
    method: 'POST',
    path: '/accounts/activations',
    body: z.object({ code: Code, password: z.string().check(z.minLength(1), z.maxLength(200)) }),
    reply: Me,
    may: anyone,
    summary: 'Set the own password with a code for once, and sign in',
  }),
  help: endpoint({
    method: 'POST',
    path: '/accounts/help',
    body: z.object({ login: wire.text(100), phone: z.optional(wire.note(20)), note: z.optional(wire.note(500)) }),
    reply: ok,
    may: anyone,
    summary: '“I cannot sign in”: the answer is the same whether there is such an account or not',
  }),
  ask: endpoint({
    method: 'POST',
    path: '/me/requests',
    body: z.object({ verb: Verb, unitId: z.optional(wire.id), note: wire.note(1000) }),
    reply: z.object({ requestId: wire.id }),
    may: signedIn,
    summary: 'Ask for a right: an item in the inbox of who can grant it there',
  }),
  mine: endpoint({
    method: 'GET',
    path: '/me/requests',
    reply: z.object({ requests: z.array(MyRequest) }),
    may: signedIn,
  }),
  myContact: endpoint({
    method: 'GET',
    path: '/me/contact',
    reply: z.object({ phone: z.nullable(z.string()), email: z.nullable(z.string()) }),
    may: signedIn,
  }),
  setContact: endpoint({
    method: 'PUT',
    path: '/me/contact',
    body: z.object({
      password: z.string().check(z.minLength(1), z.maxLength(200)),
      phone: wire.note(20),
      email: wire.note(200),
    }),
    reply: ok,
    may: signedIn,
    summary: 'Where a new way in is sent to me when I lose mine; the password proves that it is me',
  }),
  contact: endpoint({
    method: 'GET',
    path: '/accounts/:accountId/contact',
    ...oneAccount,
    reply: z.object({ phone: z.nullable(z.string()), email: z.nullable(z.string()) }),
    may: ADMINISTER,
    looks: 'accounts.contact',
    summary: 'Where a new way in is sent to an officer',
  }),
  changeContact: endpoint({
    method: 'PUT',
    path: '/accounts/:accountId/contact',
    ...oneAccount,
    body: z.object({ phone: wire.note(20), email: wire.note(200), reason: wire.text(300) }),
    reply: z.object({ told: z.nullable(z.enum(['phone', 'email'])) }),
    may: ADMINISTER,
    fresh: FRESH,
    looks: i => `accounts.contact: ${i.body.reason}`,
    summary: 'An officer has another telephone or mailbox; what they had until now is told of it',
  }),
  request: endpoint({
    method: 'GET',
    path: '/accounts/requests/:requestId',
    reply: RequestView,
    may: either(ADMINISTER, RESET),
    looks: 'accounts.request',
    ...oneRequest,
  }),
  grant: endpoint({
    method: 'POST',
    path: '/accounts/requests/:requestId/grant',
    body: z.object({ role: RoleName, areaId: wire.id, until: z.optional(wire.instant) }),
    reply: ok,
    may: ADMINISTER,
    ...oneRequest,
    fresh: FRESH,
    summary: 'Grants what was asked for and closes the item',
  }),
  resetFor: endpoint({
    method: 'POST',
    path: '/accounts/requests/:requestId/reset',
    reply: Way,
    may: RESET,
    ...oneRequest,
    fresh: FRESH,
    summary: 'Gives who cannot sign in a new way in and closes the item',
  }),
}
