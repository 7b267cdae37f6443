import * as z from 'zod/mini'
import { holderMay, holderOf, type Pass, readPass } from '#base/identity/passes.ts'
import { getPlace, getPlaces, type Place } from '#base/places/places.ts'
import { policyAt } from '#base/policies/index.ts'
import { type Bearer, doubtOf } from '#base/timeline/delivered.ts'
import { type Placed, placeInTime, type TimeLimits } from '#base/timeline/moment.ts'
import { tellParked } from '#base/work/parked.ts'
import type { App, Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at, type InputOf } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { isTimeOrdered, newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { CrossingRecord, type KeptCrossing, type ParkedCrossing, type Receipt, type roadblocks } from './contract.ts'
import { parkedFlow } from './flow.ts'
import { offlineRule } from './policies.ts'
import {
  countParked,
  digestOf,
  expireParked,
  insertParked,
  lockPost,
  MOST_PARKED,
  type ParkedRow,
  parkedAt,
  parkedBefore,
  parkedReasons,
  saveDecision,
} from './queries.ts'
import { type Recording, recordCrossing, seal, unseal } from './record.ts'

/** The purpose of the passes with which devices deliver. */
export const DELIVERY = 'roadblocks.delivery'
export const RECORD = 'roadblocks.record'
export const SETTLE = 'roadblocks.settle'

interface Delivery {
  readonly pass: Pass
  readonly post: Place
  readonly bearer: Bearer
  readonly deviceId: string | null
  readonly sentAt: Date
  readonly limits: TimeLimits
}

/** A delivered record, read as far as it can be. */
interface Opened {
  readonly id: string
  readonly digest: Buffer
  readonly time: Placed | undefined
  /** What was sealed, or the seal that could not be opened. */
  readonly content: Content
  readonly record: CrossingRecord | undefined
  /** Why it cannot be recorded as it is: the id of a problem. */
  readonly doubt: string | undefined
}

interface Content {
  readonly text?: string
  readonly seal?: string
}

type Body = InputOf<typeof roadblocks.deliver>['body']

/**
 * What a device recorded, with a network or without. Each item is recorded in the name of the pass's account, is known
 * already, or is parked for the head of the post. A fault of ours fails the whole delivery: the device sends it again.
 */
export async function deliver(ctx: Context, token: string, { sentAt, crossings }: Body): Promise<Receipt[]> {
  const delivery = await begin(ctx, token, new Date(sentAt))
  const receipts: Receipt[] = []
  for (const item of crossings) receipts.push(await take(ctx, delivery, open(ctx, delivery, item)))
  if (receipts.some(({ state }) => state === 'parked')) await ctx.app.run(inner => tellHead(inner, delivery.post))
  return receipts
}

async function begin(ctx: Context, token: string, sentAt: Date): Promise<Delivery> {
  const { app, now } = ctx
  const pass = readPass(app, DELIVERY, token, now)
  const post = pass && (await getPlace(ctx.sql, pass.aboutId))
  if (!pass || !post) throw new Problem('core.refused.link', { status: 403 })
  const holder = await holderOf(ctx, pass)
  const { params } = await policyAt(ctx, offlineRule, { day: dayOf(now), unitId: post.unitId })
  const onStaff = holderMay(app, holder, RECORD, { placeId: post.id, unitId: post.unitId })
  return {
    pass,
    post,
    bearer: { onStaff, endedAt: holder.endedAt, placeClosedAt: post.closedAt },
    deviceId: holder.deviceId,
    sentAt,
    limits: params,
  }
}

function open({ app, now }: Context, delivery: Delivery, given: KeptCrossing): Opened {
  const { post, sentAt, limits, bearer } = delivery
  const { id, behindMs } = given
  const deviceAt = new Date(given.deviceAt)
  const time = Number.isNaN(deviceAt.getTime())
    ? undefined
    : placeInTime({ deviceAt, sentAt, behindMs: behindMs ?? undefined }, now, limits)
  const text = unsealed(app, given)
  const record = text === undefined ? undefined : readRecord(text)
  const late = time && doubtOf(time, bearer)
  const doubt = () => {
    if (text === undefined) return 'roadblocks.unreadable'
    if (!record || !time) return 'roadblocks.malformed'
    return isTimeOrdered(id) ? late && `roadblocks.${late}` : 'roadblocks.bad-id'
  }
  const content = [post.id, given.deviceAt, text ?? given.sealed].join('\0')
  return {
    id,
    digest: app.keyring.blindIndex('roadblocks.crossing', content),
    time,
    content: text === undefined ? { seal: given.sealed } : { text },
    record,
    doubt: doubt(),
  }
}

function unsealed(app: App, { sealed, id }: KeptCrossing): string | undefined {
  try {
    return app.keyring.openSealed(sealed, id)
  } catch {
    return undefined
  }
}

function readRecord(text: string): CrossingRecord | undefined {
  try {
    return z.safeParse(CrossingRecord, JSON.parse(text)).data
  } catch {
    return undefined
  }
}

async function take(ctx: Context, delivery: Delivery, one: Opened): Promise<Receipt> {
  const { id, digest, record, time } = one
  const before = await parkedBefore(ctx.sql, id, digest)
  if (before) return before.settled ? said(id, 'known') : said(id, 'parked', before.reason)
  // What is doubted by now may have been recorded at once, and only its answer was lost.
  if ((await digestOf(ctx.sql, id))?.equals(digest)) return said(id, 'known')
  if (one.doubt || !record || !time) return park(ctx, delivery, one, one.doubt ?? 'roadblocks.malformed')
  try {
    const { post, pass, deviceId } = delivery
    const recorder = { recorderId: pass.accountId, deviceId }
    const recording = { id, digest, post, ...recorder, time: stampOf(time), record }
    return said(id, await recordCrossing(ctx, recording))
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return park(ctx, delivery, one, error.code)
    throw error
  }
}

const said = (id: string, state: Receipt['state'], reason: string | null = null): Receipt => ({ id, state, reason })

const stampOf = ({ at, deviceAt, uncertaintyS }: Placed) => ({ at, deviceAt, uncertaintyS })

async function park(
  { app, sql, now }: Context,
  { pass, post, deviceId }: Delivery,
  one: Opened,
  reason: string,
): Promise<Receipt> {
  await insertParked(sql, {
    id: newId(now),
    itemId: one.id,
    digest: one.digest,
    placeId: post.id,
    accountId: pass.accountId,
    deviceId,
    deviceAt: one.time?.deviceAt ?? null,
    at: one.time?.at ?? null,
    uncertaintyS: one.time?.uncertaintyS ?? null,
    receivedAt: now,
    reason,
    sealed: seal(app, one.content),
  })
  return said(one.id, 'parked', reason)
}

/** Brings the work about a post up to date with what waits there. */
export async function tellHead(ctx: Context, { id, name, unitId }: Place): Promise<void> {
  await lockPost(ctx.sql, id)
  const reasons = await parkedReasons(ctx.sql, id)
  await tellParked(ctx, { flow: parkedFlow, subject: at.place(id), unitId, place: name, reasons })
}

/** What nobody has looked at by then says so; what was recorded is gone. Answers how many those were. */
export async function forgetParked(ctx: Context, before: Date): Promise<number> {
  const postIds = await expireParked(ctx.sql, before, ctx.now)
  for (const post of await getPlaces(ctx.sql, [...new Set(postIds)])) await tellHead(ctx, post)
  return postIds.length
}

export async function listParked(ctx: Context, placeId: string) {
  const rows = await parkedAt(ctx.sql, placeId)
  const crossings = rows.map((row): ParkedCrossing => {
    const record = recordOf(ctx.app, row)
    return {
      id: row.id,
      plate: record?.plate?.text ?? null,
      people: record?.travellers.length ?? null,
      decision: record?.decision ?? null,
      at: row.at?.toISOString() ?? null,
      receivedAt: row.receivedAt.toISOString(),
      recorder: row.recorder,
      station: row.station,
      reason: row.reason,
      readable: record !== undefined && row.at !== null && row.at <= ctx.now,
    }
  })
  return { crossings, count: rows.length < MOST_PARKED ? rows.length : await countParked(ctx.sql, placeId) }
}

function recordOf(app: App, { sealed }: ParkedRow): CrossingRecord | undefined {
  const { text } = sealed ? unseal<Content>(app, sealed) : {}
  return text === undefined ? undefined : readRecord(text)
}

const SHORTEST_REASON = 5

/** Who may settle says that it was so, at the time it seems to have been, or that it was not. */
export async function settleParked(
  ctx: Context,
  placeId: string,
  { ids, decision, reason }: InputOf<typeof roadblocks.settle>['body'],
) {
  const rows = await parkedAt(ctx.sql, placeId, ids)
  if (ids && !rows.length) throw notFound('parked')
  if (decision === 'discard' && reason.length < SHORTEST_REASON) throw new Problem('roadblocks.reason-missing')
  const post = await getPlace(ctx.sql, placeId)
  if (!post) throw notFound('place')
  const recordings = decision === 'record' ? rows.map(row => recordingOf(ctx, post, row)) : []
  for (const [i, row] of rows.entries()) {
    const recording = recordings[i]
    if (recording) await recordCrossing(ctx, { ...recording, id: await idFor(ctx.sql, row) })
    await saveDecision(ctx, row.id, decision === 'record' ? 'recorded' : 'discarded', reason)
  }
  await ctx.app.run(inner => tellHead(inner, post))
  return { settled: rows.length, left: await countParked(ctx.sql, placeId) }
}

function recordingOf(ctx: Context, post: Place, row: ParkedRow): Omit<Recording, 'id'> {
  const record = recordOf(ctx.app, row)
  if (!record || !row.at || !row.deviceAt || row.at > ctx.now) throw new Problem('roadblocks.not-recordable')
  const time = { at: row.at, deviceAt: row.deviceAt, uncertaintyS: row.uncertaintyS ?? 0 }
  return { post, recorderId: row.accountId, deviceId: row.deviceId, time, record, digest: row.digest }
}

/** Under its own id, or as it was parked where another record has that: two decisions in one moment make one. */
async function idFor(sql: Sql, row: ParkedRow): Promise<string> {
  const there = await digestOf(sql, row.itemId)
  return isTimeOrdered(row.itemId) && (there?.equals(row.digest) ?? true) ? row.itemId : row.id
}
