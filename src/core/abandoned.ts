import type { Pool, PoolClient } from 'pg'

/** First half of the keys of the locks by which those who work are known to live. */
const ALIVE = 20_261_130
const EVERY_MS = 20_000
/** Whoever has only begun is given so long to say that they live. */
const GRACE = '10 seconds'

/**
 * The queue leaves a job for four hours to the process that took it, also to one that was killed. Here each holds a lock on its
 * name as long as it is connected, and whose lock is gone is gone: its jobs are free for the others when one starts, and every
 * twenty seconds. Deliveries are noted with what they do, so one that was made after all does nothing. Answers how it is stopped.
 */
export async function freeAbandoned(
  pool: Pool,
  name: string,
  onFailed: (error: unknown) => void,
): Promise<() => Promise<void>> {
  let held: PoolClient | undefined
  const letGo = () => {
    held?.release(true)
    held = undefined
  }
  const look = async () => {
    try {
      held ??= await holding(pool, name)
      await held.query(FREE, [ALIVE, GRACE])
    } catch (error) {
      letGo()
      onFailed(error)
    }
  }
  let looking = look()
  await looking
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, EVERY_MS)
  return async () => {
    clearInterval(timer)
    await looking
    letGo()
  }
}

async function holding(pool: Pool, name: string): Promise<PoolClient> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1, hashtext($2))', [ALIVE, name])
    return client
  } catch (error) {
    client.release(true)
    throw error
  }
}

const FREE = `
  select graphile_worker.force_unlock_workers(array(
    select distinct j.locked_by from graphile_worker._private_jobs j
    where j.locked_at < now() - $2::interval and not exists (
      select from pg_locks l join pg_database d on d.oid = l.database
      where l.locktype = 'advisory' and d.datname = current_database() and l.classid = $1::int::oid
        and l.objid = (hashtext(j.locked_by)::int8 & 4294967295)::oid)))`
