import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import { expect, test } from 'vitest'
import type { Schema } from '#core/contract.ts'
import { PROOF_WANTED } from '#core/problem.ts'
import { arbitraryOf, type Draws, NASTY, SPOILS, spoiled } from './testing/arbitrary.ts'
import {
  type Actor,
  askAndUndo,
  endpoints,
  type Made,
  makeActors,
  makeAlmighty,
  makeTargets,
  type Named,
  type Sides,
} from './testing/everyone.ts'
import { type Ledger, ledgerOf } from './testing/ledger.ts'
import { isBytes, type Known, NOBODY, type Sample, sampleInput } from './testing/sample.ts'
import { type Stage, scene } from './testing/scene.ts'
import { inputs } from './testing/targets.ts'

/*
 * Every endpoint with inputs drawn from its own contract: real ids of one's own and of others, texts that break
 * programs, by every role. The same seed draws the same; FUZZ_SEED and FUZZ_RUNS (for each endpoint) go further.
 */
const SEED = Number(process.env.FUZZ_SEED ?? 1)
const RUNS = Number(process.env.FUZZ_RUNS ?? 6)
const ONLY = process.env.FUZZ_ONLY
/** Shares of requests and of endpoints that get past contract and permission; docs/security.md states them. */
const REACHED = 0.5
const ENDPOINTS_REACHED = 0.9
const HOURS = 3_600_000

/** Of an endpoint's own: one that is added changes nothing for the others. */
const seedOf = (id: string) => [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, SEED)

interface Shot {
  readonly actor: Actor
  readonly input: Sample
  readonly address: string
}

interface Tally {
  readonly reached: Map<string, number>
  readonly faults: string[]
  shots: number
}

test(
  'no input is answered with a fault, and what is refused changes nothing',
  scene(async stage => {
    const sides = await makeTargets(stage)
    const actors = await makeActors(stage, sides)
    const almighty = await makeAlmighty(stage, sides)
    const before = await ledgerOf(stage.sql)
    const tally: Tally = { reached: new Map(), faults: [], shots: 0 }
    const chosen = endpoints.filter(one => !ONLY || one.id.startsWith(ONLY))
    for (const one of chosen) {
      const shots = fc.sample(shotOf(one, linked(stage, one, sides), actors, almighty), {
        seed: seedOf(one.id),
        numRuns: RUNS,
      })
      for (const shot of shots) await fire(stage, one, shot, before, tally)
    }
    report(chosen, tally)
    const reached = [...tally.reached.values()].reduce((sum, n) => sum + n, 0)
    expect(reached / tally.shots).toBeGreaterThan(REACHED)
    expect(tally.reached.size / chosen.length).toBeGreaterThan(ENDPOINTS_REACHED)
    expect(tally.faults).toEqual([])
  }),
  HOURS,
)

/** Sides whose links are signed for what the endpoint asks. */
function linked({ app }: Stage, { endpoint }: Named, { own, foreign }: Sides): Sides {
  const { may } = endpoint
  if (may.scope !== 'link') return { own, foreign }
  const until = new Date(app.clock().getTime() + HOURS)
  const signed = (side: Made) => ({ ...side, token: app.keyring.signLink(may.purpose, side.personId, until) })
  return { own: signed(own), foreign: signed(foreign) }
}

/** Somebody asks with a drawn input: mostly who may, of things of one side; sometimes with one part spoiled. */
function shotOf(one: Named, sides: Sides, actors: readonly Actor[], almighty: Actor): fc.Arbitrary<Shot> {
  const { own, foreign } = sides
  const input = fc.oneof(
    { weight: 4, arbitrary: nearSample(one, own) },
    { weight: 1, arbitrary: nearSample(one, foreign) },
    { weight: 3, arbitrary: inputOf(one.endpoint, drawsOf([own])) },
    { weight: 1, arbitrary: inputOf(one.endpoint, drawsOf([own, foreign, { personId: NOBODY, placeId: NOBODY }])) },
  )
  const spoil = fc.oneof(
    { weight: 8, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.tuple(fc.nat(), fc.constantFrom(...SPOILS)) },
  )
  const actor = fc.oneof(
    { weight: 3, arbitrary: fc.constant(almighty) },
    { weight: 1, arbitrary: fc.constantFrom(...actors) },
  )
  return fc
    .record({ actor, input, spoil, address: fc.ipV4() })
    .map(({ spoil, ...shot }) => (spoil ? { ...shot, input: spoiledInput(shot.input, ...spoil) } : shot))
}

/** The smallest input that is accepted, with two fields as they are drawn. */
function nearSample({ id, endpoint }: Named, known: Made): fc.Arbitrary<Sample> {
  const near: Sample = { ...sampleInput(endpoint, known), ...inputs[id]?.(known) }
  return fc.tuple(inputOf(endpoint, drawsOf([known])), fc.nat(), fc.nat()).map(([far, ...at]) => ({
    params: near.params,
    query: mixed(near.query, far.query, at) as Sample['query'],
    body: mixed(near.body, far.body, at),
  }))
}

