import type { App, Context } from './app.ts'
import type { Sql } from './db/db.ts'
import type { Follower } from './module.ts'

/** Notes which facts this transaction recorded. */
export async function writeJournal(sql: Sql, kind: string, ids: readonly string[]): Promise<void> {
  if (ids.length) await sql`insert into core.journal (kind, ids) values (${kind}, ${ids as string[]}::uuid[])`
}

const ROWS_A_BATCH = 500

/**
 * Reads the next batch for a follower and lets it work, cursor and effects in one transaction. Only transactions
 * below the oldest running one are read, so none that commits late is skipped.
 * Answers how many facts were handed over.
 */
export async function followOnce(ctx: Context, name: string, follower: Follower): Promise<number> {
  const { sql } = ctx
  await sql`insert into core.cursor (follower, xid) values (${name}, '0') on conflict do nothing`
  const rows = await sql<{ xid: string; ids: string }[]>`
    with cursor as (select xid from core.cursor where follower = ${name} for update)
    select j.xid::text, array_to_string(j.ids, ',') as ids from core.journal j, cursor
    where j.kind = ${follower.kind} and j.xid > cursor.xid and j.xid < pg_snapshot_xmin(pg_current_snapshot())
    order by j.xid fetch first ${ROWS_A_BATCH} rows with ties`
  const last = rows.at(-1)
  if (!last) return 0
  // As one text: an array is parsed letter by letter.
  const ids = rows.flatMap(row => row.ids.split(','))
  await follower.follow(ids, ctx)
  await sql`update core.cursor set xid = ${last.xid}::xid8 where follower = ${name}`
  return ids.length
}

/** What every follower of a kind has read is noted no longer; kinds that nobody follows need no note at all. */
export async function forgetFollowed({ sql, app }: Context): Promise<void> {
  const followers = app.modules.flatMap(m => Object.entries(m.follows ?? {}))
  await sql`
    with follower (name, kind) as (
      select * from unnest(${followers.map(([name]) => name)}::text[], ${followers.map(([, f]) => f.kind)}::text[])),
    behind as (
      select f.kind, min(coalesce(c.xid, '0')) as xid
      from follower f left join core.cursor c on c.follower = f.name group by f.kind)
    delete from core.journal j
    where j.xid <= coalesce((select b.xid from behind b where b.kind = j.kind), j.xid)`
}

export interface Following {
  /** Look now instead of at the next turn: this process has just recorded something. */
  wake(): void
  stop(): Promise<void>
}

const IDLE_MS = 1000
/** A short breath even when there is more: it makes batches large. */
const BREATH_MS = 200
/** Rests twice as long as it worked: at most a third of a processor, the rest is for those who wait for an answer. */
const REST_TO_WORK = 2

/**
 * Lets every follower of the modules work in its turn, until stopped: one after the other, so that together they take
 * no more than their share. Then all rest, and wait until there is more. The rest is by the clock on the wall, so that
 * followers whom requests slow down yield the more; what they find afterwards is one larger batch, and costs less for
 * each fact.
 */
export function startFollowing(app: App): Following {
  const followers = app.modules.flatMap(m => Object.entries(m.follows ?? {}))
  let stopped = false
  let awake = false
  let idle = false
  let end = () => {}
  const pause = (ms: number) =>
    new Promise<void>(done => {
      const timer = setTimeout(done, ms)
      end = () => {
        clearTimeout(timer)
        done()
      }
    })
  const follow = (name: string, follower: Follower) =>
    app
      .run(ctx => followOnce(ctx, name, follower))
      .catch((error: unknown) => {
        if (!stopped) app.log.error({ err: error, follower: name }, 'a follower failed and will try again')
        return 0
      })
  const loop = (async () => {
    while (!stopped) {
      awake = false
      const began = performance.now()
      let read = 0
      for (const [name, follower] of followers) if (!stopped) read += await follow(name, follower)
      if (stopped) break
      await pause(Math.max(BREATH_MS, REST_TO_WORK * (performance.now() - began)))
      idle = !read && !awake && !stopped
      if (idle) await pause(IDLE_MS)
      idle = false
    }
  })()
  return {
    wake() {
      if (awake) return
      awake = true
      if (idle) setTimeout(() => idle && end(), BREATH_MS).unref()
    },
    async stop() {
      stopped = true
      end()
      await loop
    },
  }
}

/** For tests and loaders: follows until nothing is left. */
export async function followAll(app: App): Promise<void> {
  for (const module of app.modules)
    for (const [name, follower] of Object.entries(module.follows ?? {}))
      while (await app.run(ctx => followOnce(ctx, name, follower))) {}
}
