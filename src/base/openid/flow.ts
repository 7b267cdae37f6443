import { hash, randomBytes } from 'node:crypto'
import {
  type AuthorizationCodeGrantChecks,
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientError,
  calculatePKCECodeChallenge,
  type IDToken,
  ResponseBodyError,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import type { App, Context } from '#core/app.ts'
import { MINUTE_MS } from '#core/clock.ts'
import { callerOf, sessionEffect } from '#core/http/server.ts'
import { Problem } from '#core/problem.ts'
import type { Kind } from './contract.ts'
import { configurationOf, type Provider, providerDown, providerNamed } from './providers.ts'

const FLOW_MS = 10 * MINUTE_MS
const ALGORITHMS: readonly unknown[] = ['ES256', 'RS256', 'PS256']

const hashOf = (id: string): Buffer => hash('sha256', id, 'buffer')

/** Where the provider sends the browser back to: a page of the program, which hands on what stands in the address. */
const BACK: Readonly<Record<Kind, string>> = { officers: '/console/openid', citizens: '/dang-nhap/tro-ve' }
const backTo = (app: App, { kind }: Provider) => `${app.config.origin}${BACK[kind]}`

interface Secrets {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly invitation?: string | undefined
}

export interface Begin {
  readonly purpose: 'sign-in' | 'link'
  readonly accountId?: string
  readonly invitation?: string | undefined
}

/** Begins a way to the provider, which only this browser can finish; answers where it leads. */
export async function begin(ctx: Context, provider: Provider, { purpose, accountId, invitation }: Begin) {
  const configuration = await configurationOf(provider)
  const secrets: Secrets = {
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
    ...(invitation ? { invitation } : {}),
  }
  const id = randomBytes(32).toString('base64url')
  const expires = new Date(ctx.now.getTime() + FLOW_MS)
  await ctx.sql`
    insert into openid.flow (id_hash, provider, purpose, account_id, sealed, expires_at)
    values (${hashOf(id)}, ${provider.name}, ${purpose}, ${accountId ?? null},
            ${ctx.app.keyring.encrypt(JSON.stringify(secrets))}, ${expires})`
  sessionEffect(ctx).flow = { value: id, expires }
  const url = buildAuthorizationUrl(configuration, {
    redirect_uri: backTo(ctx.app, provider),
    scope: provider.scope,
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge: await calculatePKCECodeChallenge(secrets.verifier),
    code_challenge_method: 'S256',
    ...(provider.acr ? { acr_values: provider.acr } : {}),
    // Whoever links an account shows that they hold the other one now.
    ...(purpose === 'link' ? { prompt: 'login' } : {}),
  })
  return { url: url.href }
}

export interface Returned {
  readonly provider: Provider
  readonly purpose: 'sign-in' | 'link'
  readonly accountId: string | null
  readonly invitation: string | undefined
  readonly claims: IDToken
  readonly idToken: string
}

/** Takes the way that this browser began, once, whatever comes of it, and asks the provider who came. */
export async function finish(ctx: Context, query: string): Promise<Returned> {
  const id = callerOf(ctx).flow
  sessionEffect(ctx).flow = null
  const [flow] = await ctx.sql<
    { provider: string; purpose: 'sign-in' | 'link'; accountId: string | null; sealed: Buffer; expiresAt: Date }[]
  >`delete from openid.flow where id_hash = ${hashOf(id ?? '')} returning *`
  if (!flow || flow.expiresAt <= ctx.now) throw new Problem('openid.flow-over')
  const provider = providerNamed(ctx.app, flow.provider)
  const { state, nonce, verifier, invitation } = JSON.parse(ctx.app.keyring.decrypt(flow.sealed)) as Secrets
  const { claims, idToken } = await exchange(new URL(`${backTo(ctx.app, provider)}?${query}`), provider, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  })
  return { provider, purpose: flow.purpose, accountId: flow.accountId, invitation, claims, idToken }
}

async function exchange(address: URL, provider: Provider, checks: AuthorizationCodeGrantChecks) {
  const configuration = await configurationOf(provider)
  const tokens = await authorizationCodeGrant(configuration, address, checks).catch((cause: unknown) => {
    throw problemOf(cause)
  })
  const claims = tokens.claims()
  const idToken = tokens.id_token
  if (!claims || !idToken || !ALGORITHMS.includes(headerOf(idToken).alg)) throw new Problem('openid.answer-wrong')
  return { claims, idToken }
}

const headerOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { alg?: unknown }

/** What the library found wrong, as the few things somebody can do about it. */
function problemOf(cause: unknown): Problem {
  if (cause instanceof AuthorizationResponseError) return new Problem('openid.declined', { cause })
  if (cause instanceof ResponseBodyError)
    return new Problem(cause.error === 'invalid_grant' ? 'openid.code-used' : 'openid.answer-wrong', { cause })
  const code = (cause as { code?: string } | null)?.code
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') return new Problem('openid.expired', { cause })
  if (code === 'OAUTH_TIMEOUT' || !(cause instanceof ClientError)) return providerDown(cause)
  return new Problem('openid.answer-wrong', { cause })
}
