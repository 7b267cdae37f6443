import type { LightMyRequestResponse } from 'fastify'
import { addGrant } from '#base/identity/grants.ts'
import { ROLE_NAMES, ROLES, type Role, type RoleName } from '#base/identity/roles.ts'
import { addPerson } from '#base/people/people.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { fillPath } from '#core/client.ts'
import type { AnyEndpoint } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { SESSION_COOKIE } from '#core/http/server.ts'
import { modules } from '../modules.ts'
import type { Acting } from './cast.ts'
import { type Known, type Sample, sampleInput } from './sample.ts'
import type { Stage } from './scene.ts'
import { type Here, inputs, makeSide, type Side, targets } from './targets.ts'
import { unitNamed } from './world.ts'

/* Everybody and everything that the endpoints are asked by and about: for tests that try all of them. */
const TOMORROW = new Date('2026-11-21T02:00:00Z')

/** Who asks of endpoints. */
export interface Actor {
  readonly name: string
  readonly token?: string
  readonly self?: { readonly accountId: string; readonly personId: string }
}

export interface Named {
  readonly id: string
  readonly endpoint: AnyEndpoint
}
export const endpoints: readonly Named[] = modules.flatMap(module =>
  Object.entries(module.contract as Record<string, AnyEndpoint>).map(([name, endpoint]) => ({
    id: `${module.name}.${name}`,
    endpoint,
  })),
)

/** One side with a target for every field that names one. */
export type Made = Known & Side
export interface Sides {
  readonly own: Made
  readonly foreign: Made
}

class Undo extends Error {}

/** Asks over HTTP, lets `look` see the answer and what it did, and undoes that. */
export async function askAndUndo<T>(
  stage: Stage,
  endpoint: AnyEndpoint,
  input: Sample,
  { token, address = '127.0.0.1' }: { readonly token?: string; readonly address?: string },
  look: (reply: LightMyRequestResponse) => T | Promise<T>,
): Promise<T> {
  const { params, query, body } = input
  const sought = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
  let seen: { readonly value: T } | undefined
  await savepoint(stage.sql, async () => {
    const reply = await stage.server.inject({
      method: endpoint.method,
      url: `/api${fillPath(endpoint.path, params)}?${sought}`,
      remoteAddress: address,
      ...(token ? { cookies: { [SESSION_COOKIE]: token } } : {}),
      ...payloadOf(body),
    })
    seen = { value: await look(reply) }
    throw new Undo()
  }).catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error
  })
  return (seen as unknown as { readonly value: T }).value
}

function payloadOf(body: unknown) {
  if (body === undefined) return {}
  if (Buffer.isBuffer(body)) return { payload: body, headers: { 'content-type': 'application/octet-stream' } }
  return { payload: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}

const savepoint = (sql: Sql, work: () => Promise<never>): Promise<never> =>
  (sql as unknown as { savepoint(work: () => Promise<never>): Promise<never> }).savepoint(work)

/** One side in the area of every role, one in another province. */
export async function makeTargets(stage: Stage): Promise<Sides> {
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
export async function makeActors(stage: Stage, { own, foreign }: Sides): Promise<Actor[]> {
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
  return scope === 'place'
    ? { placeId: own[`${thing}Id`] as string }
    : { areaId, organisationId: own.organisationId as string }
}

/** Somebody with every role everywhere, and at each place and team of `own`, who is the person of `own`. */
export async function makeAlmighty({ as, app }: Stage, { own }: Sides): Promise<Actor> {
  const { accountId, token } = await as.nobody().player()
  await app.run(async ctx => {
    for (const role of ROLE_NAMES) {
      const { scope, thing = 'place' }: Role = ROLES[role]
      if (scope === 'place') await addGrant(ctx, { accountId, role, placeId: own[`${thing}Id`] as string })
    }
    await ctx.sql`update identity.account set person_id = ${own.personId} where id = ${accountId}`
  })
  return { name: 'almighty', token, self: { accountId, personId: own.personId } }
}
