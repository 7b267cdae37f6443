import { addressesOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { type App, type Context, service } from '#core/app.ts'
import { DAY_MS, dayOf, MINUTE_MS } from '#core/clock.ts'
import type { Ref } from '#core/contract.ts'
import { newId, timeOfId } from '#core/ids.ts'
import type { Locale, Values } from '#core/words.ts'
import { type Addresses, type Channel, NotNow, type Outgoing, Undeliverable } from './channel.ts'
import { messagesDue, messagesQueued } from './events.ts'
import {
  channelOrder,
  type Quiet,
  quietHours,
  replayDays,
  retries,
  smsPrices,
  smsText,
  ZNS,
  znsPrice,
} from './policies.ts'
import {
  dueIds,
  forgetTexts,
  insertDeliveries,
  insertMessages,
  insertParts,
  lockDue,
  type MessageRow,
  type Outcome,
  type Queued,
  takeQueued,
  writeOutcomes,
} from './queries.ts'
import { applyReceipts } from './receipts.ts'
import { afterQuiet, ordered, pauseAfter, route, spread, type Waiting } from './rules.ts'
import { measure, networkOf, unaccented } from './sms-text.ts'
import { subscriptionsOf } from './subscriptions.ts'
import { renderText, type Template, type Urgency } from './template.ts'

export interface NewMessage {
  /** Id of a declared template. */
  readonly template: string
  /** An address, or the person, whose addresses are looked up when it is sent. */
  readonly to: Omit<Addresses, 'push'> & { readonly personId?: string; readonly accountId?: string }
  readonly values: Readonly<Record<string, string | number>>
  readonly locale?: Locale
  /** What it is about, so that the thing can show what became of its messages. */
  readonly about?: Ref
  /** On whose behalf: officers of this unit may see what became of it. */
  readonly unitId?: string
  /** When it is of no use any more: it is not sent after that. */
  readonly until?: Date
  /** By this channel and no other: to try it. */
  readonly onlyChannel?: string
}

/** The ways out, in order of preference; made once per process by the module. */
export const channelsService = service<readonly Channel[]>('messages.channels')

export const MESSAGES_TOPIC = 'messages'

/** So few go out by themselves at once; more take turns, so that a code never waits behind ten thousand notices. */
const AT_ONCE = 20
const CHUNK = 50
const SIDE_BY_SIDE = 5
/** After this a message whose own event was lost is found by the schedule. */
const LEASE_MS = 3 * MINUTE_MS

/** Queues one message in the caller's transaction; answers its id. */
export async function sendMessage(ctx: Context, message: NewMessage): Promise<string> {
  const [id] = await sendMessages(ctx, [message])
  return id as string
}

/** Queues many messages, set-based; answers their ids in the same order. */
export async function sendMessages(ctx: Context, list: readonly NewMessage[]): Promise<string[]> {
  if (!list.length) return []
  const { now } = ctx
  const quiet = (await policyAt(ctx, quietHours, { day: dayOf(now) })).params
  const templates = templatesOf(ctx.app)
  const few = list.length <= AT_ONCE
  const immediately = few ? new Date(now.getTime() + LEASE_MS) : now
  const rows = list.map(message => {
    const declared = templates.get(message.template)
    if (!declared) throw new Error(`No module declares the template “${message.template}”.`)
    const earliest = afterQuiet(now, quiet[declared.urgency])
    return rowOf(ctx, message, earliest > now ? earliest : immediately)
  })
  await insertMessages(ctx.sql, rows)
  const first = rows.filter(row => row.dueAt === immediately)
  if (first.length && few) await ctx.emit(messagesQueued, { deliveryIds: first.map(row => row.deliveryId) })
  else if (first.length) await ctx.emit(messagesDue, {})
  return rows.map(row => row.id)
}

const rowOf = (ctx: Context, message: NewMessage, dueAt: Date): MessageRow => ({
  id: newId(ctx.now),
  deliveryId: newId(ctx.now),
  at: ctx.now,
  template: message.template,
  locale: message.locale ?? 'vi',
  personId: message.to.personId ?? null,
  accountId: message.to.accountId ?? null,
  onlyChannel: message.onlyChannel ?? null,
  unitId: message.unitId ?? null,
  aboutKind: message.about?.kind ?? null,
  aboutId: message.about?.id ?? null,
  byAccount: ctx.who?.accountId ?? null,
  until: message.until ?? null,
  sealed: seal(ctx.app, message),
  dueAt,
})

/** What is said and to which address: never in clear in the database. */
interface Sealed {
  readonly to: Addresses
  readonly values: Values
}

function seal(app: App, { to: { phone, email }, values }: NewMessage): Buffer {
  const content: Sealed = { to: { ...(phone ? { phone } : {}), ...(email ? { email } : {}) }, values }
  return app.keyring.encrypt(JSON.stringify(content))
}

/** Undefined where it cannot be read: one such must not take back, and send again, what went out beside it. */
function unseal(app: App, sealed: Buffer): Sealed | undefined {
  try {
    return JSON.parse(app.keyring.decrypt(sealed)) as Sealed
  } catch {
    return undefined
  }
}

const templatesOf = (app: App) => new Map(app.declared<Template>('template').map(one => [one.id, one]))

/** Goes through what is due, a chunk in each transaction, until nothing is left. */
export async function deliverDue(ctx: Context): Promise<void> {
  if (!(await lockDue(ctx.sql))) return
  for (const channel of ctx.app.use(channelsService)) channel.tend?.()
  const ids = await dueIds(ctx.sql, ctx.now, CHUNK)
  await deliverThese(ctx, ids)
  // After the carriers, which may take minutes: whoever brings a receipt meanwhile does not wait for them.
  await applyReceipts(ctx)
  if (ids.length === CHUNK) await ctx.emit(messagesDue, {})
}

/**
 * Sends queued deliveries and writes what became of each. A message may go out twice when the process dies between
 * the carrier's answer and the commit; it then carries the same id.
 */
export async function deliverThese(ctx: Context, ids: readonly string[]): Promise<void> {
  const { sql, now } = ctx
  const queued = await takeQueued(sql, ids)
  if (!queued.length) return
  const known = await addressesOfAll(ctx, queued)
  const round: Round = {
    ctx,
    templates: templatesOf(ctx.app),
    rules: await sendingRules(ctx),
    pausesMinutes: (await policyAt(ctx, retries, { day: dayOf(now) })).params.pausesMinutes,
    keptUntil: new Date(now.getTime() + (await policyAt(ctx, replayDays, { day: dayOf(now) })).params.days * DAY_MS),
    failuresInARow: new Map(),
    nextChannel: [],
  }
  const outcomes = await sideBySide(queued, one => attempt(round, one, known(one)))
  await writeOutcomes(sql, outcomes, now)
  await insertParts(sql, outcomes.flatMap(partsOf))
  await tryNextChannel(ctx, round.nextChannel)
  await forgetTexts(
    sql,
    queued.map(one => one.messageId),
    now,
  )
  await ctx.app.bus.publish(sql, MESSAGES_TOPIC)
}

const partsOf = ({ id, channel, state, references, keptUntil }: Outcome) =>
  channel && state === 'sent' && keptUntil ? references.map(reference => ({ channel, reference, deliveryId: id })) : []

type Reached = Pick<Queued, 'personId' | 'accountId'>

/** How each can be reached: as the register has it, and the browsers of their accounts. */
export async function addressesOfAll(ctx: Context, all: readonly Reached[]): Promise<(one: Reached) => Addresses> {
  const personIds = [...new Set(all.flatMap(one => one.personId ?? []))]
  const accountIds = [...new Set(all.flatMap(one => one.accountId ?? []))]
  if (!personIds.length && !accountIds.length) return () => ({})
  const known = personIds.length ? await ctx.app.use(addressesOf)(ctx, personIds) : new Map<string, Addresses>()
  const browsers = await subscriptionsOf(ctx, { personIds, accountIds })
  return ({ personId, accountId }) => {
    const push = [...(browsers.get(personId ?? '') ?? []), ...(browsers.get(accountId ?? '') ?? [])]
    return { ...known.get(personId ?? ''), ...(push.length ? { push } : {}) }
  }
}

async function sideBySide<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const lane = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i] as T)
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane))
  return results
}

