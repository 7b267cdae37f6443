import * as z from 'zod/mini'
import { Me } from '#base/identity/contract.ts'
import { RESET } from '#base/identity/rules.ts'
import { anyone, at, can, endpoint, FRESH, ok, signedInEven, signedInFirst, wire } from '#core/contract.ts'

const toSetUp = signedInEven('set-up-factor')
/** What browser and authenticator say to each other: made and read by the library on both sides. */
const Spoken = z.looseObject({})
const Answer = z.looseObject({ id: z.string().check(z.maxLength(2000)) })
const Challenge = z.object({ challengeId: wire.id, options: Spoken })
const Recovery = z.object({ recovery: z.nullable(z.array(z.string())) })

const PasskeyView = z.object({
  id: wire.id,
  name: z.string(),
  madeAt: wire.instant,
  usedAt: z.nullable(wire.instant),
})

/** How the caller can prove who they are: the dialog offers these. */
const WAYS = ['password', 'totp', 'recovery', 'passkey', 'personal-code'] as const
export type Way = (typeof WAYS)[number]

export const factors = {
  mine: endpoint({
    method: 'GET',
    path: '/me/factors',
    reply: z.object({
      totpSince: z.nullable(wire.instant),
      passkeys: z.array(PasskeyView),
      recoveryLeft: z.number(),
      required: z.boolean(),
      ways: z.array(z.enum(WAYS)),
    }),
    may: signedInFirst,
    summary: 'My second factors, and how I can prove who I am',
  }),
  prove: endpoint({
    method: 'POST',
    path: '/me/proof',
    body: z.union([
      z.object({
        way: z.enum(['password', 'totp', 'recovery', 'personal-code']),
        value: z.string().check(z.maxLength(200)),
      }),
      z.object({ way: z.literal('passkey'), challengeId: wire.id, answer: Answer }),
    ]),
    reply: Me,
    may: signedInFirst,
    summary: 'Prove who I am: the second factor of a sign-in, or once more before what asks for it',
  }),
  beginTotp: endpoint({
    method: 'POST',
    path: '/me/factors/totp',
    reply: z.object({ secret: z.string(), uri: z.string() }),
    may: toSetUp,
    fresh: FRESH,
    summary: 'A secret for an authenticator program; it counts once a code of it was right',
  }),
  confirmTotp: endpoint({
    method: 'POST',
    path: '/me/factors/totp/confirmation',
    body: z.object({ code: z.string().check(z.maxLength(20)) }),
    reply: Recovery,
    may: toSetUp,
    fresh: FRESH,
    summary: 'The first right code; with the first factor come the recovery codes, shown this one time',
  }),
  dropTotp: endpoint({ method: 'DELETE', path: '/me/factors/totp', reply: ok, may: toSetUp, fresh: FRESH }),
  beginPasskey: endpoint({
    method: 'POST',
    path: '/me/factors/passkeys/challenge',
    reply: Challenge,
    may: toSetUp,
    fresh: FRESH,
  }),
  addPasskey: endpoint({
    method: 'POST',
    path: '/me/factors/passkeys',
    body: z.object({ challengeId: wire.id, answer: Answer, name: wire.text(60) }),
    reply: Recovery,
    may: toSetUp,
  }),
  dropPasskey: endpoint({
    method: 'DELETE',
    path: '/me/factors/passkeys/:passkeyId',
    params: z.object({ passkeyId: wire.id }),
    reply: ok,
    may: toSetUp,
    fresh: FRESH,
  }),
  renewRecovery: endpoint({
    method: 'POST',
    path: '/me/factors/recovery',
    reply: Recovery,
    may: toSetUp,
    fresh: FRESH,
    summary: 'Ten new recovery codes; the old ones open nothing any more',
  }),
  askPasskey: endpoint({
    method: 'POST',
    path: '/identity/passkeys/challenge',
    reply: Challenge,
    may: anyone,
    summary: 'What a passkey is to sign: of the caller’s account, or of whoever signs in',
  }),
  signInByPasskey: endpoint({
    method: 'POST',
    path: '/identity/sessions/passkey',
    body: z.object({ challengeId: wire.id, answer: Answer }),
    reply: Me,
    may: anyone,
    summary: 'Sign in by a passkey alone: the device, and whoever unlocked it',
  }),
  reset: endpoint({
    method: 'POST',
    path: '/factors/accounts/:accountId/reset',
    params: z.object({ accountId: wire.id }),
    reply: ok,
    may: can(RESET),
    about: i => at.of('account', i.params.accountId),
    fresh: FRESH,
    summary:
      'Takes all second factors away from an officer who lost them, and ends the sessions; never of who may do more',
  }),
}
