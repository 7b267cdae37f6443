import { addressesOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { type App, type Context, service } from '#core/app.ts'
import { dayOf, MINUTE_MS } from '#core/clock.ts'
import type { Ref } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import type { Locale, Values } from '#core/words.ts'
import { type Addresses, type Channel, Undeliverable } from './channel.ts'
import { messagesDue, messagesQueued } from './events.ts'
import { quietHours, retries } from './policies.ts'
import {
  dueIds,
  forgetTexts,
  insertDeliveries,
  insertMessages,
  lockDue,
  type MessageRow,
  type Outcome,
  type Queued,
  takeQueued,
  writeOutcomes,
} from './queries.ts'
import { afterQuiet, pauseAfter, route, type Waiting } from './rules.ts'
import { renderText, type Template } from './template.ts'

export interface NewMessage {
  /** Id of a declared template. */
  readonly template: string
  /** An address, or the person, whose addresses are looked up when it is sent. */
  readonly to: Addresses & { readonly personId?: string }
  readonly values: Readonly<Record<string, string | number>>
  readonly locale?: Locale
  /** What it is about, so that the thing can show what became of its messages. */
  readonly about?: Ref
  /** On whose behalf: officers of this unit may see what became of it. */
  readonly unitId?: string
  /** When it is of no use any more: it is not sent after that. */
  readonly until?: Date
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

const unseal = (app: App, sealed: Buffer) => JSON.parse(app.keyring.decrypt(sealed)) as Sealed

const templatesOf = (app: App) => new Map(app.declared<Template>('template').map(one => [one.id, one]))

/** Goes through what is due, a chunk in each transaction, until nothing is left. */
export async function deliverDue(ctx: Context): Promise<void> {
  if (!(await lockDue(ctx.sql))) return
  const ids = await dueIds(ctx.sql, ctx.now, CHUNK)
  await deliverThese(ctx, ids)
  if (ids.length === CHUNK) await ctx.emit(messagesDue, {})
}

/**
 * Sends queued deliveries and writes what became of each. A message may go out twice when the process dies between
 * the carrier's answer and the commit; it then carries the same id.
 */
export async function deliverThese(ctx: Context, ids: readonly string[]): Promise<void> {
  const queued = await takeQueued(ctx.sql, ids)
  if (!queued.length) return
  const known = await addressesOfAll(ctx, queued)
  const round: Round = {
    ctx,
    templates: templatesOf(ctx.app),
    channels: ctx.app.use(channelsService),
    pausesMinutes: (await policyAt(ctx, retries, { day: dayOf(ctx.now) })).params.pausesMinutes,
    failuresInARow: new Map(),
    nextChannel: [],
  }
  const outcomes = await sideBySide(queued, one => attempt(round, one, known.get(one.personId ?? '') ?? {}))
  await writeOutcomes(ctx.sql, outcomes, ctx.now)
  await tryNextChannel(ctx, round.nextChannel)
  await forgetTexts(
    ctx.sql,
    queued.map(one => one.messageId),
  )
  await ctx.app.bus.publish(ctx.sql, MESSAGES_TOPIC)
}

async function addressesOfAll(ctx: Context, queued: readonly Queued[]): Promise<ReadonlyMap<string, Addresses>> {
  const people = [...new Set(queued.flatMap(one => one.personId ?? []))]
  return people.length ? ctx.app.use(addressesOf)(ctx, people) : new Map()
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

interface Round {
  readonly ctx: Context
  readonly templates: ReadonlyMap<string, Template>
  readonly channels: readonly Channel[]
  readonly pausesMinutes: readonly number[]
  /** By channel: a carrier that fails every time is left alone for the rest of the round. */
  readonly failuresInARow: Map<string, number>
  /** Deliveries that failed for good while another channel may still reach the person. */
  readonly nextChannel: Queued[]
}

const blank = { channel: null, address: null, reason: null, detail: null, reference: null, dueAt: null } as const

async function attempt(round: Round, queued: Queued, known: Addresses): Promise<Outcome> {
  const { ctx, channels } = round
  const same = { ...blank, id: queued.id, attempts: queued.attempts }
  const template = round.templates.get(queued.template)
  if (!template) return { ...same, state: 'failed', reason: 'no-template' }
  const { to: given, values } = unseal(ctx.app, queued.sealed)
  const to = { ...known, ...given }
  const waiting: Waiting = { ...queued, to, urgency: template.urgency }
  const routed = route(waiting, channels, ctx.now)
  if ('suppressed' in routed) return { ...same, state: 'suppressed', reason: routed.suppressed }
  const { channel } = routed
  const address = ctx.app.keyring.encrypt(JSON.stringify(to))
  const here = { ...same, channel: channel.name, address }
  if ((round.failuresInARow.get(channel.name) ?? 0) >= SIDE_BY_SIDE)
    return { ...here, state: 'queued', dueAt: inMinutes(ctx.now, 1) }
  try {
    const text = renderText(template.id, queued.locale, { ...values, origin: ctx.app.config.origin })
    const sent = await channel.send(
      { ...text, id: queued.id, to, locale: queued.locale, urgency: template.urgency },
      ctx,
    )
    round.failuresInARow.set(channel.name, 0)
    return { ...here, state: 'sent', attempts: queued.attempts + 1, reference: sent.reference ?? null }
  } catch (error) {
    const outcome = failed(round, { ...here, attempts: queued.attempts + 1 }, channel, error)
    const tried = [...queued.tried, channel.name]
    if (outcome.state === 'failed' && 'channel' in route({ ...waiting, tried }, channels, ctx.now))
      round.nextChannel.push(queued)
    return outcome
  }
}

const inMinutes = (now: Date, minutes: number) => new Date(now.getTime() + minutes * MINUTE_MS)

function failed(
  { ctx, pausesMinutes, failuresInARow }: Round,
  tried: Omit<Outcome, 'state'>,
  channel: Channel,
  error: unknown,
): Outcome {
  if (error instanceof Undeliverable) return { ...tried, state: 'failed', reason: 'refused', detail: error.detail }
  failuresInARow.set(channel.name, (failuresInARow.get(channel.name) ?? 0) + 1)
  const detail = String((error as { code?: unknown }).code ?? 'UNKNOWN').slice(0, 50)
  ctx.app.log.warn({ delivery: tried.id, channel: channel.name, detail }, 'a message could not be sent')
  const pause = pauseAfter(tried.attempts, pausesMinutes)
  return pause === undefined
    ? { ...tried, state: 'failed', reason: 'unreachable', detail }
    : { ...tried, state: 'queued', reason: 'unreachable', detail, dueAt: inMinutes(ctx.now, pause) }
}

/** A new delivery of the same message, by the next channel that can reach the person. */
async function tryNextChannel(ctx: Context, failed: readonly Queued[]): Promise<void> {
  if (!failed.length) return
  const rows = failed.map(({ messageId, unitId }) => ({ id: newId(ctx.now), messageId, unitId, dueAt: ctx.now }))
  await insertDeliveries(ctx.sql, rows)
  await ctx.emit(messagesDue, {})
}
