import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Oidc from 'oidc-provider'
import type { Provider } from './providers.ts'

/** What an identity provider knows of somebody. */
export type Claims = Readonly<Record<string, unknown>>

export interface StandIn {
  readonly issuer: string
  stop(): Promise<void>
}

const CLIENT = { clientId: 'saola', clientSecret: 'a secret that only the two of them know' }

/** The settings of an installation for a provider that stands in for a real one. */
export const settings = (name: string, issuer: string, rest: Partial<Provider> & Pick<Provider, 'kind'>): Provider => ({
  name,
  label: rest.kind === 'officers' ? 'Tài khoản của tỉnh' : 'Định danh quốc gia',
  issuer,
  ...CLIENT,
  scope: 'openid profile email',
  personalId: 'personal_id',
  ...rest,
})

async function listening(port: number, handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handle)
  await new Promise<void>(resolve => server.listen(port, 'localhost', resolve))
  return { server, issuer: `http://localhost:${(server.address() as AddressInfo).port}` }
}
const stopping = (server: Server) => async () => {
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
}

const pairOf = (alg: 'ES256' | 'RS256') =>
  alg === 'ES256'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('rsa', { modulusLength: 2048 })

const TTL_S = 600
const FORM = `<!doctype html><html lang="vi"><title>Định danh</title><form method="post"><h1>Cổng định danh</h1>
<label>Số định danh <input name="who"></label><button>Đồng ý</button></form></html>`

/** A whole identity provider (oidc-provider) at an address of this machine; `people` are those it knows. */
export async function standIn(
  people: Readonly<Record<string, Claims>>,
  back: readonly string[],
  { alg = 'ES256' as 'ES256' | 'RS256', port = 0, ended = [] as readonly string[] } = {},
): Promise<StandIn> {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => {}
  const { server, issuer } = await listening(port, (request, response) => handle(request, response))
  const key = { ...pairOf(alg).privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: 'one' }
  const provider = new Oidc(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [...back],
        post_logout_redirect_uris: [...ended],
        token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: alg,
      },
    ],
    jwks: { keys: [key as never] },
    cookies: { keys: ['a key of the stand-in'] },
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    acrValues: ['level1', 'level2'],
    ttl: { Interaction: TTL_S, Grant: TTL_S, Session: TTL_S, AccessToken: TTL_S, IdToken: TTL_S },
    claims: { openid: ['sub', 'personal_id', 'amr'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_, { uid }) => `/hoi/${uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  })
  const callback = provider.callback()
  handle = async (request, response) => {
    if (!request.url?.startsWith('/hoi/')) return void callback(request, response)
    if (request.method === 'GET') return void response.setHeader('content-type', 'text/html; charset=utf-8').end(FORM)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const accountId = new URLSearchParams(Buffer.concat(chunks).toString()).get('who') ?? ''
    const { acr, amr } = people[accountId] ?? {}
    await provider.interactionFinished(request, response, {
      login: { accountId, ...(acr ? { acr: String(acr) } : {}), ...(amr ? { amr: amr as string[] } : {}) },
    })
  }
  return { issuer, stop: stopping(server) }
}

/** Signs in at the stand-in as a browser would; answers what stands in the address it sends back to. */
export async function visit(url: string, who: string): Promise<string> {
  const jar = new Map<string, string>()
  const ask = async (to: string, init: RequestInit = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await fetch(to, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } })
    for (const one of reply.headers.getSetCookie()) {
      const [name = '', value = ''] = one.split(';')[0]?.split('=') ?? []
      jar.set(name, value)
    }
    const next = reply.headers.get('location')
    return next ? new URL(next, to) : undefined
  }
  const asked = await ask(url)
  if (!asked) throw new Error('The provider did not ask who it is.')
  let next = await ask(asked.href, {
    method: 'POST',
    body: new URLSearchParams({ who }),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  while (next && next.origin === asked.origin) next = await ask(next.href)
  if (!next) throw new Error('The provider did not send back.')
  return next.search.slice(1)
}

export interface Lie {
  readonly claims?: Claims
  readonly header?: Claims
  /** Signs with a key that it does not show. */
  readonly otherKey?: boolean
}

/** A provider that answers as it is told: with tokens that are wrong in one way each. */
export async function liar(): Promise<StandIn & { lie: Lie; nonce: string }> {
  const [shown, hidden] = [pairOf('ES256'), pairOf('ES256')]
  const { server, issuer } = await listening(0, (request, response) => {
    const send = (body: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    if (request.url?.endsWith('/openid-configuration'))
      return send({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        id_token_signing_alg_values_supported: ['ES256'],
      })
    if (request.url === '/jwks')
      return send({ keys: [{ ...shown.publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'one' }] })
    const { claims, header, otherKey } = self.lie
    const now = Math.floor(Date.now() / 1000)
    const payload = {
      iss: issuer,
      aud: CLIENT.clientId,
      sub: 'an',
      iat: now,
      exp: now + 300,
      nonce: self.nonce,
      email: 'binh.tt@tinh.gov.vn',
      email_verified: true,
      ...claims,
    }
    const { privateKey } = otherKey ? hidden : shown
    send({
      access_token: 'x',
      token_type: 'Bearer',
      id_token: token({ alg: 'ES256', kid: 'one', ...header }, payload, privateKey),
    })
  })
  const self = { issuer, lie: {} as Lie, nonce: '', stop: stopping(server) }
  return self
}

function token(header: object, payload: object, key: KeyObject): string {
  const said = [header, payload].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const signature = sign('sha256', Buffer.from(said), { key, dsaEncoding: 'ieee-p1363' })
  return `${said}.${signature.toString('base64url')}`
}
