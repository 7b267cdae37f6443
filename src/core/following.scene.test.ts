import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { alone, committedApp } from '#apps/testing/committed.ts'
import type { App } from './app.ts'
import { connect, type Db, type Sql } from './db/db.ts'
import { newId } from './ids.ts'
import { followOnce, startFollowing, writeJournal } from './journal.ts'
import { defineModule, type Follower } from './module.ts'

const here = alone()
const KIND = 'fixture.fact'
const MINUTE = 60_000

/** Writes down what it is handed; fails for the ids that are told. */
const spoilt = new Set<string>()
const follower: Follower = {
  kind: KIND,
  async follow(ids, { sql }) {
    await sql`insert into fixture.followed (id) select * from unnest(${ids as string[]}::uuid[])`
    if (ids.some(id => spoilt.has(id))) throw new Error('This one cannot be followed.')
  },
}
const fixture = defineModule({
  name: 'fixture',
  dir: import.meta.dirname,
  contract: {},
  handlers: {},
  follows: { 'fixture.follower': follower },
})

let app: App
const others: Db[] = []
beforeAll(async () => {
  await here.db.sql`create schema fixture`
  // Without a key: a fact that is followed twice is there twice.
  await here.db.sql`create table fixture.followed (id uuid)`
  app = committedApp(here.db, { modules: [fixture] })
})
afterEach(async () => {
  spoilt.clear()
  await Promise.all(others.splice(0).map(db => db.close()))
  await here.db.sql`truncate fixture.followed, core.journal, core.cursor`
})

/** Another process: connections of its own. */
function another(max = 1): Db {
  const db = connect(here.address, { max })
  others.push(db)
  return db
}
const once = (by = app) => by.run(ctx => followOnce(ctx, 'fixture.follower', follower))
const followed = async () =>
  (await here.db.sql<{ id: string }[]>`select id from fixture.followed`).map(r => r.id).sort()
const note = (sql: Sql, ...ids: string[]) => writeJournal(sql, KIND, ids)

/** A transaction held open until it is told to end. */
async function held(work: (sql: Sql) => Promise<void>): Promise<(how: 'commit' | 'rollback') => Promise<void>> {
  const { sql } = another()
  await sql.unsafe('begin')
  await work(sql)
  return async how => void (await sql.unsafe(how))
}

describe('a commit that comes late', () => {
  test('is not skipped: those after it wait, then all are followed once and in order', async () => {
    const [late, quick, later] = [newId(), newId(), newId()] as [string, string, string]
    const end = await held(sql => note(sql, late))
    await here.db.begin(sql => note(sql, quick))
    expect(await once()).toBe(0)
    expect(await followed()).toEqual([])
    await end('commit')
    expect(await once()).toBe(2)
    expect(await once()).toBe(0)
    await here.db.begin(sql => note(sql, later))
    expect(await once()).toBe(1)
    expect(await followed()).toEqual([late, quick, later].sort())
  })

  test('of a transaction that began before the first follower, too', async () => {
    const [late, quick] = [newId(), newId()] as [string, string]
    const end = await held(sql => note(sql, late))
    await here.db.begin(sql => note(sql, quick))
    await once()
    await end('commit')
    while (await once()) {}
    expect(await followed()).toEqual([late, quick].sort())
  })

  test('that is rolled back is never followed, and holds nobody up any longer', async () => {
    const [undone, quick] = [newId(), newId()] as [string, string]
    const end = await held(sql => note(sql, undone))
    await here.db.begin(sql => note(sql, quick))
    expect(await once()).toBe(0)
    await end('rollback')
    expect(await once()).toBe(1)
    expect(await followed()).toEqual([quick])
  })
})

