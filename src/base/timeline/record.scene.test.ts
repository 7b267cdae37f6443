import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { alone, committedApp } from '#apps/testing/committed.ts'
import type { App } from '#core/app.ts'
import { connect, type Db, type Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import timeline from './index.ts'
import { recorder } from './record.ts'
import { type Scan, scanFact } from './scan.ts'
import { scanAt } from './testing.ts'

const NOW = new Date('2026-11-20T02:00:00Z')
const here = alone()

const openApp = async (db: Db): Promise<App> => {
  const app = committedApp(db, { modules: [timeline], clock: () => NOW })
  await app.start()
  return app
}
let app: App
beforeAll(async () => {
  app = await openApp(here.db)
})
afterEach(() => here.db.sql`truncate timeline.scan, core.journal`)

const record = (scan: Scan, by = app) => by.use(recorder).record(scanFact, scan)
/** What became of each, in their order: `new`, `known`, or the code of the problem. */
const recordAll = async (scans: readonly Scan[], by = app) =>
  (await Promise.allSettled(scans.map(scan => record(scan, by)))).map(one =>
    one.status === 'fulfilled' ? one.value : String(one.reason.code ?? one.reason.name),
  )
const scan = (given: Partial<Scan> = {}) => scanAt(NOW, given)
const scans = (n: number) => Array.from({ length: n }, () => scan())

const stored = async () =>
  (await here.db.sql<{ id: string }[]>`select id from timeline.scan order by id`).map(r => r.id)
/** The ids that each commit noted for the followers. */
const noted = () => here.db.sql<{ xid: string; ids: string[] }[]>`select xid::text, ids from core.journal order by xid`
const ids = (facts: readonly Scan[]) => facts.map(fact => fact.id).toSorted()

describe('facts of one moment', () => {
  test('share their commits: a thousand need few, and each is answered', async () => {
    const facts = scans(1000)
    expect(await recordAll(facts)).toEqual(Array(1000).fill('new'))
    expect(await stored()).toEqual(ids(facts))
    const commits = await noted()
    expect(commits.length).toBeLessThan(20)
    expect(commits.flatMap(commit => commit.ids).toSorted()).toEqual(ids(facts))
    expect(new Set(commits.map(commit => commit.xid)).size).toBe(commits.length)
  })

  test('are answered when they can be read by everybody', async () => {
    const facts = scans(50)
    await Promise.all(
      facts.map(async fact => {
        await record(fact)
        expect(await here.db.sql`select from timeline.scan where id = ${fact.id}`).toHaveLength(1)
      }),
    )
  })
})

describe('a bad fact fails alone', () => {
  const bad: [string, Partial<Scan>, string][] = [
    ['that a constraint refuses', { direction: 'sideways' as never }, '23514'],
    ['without what must be there', { personId: null as never }, '23502'],
    ['that PostgreSQL cannot read', { placeId: 'nowhere' }, '22P02'],
    ['that cannot even be sent', { at: new Date(Number.NaN) }, 'RangeError'],
    ['out of bounds', { uncertaintyS: 3_000_000_000 }, '22003'],
  ]
  test.each(bad)('%s', async (_, given, code) => {
    const good = scans(100)
    const answers = await recordAll([...good.slice(0, 37), scan(given), ...good.slice(37)])
    expect(answers.toSpliced(37, 1)).toEqual(Array(100).fill('new'))
    expect(answers[37]).toBe(code)
    expect(await stored()).toEqual(ids(good))
    expect((await noted()).flatMap(commit => commit.ids).toSorted()).toEqual(ids(good))
  })

  test('and so do several', async () => {
    const facts = Array.from({ length: 64 }, (_, i) => scan(i % 7 === 3 ? { direction: 'sideways' as never } : {}))
    expect(await recordAll(facts)).toEqual(facts.map(fact => (fact.direction === 'in' ? 'new' : '23514')))
    expect(await stored()).toEqual(ids(facts.filter(fact => fact.direction === 'in')))
  })

  test('a bad one does not spoil the good one under its id', async () => {
    const good = scan()
    expect(await recordAll([{ ...good, direction: 'sideways' as never }, good])).toEqual(['23514', 'new'])
    expect(await stored()).toEqual([good.id])
  })
})

describe('an id that comes again', () => {
  test('with the same fact is known: later, in the same moment, and many times over', async () => {
    const fact = scan()
    expect(await recordAll([fact, fact, { ...fact }])).toEqual(['new', 'known', 'known'])
    expect(await record(fact)).toBe('known')
    expect(await recordAll(Array(300).fill(fact))).toEqual(Array(300).fill('known'))
    expect(await stored()).toEqual([fact.id])
    expect(await noted()).toMatchObject([{ ids: [fact.id] }])
  })

  test('is known though the server received it at another time', async () => {
    const fact = scan()
    await record(fact)
    const later = new Date(NOW.getTime() + 60_000)
    expect(await record({ ...fact, receivedAt: later, at: later, uncertaintyS: 7 })).toBe('known')
  })

  const others: [string, Partial<Scan>][] = [
    ['person', { personId: newId() }],
    ['place', { placeId: newId() }],
    ['area', { areaId: newId() }],
    ['direction', { direction: 'out' }],
    ['time', { deviceAt: new Date(NOW.getTime() - 1) }],
  ]
  test.each(others)('with another %s is refused, and changes nothing', async (_, given) => {
    const fact = scan()
    await record(fact)
    await expect(record({ ...fact, ...given })).rejects.toMatchObject({ code: 'timeline.id-reused', status: 409 })
    expect(await recordAll([fact, { ...fact, ...given }])).toEqual(['known', 'timeline.id-reused'])
    expect(await here.db.sql`select person_id, direction from timeline.scan`).toEqual([
      { personId: fact.personId, direction: 'in' },
    ])
  })

  test('with other content in the same moment: the first holds', async () => {
    const fact = scan()
    expect(await recordAll([fact, { ...fact, direction: 'out' }, fact])).toEqual(['new', 'timeline.id-reused', 'known'])
    expect(await here.db.sql`select direction from timeline.scan`).toEqual([{ direction: 'in' }])
  })

  test('in capitals is the same id, and so are the ids of what it names', async () => {
    const fact = scan({ areaId: newId() })
    const shouted = {
      ...fact,
      id: fact.id.toUpperCase(),
      personId: fact.personId.toUpperCase(),
      areaId: String(fact.areaId).toUpperCase(),
    }
    expect(await recordAll([shouted, fact, shouted])).toEqual(['new', 'known', 'known'])
    expect(await record(shouted)).toBe('known')
    expect(await stored()).toEqual([fact.id])
  })
})

describe('the time of an id', () => {
  const days = (n: number) => new Date(NOW.getTime() + n * 86_400_000)
  test.each([
    ['within what is kept', -27.9, 'new'],
    ['before it', -28.1, 'timeline.out-of-range'],
    ['of a clock that is hours ahead', 0.9, 'new'],
    ['of a clock that is days ahead', 1.1, 'timeline.out-of-range'],
    ['of another year', -3000, 'timeline.out-of-range'],
  ])('%s', async (_, n, answer) => {
    expect(await recordAll([scan({ id: newId(days(n)) })])).toEqual([answer])
    expect(await stored()).toHaveLength(answer === 'new' ? 1 : 0)
  })
})

describe('two processes', () => {
  test('given the same facts in opposite orders record each once, and neither waits for the other for ever', async () => {
    const other = connect(here.address, { max: 4 })
    const second = await openApp(other)
    try {
      for (let round = 0; round < 10; round++) {
        const facts = scans(400)
        const [mine, theirs] = await Promise.all([recordAll(facts), recordAll(facts.toReversed(), second)])
        const pairs = mine.map((answer, i) => [answer, theirs[399 - i]].toSorted().join())
        expect(new Set(pairs)).toEqual(new Set(['known,new']))
      }
      const [db] = await here.db.sql<{ deadlocks: number }[]>`
        select deadlocks from pg_stat_database where datname = current_database()`
      expect(db?.deadlocks).toBe(0)
    } finally {
      await other.close()
    }
  })
})

test('when the database is away everybody is told, without a try for each', async () => {
  const gone = connect(here.address, { max: 2 })
  let statements = 0
  const counting: Db = {
    ...gone,
    sql: new Proxy(gone.sql, {
      get(target, name) {
        if (name === 'unsafe') statements++
        return Reflect.get(target, name)
      },
    }) as Sql,
  }
  const cut = await openApp(counting)
  await gone.close()
  expect(new Set(await recordAll(scans(400), cut))).toEqual(new Set(['CONNECTION_ENDED']))
  expect(statements).toBeLessThan(5)
})
