import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { alone, committedApp } from '#apps/testing/committed.ts'
import { newId } from '#core/ids.ts'
import { queueNext } from './queue.ts'

const own = alone()

test('a lane that begins while the text is being stopped waits, and queues nothing', async () => {
  const { db } = own
  const app = committedApp(db)
  const id = newId()
  await db.sql`
    insert into broadcasts.broadcast
      (id, unit_id, by_account, at, text, urgency, audience, start_at, state, people, segments, dong, policy_version)
    values (${id}, ${id}, ${id}, now(), 'Mời', 'ordinary', '{}', now(), 'queuing', 1, 1, 1, '')`
  await db.sql`insert into broadcasts.chunk (broadcast_id, n, person_ids) values (${id}, 0, '{}')`
  const { lane } = await db.begin(async sql => {
    await sql`select from broadcasts.broadcast where id = ${id} for update`
    const waiting = app.run(ctx => queueNext(ctx, id))
    await blocked()
    await sql`update broadcasts.broadcast set state = 'stopped' where id = ${id}`
    await sql`delete from broadcasts.chunk where broadcast_id = ${id}`
    return { lane: waiting }
  })
  expect(await lane).toBe(false)
})

/** Until somebody waits for a lock. */
async function blocked(): Promise<void> {
  for (;;) {
    const [row] = await own.db.sql<{ n: number }[]>`select count(*)::int as n from pg_locks where not granted`
    if (row?.n) return
    await pause(20)
  }
}