/** What decides by which channel a message goes and how it reads there, on one day. */
export interface SendingRules {
  readonly channels: Readonly<Record<Urgency, readonly Channel[]>>
  readonly quiet: Readonly<Record<Urgency, Quiet>>
  readonly sms: Awaited<ReturnType<typeof smsRules>>
  /** What one by Zalo costs, in đồng. */
  readonly znsDong: number
}

export async function sendingRules(ctx: Context): Promise<SendingRules> {
  const day = dayOf(ctx.now)
  const channels = ctx.app.use(channelsService)
  const order = (await policyAt(ctx, channelOrder, { day })).params
  return {
    channels: { urgent: ordered(channels, order.urgent), ordinary: ordered(channels, order.ordinary) },
    quiet: (await policyAt(ctx, quietHours, { day })).params,
    sms: await smsRules(ctx, day),
    znsDong: (await policyAt(ctx, znsPrice, { day })).params.dong,
  }
}

const smsRules = async (ctx: Context, day: string) => ({
  ...(await policyAt(ctx, smsText, { day })).params,
  prices: (await policyAt(ctx, smsPrices, { day })).params,
})

/** The page on which a citizen says what they want. */
const OPT_OUT_PATH = '/tin-nhan/cai-dat'

/** What an SMS says on a channel: with the line to have no more, and without marks where the policy has it so. */
export function smsOf(
  { sms }: SendingRules,
  about: { readonly channel: string; readonly urgency: Urgency; readonly text: string; readonly origin: string },
): string {
  const line = about.urgency === 'ordinary' ? sms.optOut.replace('{link}', about.origin + OPT_OUT_PATH) : ''
  const whole = line ? `${about.text}\n${line}` : about.text
  return sms.unaccented.includes(about.channel) ? unaccented(whole) : whole
}

