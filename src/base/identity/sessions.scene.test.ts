import pino from 'pino'
import { afterEach, describe, expect, inject, test, vi } from 'vitest'
import { modules } from '#apps/modules.ts'
import { scene, sceneDatabase } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { enforce } from '#base/retention/enforce.ts'
import { type App, createApp } from '#core/app.ts'
import type { Db } from '#core/db/db.ts'
import { keyringOf } from '#core/keyring.ts'
import { createAccount } from './accounts.ts'
import { addGrant, revokeGrants } from './grants.ts'
import { POLICY } from './policy.ts'
import { cacheOf, openSession, revokeSessions } from './sessions.ts'

const START = Date.parse('2026-11-20T02:00:00Z')
const after = (ms: number) => new Date(START + ms)
const MINUTE = 60_000
const DAY = 86_400_000

describe('my sessions', () => {
  test(
    'are listed with device, address and last use; one is this one',
    scene(async ({ app, as }) => {
      const tracer = as.tracer('Phong Điền')
      const { accountId } = await tracer.player()
      await app.run(ctx => openSession(ctx, accountId, { agent: 'Firefox', address: '203.113.131.7' }))
      const { sessions } = await tracer.identity.mySessions({})
      expect(sessions).toHaveLength(2)
      expect(sessions.filter(one => one.current)).toMatchObject([{ agent: 'scene' }])
      expect(sessions.find(one => !one.current)).toMatchObject({ agent: 'Firefox', address: '203.113.131.0' })
    }),
  )

  test(
    'end one by one, or all others at once, and are refused at once',
    scene(async ({ app, as }) => {
      const tracer = as.tracer('Phong Điền')
      const { accountId } = await tracer.player()
      const others = []
      for (const agent of ['A', 'B', 'C'])
        others.push(await app.run(ctx => openSession(ctx, accountId, { agent, address: '203.113.131.7' })))
      for (const { token } of others) expect(await app.authenticate(token)).not.toBeNull()

      await tracer.identity.endMySession({ params: { sessionId: others[0]?.sessionId as string } })
      expect(await Promise.all(others.map(({ token }) => app.authenticate(token)))).toMatchObject([null, {}, {}])
      expect(await tracer.identity.endMyOtherSessions({})).toEqual({ ended: 2 })
      expect(await Promise.all(others.map(({ token }) => app.authenticate(token)))).toEqual([null, null, null])
      await tracer.identity.me({})
    }),
  )

  test(
    'of somebody else are not mine to end',
    scene(async ({ app, as }) => {
      const other = await as.leader('Phong Điền').player()
      const { sessions } = await as.leader('Phong Điền').identity.mySessions({})
      const sessionId = sessions[0]?.id as string
      await expect(as.tracer('Phong Điền').identity.endMySession({ params: { sessionId } })).rejects.toMatchObject({
        code: 'core.not-found',
        status: 404,
      })
      expect(await app.authenticate(other.token)).not.toBeNull()
    }),
  )

  test(
    'expire unused, and live on in use',
    scene(async ({ as, at, device, app, world }) => {
      const password = 'một mật khẩu dài'
      await app.run(ctx =>
        createAccount(ctx, {
          kind: 'officer',
          name: 'Trần Thị Bình',
          login: 'binh.tt',
          password,
          unitId: unitNamed(world, 'Phong Điền'),
          mustChangePassword: false,
        }),
      )
      const used = device()
      await used.identity.signIn({ body: { login: 'binh.tt', password } })
      const unused = as.tracer('Phong Điền')
      await unused.identity.me({})
      at(after(POLICY.session.officerMs - DAY))
      await used.identity.me({})
      at(after(POLICY.session.officerMs))
      await used.identity.me({})
      await expect(unused.identity.me({})).rejects.toMatchObject({ status: 401 })
    }),
  )

  test(
    'tell their last use to ten minutes',
    scene(async ({ as, at, sql }) => {
      const tracer = as.tracer('Phong Điền')
      const lastSeen = async () =>
        (await sql<{ lastSeenAt: Date }[]>`select last_seen_at from identity.session`)[0]?.lastSeenAt
      await tracer.identity.me({})
      at(after(9 * MINUTE))
      await tracer.identity.me({})
      expect(await lastSeen()).toEqual(after(0))
      at(after(10 * MINUTE + 1))
      await tracer.identity.me({})
      expect(await lastSeen()).toEqual(after(10 * MINUTE + 1))
    }),
  )

  test(
    'are forgotten some time after their end, with codes and tries',
    scene(async ({ app, as, at, sql }) => {
      const { accountId } = await as.tracer('Phong Điền').player()
      const count = async () => (await sql`select from identity.session`).length
      const forget = () => enforce(app)
      await app.run(ctx => revokeSessions(ctx, { accountId }))
      at(after(POLICY.keep.sessionsMs))
      await forget()
      expect(await count()).toBe(1)
      at(after(POLICY.keep.sessionsMs + 1))
      await forget()
      expect(await count()).toBe(0)
    }),
  )
})

