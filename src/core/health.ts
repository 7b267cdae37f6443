import { statfs } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { App } from './app.ts'
import type { Sql } from './db/db.ts'
import { findMigrations } from './db/migrate.ts'
import { MOST_TRIES } from './deliveries.ts'
import { timeOfId } from './ids.ts'

/** A number that says how the installation is, read when somebody asks; a module declares it. */
export interface Gauge {
  readonly declares: 'gauge'
  /** `saola_backup_age_seconds`: in the words and units of Prometheus. */
  readonly name: string
  readonly help: string
  /** Undefined where there is nothing to say yet. */
  readonly read: (app: App) => Promise<number | undefined>
}
export const gauge = (name: string, help: string, read: Gauge['read']): Gauge => ({
  declares: 'gauge',
  name,
  help,
  read,
})

export interface Health {
  /** Requests can be served: by a proxy that asks, this server is taken in or left out. */
  readonly ready: boolean
  readonly checks: {
    readonly database: boolean
    readonly migrations: boolean
    readonly disk: boolean
    /** What another server would not do better: they are told, and take nobody out. */
    readonly followers: boolean
    readonly queue: boolean
  }
}

const PATIENCE_MS = 3_000
const ROOM_BYTES = 256 * 2 ** 20
const LATE_S = 60

export async function healthOf(app: App): Promise<Health> {
  const [disk, known] = await Promise.all([freeBytes(app), inTime(databaseOf(app))])
  const checks = {
    database: known !== undefined,
    migrations: known?.migrated ?? false,
    disk: disk === undefined || disk > ROOM_BYTES,
    followers: Math.max(0, ...(known?.lags.values() ?? [])) < LATE_S,
    queue: (known?.queue.waitingS ?? 0) < LATE_S,
  }
  return { ready: checks.database && checks.migrations && checks.disk, checks }
}

async function databaseOf(app: App) {
  const names = findMigrations(app.modules).map(one => one.name)
  const [row] = await app.db.sql<{ n: number }[]>`
    select count(*) as n from core.migration where name = any(${names}::text[])`
  return {
    migrated: row?.n === names.length,
    lags: await followerLags(app),
    queue: await queueOf(app.db.sql),
  }
}

const inTime = <T>(work: Promise<T>): Promise<T | undefined> =>
  Promise.race([work.catch((): undefined => undefined), pause(PATIENCE_MS, undefined, { ref: false })])

/** Of the disk that holds the data directory; unknown where there is none. */
export async function freeBytes({ config }: App): Promise<number | undefined> {
  const disk = await statfs(config.dataDir).catch((): undefined => undefined)
  return disk && disk.bavail * disk.bsize
}

/** For how many seconds the oldest fact that a follower has not read has waited. */
export async function followerLags({ db, modules, clock }: App): Promise<Map<string, number>> {
  const followers = modules.flatMap(m => Object.entries(m.follows ?? {}))
  const rows = await db.sql<{ name: string; id: string | null }[]>`
    select f.name, (
      select j.ids[1] from core.journal j
      where j.kind = f.kind and j.xid > coalesce((select c.xid from core.cursor c where c.follower = f.name), '0')
      order by j.xid limit 1) as id
    from unnest(${followers.map(([name]) => name)}::text[], ${followers.map(([, f]) => f.kind)}::text[]) f (name, kind)`
  const now = clock().getTime()
  return new Map(rows.map(({ name, id }) => [name, id ? Math.max(0, (now - timeOfId(id).getTime()) / 1000) : 0]))
}

export interface Queue {
  readonly waiting: number
  /** Tried too often; nobody will try them again. */
  readonly failed: number
  readonly waitingS: number
}

/** Events that are to be delivered, and schedules that are to run. */
export async function queueOf(sql: Sql): Promise<Queue> {
  const deliveries = sql`
    select attempts < ${MOST_TRIES} as waits, due_at as since from core.delivery where at is null and due_at <= now()`
  const [table] = await sql<{ found: boolean }[]>`
    select to_regclass('graphile_worker._private_jobs') is not null as found`
  const schedules = sql`
    select attempts < max_attempts, case when locked_at is null then run_at end
    from graphile_worker._private_jobs where run_at <= now()`
  const [row] = await sql<Queue[]>`
    select count(*) filter (where waits) as waiting, count(*) filter (where not waits) as failed,
      coalesce(extract(epoch from now() - min(since) filter (where waits)), 0)::float8 as waiting_s
    from (${deliveries} ${table?.found ? sql`union all ${schedules}` : sql``}) queue`
  return row ?? { waiting: 0, failed: 0, waitingS: 0 }
}
