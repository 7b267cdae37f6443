import { setTimeout as sleep } from 'node:timers/promises'
import { runMigrations } from 'graphile-worker'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { alone, committedApp } from '#apps/testing/committed.ts'
import type { App, Context } from './app.ts'
import { deliverDue, queuedJobs } from './deliveries.ts'
import { event } from './event.ts'
import { startWorker, type Worker, workerPool } from './jobs.ts'
import { daily, defineModule, everyMinutes, on } from './module.ts'
import { deliver } from './outbox.ts'

const here = alone()

const thingDone = event<{ id: number }>('fixture.thing-done')
const thingUndone = event<{ id: number }>('fixture.thing-undone')

/** What each subscriber heard, and in which way; every try is counted, also those that were undone. */
interface Heard {
  readonly subscriber: string
  readonly id: number
}
const tries: string[] = []
/** How often a subscriber is still to fail after it has written. */
const failures = new Map<string, number>()

async function hear(subscriber: string, id: number, { sql }: Context): Promise<void> {
  tries.push(`${subscriber} ${id}`)
  await sql`insert into fixture.heard (subscriber, id) values (${subscriber}, ${id})`
  const left = failures.get(subscriber) ?? 0
  if (left <= 0) return
  failures.set(subscriber, left - 1)
  throw new Error(`${subscriber} fails after writing.`)
}

const subscriber = (name: string) =>
  defineModule({
    name,
    dir: import.meta.dirname,
    contract: {},
    handlers: {},
    on: [on(thingDone, ({ id }, ctx) => hear(name, id, ctx)), on(thingUndone, ({ id }, ctx) => hear(name, -id, ctx))],
  })
const deaf = defineModule({ name: 'deaf', dir: import.meta.dirname, contract: {}, handlers: {} })
/** Hears one event twice: on its own behalf, and on behalf of what it gathers. */
const gathering = defineModule({
  name: 'gathering',
  dir: import.meta.dirname,
  contract: {},
  handlers: {},
  on: [on(thingUndone, ({ id }, ctx) => hear('gathering itself', -id, ctx))],
  gathers: () => ({ on: [on(thingUndone, ({ id }, ctx) => hear('gathering for another', -id, ctx))] }),
})

let app: App
let worker: Worker | undefined
beforeAll(async () => {
  const pool = workerPool(here.address)
  await runMigrations({ pgPool: pool }).finally(() => pool.end())
  await here.db.sql`create schema fixture`
  await here.db.sql`create table fixture.heard (subscriber text, id integer)`
  app = committedApp(here.db, {
    modules: [subscriber('first'), subscriber('second'), deaf, gathering],
    jobs: queuedJobs,
  })
  await app.bus.start()
})
afterEach(async () => {
  await worker?.stop()
  worker = undefined
  tries.length = 0
  failures.clear()
  await here.db.sql`truncate fixture.heard, core.event, core.delivery, graphile_worker._private_jobs`
})
afterAll(() => worker?.stop())

const heard = () => here.db.sql<Heard[]>`select subscriber, id from fixture.heard order by subscriber, id`
const waiting = () => here.db.sql<{ attempts: number }[]>`select attempts from core.delivery where at is null`
const made = () => here.db.sql<{ subscriber: string }[]>`select subscriber from core.delivery where at is not null`
const emit = (...ids: number[]) => app.run(ctx => ctx.emit(thingDone, ...ids.map(id => ({ id }))))

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20)
}
/** Works until all is delivered; what waits for its next try does not have to. */
async function workOff(): Promise<void> {
  worker ??= await startWorker(app, here.address)
  await until(async () => {
    await here.db.sql`update core.delivery set due_at = now() where due_at > now() and at is null`
    return (await waiting()).length === 0
  })
}

