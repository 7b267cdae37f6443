import { citizenAccount, createAccount } from '#base/identity/accounts.ts'
import { addGrant, type GrantTarget } from '#base/identity/grants.ts'
import type { RoleName } from '#base/identity/roles.ts'
import { openSession, rightsChanged } from '#base/identity/sessions.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import type { App, Context } from '#core/app.ts'
import type { Client } from '#core/client.ts'
import type { contracts } from '../modules.ts'
import { unitNamed, type World } from './world.ts'

/** What a cast is made of. */
export interface Actor {
  readonly app: App
  readonly world: World
  readonly clientWith: (token: string | undefined) => Client<typeof contracts>
  /** Delivers events and lets followers read, until nothing is left. */
  readonly settle: () => Promise<void>
}

/** Somebody signed in. */
export interface Player {
  readonly accountId: string
  readonly token: string
}

/** The typed client of somebody, who is made when they first act. */
export type Acting = Client<typeof contracts> & { readonly player: () => Promise<Player> }

/** Who acts in a scene. Asking twice for the same gives the same account. */
export interface Cast {
  tracer(unit: string): Acting
  healthOfficer(unit: string): Acting
  leader(unit: string): Acting
  registrar(unit: string): Acting
  helpdesk(unit: string): Acting
  /** Of the whole tree unless a unit is named. */
  administrator(unit?: string): Acting
  placeManager(placeId: string): Acting
  placeStaff(placeId: string): Acting
  /** A citizen by phone; always the same one when none is given. */
  citizen(phone?: string): Acting
  /** An officer without any grant. */
  nobody(): Acting
  /** Any role at any target; of an area perhaps in an organisation, and one of several who are told apart by a name. */
  role(role: RoleName, target: CastTarget, name?: string): Acting
}

export interface CastTarget extends GrantTarget {
  readonly organisationId?: string
}

/** The password of every officer in a scene. */
export const PASSWORD = 'mật khẩu của cảnh'
const CITIZEN = '0901000001'
const PROVED_MS = 9 * 60_000

export function castOf(actor: Actor): Cast {
  const { world } = actor
  const players = new Map<string, Acting>()
  const once = (key: string, make: (ctx: Context, n: number) => Promise<string>): Acting => {
    const n = players.size + 1
    const player = players.get(key) ?? acting(actor, ctx => make(ctx, n))
    players.set(key, player)
    return player
  }
  const atArea = (role: RoleName, areaId: string, organisationId?: string, name = '') =>
    once(`${role} ${areaId} ${organisationId ?? ''} ${name}`, (ctx, n) =>
      officer(ctx, n, areaId, role, { areaId, ...(organisationId && { organisationId }) }),
    )
  const atUnit = (role: RoleName) => (unit: string) => atArea(role, unitNamed(world, unit))
  const atPlace = (role: RoleName) => (placeId: string) =>
    once(`${role} ${placeId}`, async (ctx, n) => {
      const { accountId } = await citizenAccount(ctx, `+84902${String(n).padStart(6, '0')}`, `Vai ${role}`)
      await addGrant(ctx, { accountId, role, placeId })
      return accountId
    })
  return {
    tracer: atUnit('tracer'),
    healthOfficer: atUnit('health-officer'),
    leader: atUnit('leader'),
    registrar: atUnit('registrar'),
    helpdesk: atUnit('helpdesk'),
    administrator: unit => atArea('administrator', unit ? unitNamed(world, unit) : COUNTRY_ID),
    placeManager: atPlace('place-manager'),
    placeStaff: atPlace('place-staff'),
    citizen: (phone = CITIZEN) =>
      once(
        `citizen ${phone}`,
        async ctx => (await citizenAccount(ctx, phone.replace(/^0/, '+84'), 'Nguyễn Thị Dân')).accountId,
      ),
    nobody: () => once('nobody', (ctx, n) => officer(ctx, n, COUNTRY_ID)),
    role: (role, target, name) =>
      target.placeId
        ? atPlace(role)(target.placeId)
        : atArea(role, target.areaId as string, target.organisationId, name),
  }
}

async function officer(
  ctx: Context,
  n: number,
  unitId: string,
  role?: RoleName,
  target: CastTarget = {},
): Promise<string> {
  const accountId = await createAccount(ctx, {
    kind: 'officer',
    name: `Cán bộ ${n}`,
    login: `canbo.${n}`,
    password: PASSWORD,
    unitId,
    mustChangePassword: false,
  })
  if (role) await addGrant(ctx, { accountId, role, ...target })
  return accountId
}

/** A client that signs its player in before the first call. */
function acting({ app, clientWith }: Actor, make: (ctx: Context) => Promise<string>): Acting {
  let signedIn: Promise<Player> | undefined
  let proved: { readonly sessionId: string; readonly at: Date } | undefined
  const player = () => {
    signedIn ??= app.run(async ctx => {
      const accountId = await make(ctx)
      const { token, sessionId } = await openSession(ctx, accountId, { agent: 'scene', address: '127.0.0.1' })
      proved = { sessionId, at: ctx.now }
      return { accountId, token }
    })
    return signedIn
  }
  /** However long the scene lasts, who acts in it is who they are: a fresh proof is no matter of theirs. */
  const proveAgain = async () => {
    if (!proved || app.clock().getTime() - proved.at.getTime() < PROVED_MS) return
    const { sessionId } = proved
    proved = { sessionId, at: app.clock() }
    await app.run(async ctx => {
      await ctx.sql`update identity.session set proved_at = ${ctx.now} where id = ${sessionId}`
      await rightsChanged(ctx)
    })
  }
  const group = (module: string) =>
    new Proxy(
      {},
      {
        get:
          (_, endpoint: string) =>
          async (...call: unknown[]) => {
            const { token } = await player()
            await proveAgain()
            const api = clientWith(token) as unknown as Record<string, Record<string, (...c: unknown[]) => unknown>>
            return api[module]?.[endpoint]?.(...call)
          },
      },
    )
  return new Proxy({ player } as unknown as Acting, {
    get: (target, name: string) => (name === 'player' ? target.player : group(name)),
  })
}