describe('two who follow', () => {
  test('in one moment hand over each fact once, also when neither has followed before', async () => {
    const second = committedApp(another(2), { modules: [fixture] })
    for (let round = 0; round < 20; round++) {
      const ids = Array.from({ length: 5 }, () => newId())
      await here.db.begin(sql => note(sql, ...ids))
      const handed = await Promise.all([once(), once(second), once(), once(second)])
      expect(handed.toSorted()).toEqual([0, 0, 0, 5])
    }
    const all = await followed()
    expect(all).toHaveLength(100)
    expect(new Set(all).size).toBe(100)
  })

  test(
    'while others write, hold transactions open and give up: each commit is followed once, nothing else is',
    async () => {
      const step = fc.record({
        writer: fc.nat({ max: 2 }),
        act: fc.constantFrom('note', 'commit', 'rollback', 'follow'),
      })
      const writers = [0, 1, 2].map(() => another())
      const second = committedApp(another(2), { modules: [fixture] })
      await fc.assert(
        fc
          .asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async steps => {
            const open = new Map<number, string[]>()
            const committed: string[] = []
            const following: Promise<number>[] = []
            const end = async (i: number, how: 'commit' | 'rollback') => {
              const noted = open.get(i)
              if (!noted) return
              await writers[i]?.sql.unsafe(how)
              if (how === 'commit') committed.push(...noted)
              open.delete(i)
            }
            for (const { writer, act } of steps) {
              if (act === 'follow') following.push(once(), once(second))
              else if (act === 'note') {
                const { sql } = writers[writer] as Db
                if (!open.has(writer)) await sql.unsafe('begin')
                const id = newId()
                open.set(writer, [...(open.get(writer) ?? []), id])
                await note(sql, id)
              } else await end(writer, act as 'commit' | 'rollback')
            }
            for (const i of [...open.keys()]) await end(i, 'commit')
            await Promise.all(following)
            while (await once()) {}
            expect(await followed()).toEqual(committed.toSorted())
          })
          .afterEach(async () => void (await here.db.sql`truncate fixture.followed, core.journal`)),
        { numRuns: 60 },
      )
    },
    MINUTE,
  )
})

describe('a batch', () => {
  test('never divides what one transaction noted, however much that is', async () => {
    await here.db.begin(async sql => {
      for (let i = 0; i < 700; i++) await note(sql, newId())
    })
    await here.db.begin(sql => note(sql, newId()))
    expect(await once()).toBe(700)
    expect(await once()).toBe(1)
  })

  test('that fails leaves nothing behind, and is handed over again', async () => {
    const [good, bad] = [newId(), newId()] as [string, string]
    await here.db.begin(sql => note(sql, good, bad))
    spoilt.add(bad)
    await expect(once()).rejects.toThrow('cannot be followed')
    expect(await followed()).toEqual([])
    spoilt.clear()
    expect(await once()).toBe(2)
    expect(await followed()).toEqual([good, bad].sort())
  })

  test('is of one kind: others are left to those who follow them', async () => {
    await here.db.begin(sql => writeJournal(sql, 'another.fact', [newId()]))
    expect(await once()).toBe(0)
    expect(await here.db.sql`select from core.journal`).toHaveLength(1)
  })
})

test('the followers of a process read what others record, go on after a failure, and stop when told', async () => {
  const [bad, good] = [newId(), newId()] as [string, string]
  spoilt.add(bad)
  const following = startFollowing(app)
  await here.db.begin(sql => note(sql, bad))
  following.wake()
  await sleep(300)
  expect(await followed()).toEqual([])
  spoilt.clear()
  await here.db.begin(sql => note(sql, good))
  while ((await followed()).length < 2) {
    following.wake()
    await sleep(20)
  }
  await following.stop()
  expect(await followed()).toEqual([bad, good].sort())
  await here.db.begin(sql => note(sql, newId()))
  following.wake()
  await sleep(300)
  expect(await followed()).toHaveLength(2)
})

test('a follower rests twice as long as it worked, however often it is woken, and then goes on', async () => {
  const turns: { began: number; ended: number }[] = []
  const slow = defineModule({
    name: 'slow',
    dir: import.meta.dirname,
    contract: {},
    handlers: {},
    follows: {
      'slow.follower': {
        kind: KIND,
        async follow() {
          const began = performance.now()
          await sleep(150)
          turns.push({ began, ended: performance.now() })
        },
      },
    },
  })
  const following = startFollowing(committedApp(here.db, { modules: [slow] }))
  while (turns.length < 3) {
    await here.db.begin(sql => note(sql, newId()))
    following.wake()
    await sleep(20)
  }
  await following.stop()
  for (const [i, { began, ended }] of turns.slice(0, -1).entries())
    expect((turns[i + 1]?.began ?? 0) - ended).toBeGreaterThanOrEqual(2 * (ended - began) - 2)
})