describe('an event', () => {
  test('is delivered once to each subscriber, and to nobody else', async () => {
    await emit(1, 2)
    expect(await waiting()).toHaveLength(4)
    await workOff()
    expect(await heard()).toEqual([
      { subscriber: 'first', id: 1 },
      { subscriber: 'first', id: 2 },
      { subscriber: 'second', id: 1 },
      { subscriber: 'second', id: 2 },
    ])
    expect(await made()).toHaveLength(4)
  })

  test('of a transaction that is undone was never emitted', async () => {
    await expect(
      app.run(async ctx => {
        await ctx.emit(thingDone, { id: 1 })
        throw new Error('undone')
      }),
    ).rejects.toThrow('undone')
    expect(await waiting()).toEqual([])
    expect(await here.db.sql`select from core.event`).toHaveLength(0)
  })

  test('is not delivered before its transaction commits', async () => {
    worker = await startWorker(app, here.address)
    await app.run(async ctx => {
      await ctx.emit(thingDone, { id: 1 })
      await sleep(100)
      expect(tries).toEqual([])
    })
    await workOff()
    expect(await heard()).toHaveLength(2)
  })

  test('without payloads writes nothing; one that nobody hears is not to be delivered', async () => {
    await emit()
    expect(await here.db.sql`select from core.event`).toHaveLength(0)
    await app.run(ctx => ctx.emit(event<{ id: number }>('fixture.unheard'), { id: 1 }))
    expect(await waiting()).toEqual([])
  })

  test('that somebody waits for goes before what was there already', async () => {
    await emit(...Array.from({ length: 30 }, (_, n) => n))
    const waitedFor = event<{ id: number }>(thingUndone.name, { urgent: true })
    await app.run(ctx => ctx.emit(waitedFor, { id: 99 }))
    await workOff()
    expect(tries.filter(one => one.endsWith(' -99'))).toHaveLength(4)
    expect(tries.findIndex(one => one.endsWith(' -99'))).toBeLessThan(4)
  })

  test('that a module hears in two ways reaches both, in one delivery', async () => {
    await app.run(ctx => ctx.emit(thingUndone, { id: 7 }))
    await workOff()
    expect((await heard()).map(one => one.subscriber)).toEqual([
      'first',
      'gathering for another',
      'gathering itself',
      'second',
    ])
    expect(await made()).toHaveLength(3)
  })
})

describe('a subscriber that fails', () => {
  test('is tried again until it succeeds, without repeating the others', async () => {
    failures.set('first', 3)
    await emit(1)
    await workOff()
    expect(tries.filter(one => one === 'first 1')).toHaveLength(4)
    expect(tries.filter(one => one === 'second 1')).toHaveLength(1)
    expect(await heard()).toEqual([
      { subscriber: 'first', id: 1 },
      { subscriber: 'second', id: 1 },
    ])
  })

  test('after it has written leaves nothing written, and no note of the delivery', async () => {
    failures.set('first', Number.POSITIVE_INFINITY)
    await emit(1)
    worker = await startWorker(app, here.address)
    // On a busy machine it may have failed more than once before anybody looks.
    await until(async () => {
      const [left, ...others] = await waiting()
      return left !== undefined && left.attempts > 0 && others.length === 0
    })
    expect(tries.filter(one => one === 'second 1')).toHaveLength(1)
    expect(await heard()).toEqual([{ subscriber: 'second', id: 1 }])
    expect(await made()).toEqual([{ subscriber: 'second' }])
  })
})

describe('a delivery', () => {
  test('that is made a second time does nothing, nor two in one moment', async () => {
    await emit(1)
    const [{ id: eventId } = { id: '' }] = await here.db.sql<{ id: string }[]>`select id from core.event`
    const make = () => app.run(ctx => deliver(ctx, { eventId, subscriber: 'first' }))
    await Promise.all([make(), make(), make()])
    await make()
    expect(await heard()).toEqual([{ subscriber: 'first', id: 1 }])
  })

  test('to a module that is no longer there, or of an event that was forgotten, is let go', async () => {
    await emit(1)
    const [{ id: eventId } = { id: '' }] = await here.db.sql<{ id: string }[]>`select id from core.event`
    await app.run(ctx => deliver(ctx, { eventId, subscriber: 'removed' }))
    await here.db.sql`truncate core.event`
    await app.run(ctx => deliver(ctx, { eventId, subscriber: 'first' }))
    expect(await heard()).toEqual([])
  })
})

