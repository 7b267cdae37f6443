import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { inject } from 'vitest'
import { type App, type Config, createApp } from '#core/app.ts'
import { type Client, client } from '#core/client.ts'
import type { Db, Sql } from '#core/db/db.ts'
import { createServer, DEVICE_COOKIE, FLOW_COOKIE, SESSION_COOKIE } from '#core/http/server.ts'
import { keyringOf } from '#core/keyring.ts'
import { loadWords } from '#core/load-words.ts'
import { type Delivery, deliver } from '#core/outbox.ts'
import { contracts, modules } from '../modules.ts'
import { type Actor, type Cast, castOf } from './cast.ts'
import type { Cluster } from './cluster.ts'
import { sceneDatabase } from './database.ts'
import type { World } from './world.ts'

export interface Stage {
  readonly app: App
  readonly sql: Sql
  readonly server: FastifyInstance
  readonly world: World
  /** Who acts: `as.tracer('Phong Điền')`. */
  readonly as: Cast
  /** The API as somebody without an account. */
  readonly anyone: Client<typeof contracts>
  /** The API as a browser has it: it keeps the cookies it is given. */
  device(address?: string): Client<typeof contracts>
  /** Delivers events and lets followers read, as each request does before it answers. */
  settle(): Promise<void>
  /** Sets the clock; time stands still otherwise. */
  at(instant: Date | string): void
}

export { sceneDatabase }

class Rollback extends Error {}

const START = new Date('2026-11-20T02:00:00Z')
/**
 * A scene is one rolled-back transaction: requests go through the whole HTTP pipeline, events are delivered and
 * facts followed before the answer returns.
 */
export function scene(play: (stage: Stage) => Promise<void>): () => Promise<void> {
  return async () => {
    const cluster = inject('cluster')
    await sceneDatabase()
      .begin(async sql => {
        await playOn(nested(sql), cluster, play)
        throw new Rollback()
      })
      .catch((error: unknown) => {
        if (!(error instanceof Rollback)) throw error
      })
  }
}

/**
 * The same on the database of the file, where all stays that was done: for what reads or seals only what is committed, and
 * one to a file.
 */
export function committedScene(
  play: (stage: Stage) => Promise<void>,
  config: () => Promise<Partial<Config>>,
): () => Promise<void> {
  return async () => playOn(sceneDatabase(), inject('cluster'), play, await config())
}

async function playOn(db: Db, cluster: Cluster, play: (stage: Stage) => Promise<void>, config?: Partial<Config>) {
  const stage = await setStage(db, cluster.world, keyringOf(cluster.keyring), config)
  try {
    await play(stage)
  } finally {
    await stage.server.close()
    await stage.app.stop()
  }
}

async function setStage(db: Db, world: World, keyring: App['keyring'], config: Partial<Config> = {}): Promise<Stage> {
  const { sql } = db
  let now = START
  const waiting: Delivery[] = []
  const app = createApp({
    config: { mode: 'demo', origin: 'http://localhost', dataDir: '/nonexistent', ...config },
    db,
    keyring,
    log: pino({ level: process.env.SCENE_LOG ?? 'silent' }),
    jobs: { enqueue: async (_sql, deliveries) => void waiting.push(...deliveries) },
    modules,
    clock: () => now,
  })
  loadWords(modules)
  await app.start()
  const server = await createServer(app)
  await server.ready()

  const settle = async () => {
    await followHere(app)
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const delivery = next
      await app.run(ctx => deliver(ctx, delivery))
      await followHere(app)
    }
  }
  const clientWith = (token: string | undefined): Client<typeof contracts> =>
    client(contracts, { fetch: injected(server, { token }, settle) })
  const device = (address?: string): Client<typeof contracts> =>
    client(contracts, { fetch: injected(server, { token: undefined, keeps: true, address }, settle) })
  const as = castOf({ app, world, clientWith, settle } satisfies Actor)
  const setClock = (instant: Date | string) => {
    now = new Date(instant)
  }
  return { app, sql, server, world, as, anyone: clientWith(undefined), settle, device, at: setClock }
}

/** A database inside the scene's transaction: each `begin` is a savepoint, one at a time. */
function nested(sql: Sql): Db {
  let turn: Promise<unknown> = Promise.resolve()
  const savepoint = (sql as unknown as { savepoint<T>(work: (sql: Sql) => Promise<T>): Promise<T> }).savepoint
  return {
    sql,
    begin: work => {
      const mine = turn.then(() => savepoint(work))
      turn = mine.catch(() => {})
      return mine
    },
    listen: async () => {},
    close: async () => {},
  }
}

/** Hands this transaction's own facts to the followers, which in life see only committed ones. */
async function followHere(app: App): Promise<void> {
  await app.run(async ctx => {
    const rows = await ctx.sql<{ kind: string; ids: string[] }[]>`
      delete from core.journal where ctid in (select ctid from core.journal) returning kind, ids`
    for (const module of app.modules)
      for (const follower of Object.values(module.follows ?? {})) {
        const ids = rows.filter(row => row.kind === follower.kind).flatMap(row => row.ids)
        if (ids.length) await follower.follow(ids, ctx)
      }
  })
}

interface Side {
  token: string | undefined
  /** Of a machine that is registered as a station. */
  device?: string | undefined
  /** On the way to an identity provider. */
  flow?: string | undefined
  /** Takes the cookies it is given. */
  readonly keeps?: boolean
  readonly address?: string | undefined
}

/** `fetch` into the server without a socket. */
function injected(server: FastifyInstance, side: Side, settle: () => Promise<void>): typeof fetch {
  return async (url, init = {}) => {
    const { token, address = '127.0.0.1' } = side
    const cookies = [
      ...(token ? [`${SESSION_COOKIE}=${token}`] : []),
      ...(side.device ? [`${DEVICE_COOKIE}=${side.device}`] : []),
      ...(side.flow ? [`${FLOW_COOKIE}=${side.flow}`] : []),
    ]
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(cookies.length ? { cookie: cookies.join('; ') } : {}),
    }
    const body =
      init.body instanceof Blob ? Buffer.from(await init.body.arrayBuffer()) : (init.body as string | undefined)
    const reply = await server.inject({
      method: init.method as 'GET',
      url: String(url),
      headers,
      remoteAddress: address,
      ...(body === undefined ? {} : { payload: body }),
    })
    const given = (name: string) => reply.cookies.find(one => one.name === name)
    const [session, device, flow] = [given(SESSION_COOKIE), given(DEVICE_COOKIE), given(FLOW_COOKIE)]
    if (session && side.keeps) side.token = session.value || undefined
    if (device && side.keeps) side.device = device.value || undefined
    if (flow && side.keeps) side.flow = flow.value || undefined
    await settle()
    return new Response(reply.rawPayload.length ? new Uint8Array(reply.rawPayload) : null, {
      status: reply.statusCode,
      headers: reply.headers as Record<string, string>,
    })
  }
}
