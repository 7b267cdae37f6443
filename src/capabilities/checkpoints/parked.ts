import { parseCode } from '#base/people/codes.ts'
import { getPlaces, type Place } from '#base/places/places.ts'
import { identify } from '#base/standing/identify.ts'
import { isKept } from '#base/timeline/partitions.ts'
import { insertFacts } from '#base/timeline/record.ts'
import { type Scan, scanFact } from '#base/timeline/scan.ts'
import { parkedFlow as flowOfParked, tellParked } from '#base/work/parked.ts'
import type { App, Context } from '#core/app.ts'
import { at, type InputOf } from '#core/contract.ts'
import { isTimeOrdered, newId, timeOfId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import type { checkpoints, ParkedScan } from './contract.ts'
import {
  countParked,
  expireParked,
  insertParked,
  lockPlace,
  MOST_PARKED,
  type NewParked,
  type ParkedRow,
  parkedAt,
  parkedReasons,
  saveDecisions,
} from './queries.ts'
import { whereOf } from './rules.ts'

export const parkedFlow = flowOfParked('checkpoints', 'checkpoints.settle')

/** What is kept of a parked scan: the code, or the seal that could not be opened. */
interface Content {
  readonly code?: string
  readonly seal?: string
}
export const hide = (app: App, content: Content): Buffer => app.keyring.encrypt(JSON.stringify(content))
const codeOf = (app: App, { sealed }: ParkedRow): string | undefined =>
  sealed ? (JSON.parse(app.keyring.decrypt(sealed)) as Content).code : undefined

/** Puts scans aside for a person, each once, and opens the work. */
export async function park(ctx: Context, place: Place, scans: readonly NewParked[]): Promise<void> {
  if (!scans.length) return
  const { placeId } = whereOf(place)
  await lockPlace(ctx.sql, placeId)
  if (!(await insertParked(ctx.sql, scans))) return
  await tell(ctx, placeId)
}

export async function listParked(ctx: Context, placeId: string) {
  const rows = await parkedAt(ctx.sql, placeId)
  const areas = new Map(
    (await getPlaces(ctx.sql, [...new Set(rows.flatMap(row => row.areaId ?? []))])).map(area => [area.id, area.name]),
  )
  return {
    scans: rows.map(row => viewOf(ctx.app, row, areas)),
    count: rows.length < MOST_PARKED ? rows.length : await countParked(ctx.sql, placeId),
  }
}

function viewOf(app: App, row: ParkedRow, areas: ReadonlyMap<string, string>): ParkedScan {
  const code = parseCode(codeOf(app, row) ?? '')
  return {
    id: row.id,
    name: 'name' in code ? code.name : null,
    birthYear: 'birthDate' in code ? code.birthDate.slice(0, 4) : null,
    area: row.areaId ? (areas.get(row.areaId) ?? null) : null,
    direction: row.direction,
    deviceAt: row.deviceAt?.toISOString() ?? null,
    at: row.at?.toISOString() ?? null,
    receivedAt: row.receivedAt.toISOString(),
    recorder: row.recorder,
    station: row.station,
    reason: row.reason,
    readable: row.direction !== null && code.kind !== 'unknown' && code.kind !== 'poster',
  }
}

type Decision = InputOf<typeof checkpoints.settle>['body']

/** Settles parked scans; what cannot be recorded stays. Works outside of a transaction, because newcomers are entered. */
export async function settleParked(ctx: Context, placeId: string, given: Decision) {
  refuseUnfounded(given, ctx.now)
  const { decision, reason } = given
  const rows = await parkedAt(ctx.sql, placeId, given.ids)
  const facts = decision === 'record' ? await factsOf(ctx, rows, given.at) : undefined
  const chosen = rows.filter(row => !facts || facts.has(row.id))
  if (rows.length && !chosen.length) throw new Problem('checkpoints.not-recordable')
  const left = await ctx.app.db.begin(async sql => {
    const inner = ctx.app.context(sql, ctx)
    await lockPlace(sql, placeId)
    const ids = (
      await parkedAt(
        sql,
        placeId,
        chosen.map(row => row.id),
      )
    ).map(row => row.id)
    const scanIds = await writeFacts(
      inner,
      chosen.filter(row => ids.includes(row.id)),
      facts ?? new Map(),
    )
    const settled = await saveDecisions(inner, ids, { decision, reason, scanIds })
    await tell(inner, placeId)
    return { settled, left: await countParked(sql, placeId) }
  })
  ctx.app.wakeFollowers()
  return left
}

const SHORTEST_REASON = 5

function refuseUnfounded({ decision, at: given, reason }: Decision, now: Date): void {
  if (decision === 'discard' && reason.length < SHORTEST_REASON) throw new Problem('checkpoints.reason-missing')
  if (given && (new Date(given) > now || !isKept(new Date(given), now)))
    throw new Problem('checkpoints.impossible-time')
}

/** The facts that parked scans stand for; without those whose code or time nobody can make sense of. */
async function factsOf(ctx: Context, rows: readonly ParkedRow[], given: string | undefined) {
  const made = await Promise.all(rows.map(row => factOf(ctx, row, given ? new Date(given) : row.at)))
  return new Map(rows.flatMap((row, i) => (made[i] ? [[row.id, made[i]] as const] : [])))
}

/** A person has said when: within the hour is as sure as that can be. */
const SAID_S = 3600

async function factOf(ctx: Context, row: ParkedRow, when: Date | null): Promise<Scan | undefined> {
  const code = codeOf(ctx.app, row)
  if (!code || !row.direction || !when || when > ctx.now || !isKept(when, ctx.now)) return undefined
  try {
    const person = await identify(ctx.app, code, row.unitId)
    return {
      id: newId(when),
      personId: person.personId,
      placeId: row.placeId,
      areaId: row.areaId,
      unitId: row.unitId,
      direction: row.direction,
      method: person.method,
      verified: person.identity === 'verified',
      at: when,
      deviceAt: row.deviceAt ?? when,
      receivedAt: row.receivedAt,
      uncertaintyS: SAID_S,
      recorderId: row.accountId,
      deviceId: row.deviceId,
    }
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return undefined
    throw error
  }
}

/** Writes facts under the ids the device gave, where those are free and of a time that is kept; answers each row's fact. */
async function writeFacts({ sql, now }: Context, rows: readonly ParkedRow[], facts: ReadonlyMap<string, Scan>) {
  const ids = new Map<string, string>()
  for (const { id, itemId } of rows) {
    const fact = facts.get(id)
    if (!fact) continue
    const fits = isTimeOrdered(itemId) && isKept(timeOfId(itemId), now)
    const written = fits ? await insertFacts(sql, scanFact, [{ ...fact, id: itemId }]) : new Set()
    if (!written.size) await insertFacts(sql, scanFact, [fact])
    ids.set(id, written.size ? itemId : fact.id)
  }
  return ids
}

/** Brings the work about a place up to date with what waits there. */
async function tell(ctx: Context, placeId: string): Promise<void> {
  const [place] = await getPlaces(ctx.sql, [placeId])
  if (!place) return
  const reasons = await parkedReasons(ctx.sql, placeId)
  await tellParked(ctx, {
    flow: parkedFlow,
    subject: at.place(placeId),
    unitId: place.unitId,
    place: place.name,
    reasons,
  })
}

/** What nobody has looked at by then says so; what was scanned is gone. Answers how many those were. */
export async function forgetParked(ctx: Context, before: Date): Promise<number> {
  const places = await expireParked(ctx.sql, before, ctx.now)
  for (const placeId of new Set(places)) if (placeId) await tell(ctx, placeId)
  return places.length
}