function mixed(near: unknown, far: unknown, at: readonly number[]): unknown {
  if (!isPlain(near) || !isPlain(far)) return far
  const names = Object.keys(far)
  const taken = at.map(n => names[n % names.length] ?? '').filter(Boolean)
  return { ...near, ...Object.fromEntries(taken.map(name => [name, far[name]])) }
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value)

function inputOf(endpoint: Named['endpoint'], draws: Draws): fc.Arbitrary<Sample> {
  const part = (schema: Schema | undefined, otherwise: unknown) =>
    schema ? arbitraryOf(schema, draws) : fc.constant(otherwise)
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom(...NASTY).map(text => Buffer.from(text)),
  )
  return fc.record({
    // A path cannot carry what is not Unicode.
    params: part(endpoint.params, {}).map(params => mapValues(params as Record<string, string>, wellFormed)),
    query: part(endpoint.query, {}),
    body: isBytes(endpoint) ? bytes.map(some => Buffer.from(some)) : part(endpoint.body, undefined),
  }) as fc.Arbitrary<Sample>
}

const wellFormed = (text: string) => text.toWellFormed()
const mapValues = <T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))

const isId = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value)

/** Of policies, messages and forms, and of nothing. */
const CODES = ['work.deadlines', 'identity.second-factor', 'isolation.durations', '123456', 'ABCDEF', '../x', '']

/** Values of fields by their names, also of lists of them: `personIds` takes some of `personId`. */
function drawsOf(sides: readonly Known[]): Draws {
  const ids = fc.constantFrom(...sides.flatMap(side => Object.values(side)).filter(isId), NOBODY)
  const named = (name: string) => {
    const known = sides.flatMap(side => (name in side ? [side[name]] : []))
    return known.length ? fc.constantFrom(...known) : undefined
  }
  return {
    ids,
    byName: name => {
      const one = name === 'code' ? fc.constantFrom(...CODES) : named(name)
      if (one) return fc.oneof({ weight: 9, arbitrary: one }, { weight: 1, arbitrary: ids })
      const each = /Ids$/.test(name) ? named(name.slice(0, -1)) : undefined
      return each && fc.array(each, { minLength: 1, maxLength: 3 })
    },
  }
}

function spoiledInput({ params, query, body }: Sample, at: number, spoil: unknown): Sample {
  if (body !== undefined && !Buffer.isBuffer(body)) return { params, query, body: spoiled(body, at, spoil) }
  return { params, query: Object.keys(query).length ? (spoiled(query, at, spoil) as Sample['query']) : query, body }
}

async function fire(stage: Stage, one: Named, shot: Shot, ledger: Ledger, tally: Tally): Promise<void> {
  const { actor, input, address } = shot
  tally.shots++
  const wrong = await askAndUndo(stage, one.endpoint, input, { ...actor, address }, async reply => {
    if (wasReached(reply)) tally.reached.set(one.id, (tally.reached.get(one.id) ?? 0) + 1)
    if (reply.statusCode >= 500) return `answered ${reply.statusCode}: ${reply.body}`
    if (reply.statusCode < 400) return undefined
    const changed = (await ledger.changed()).filter(table => !KEPT_OF_REFUSED.has(table))
    return changed.length ? `answered ${reply.statusCode} and changed ${changed.join(', ')}` : undefined
  }).catch((error: Error) => `was not answered to its end: ${error.message}`)
  if (wrong) tally.faults.push(`${one.id} as ${actor.name} ${wrong} for ${shown(input)}`)
}

const shown = (input: Sample) => JSON.stringify(input).slice(0, 600)

/** Whether the handler was asked: neither the contract nor the permission refused. */
function wasReached(reply: LightMyRequestResponse): boolean {
  if (reply.statusCode < 400) return true
  const { code, params } = JSON.parse(reply.body || '{}') as { code?: string; params?: { what?: string } }
  if (!code || code === PROOF_WANTED || params?.what === 'API') return false
  return !/^core\.(invalid-input|no-such|refused\..*|unreadable|too-large)$/.test(code)
}

/** What a refusal is to leave behind: how often somebody guessed, and a message that was turned away, to be looked at. */
const KEPT_OF_REFUSED: ReadonlySet<string> = new Set([
  'identity.failed_login',
  'interchange.incoming',
  'interchange.content',
  'interchange.piece',
])

function report(chosen: readonly Named[], { reached, shots, faults }: Tally): void {
  const shares = chosen.map(({ id }) => [id, (reached.get(id) ?? 0) / RUNS] as const).sort((a, b) => a[1] - b[1])
  const total = [...reached.values()].reduce((a, b) => a + b, 0)
  console.log(
    `seed ${SEED}: ${shots} requests to ${chosen.length} endpoints, ${((100 * total) / shots).toFixed(0)} % reached handlers, ${faults.length} faults`,
  )
  if (process.env.FUZZ_REPORT) console.log(shares.map(([id, share]) => `${share.toFixed(2)} ${id}`).join('\n'))
}