interface Round {
  readonly ctx: Context
  readonly templates: ReadonlyMap<string, Template>
  readonly rules: SendingRules
  readonly pausesMinutes: readonly number[]
  /** Until when what did not arrive may be sent again. */
  readonly keptUntil: Date
  /** By channel: a carrier that fails every time is left alone for the rest of the round. */
  readonly failuresInARow: Map<string, number>
  /** Deliveries that failed for good while another channel may still reach the person. */
  readonly nextChannel: Queued[]
}

const blank = {
  channel: null,
  address: null,
  reason: null,
  detail: null,
  references: [],
  segments: null,
  dong: null,
  keptUntil: null,
  isDead: false,
  dueAt: null,
} as const

async function attempt(round: Round, queued: Queued, known: Addresses): Promise<Outcome> {
  const { ctx, rules } = round
  const same = { ...blank, id: queued.id, attempts: queued.attempts }
  const template = round.templates.get(queued.template)
  if (!template) return { ...same, state: 'failed', reason: 'no-template' }
  const said = queued.sealed && unseal(ctx.app, queued.sealed)
  if (!said) return { ...same, state: 'failed', reason: 'forgotten' }
  const later = inPeace(rules, queued, template.urgency, ctx.now)
  if (later > ctx.now) return { ...same, state: 'queued', dueAt: later }
  const { to: given, values } = said
  const to = { ...known, ...given }
  const waiting: Waiting = { ...queued, to, urgency: template.urgency }
  const channels = rules.channels[template.urgency]
  const routed = route(waiting, channels, ctx.now)
  if ('suppressed' in routed) return suppressed(round, same, queued, routed.suppressed)
  const { channel } = routed
  const address = ctx.app.keyring.encrypt(JSON.stringify(addressOn(channel, to)))
  const here = { ...same, channel: channel.name, address }
  if ((round.failuresInARow.get(channel.name) ?? 0) >= SIDE_BY_SIDE)
    return { ...here, state: 'queued', dueAt: inMinutes(ctx.now, 1) }
  try {
    const message = outgoing(round, { queued, template, channel, to, values })
    const { references = [] } = await channel.send(message, ctx)
    round.failuresInARow.set(channel.name, 0)
    const kept = channel.hasReceipts && references.length ? round.keptUntil : null
    const taken = { ...here, ...costOf(rules, channel, message), references, keptUntil: kept }
    return { ...taken, state: 'sent', attempts: queued.attempts + 1 }
  } catch (error) {
    const outcome = failed(round, here, channel, error)
    if (outcome.state !== 'failed') return outcome
    const tried = [...queued.tried, channel.name]
    const isOver = 'suppressed' in route({ ...waiting, tried }, channels, ctx.now)
    if (!isOver) round.nextChannel.push(queued)
    return { ...outcome, isDead: isOver, keptUntil: isOver ? round.keptUntil : null }
  }
}

/** When somebody may be told: after the hours of the policy, and for what is ordinary after their own. */
function inPeace({ quiet }: SendingRules, queued: Queued, urgency: Urgency, now: Date): Date {
  const { quietFrom: from, quietUntil: until } = queued
  const own = urgency === 'ordinary' && from && until ? { from, until } : null
  const after = afterQuiet(now, quiet[urgency])
  // Either may end within the other.
  return afterQuiet(afterQuiet(after, own), quiet[urgency])
}