describe('what an account may do', () => {
  test(
    'follows its grants from one request to the next',
    scene(async ({ app, as, world }) => {
      const player = await as.nobody().player()
      const roles = async () => (await app.authenticate(player.token))?.grants.map(grant => grant.role)
      expect(await roles()).toEqual([])
      const grantId = await app.run(ctx =>
        addGrant(ctx, { accountId: player.accountId, role: 'tracer', areaId: unitNamed(world, '46') }),
      )
      expect(await roles()).toEqual(['tracer'])
      await app.run(ctx => revokeGrants(ctx, { grantId }))
      expect(await roles()).toEqual([])
    }),
  )

  test(
    'begins and ends with the dates of its grants, to the millisecond',
    scene(async ({ app, as, at, world }) => {
      const { accountId, token } = await as.nobody().player()
      await app.run(ctx =>
        addGrant(ctx, {
          accountId,
          role: 'tracer',
          areaId: unitNamed(world, '46'),
          since: after(5000),
          until: after(9000),
        }),
      )
      const roles = async (ms: number) => {
        at(after(ms))
        return (await app.authenticate(token))?.grants.length
      }
      expect([await roles(0), await roles(4999), await roles(5000), await roles(8999), await roles(9000)]).toEqual([
        0, 0, 1, 1, 0,
      ])
    }),
  )
})

describe('two processes on one database', () => {
  const opened: App[] = []
  afterEach(async () => {
    for (const app of opened.splice(0)) await app.stop()
  })

  async function open(queries: string[] = []): Promise<App> {
    const db = sceneDatabase()
    const app = createApp({
      config: { mode: 'demo', origin: 'http://localhost', dataDir: '/nonexistent' },
      db: counting(db, queries),
      keyring: keyringOf(inject('cluster').keyring),
      log: pino({ level: 'silent' }),
      jobs: { enqueue: async () => {} },
      modules,
    })
    await app.start()
    opened.push(app)
    return app
  }

  /** A committed officer and a session. */
  const signedIn = async (app: App, login: string) =>
    app.run(async ctx => {
      const accountId = await createAccount(ctx, {
        kind: 'officer',
        name: 'Trần Thị Bình',
        login,
        password: 'một mật khẩu dài',
        unitId: unitNamed(inject('cluster').world, '46'),
      })
      return { accountId, ...(await openSession(ctx, accountId)) }
    })

  test('what one of them revokes the other refuses within the second', async () => {
    const [one, other] = [await open(), await open()]
    const { accountId, token } = await signedIn(one, 'binh.tt')
    expect(await other.authenticate(token)).toMatchObject({ accountId })
    await one.run(ctx => revokeSessions(ctx, { accountId }))
    await vi.waitFor(async () => expect(await other.authenticate(token)).toBeNull(), { timeout: 1000, interval: 5 })
  })

  test('a request of somebody known costs no query', async () => {
    const queries: string[] = []
    const app = await open(queries)
    const { token } = await signedIn(app, 'chi.tt')
    await app.authenticate(token)
    queries.length = 0
    for (let i = 0; i < 100; i++) await app.authenticate(token)
    expect(queries).toEqual([])
  })

  test('what was read before a revocation is not kept after it', async () => {
    const app = await open()
    const { accountId, token } = await signedIn(app, 'dung.tt')
    const reading = app.authenticate(token)
    cacheOf(app).clear()
    await reading
    await app.run(
      async ctx =>
        void (await ctx.sql`
      update identity.session set revoked_at = ${ctx.now} where account_id = ${accountId}`),
    )
    expect(await app.authenticate(token)).toBeNull()
  })
})

/** Notes every statement outside of a transaction. */
function counting(db: Db, queries: string[]): Db {
  const sql = new Proxy(db.sql as unknown as (...args: unknown[]) => unknown, {
    apply(target, self, args: unknown[]) {
      if (Array.isArray(args[0]) && 'raw' in args[0]) queries.push(String(args[0]))
      return Reflect.apply(target, self, args)
    },
  })
  return { ...db, sql: sql as never }
}
