import * as z from 'zod/mini'
import {
  anyone,
  at,
  BEFORES,
  can,
  either,
  endpoint,
  FRESH,
  ok,
  owner,
  page,
  signedIn,
  signedInEven,
  signedInFirst,
  wire,
} from '#core/contract.ts'
import { ROLE_NAMES } from './roles.ts'

const RoleName = z.enum(ROLE_NAMES)
const Kind = z.enum(['officer', 'citizen'])
/** Said back by the browser as typed; rules about length are for new passwords only. */
const Password = z.string().check(z.minLength(1), z.maxLength(200))
const Phone = z.string().check(z.trim(), z.minLength(8), z.maxLength(20))
const accountParams = z.object({ accountId: wire.id })

/** A role at an area or a place, with what both are called. */
export const GrantView = z.object({
  id: wire.id,
  role: RoleName,
  areaId: z.nullable(wire.id),
  areaName: z.nullable(z.string()),
  /** With what it lies in: `Xã Phong Bình, Huyện Phong Điền, Tỉnh Thừa Thiên Huế`. */
  areaLabel: z.nullable(z.string()),
  placeId: z.nullable(wire.id),
  placeName: z.nullable(z.string()),
  organisationId: z.nullable(wire.id),
  organisationName: z.nullable(z.string()),
  since: wire.instant,
  until: z.nullable(wire.instant),
})

/** Who the caller is and may do what: enough for the browser to ask `grantsFor` and `reaches` itself. */
export const Me = z.object({
  accountId: wire.id,
  kind: Kind,
  name: z.string(),
  login: z.nullable(z.string()),
  phone: z.nullable(z.string()),
  personId: z.nullable(wire.id),
  personIds: z.array(wire.id),
  mustChangePassword: z.boolean(),
  /** What is to be done before anything else. */
  before: z.nullable(z.enum(BEFORES)),
  grants: z.array(GrantView),
  /** The verbs of each role the caller holds. */
  rights: z.record(z.string(), z.array(z.string())),
})

export const SessionView = z.object({
  id: wire.id,
  agent: z.string(),
  address: z.string(),
  createdAt: wire.instant,
  lastSeenAt: wire.instant,
  expiresAt: wire.instant,
  current: z.boolean(),
})

export const AccountLine = z.object({
  id: wire.id,
  kind: Kind,
  name: z.string(),
  login: z.nullable(z.string()),
  phone: z.nullable(z.string()),
  unitId: z.nullable(wire.id),
  unitName: z.nullable(z.string()),
  unitLabel: z.nullable(z.string()),
  roles: z.array(RoleName),
  mustChangePassword: z.boolean(),
  disabledAt: z.nullable(wire.instant),
  lastSeenAt: z.nullable(wire.instant),
})

export const AccountView = z.extend(AccountLine, {
  createdAt: wire.instant,
  grants: z.array(z.extend(GrantView, { mine: z.boolean() })),
  /** Whether the caller administers all that the account may do, and so may disable it and sign it out. */
  administered: z.boolean(),
  /** The problem that keeps the caller from giving the account a new way in; null when nothing does. */
  resetRefused: z.nullable(z.string()),
  /** Whether signing in takes a second factor. */
  hasFactor: z.boolean(),
  /** Whether the office knows a telephone or an e-mail to send that to. */
  hasContact: z.boolean(),
})

/** What it takes to be allowed something: a right somewhere, and somebody who can grant it. */
export const WhyNot = z.object({
  /** The right in words. */
  right: z.string(),
  /** The roles that have it; none when nobody can be given it. */
  roles: z.array(RoleName),
  /** Where it is needed: what was asked about, else where the caller works. Null for the whole country. */
  where: z.nullable(z.string()),
  /** Where the caller has it. */
  held: z.array(z.string()),
  /** The nearest who can grant it there, by name, with where they work. */
  granters: z.array(z.object({ name: z.string(), office: z.string() })),
})
export type WhyNot = z.infer<typeof WhyNot>

const AreaGrant = z.object({ role: RoleName, areaId: wire.id, organisationId: z.optional(wire.id) })

const administer = can('identity.administer')
/** Who helps those without a password sees the accounts, too. */
const see = either(administer, can('accounts.reset'))
const theAccount = (i: { readonly params: { readonly accountId: string } }) => at.of('account', i.params.accountId)

