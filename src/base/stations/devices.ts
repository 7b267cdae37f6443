import { hash, randomBytes } from 'node:crypto'
import { countFrom, refusePastCeiling } from '#base/identity/limits.ts'
import { inFours, lettersOf, randomLetters } from '#base/identity/passwords.ts'
import type { SharedDevice } from '#base/identity/ports.ts'
import { endSessionsAt } from '#base/identity/sessions.ts'
import { inTransaction } from '#base/identity/sign-in.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { writeAudit } from '#core/audit.ts'
import { DAY_MS, dayOf, HOUR_MS, MINUTE_MS } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { callerOf, sessionEffect } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { Station } from './contract.ts'
import { pairing, stationSession } from './policies.ts'
import { type Device, deviceWith, peopleAt, postBy } from './queries.ts'

const SECRET_BYTES = 32
/** As long as a browser keeps a cookie at all; each sign-in begins it anew. */
const KEPT_MS = 400 * DAY_MS
/** Forty bits, for minutes. */
const PAIRING_LETTERS = 8
const AGENT_LENGTH = 300

const hashOf = (secret: string): Buffer => hash('sha256', secret, 'buffer')

/** Of so few letters everything can be tried in minutes: a stolen table alone gives nothing to try. */
const pairingOf = ({ app }: Context, letters: string): Buffer => app.keyring.blindIndex('stations.pairing', letters)

/** The registered machine that asks, if it is one. */
export async function deviceHere(ctx: Context): Promise<Device | undefined> {
  const { device } = callerOf(ctx)
  return device ? deviceWith(ctx.sql, hashOf(device)) : undefined
}

/** For identity: what is opened at a shared machine ends soon. */
export async function sharedBy(ctx: Context, presented: string): Promise<SharedDevice | undefined> {
  const device = await deviceWith(ctx.sql, hashOf(presented))
  if (!device) return undefined
  const { idleMinutes, hours } = await sessionRule(ctx, device.unitId)
  return { deviceId: device.id, idleMs: idleMinutes * MINUTE_MS, lifeMs: hours * HOUR_MS }
}

const sessionRule = async (ctx: Context, unitId: string) =>
  (await policyAt(ctx, stationSession, { day: dayOf(ctx.now), unitId })).params

export const unitsOf = (ctx: Context, { unitId }: Device): readonly string[] => ctx.app.tree.within([unitId])

/** What the machine that asks may show before anybody has signed in; null when it is not registered. */
export async function stationHere(ctx: Context): Promise<Station | null> {
  const device = await deviceHere(ctx)
  return device ? stationAt(ctx, device) : null
}

async function stationAt(ctx: Context, device: Device): Promise<Station> {
  return {
    post: device.post,
    unitName: treeOf(ctx.app).get(device.unitId)?.fullName ?? '',
    people: await peopleAt(ctx.sql, device.id, unitsOf(ctx, device)),
    idleMinutes: (await sessionRule(ctx, device.unitId)).idleMinutes,
  }
}

export async function addPost(ctx: Context, unitId: string, name: string): Promise<string> {
  if (!treeOf(ctx.app).isLive(unitId)) throw notFound('unit')
  const postId = newId(ctx.now)
  await ctx.sql`
    insert into stations.post (id, unit_id, name, made_at, made_by)
    values (${postId}, ${unitId}, ${name}, ${ctx.now}, ${ctx.who?.accountId ?? null})`
  return postId
}

/** A code that registers a machine at the post, once and for minutes; one made before is good no more. */
export async function makePairing(ctx: Context, postId: string): Promise<{ code: string; until: string }> {
  const post = await openPost(ctx, postId)
  const { minutes } = (await policyAt(ctx, pairing, { day: dayOf(ctx.now), unitId: post.unitId })).params
  const until = new Date(ctx.now.getTime() + minutes * MINUTE_MS)
  const letters = randomLetters(PAIRING_LETTERS)
  await ctx.sql`delete from stations.device where post_id = ${postId} and registered_at is null`
  await ctx.sql`
    insert into stations.device (id, post_id, pairing_hash, pairing_until, made_at, made_by)
    values (${newId(ctx.now)}, ${postId}, ${pairingOf(ctx, letters)}, ${until}, ${ctx.now}, ${ctx.who?.accountId ?? null})`
  return { code: inFours(letters), until: until.toISOString() }
}

async function openPost(ctx: Context, postId: string) {
  const post = await postBy(ctx.sql, postId)
  if (!post?.isOpen) throw notFound('post')
  return post
}

/** The machine that asks becomes that of the post; the one before it is a station no more. */
export async function register(ctx: Context, typed: string): Promise<Station> {
  const { address, agent } = callerOf(ctx)
  await refusePastCeiling(ctx.app, 'failures', address)
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  const device = await inTransaction(ctx, async own => {
    const [waiting] = await own.sql<{ id: string; postId: string }[]>`
      select d.id, d.post_id from stations.device d join stations.post p on p.id = d.post_id
       where d.pairing_hash = ${pairingOf(own, lettersOf(typed))} and d.registered_at is null and d.revoked_at is null
         and d.pairing_until > ${own.now} and p.closed_at is null
       for update of d`
    if (!waiting) return undefined
    await revokeDevice(own, waiting.postId)
    await own.sql`
      update stations.device
         set secret_hash = ${hashOf(secret)}, registered_at = ${own.now}, pairing_hash = null,
             agent = ${agent.slice(0, AGENT_LENGTH)}
       where id = ${waiting.id}`
    await writeAudit(own, 'stations.register', at.of('station-device', waiting.id))
    return deviceWith(own.sql, hashOf(secret))
  })
  if (!device) {
    await countFrom(ctx.app, 'failures', address)
    throw new Problem('stations.pairing-wrong')
  }
  keepSecret(ctx, secret)
  return stationAt(ctx, device)
}

/** Lets the browser keep what it is known by; no script of a page can read it. */
export function keepSecret(ctx: Context, secret: string): void {
  sessionEffect(ctx).device = { value: secret, expires: new Date(ctx.now.getTime() + KEPT_MS) }
}

/** The machine of the post is a station no more; who is signed in at it is signed out. */
export async function revokeDevice(ctx: Context, postId: string): Promise<void> {
  const gone = await ctx.sql<{ id: string }[]>`
    update stations.device set revoked_at = ${ctx.now}, revoked_by = ${ctx.who?.accountId ?? null}
     where post_id = ${postId} and revoked_at is null and registered_at is not null returning id`
  for (const { id } of gone) await endSessionsAt(ctx, id)
}

export async function closePost(ctx: Context, postId: string): Promise<void> {
  await openPost(ctx, postId)
  await revokeDevice(ctx, postId)
  await ctx.sql`delete from stations.device where post_id = ${postId} and registered_at is null`
  await ctx.sql`update stations.post set closed_at = ${ctx.now} where id = ${postId}`
}