describe('deliveries that a server has in hand', () => {
  test('are made by nobody else, and by another as soon as it is gone', async () => {
    await emit(1)
    const other = workerPool(here.address)
    const holding = await other.connect()
    await holding.query('begin')
    await holding.query('select from core.delivery for update')
    expect(await deliverDue(app)).toBe(0)
    const { rows } = await holding.query('select pg_backend_pid() as pid')
    await here.db.sql`select pg_terminate_backend(${rows[0].pid})`
    holding.release(true)
    await other.end()
    await workOff()
    expect(await heard()).toHaveLength(2)
  })

  test('come one after the other, in one transaction a subscriber; one that fails is undone alone', async () => {
    failures.set('first', 1)
    await emit(1, 2, 3)
    await app.run(async ctx => {
      await ctx.sql`update core.delivery set at = now() where subscriber <> 'first'`
    })
    // The first one fails in the transaction of all, which is undone; by itself each succeeds.
    expect(await deliverDue(app)).toBe(3)
    expect(tries).toEqual(['first 1', 'first 1', 'first 2', 'first 3'])
    expect((await heard()).map(one => one.id)).toEqual([1, 2, 3])
    const [row] = await here.db.sql<{ n: number }[]>`
      select count(distinct xmin::text) as n from fixture.heard where subscriber = 'first'`
    expect(row?.n).toBe(3)
    await emit(4, 5)
    while (await deliverDue(app)) {}
    const together = await here.db.sql`
      select from fixture.heard where subscriber = 'first' and id > 3 group by xmin::text`
    expect(together).toHaveLength(1)
  })

  test('and that failed are tried by themselves, later each time', async () => {
    failures.set('first', 1)
    await emit(1)
    while (await deliverDue(app)) {}
    const [later] = await here.db.sql<{ waitS: number; attempts: number }[]>`
      select extract(epoch from due_at - now())::float8 as wait_s, attempts from core.delivery where at is null`
    expect(later).toEqual({ waitS: expect.any(Number), attempts: 1 })
    expect(later?.waitS).toBeGreaterThan(1)
    await here.db.sql`update core.delivery set due_at = '2026-01-01' where at is null`
    await emit(2)
    failures.set('first', 1)
    expect(await deliverDue(app)).toBe(1)
    expect(tries.filter(one => one === 'first 2')).toEqual([])
  })
})

describe('a job that a worker has in hand', () => {
  const ran: string[] = []
  const nightly = defineModule({
    ...deaf,
    name: 'nightly',
    every: { 'nightly.work': everyMinutes(5, async () => void ran.push('nightly')) },
  })
  const holders = () => here.db.sql<{ lockedBy: string | null }[]>`select locked_by from graphile_worker._private_jobs`

  test('that was killed is taken up when another starts', async () => {
    await here.db.sql`select from graphile_worker.add_job('nightly.work')`
    await here.db.sql`
      update graphile_worker._private_jobs
      set locked_by = 'somebody who is gone', locked_at = now() - interval '1 minute', attempts = 1`
    worker = await startWorker(committedApp(here.db, { modules: [nightly], jobs: queuedJobs }), here.address)
    await until(async () => (await holders()).length === 0)
    expect(ran).toEqual(['nightly'])
  })

  test('that lives is left to it, however long it takes', async () => {
    const ready = Promise.withResolvers<void>()
    const slow = defineModule({
      ...deaf,
      name: 'slow',
      every: {
        'slow.work': everyMinutes(5, () => {
          tries.push('slow')
          return ready.promise
        }),
      },
    })
    worker = await startWorker(committedApp(here.db, { modules: [slow], jobs: queuedJobs }), here.address)
    await here.db.sql`select from graphile_worker.add_job('slow.work')`
    await until(async () => tries.length === 1)
    await here.db.sql`update graphile_worker._private_jobs set locked_at = now() - interval '3 hours'`
    const before = await holders()
    const other = await startWorker(app, here.address)
    const after = await holders().finally(() => ready.resolve())
    await other.stop()
    expect(before).toEqual([{ lockedBy: expect.any(String) }])
    expect(after).toEqual(before)
    expect(tries).toEqual(['slow'])
  })
})

describe('schedules', () => {
  test.each([
    ['00:30', '30 17 * * *'],
    ['07:00', '0 0 * * *'],
    ['23:59', '59 16 * * *'],
  ])('every day at %s in Vietnam is %s in UTC', (time, cron) => {
    expect(daily(time, async () => {}).cron).toBe(cron)
  })

  test('run as jobs, in a transaction of the system', async () => {
    const ran: (Context['who'] | undefined)[] = []
    const scheduled = defineModule({
      ...deaf,
      name: 'scheduled',
      every: {
        'scheduled.note': everyMinutes(5, async ({ who, sql }) => {
          await sql`insert into fixture.heard values ('scheduled', 1)`
          ran.push(who)
        }),
      },
    })
    worker = await startWorker(committedApp(here.db, { modules: [scheduled], jobs: queuedJobs }), here.address)
    await here.db.sql`select from graphile_worker.add_job('scheduled.note')`
    await until(async () => (await heard()).length > 0)
    expect(ran).toEqual([null])
  })
})