export const identity = {
  signIn: endpoint({
    method: 'POST',
    path: '/identity/sessions',
    body: z.object({ login: wire.text(100), password: Password }),
    reply: Me,
    may: anyone,
    summary: 'An officer signs in by password',
  }),
  requestCode: endpoint({
    method: 'POST',
    path: '/identity/codes',
    body: z.object({ phone: Phone }),
    reply: z.object({ minutes: z.number(), againInSeconds: z.number() }),
    may: anyone,
    summary: 'Send a sign-in code to a phone; the answer is the same whether it is known or not',
  }),
  signInByPhone: endpoint({
    method: 'POST',
    path: '/identity/sessions/phone',
    body: z.object({
      phone: Phone,
      code: z.string().check(z.trim(), z.regex(/^\d{4,8}$/)),
      name: z.optional(wire.text(100)),
    }),
    reply: Me,
    may: anyone,
    summary: 'A citizen signs in by the code; an account is made on first use',
  }),
  signOut: endpoint({ method: 'DELETE', path: '/me/session', reply: ok, may: signedInFirst, summary: 'Sign out here' }),
  me: endpoint({ method: 'GET', path: '/me', reply: Me, may: signedInFirst, summary: 'Who am I and what may I do' }),
  rename: endpoint({
    method: 'PUT',
    path: '/me/name',
    body: z.object({ name: wire.text(100) }),
    reply: ok,
    may: owner,
  }),
  reach: endpoint({
    method: 'GET',
    path: '/me/reach',
    query: z.object({ verb: z.string().check(z.maxLength(100)) }),
    reply: z.object({ everywhere: z.boolean(), unitIds: z.array(wire.id), placeIds: z.array(wire.id) }),
    may: signedIn,
    summary: 'Which units and places a verb of mine reaches, to grey out what it does not',
  }),
  whyNot: endpoint({
    method: 'GET',
    path: '/me/why-not',
    query: z.object({
      verb: z.string().check(z.regex(/^[a-z][\w-]*(\.[\w-]+)+$/), z.maxLength(100)),
      unitId: z.optional(wire.id),
    }),
    reply: WhyNot,
    may: signedIn,
    summary: 'Which right is missing where, and who can grant it',
  }),
  changePassword: endpoint({
    method: 'POST',
    path: '/me/password',
    body: z.object({ current: Password, next: Password }),
    reply: ok,
    may: signedInEven('change-password', 'set-up-factor'),
    summary: 'Replace my password; my other sessions end',
  }),
  mySessions: endpoint({
    method: 'GET',
    path: '/me/sessions',
    reply: z.object({ sessions: z.array(SessionView) }),
    may: owner,
  }),
  endMySession: endpoint({
    method: 'DELETE',
    path: '/me/sessions/:sessionId',
    params: z.object({ sessionId: wire.id }),
    reply: ok,
    may: owner,
  }),
  endMyOtherSessions: endpoint({
    method: 'DELETE',
    path: '/me/sessions',
    reply: z.object({ ended: z.number() }),
    may: owner,
  }),
  roles: endpoint({
    method: 'GET',
    path: '/identity/roles',
    reply: z.object({
      roles: z.array(
        z.object({ role: RoleName, scope: z.enum(['area', 'place']), verbs: z.array(z.string()), mine: z.boolean() }),
      ),
    }),
    may: administer,
    summary: 'The roles, what each may do, and which of them the caller may give',
  }),
  accounts: endpoint({
    method: 'GET',
    path: '/identity/accounts',
    query: z.object({
      q: z.optional(z.string().check(z.maxLength(100))),
      role: z.optional(RoleName),
      unitId: z.optional(wire.id),
      state: z.optional(z.enum(['active', 'first-password', 'disabled'])),
      after: z.optional(z.string().check(z.maxLength(500))),
    }),
    reply: page(AccountLine),
    may: see,
    looks: 'identity.accounts',
    summary: 'Accounts administered in the caller’s area; by name, login or whole phone number',
  }),
  account: endpoint({
    method: 'GET',
    path: '/identity/accounts/:accountId',
    params: accountParams,
    reply: AccountView,
    may: see,
    about: theAccount,
    looks: 'identity.account',
  }),
  createAccount: endpoint({
    method: 'POST',
    path: '/identity/accounts',
    body: z.object({
      name: wire.text(100),
      login: wire.text(50),
      unitId: wire.id,
      grants: z.array(AreaGrant).check(z.maxLength(20)),
    }),
    reply: z.object({ accountId: wire.id, password: z.string() }),
    may: administer,
    about: i => at.unit(i.body.unitId),
    fresh: FRESH,
    summary: 'An account for an officer, with a password for once that is shown this one time',
  }),
  updateAccount: endpoint({
    method: 'PUT',
    path: '/identity/accounts/:accountId',
    params: accountParams,
    body: z.object({ name: wire.text(100), unitId: z.optional(wire.id) }),
    reply: ok,
    may: administer,
    about: theAccount,
  }),
  disableAccount: endpoint({
    method: 'PUT',
    path: '/identity/accounts/:accountId/disabled',
    params: accountParams,
    body: z.object({ disabled: z.boolean() }),
    reply: ok,
    may: administer,
    about: theAccount,
  }),
  addGrant: endpoint({
    method: 'POST',
    path: '/identity/accounts/:accountId/grants',
    params: accountParams,
    body: z.object({
      role: RoleName,
      areaId: z.optional(wire.id),
      placeId: z.optional(wire.id),
      organisationId: z.optional(wire.id),
      until: z.optional(wire.instant),
    }),
    reply: z.object({ grantId: wire.id }),
    may: administer,
    about: theAccount,
    fresh: FRESH,
  }),
  removeGrant: endpoint({
    method: 'DELETE',
    path: '/identity/accounts/:accountId/grants/:grantId',
    params: z.object({ accountId: wire.id, grantId: wire.id }),
    reply: ok,
    may: administer,
    about: theAccount,
  }),
  accountSessions: endpoint({
    method: 'GET',
    path: '/identity/accounts/:accountId/sessions',
    params: accountParams,
    reply: z.object({ sessions: z.array(SessionView) }),
    may: administer,
    about: theAccount,
    looks: 'identity.sessions',
  }),
  endAccountSessions: endpoint({
    method: 'DELETE',
    path: '/identity/accounts/:accountId/sessions',
    params: accountParams,
    query: z.object({ sessionId: z.optional(wire.id) }),
    reply: z.object({ ended: z.number() }),
    may: administer,
    about: theAccount,
    summary: 'Sign an account out: one session, or everywhere',
  }),
}
