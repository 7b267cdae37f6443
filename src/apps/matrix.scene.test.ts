import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { addGrant } from '#base/identity/grants.ts'
import { ROLE_NAMES, ROLES, type Role, type RoleName } from '#base/identity/roles.ts'
import { addPerson } from '#base/people/people.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { type AnyEndpoint, fillPath, upload } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { scopeText } from '#core/http/openapi.ts'
import { SESSION_COOKIE } from '#core/http/server.ts'
import { modules } from './modules.ts'
import type { Acting } from './testing/cast.ts'
import { type Known, type Sample, sampleInput } from './testing/sample.ts'
import { type Stage, scene } from './testing/scene.ts'
import { type Here, inputs, makeSide, type Side, targets } from './testing/targets.ts'
import { unitNamed } from './testing/world.ts'

/*
 * Every endpoint × every role × every target, executed over HTTP. The result is docs/permissions.md: a change of
 * rights shows there, in review. `UPDATE_MATRIX=1` writes it anew.
 */
const TABLE = join(import.meta.dirname, '../../docs/permissions.md')
const MINUTES = 60_000
const TOMORROW = new Date('2026-11-21T02:00:00Z')

interface Actor {
  readonly name: string
  readonly token?: string
  readonly self?: { readonly accountId: string; readonly personId: string }
}

interface Named {
  readonly id: string
  readonly endpoint: AnyEndpoint
}
const endpoints: readonly Named[] = modules.flatMap(module =>
  Object.entries(module.contract as Record<string, AnyEndpoint>).map(([name, endpoint]) => ({
    id: `${module.name}.${name}`,
    endpoint,
  })),
)

/** One side with a target for every field that names one. */
type Made = Known & Side
interface Sides {
  readonly own: Made
  readonly foreign: Made
}

test(
  'every role may do what the table of permissions says, and nothing else',
  scene(async stage => {
    const sides = await makeTargets(stage)
    const actors = await makeActors(stage, sides)
    const rows: string[] = []
    const faults: string[] = []
    for (const one of endpoints) {
      const cells: string[] = []
      for (const actor of actors) cells.push(await cellOf(stage, one, actor, sides, faults))
      rows.push(`| ${[one.id, scopeText(one.endpoint.may), ...cells].join(' | ')} |`)
    }
    expect(faults).toEqual([])
    const table = document(actors, rows)
    if (process.env.UPDATE_MATRIX) writeFileSync(TABLE, table)
    expect(table).toBe(readFileSync(TABLE, 'utf8'))
  }),
  10 * MINUTES,
)

test(
  'a right that is given or taken shows in the table',
  scene(async stage => {
    const sides = await makeTargets(stage)
    const actors = await makeActors(stage, sides)
    const cell = (id: string, role: string) => {
      const one = endpoints.find(endpoint => endpoint.id === id)
      const actor = actors.find(({ name }) => name === role)
      if (!one || !actor) throw new Error(`There is no ${id} or no ${role}.`)
      return cellOf(stage, one, actor, sides, [])
    }
    const rights = stage.app.rights as ReadonlyMap<string, Set<string>>
    expect(await cell('identity.account', 'leader')).toBe('')
    rights.get('leader')?.add('identity.administer')
    expect(await cell('identity.account', 'leader')).toBe('own self')
    expect(await cell('places.poster', 'place-manager')).toBe('own')
    rights.get('place-manager')?.delete('places.manage')
    expect(await cell('places.poster', 'place-manager')).toBe('')
  }),
  10 * MINUTES,
)

/** For which targets an endpoint answers an actor; what it could not cope with is added to `faults`. */
async function cellOf(stage: Stage, one: Named, actor: Actor, sides: Sides, faults: string[]): Promise<string> {
  const allowed: string[] = []
  for (const [target, input] of asked(one, actor, sides)) {
    const status = await ask(stage, one.endpoint, input, actor.token)
    if (status >= 500) faults.push(`${one.id} as ${actor.name} of ${target} answered ${status}`)
    if (status !== 401 && status !== 403) allowed.push(target)
  }
  return allowed.join(' ')
}

/**
 * What to ask of an endpoint as an actor: of own and foreign things and of oneself, as far as that makes a different
 * input; else once.
 */
function asked({ id, endpoint }: Named, { self }: Actor, { own, foreign }: Sides): [string, Sample][] {
  const inputFor = (known: Known): Sample => ({ ...sampleInput(endpoint, known), ...inputs[id]?.(known as Made) })
  const mine = inputFor(own)
  const others = { foreign: inputFor(foreign), ...(self ? { self: inputFor({ ...own, ...self }) } : {}) }
  const different = Object.entries(others).filter(([, input]) => !isDeepStrictEqual(input, mine))
  return different.length ? [['own', mine], ...different] : [['yes', mine]]
}

