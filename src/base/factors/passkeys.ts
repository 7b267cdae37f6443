import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { App, Context } from '#core/app.ts'
import { MINUTE_MS } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'

const NAME = 'Saola'
const CHALLENGE_MS = 5 * MINUTE_MS
const MOST = 10

type Purpose = 'register' | 'prove' | 'sign-in'

/** What passkeys are bound to: the name of the installation's address. */
const partyOf = ({ config }: App) => ({ rpID: new URL(config.origin).hostname, origin: new URL(config.origin).origin })

export interface Passkey {
  readonly id: string
  readonly accountId: string
  readonly credentialId: string
  readonly publicKey: Buffer
  readonly counter: string
  readonly transports: AuthenticatorTransport[]
  readonly name: string
  readonly madeAt: Date
  readonly usedAt: Date | null
}

export const passkeysOf = (ctx: Pick<Context, 'sql'>, accountId: string): Promise<Passkey[]> => ctx.sql<Passkey[]>`
  select * from factors.passkey where account_id = ${accountId} order by made_at, id`

async function keepChallenge(ctx: Context, purpose: Purpose, accountId: string | null, challenge: string) {
  const id = newId(ctx.now)
  await ctx.sql`
    insert into factors.challenge (id, challenge, purpose, account_id, expires_at)
    values (${id}, ${challenge}, ${purpose}, ${accountId}, ${new Date(ctx.now.getTime() + CHALLENGE_MS)})`
  return id
}

/** A challenge is answered once, by the account and for the purpose it was made for. */
async function takeChallenge(ctx: Context, id: string, purpose: Purpose, accountId: string | null): Promise<string> {
  const [row] = await ctx.sql<{ challenge: string }[]>`
    delete from factors.challenge
     where id = ${id} and purpose = ${purpose} and account_id is not distinct from ${accountId}::uuid
       and expires_at > ${ctx.now}
    returning challenge`
  if (!row) throw new Problem('factors.challenge-over')
  return row.challenge
}

export interface Owner {
  readonly accountId: string
  readonly login: string
  readonly name: string
}

export async function beginPasskey(ctx: Context, { accountId, login, name }: Owner) {
  const there = await passkeysOf(ctx, accountId)
  if (there.length >= MOST) throw new Problem('factors.passkeys-enough', { params: { most: MOST } })
  const options = await generateRegistrationOptions({
    rpName: NAME,
    rpID: partyOf(ctx.app).rpID,
    userID: new Uint8Array(Buffer.from(accountId)),
    userName: login,
    userDisplayName: name,
    attestationType: 'none',
    excludeCredentials: there.map(one => ({ id: one.credentialId, transports: one.transports })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  })
  return { challengeId: await keepChallenge(ctx, 'register', accountId, options.challenge), options: { ...options } }
}

export async function addPasskey(
  ctx: Context,
  accountId: string,
  given: { readonly challengeId: string; readonly answer: object; readonly name: string },
): Promise<void> {
  const expectedChallenge = await takeChallenge(ctx, given.challengeId, 'register', accountId)
  const { rpID, origin } = partyOf(ctx.app)
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: given.answer as RegistrationResponseJSON,
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: false,
  }).catch(refuse)
  if (!verified || !registrationInfo) throw refused()
  const { credential } = registrationInfo
  await ctx.sql`
    insert into factors.passkey (id, account_id, credential_id, public_key, counter, transports, name, made_at)
    values (${newId(ctx.now)}, ${accountId}, ${credential.id}, ${Buffer.from(credential.publicKey)},
            ${credential.counter}, ${credential.transports ?? []}, ${given.name}, ${ctx.now})`
}

/** For an account its own passkeys; for whoever signs in, any that is of this installation. */
export async function askPasskey(ctx: Context, accountId: string | null) {
  const own = accountId ? await passkeysOf(ctx, accountId) : []
  const options = await generateAuthenticationOptions({
    rpID: partyOf(ctx.app).rpID,
    userVerification: accountId ? 'preferred' : 'required',
    allowCredentials: own.map(one => ({ id: one.credentialId, transports: one.transports })),
  })
  const purpose = accountId ? 'prove' : 'sign-in'
  return { challengeId: await keepChallenge(ctx, purpose, accountId, options.challenge), options: { ...options } }
}

/**
 * Whose passkey signed the challenge. To sign in with nothing else the device must have been unlocked by its owner: that
 * makes two factors of it.
 */
export async function takePasskey(
  ctx: Context,
  { challengeId, answer }: { readonly challengeId: string; readonly answer: { readonly id: string } },
  accountId: string | null,
): Promise<string> {
  const expectedChallenge = await takeChallenge(ctx, challengeId, accountId ? 'prove' : 'sign-in', accountId)
  const [passkey] = await ctx.sql<Passkey[]>`
    select * from factors.passkey where credential_id = ${answer.id} for update`
  if (!passkey || (accountId && passkey.accountId !== accountId)) throw refused()
  const { rpID, origin } = partyOf(ctx.app)
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: answer as unknown as AuthenticationResponseJSON,
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: accountId === null,
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(passkey.publicKey),
      counter: Number(passkey.counter),
      transports: passkey.transports,
    },
  }).catch(refuse)
  if (!verified) throw refused()
  await ctx.sql`
    update factors.passkey set counter = ${authenticationInfo.newCounter}, used_at = ${ctx.now} where id = ${passkey.id}`
  return passkey.accountId
}

const refused = (cause?: unknown) => new Problem('factors.passkey-refused', { cause })
/** The library says what is wrong by throwing: another site, another challenge, a copied device, no verification. */
function refuse(cause: unknown): never {
  throw refused(cause)
}
