import { setTimeout as sleep } from 'node:timers/promises'
import { runMigrations } from 'graphile-worker'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { alone, committedApp } from '#apps/testing/committed.ts'
import type { App, Context } from './app.ts'
import { event } from './event.ts'
import { queuedJobs, startWorker, type Worker, workerPool } from './jobs.ts'
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
const jobs = () => here.db.sql<{ attempts: number }[]>`select attempts from graphile_worker._private_jobs`
const deliveries = () => here.db.sql`select from core.delivery`
const emit = (...ids: number[]) => app.run(ctx => ctx.emit(thingDone, ...ids.map(id => ({ id }))))

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20)
}
/** Works until no job is left; jobs that wait for their next try do not have to. */
async function workOff(): Promise<void> {
  worker ??= await startWorker(app, here.address)
  await until(async () => {
    await here.db
      .sql`update graphile_worker._private_jobs set run_at = now() where run_at > now() and locked_at is null`
    return (await jobs()).length === 0
  })
}

describe('an event', () => {
  test('is delivered once to each subscriber, and to nobody else', async () => {
    await emit(1, 2)
    expect(await jobs()).toHaveLength(4)
    await workOff()
    expect(await heard()).toEqual([
      { subscriber: 'first', id: 1 },
      { subscriber: 'first', id: 2 },
      { subscriber: 'second', id: 1 },
      { subscriber: 'second', id: 2 },
    ])
    expect(await deliveries()).toHaveLength(4)
  })

  test('of a transaction that is undone was never emitted', async () => {
    await expect(
      app.run(async ctx => {
        await ctx.emit(thingDone, { id: 1 })
        throw new Error('undone')
      }),
    ).rejects.toThrow('undone')
    expect(await jobs()).toEqual([])
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

  test('without payloads writes nothing; one that nobody hears makes no job', async () => {
    await emit()
    expect(await here.db.sql`select from core.event`).toHaveLength(0)
    await app.run(ctx => ctx.emit(event<{ id: number }>('fixture.unheard'), { id: 1 }))
    expect(await jobs()).toEqual([])
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
    expect(await deliveries()).toHaveLength(3)
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
    await until(async () => (await jobs()).length === 1 && (await jobs())[0]?.attempts === 1)
    await until(async () => tries.length === 2)
    expect(await heard()).toEqual([{ subscriber: 'second', id: 1 }])
    expect(await here.db.sql`select subscriber from core.delivery`).toEqual([{ subscriber: 'second' }])
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

describe('a job that a worker has in hand', () => {
  /** As it lies there in the middle of the work of somebody, a while ago. */
  const inHandOf = (workerId: string) => here.db.sql`
    update graphile_worker._private_jobs
    set locked_by = ${workerId}, locked_at = now() - interval '1 minute', attempts = 1`
  const holders = () => here.db.sql<{ lockedBy: string | null }[]>`select locked_by from graphile_worker._private_jobs`

  test('that was killed is taken up when another starts', async () => {
    await emit(1)
    await inHandOf('somebody who is gone')
    worker = await startWorker(app, here.address)
    await until(async () => (await jobs()).length === 0)
    expect(await heard()).toHaveLength(2)
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
