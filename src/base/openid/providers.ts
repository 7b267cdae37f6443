import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  allowInsecureRequests,
  ClientSecretPost,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client'
import * as z from 'zod/mini'
import { type App, service } from '#core/app.ts'
import { HOUR_MS } from '#core/clock.ts'
import { Problem } from '#core/problem.ts'
import { StartupError } from '#core/startup-error.ts'
import { KINDS } from './contract.ts'

const TIMEOUT_S = 10
/** Their keys and addresses change, seldom. */
const KEPT_MS = HOUR_MS

const Provider = z.object({
  /** In links and in the table: never changed. */
  name: z.string().check(z.regex(/^[a-z][a-z0-9-]{1,30}$/)),
  /** On the button. */
  label: z.string().check(z.minLength(1), z.maxLength(60)),
  kind: z.enum(KINDS),
  issuer: z.url(),
  clientId: z.string(),
  clientSecret: z.optional(z.string()),
  scope: z._default(z.string(), 'openid profile email'),
  /** Of officers: whose verified addresses are logins here, `an.nv@tinh.gov.vn` the officer `an.nv`. */
  domain: z.optional(z.string()),
  /** Of citizens: the claim with the personal ID. */
  personalId: z._default(z.string(), 'personal_id'),
  /** Of citizens: the assurance (`acr`) with which the personal ID is proven. */
  acr: z.optional(z.string()),
})
export type Provider = z.infer<typeof Provider>

export const providersService = service<readonly Provider[]>('openid.providers')

/** What the settings file of the installation says; none without one. */
export function readProviders(app: App): readonly Provider[] {
  const path = process.env.SAOLA_OPENID ?? join(app.config.dataDir, 'openid.json')
  if (!existsSync(path)) {
    if (process.env.SAOLA_OPENID) throw new StartupError(`SAOLA_OPENID names '${path}', and there is no such file.`)
    return []
  }
  return parseProviders(readFileSync(path, 'utf8'), path)
}

export function parseProviders(text: string, path: string): readonly Provider[] {
  const parsed = z.safeParse(z.array(Provider), parsedJson(text))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new StartupError(`${path} is not a list of identity providers: ${issue?.path.join('.')} ${issue?.message}`)
  }
  const open = parsed.data.find(one => !isSafe(one.issuer))
  if (open) throw new StartupError(`${path}: the issuer of '${open.name}' is to begin with https://.`)
  if (new Set(parsed.data.map(one => one.name)).size < parsed.data.length)
    throw new StartupError(`${path} has a name twice.`)
  return parsed.data
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isHere = (issuer: string) => ['localhost', '127.0.0.1'].includes(new URL(issuer).hostname)
/** Without HTTPS only on this very machine. */
const isSafe = (issuer: string) => issuer.startsWith('https:') || isHere(issuer)

export function providerNamed(app: App, name: string): Provider {
  const found = app.use(providersService).find(one => one.name === name)
  if (!found) throw new Problem('openid.no-provider', { status: 404 })
  return found
}

interface Known {
  readonly configuration: Configuration
  readonly until: number
}
const known = new WeakMap<Provider, Known>()

/** What the provider says of itself; asked again after an hour, and after it could not be reached. */
export async function configurationOf(provider: Provider): Promise<Configuration> {
  const kept = known.get(provider)
  if (kept && kept.until > Date.now()) return kept.configuration
  const { issuer, clientId, clientSecret } = provider
  const configuration = await discovery(
    new URL(issuer),
    clientId,
    clientSecret,
    clientSecret ? ClientSecretPost(clientSecret) : undefined,
    { timeout: TIMEOUT_S, execute: [enableNonRepudiationChecks, ...(isHere(issuer) ? [allowInsecureRequests] : [])] },
  ).catch((cause: unknown) => {
    throw providerDown(cause)
  })
  known.set(provider, { configuration, until: Date.now() + KEPT_MS })
  return configuration
}

export const providerDown = (cause: unknown) => new Problem('openid.provider-down', { status: 503, cause })