class Undo extends Error {}

/** Asks over HTTP and undoes whatever it did. */
async function ask(stage: Stage, endpoint: AnyEndpoint, input: Sample, token: string | undefined): Promise<number> {
  const { params, query, body } = input
  const sought = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
  let status = 0
  await savepoint(stage.sql, async () => {
    const reply = await stage.server.inject({
      method: endpoint.method,
      url: `/api${fillPath(endpoint.path, params)}?${sought}`,
      ...(token ? { cookies: { [SESSION_COOKIE]: token } } : {}),
      ...(body === undefined ? {} : { payload: body as object }),
      ...(endpoint.body === upload ? { headers: { 'content-type': 'application/octet-stream' } } : {}),
    })
    status = reply.statusCode
    throw new Undo()
  }).catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error
  })
  return status
}

const savepoint = (sql: Sql, work: () => Promise<never>): Promise<never> =>
  (sql as unknown as { savepoint(work: () => Promise<never>): Promise<never> }).savepoint(work)

/** One side in the area of every role, one in another province. */
async function makeTargets(stage: Stage): Promise<Sides> {
  const lead = stage.as.nobody()
  const { accountId } = await lead.player()
  await stage.app.run(async ctx => {
    for (const role of ROLE_NAMES)
      if (ROLES[role].scope === 'area') await addGrant(ctx, { accountId, role, areaId: COUNTRY_ID })
  })
  const make = async (name: string, unit: string): Promise<Made> => {
    const side = await makeSide(stage, name, unitNamed(stage.world, unit))
    const made: Record<string, string> = { token: stage.app.keyring.signLink(name, side.personId, TOMORROW) }
    const here: Here = { ...side, stage, lead, made }
    for (const [field, maker] of Object.entries(targets)) made[field] = await maker(here)
    return { ...made, ...side }
  }
  const sides = { own: await make('Nhà', 'Xã Phong Bình'), foreign: await make('Khách', 'Thành phố Đông Hà') }
  await refuseMissing(stage, sides.own)
  return sides
}

/** An endpoint that asks about something which is not there would look refused to everybody. */
async function refuseMissing({ app, sql }: Stage, own: Made): Promise<void> {
  const missing: string[] = []
  for (const { id, endpoint } of endpoints) {
    const ref = endpoint.about?.({ ...sampleInput(endpoint, own), ...inputs[id]?.(own) } as never)
    if (ref && !(await app.locate(sql, ref))) missing.push(`${id} asks about a “${ref.kind}”`)
  }
  if (missing.length)
    throw new Error(`src/apps/testing/targets.ts does not say how to make these: ${missing.join('; ')}.`)
}

/** Somebody of each kind, each with a person who lives in the other province. */
async function makeActors(stage: Stage, { own, foreign }: Sides): Promise<Actor[]> {
  const { as, app } = stage
  const areaId = unitNamed(stage.world, 'Phong Điền')
  const player = async (name: string, acting: Acting): Promise<Actor> => {
    const { accountId, token } = await acting.player()
    const personId = await app.run(async ctx => {
      const id = await addPerson(ctx, { fullName: `Vai ${name}`, birthDate: '1985', unitId: foreign.unitId })
      await ctx.sql`update identity.account set person_id = ${id} where id = ${accountId}`
      return id
    })
    return { name, token, self: { accountId, personId } }
  }
  const actors: Actor[] = [{ name: 'stranger' }, await player('citizen', as.citizen())]
  for (const role of ROLE_NAMES) actors.push(await player(role, as.role(role, targetOf(role, areaId, own))))
  actors.push(await player('administrator at the top', as.administrator()))
  const fresh = await player('first password', as.role('administrator', { areaId: own.unitId }))
  await stage.sql`update identity.account set must_change_password = true where id = ${fresh.self?.accountId as string}`
  return [...actors, fresh]
}

function targetOf(role: RoleName, areaId: string, own: Made) {
  const { scope, thing = 'place' }: Role = ROLES[role]
  return scope === 'place' ? { placeId: own[`${thing}Id`] as string } : { areaId }
}

const document = (actors: readonly Actor[], rows: readonly string[]): string =>
  `# Permissions

Every endpoint, executed over HTTP by every role. Generated by \`src/apps/matrix.scene.test.ts\`; \`UPDATE_MATRIX=1\`
writes it anew.

A role is granted at a district (place roles at one place in it). **own** is a thing in a commune of that district (or
that place), **foreign** one in another province, **self** the caller's own account or person, who lives in the other
province. **yes**: the endpoint names no thing; what it shows is limited to the caller's reach. Empty: refused. The last
column is an administrator who has not yet replaced the first password.

| endpoint | needs | ${actors.map(actor => actor.name).join(' | ')} |
|---|---|${actors.map(() => '---').join('|')}|
${rows.join('\n')}
`
