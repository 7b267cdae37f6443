import * as z from 'zod/mini'
import type { App } from '#core/app.ts'
import { DAY_MS } from '#core/clock.ts'
import { StartupError } from '#core/startup-error.ts'
import { channel } from './channel.ts'
import { pushChannel } from './push.ts'
import { receive } from './receipts.ts'
import { smppChannel } from './smpp.ts'
import { smsHookChannel } from './sms-hook.ts'
import { smtpChannel } from './smtp.ts'
import { ZnsTemplates, znsChannel } from './zns.ts'

/** What carriers call back with: whoever holds it says what became of messages of one channel, and nothing else. */
export const RECEIPTS = 'messages.receipts'
const FOR_GOOD_MS = 3650 * DAY_MS

export const receiptsUrl = ({ config, keyring, clock }: App, name: string): string =>
  `${config.origin}/api/messages/receipts/${keyring.signLink(RECEIPTS, name, new Date(clock().getTime() + FOR_GOOD_MS))}`

const settingOf = ({ config }: App, name: string): string | undefined => config.settings?.[name] || undefined

/** Said without its value, which may hold a password. */
const unfit = (name: string, wanted: string) => new StartupError(`${name} is to be ${wanted}.`)

function urlOf(app: App, name: string, protocols: readonly string[]): string | undefined {
  const value = settingOf(app, name)
  if (value === undefined) return undefined
  if (!protocols.includes(URL.parse(value)?.protocol ?? ''))
    throw unfit(name, `an address that begins with ${protocols.join(' or ')}`)
  return value
}

function needed(app: App, name: string, by: string): string {
  const value = settingOf(app, name)
  if (value === undefined) throw new StartupError(`${by} is set, and so ${name} has to be.`)
  return value
}

const smtp = channel('smtp', app => {
  const url = urlOf(app, 'SMTP_URL', ['smtp:', 'smtps:'])
  return url ? smtpChannel({ url, origin: app.config.origin }) : undefined
})

const push = channel('push', app => {
  const contact = urlOf(app, 'PUSH_CONTACT', ['mailto:', 'https:'])
  const [key] = app.keyring.signingKeys('push')
  return contact && key ? pushChannel({ contact, key }) : undefined
})

const smpp = channel('smpp', app => {
  const url = urlOf(app, 'SMPP_URL', ['smpp:', 'smpps:'])
  return url ? smppChannel({ url, heard: receipt => app.run(ctx => receive(ctx, [receipt])) }) : undefined
})

const smsHook = channel('sms', app => {
  const url = urlOf(app, 'SMS_WEBHOOK_URL', ['https:', 'http:'])
  if (!url) return undefined
  const secret = needed(app, 'SMS_WEBHOOK_SECRET', 'SMS_WEBHOOK_URL')
  return smsHookChannel({ url, secret, receiptsUrl: receiptsUrl(app, 'sms'), clock: () => app.clock() })
})

const zns = channel('zns', app => {
  const appId = settingOf(app, 'ZNS_APP_ID')
  if (!appId) return undefined
  return znsChannel({
    appId,
    secret: needed(app, 'ZNS_SECRET', 'ZNS_APP_ID'),
    refreshToken: needed(app, 'ZNS_REFRESH_TOKEN', 'ZNS_APP_ID'),
    templates: templatesOf(needed(app, 'ZNS_TEMPLATES', 'ZNS_APP_ID')),
    url: urlOf(app, 'ZNS_URL', ['https:', 'http:']) ?? 'https://business.openapi.zalo.me',
    oauthUrl: urlOf(app, 'ZNS_OAUTH_URL', ['https:', 'http:']) ?? 'https://oauth.zaloapp.com/v4/oa/access_token',
  })
})

function templatesOf(text: string): ZnsTemplates {
  try {
    return z.parse(ZnsTemplates, JSON.parse(text))
  } catch {
    throw unfit('ZNS_TEMPLATES', 'JSON such as {"messages.code":{"id":"123456","params":{"otp":"code"}}}')
  }
}

/** Hosts of push services besides those of the browsers there are. */
export const pushHosts = (app: App): readonly string[] => settingOf(app, 'PUSH_HOSTS')?.split(',') ?? []

/** The channels that Saola brings, each where the installation is set up for it. */
export const offers = [push, zns, smpp, smsHook, smtp]