/** After a channel failed there may be none left: that is a failure, which an officer may send again. */
function suppressed(round: Round, same: Omit<Outcome, 'state'>, { tried }: Queued, reason: string): Outcome {
  if (reason !== 'no-channel' || !tried.length) return { ...same, state: 'suppressed', reason }
  return { ...same, state: 'failed', reason: 'no-other-channel', isDead: true, keptUntil: round.keptUntil }
}

/** What is kept of where it went: never the keys of a browser. */
function addressOn({ name }: Channel, { phone, email }: Addresses): Addresses {
  if (name === 'push') return {}
  return phone && name !== 'smtp' ? { phone } : { ...(email ? { email } : {}) }
}

const UNSUBSCRIBE_DAYS = 90
export const UNSUBSCRIBE = 'messages.unsubscribe'

interface Part {
  readonly queued: Queued
  readonly template: Template
  readonly channel: Channel
  readonly to: Addresses
  readonly values: Values
}

function outgoing({ ctx: { app, now }, rules }: Round, { queued, template, channel, to, values }: Part): Outgoing {
  const { id, locale, personId } = queued
  const { urgency } = template
  const { origin } = app.config
  const expires = new Date(now.getTime() + UNSUBSCRIBE_DAYS * DAY_MS)
  const unsubscribe: { readonly unsubscribe?: string } =
    urgency === 'ordinary' && personId ? { unsubscribe: app.keyring.signLink(UNSUBSCRIBE, personId, expires) } : {}
  const text = renderText(template.id, locale, { ...values, origin, ...unsubscribe } as Values)
  const short = channel.isSms ? smsOf(rules, { channel: channel.name, urgency, text: text.short, origin }) : text.short
  const { brandname } = rules.sms
  return {
    ...text,
    short,
    id,
    to,
    locale,
    urgency,
    template: template.id,
    ...(template.page && { page: template.page }),
    values,
    ...unsubscribe,
    ...(brandname ? { brandname } : {}),
  }
}

function costOf({ sms, znsDong }: SendingRules, { name, isSms }: Channel, { to, short }: Outgoing) {
  if (name === ZNS) return { dong: znsDong }
  if (!isSms) return {}
  const segments = measure(short).parts.length
  return { segments, dong: segments * networkOf(to.phone ?? '', sms.prices).dong }
}

const inMinutes = (now: Date, minutes: number) => new Date(now.getTime() + minutes * MINUTE_MS)

function failed(
  { ctx, pausesMinutes, failuresInARow }: Round,
  here: Omit<Outcome, 'state'>,
  channel: Channel,
  error: unknown,
): Outcome {
  if (error instanceof NotNow && ctx.now.getTime() - timeOfId(here.id).getTime() < DAY_MS) {
    // Nor is it asked for the others of this round.
    failuresInARow.set(channel.name, SIDE_BY_SIDE)
    const dueAt = new Date(ctx.now.getTime() + error.afterMs)
    return { ...here, state: 'queued', reason: 'busy', detail: error.code.slice(0, 50), dueAt }
  }
  const tried = { ...here, attempts: here.attempts + 1 }
  if (error instanceof Undeliverable) return { ...tried, state: 'failed', reason: 'refused', detail: error.detail }
  failuresInARow.set(channel.name, (failuresInARow.get(channel.name) ?? 0) + 1)
  const detail = String((error as { code?: unknown }).code ?? 'UNKNOWN').slice(0, 50)
  ctx.app.log.warn({ delivery: tried.id, channel: channel.name, detail }, 'a message could not be sent')
  const pause = pauseAfter(tried.attempts, pausesMinutes)
  return pause === undefined
    ? { ...tried, state: 'failed', reason: 'unreachable', detail }
    : { ...tried, state: 'queued', reason: 'unreachable', detail, dueAt: inMinutes(ctx.now, spread(pause, tried.id)) }
}

/** A new delivery of the same message, by the next channel that can reach the person. */
async function tryNextChannel(ctx: Context, failed: readonly Queued[]): Promise<void> {
  if (!failed.length) return
  const rows = failed.map(({ messageId, unitId }) => ({ id: newId(ctx.now), messageId, unitId, dueAt: ctx.now }))
  await insertDeliveries(ctx.sql, rows)
  await ctx.emit(messagesDue, {})
}
