import type { Place } from '#base/places/places.ts'
import { policyAt } from '#base/policies/index.ts'
import type { Stamped } from '#base/timeline/moment.ts'
import { insertFacts } from '#base/timeline/record.ts'
import { treeOf } from '#base/units/index.ts'
import { howListed, type Listed, type ListedArea, listedAreas } from '#base/units/listed.ts'
import { expectArrival } from '#base/work/arrivals.ts'
import type { App, Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import type { CrossingRecord } from './contract.ts'
import { arrivals } from './flow.ts'
import { type Met, meet } from './people.ts'
import { withoutPermit } from './permits.ts'
import { readPlate } from './plates.ts'
import { arrivalRule, permitRule, proposalRule } from './policies.ts'
import { type Crossing, crossingFact, digestOf, insertTravellers, type NewTraveller, shiftAt } from './queries.ts'
import { type Decision, gravest, isToldOf, proposeFor, type TestPaper } from './rules.ts'

/** A record as it arrived: of which post, by whom, when it was. */
export interface Recording {
  readonly id: string
  readonly digest: Buffer
  readonly post: Place
  readonly recorderId: string
  readonly deviceId: string | null
  readonly time: Stamped
  readonly record: CrossingRecord
}

/** What is kept of a vehicle and nobody reads without the keyring. */
export interface Said {
  readonly plate: string | null
  readonly permit: string
  readonly reason: string
}
export const unseal = <T>(app: App, sealed: Uint8Array): T => JSON.parse(app.keyring.decrypt(sealed)) as T
export const seal = (app: App, what: object): Buffer => app.keyring.encrypt(JSON.stringify(what))

export const plateLookup = (app: App, key: string): Buffer => app.keyring.blindIndex('plate', key)

/** The ids of a unit and those above it, from the country down. */
const pathIds = (app: App, unitId: string): string[] =>
  treeOf(app)
    .path(unitId)
    .map(unit => unit.id)

/** The province of a post: posts of a province are one system. */
export const provinceOf = (app: App, unitId: string): string => pathIds(app, unitId)[1] ?? unitId

/** The areas that concern a post and a destination. */
export const areasFor = (ctx: Context, ...unitIds: string[]): Promise<readonly ListedArea[]> =>
  ctx.app.use(listedAreas)(ctx, [...new Set(unitIds.flatMap(id => pathIds(ctx.app, id)))])

/** Answers of each unit how much of it is listed on a day. */
export function listing(app: App, areas: readonly ListedArea[], day: string): (unitId: string) => Listed {
  const paths = new Map(areas.map(({ unitId }) => [unitId, pathIds(app, unitId)]))
  return unitId => howListed(areas, pathIds(app, unitId), id => paths.get(id) ?? [], day)
}

/**
 * Records a vehicle and tells the commune of destination. People are met first, each in a transaction of their own; the rest
 * is one. Answers `known` for the same again; throws `timeline.id-reused` when the id holds another, and
 * `roadblocks.unknown-place`.
 */
export async function recordCrossing(ctx: Context, recording: Recording): Promise<'recorded' | 'known'> {
  const { post, record } = recording
  const tree = treeOf(ctx.app)
  const to = tree.get(record.toId)
  if (!to || !tree.get(record.fromId)) throw new Problem('roadblocks.unknown-place')
  const stay = to.tier === 'commune' ? to.id : post.unitId
  const met: Met[] = []
  for (const one of record.travellers) met.push(await meet(ctx.app, one, stay))
  const written = await ctx.app.run(inner => writeCrossing(inner, recording, met))
  ctx.app.wakeFollowers()
  return written
}

/** Writes what was recorded of people who were met; `met` is in the order of the travellers. */
export async function writeCrossing(
  ctx: Context,
  recording: Recording,
  met: readonly Met[],
): Promise<'recorded' | 'known'> {
  const { id, digest, post, recorderId, deviceId, time, record } = recording
  const day = dayOf(time.at)
  const rule = await policyAt(ctx, proposalRule, { day, unitId: post.unitId })
  const permits = await policyAt(ctx, permitRule, { day, unitId: post.unitId })
  const plate = (record.plate && readPlate(record.plate.text, record.plate.kind === 'foreign')) ?? undefined
  const areas = await areasFor(ctx, post.unitId, record.toId)
  const listedOf = listing(ctx.app, areas, day)
  const fromListed = listedOf(record.fromId)
  const journey = {
    from: fromListed,
    to: listedOf(record.toId),
    toHome: treeOf(ctx.app).contains(provinceOf(ctx.app, post.unitId), record.toId),
    purpose: record.purpose,
    withoutPermit: withoutPermit(permits.params, {
      text: record.permit,
      plateKey: plate?.key,
      at: time.at,
      vehicle: record.vehicle,
      purpose: record.purpose,
    }),
  }
  const proposal = gravest(record.travellers.map(one => proposeFor(journey, one.test, time.at, rule.params)))
  const people = travellersFor(ctx, recording, met)
  const having = (decision: Decision) => people.filter(one => one.decision === decision).length
  const said: Said = { plate: plate?.text ?? record.plate?.text ?? null, permit: record.permit, reason: record.reason }
  const fact: Crossing = {
    id,
    digest,
    recorderId,
    deviceId,
    ...time,
    placeId: post.id,
    unitId: post.unitId,
    shiftId: await shiftAt(ctx.sql, post.id, time.at),
    receivedAt: ctx.now,
    plateLookup: plate ? plateLookup(ctx.app, plate.key) : null,
    plateKind: plate?.kind ?? null,
    vehicle: record.vehicle,
    fromId: record.fromId,
    toId: record.toId,
    fromListed,
    purpose: record.purpose,
    sealed: seal(ctx.app, said),
    proposed: proposal.decision,
    why: proposal.why,
    shown: record.shown,
    policyVersion: rule.version,
    decision: record.decision,
    people: people.length,
    passed: having('pass'),
    turned: having('turn-back'),
    isolated: having('isolate'),
  }
  if (!(await insertFacts(ctx.sql, crossingFact, [fact])).size) {
    if ((await digestOf(ctx.sql, id))?.equals(digest)) return 'known'
    throw new Problem('timeline.id-reused', { status: 409 })
  }
  await insertTravellers(ctx.sql, people)
  await tellCommune(ctx, fact, people)
  return 'recorded'
}

/** Each once, though a code was scanned twice; with the decision of the vehicle unless they have their own. */
function travellersFor(ctx: Context, { id, record }: Recording, met: readonly Met[]): NewTraveller[] {
  const seen = new Set<string>()
  return record.travellers.flatMap((one, n) => {
    const { personId = null, method = 'typed', doubt = null } = met[n] ?? {}
    if (personId && seen.has(personId)) return []
    if (personId) seen.add(personId)
    const sealed = one.test ? seal(ctx.app, one.test satisfies TestPaper) : null
    const decision = one.decision ?? record.decision
    return [{ id: newId(ctx.now), crossingId: id, n, driver: one.driver, personId, method, doubt, decision, sealed }]
  })
}

async function tellCommune(ctx: Context, fact: Crossing, people: readonly NewTraveller[]): Promise<void> {
  if (treeOf(ctx.app).get(fact.toId)?.tier !== 'commune') return
  const rule = await policyAt(ctx, arrivalRule, { day: dayOf(fact.at), unitId: fact.toId })
  for (const { id, personId, decision } of people)
    if (personId && isToldOf(decision, fact.fromListed))
      await expectArrival(ctx, {
        kind: arrivals.kind,
        subject: at.of('traveller', id),
        personId,
        unitId: fact.toId,
        due: { hours: rule.params.confirmHours },
      })
}
