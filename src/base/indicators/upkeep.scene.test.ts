import fc from 'fast-check'
import pino from 'pino'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { alone } from '#apps/testing/committed.ts'
import { buildTree } from '#base/units/tree.ts'
import { type App, createApp } from '#core/app.ts'
import { addDays, dayOf, hourOf, startOf } from '#core/clock.ts'
import { connect, type Db, type Sql } from '#core/db/db.ts'
import { event } from '#core/event.ts'
import { newId } from '#core/ids.ts'
import core from '#core/index.ts'
import { followAll, followOnce, writeJournal } from '#core/journal.ts'
import { keyringOf, newKeyring } from '#core/keyring.ts'
import { loadWords } from '#core/load-words.ts'
import { defineModule } from '#core/module.ts'
import { type Delivery, deliver } from '#core/outbox.ts'
import { commands } from './cli.ts'
import { byDay, byHour, spanByChild, thingsBehind, total, totalByChild } from './figures.ts'
import indicators, { cellsOf, check, countOf, ratioOf, recompute, touching } from './index.ts'
import { catchUp } from './upkeep.ts'

const TODAY = '2026-11-20'
const DAYS = [-2, -1, 0].map(n => addDays(TODAY, n))
const HOUR_MS = 3_600_000

const ids = ['country', 'province', 'north', 'south', 'elsewhere'] as const
type Name = (typeof ids)[number]
const unit = Object.fromEntries(ids.map((name, i) => [name, `00000000-0000-7000-8000-00000000000${i}`])) as Record<
  Name,
  string
>
const COMMUNES = [unit.north, unit.south, unit.elsewhere]

const part = (name: Name, tier: string, parent: Name | null) => ({
  id: unit[name],
  tier,
  code: name,
  type: tier,
  name,
  fullName: name,
  parentId: parent && unit[parent],
  validFrom: '2025-07-01',
  validTo: null,
})
const tree = buildTree({
  day: TODAY,
  tiers: [
    { code: 'country', rank: 0, digits: null, national: false },
    { code: 'province', rank: 1, digits: 2, national: true },
    { code: 'commune', rank: 3, digits: 5, national: true },
  ],
  units: [
    part('country', 'country', null),
    part('province', 'province', 'country'),
    part('north', 'commune', 'province'),
    part('south', 'commune', 'province'),
    part('elsewhere', 'commune', 'country'),
  ],
  links: [],
})

/** A patient goes from cell to cell and recovers: the least state that an indicator can be read from. */
interface Patient {
  readonly id: string
  readonly unitId: string
  readonly day: string
  readonly endedOn: string | null
}
type Cell = Pick<Patient, 'unitId' | 'day'>
const patientMoved = event<{ cells: Cell[] }>('fixture.patient-moved')

const visits = countOf({
  name: 'fixture.visits',
  fact: 'fixture.visit',
  by: 'hour',
  rows: sql => sql`select id, unit_id, at, value from fixture.visit`,
})
const patients = cellsOf({
  name: 'fixture.patients',
  on: [touching(patientMoved, ({ cells }) => cells)],
  rows: sql => sql`select unit_id, day, 1 as value from fixture.patient`,
})
const recovered = cellsOf({
  name: 'fixture.recovered',
  on: [touching(patientMoved, ({ cells }) => cells)],
  rows: sql => sql`select unit_id, day, 1 as value from fixture.patient where ended_on is not null`,
})
const ill = cellsOf({
  name: 'fixture.ill',
  measures: 'stock',
  on: [touching(patientMoved, ({ cells }) => cells)],
  rows: sql => sql`
    select unit_id, day, 1 as value from fixture.patient
    union all select unit_id, ended_on, -1 from fixture.patient where ended_on is not null`,
})
/** In the morning, or in the evening once they are well: whoever recovers leaves an hour behind. */
const admitted = cellsOf({
  name: 'fixture.admitted',
  by: 'hour',
  on: [touching(patientMoved, ({ cells }) => cells)],
  rows: sql => sql`
    select id, unit_id, day, case when ended_on is null then 8 else 20 end as hour, 1 as value from fixture.patient`,
  opens: {
    verb: 'indicators.read',
    lines: async (_, things) => things.map(id => ({ id, title: id, detail: '', to: null })),
  },
})
const share = ratioOf({ name: 'fixture.share', part: 'fixture.recovered', whole: 'fixture.patients' })
const declared = [visits, patients, recovered, ill, admitted, share]

const fixture = (declares = declared) =>
  defineModule({ name: 'fixture', dir: import.meta.dirname, contract: {}, handlers: {}, declares })

const here = alone()
const keys = newKeyring()
let db: Db
let waiting: Delivery[] = []
const enqueued = new Map<Sql, Delivery[]>()

function appOf(modules = [core, indicators, fixture()]): App {
  const app = createApp({
    config: { mode: 'demo', origin: 'http://localhost', dataDir: '/nonexistent' },
    db,
    keyring: keyringOf(keys),
    log: pino({ level: 'silent' }),
    jobs: { enqueue: async (sql, deliveries) => void (enqueued.get(sql) ?? waiting).push(...deliveries) },
    modules,
    clock: () => new Date(startOf(TODAY).getTime() + 14 * HOUR_MS),
  })
  app.tree = tree
  return app
}

beforeAll(async () => {
  db = here.db
  await db.sql`create schema fixture`
  await db.sql`
    create table fixture.visit (id uuid primary key, unit_id uuid, at timestamptz not null, value integer not null)`
  await db.sql`
    create table fixture.patient (id uuid primary key, unit_id uuid not null, day date not null, ended_on date)`
})

beforeEach(forgetAll)

async function forgetAll(): Promise<void> {
  waiting = []
  await db.sql`
    truncate fixture.visit, fixture.patient, indicators.value, indicators.definition, indicators.dirty,
             core.journal, core.cursor, core.event, core.delivery`
}

interface Visit {
  readonly id: string
  readonly unitId: string | null
  readonly at: Date
  readonly value: number
}

const visit = (over: Partial<Visit> = {}): Visit => ({
  id: newId(),
  unitId: unit.north,
  at: new Date(startOf(TODAY).getTime() + 8.5 * HOUR_MS),
  value: 1,
  ...over,
})

async function record(sql: Sql, facts: readonly Visit[]): Promise<void> {
  for (const { id, unitId, at, value } of facts)
    await sql`insert into fixture.visit values (${id}, ${unitId}, ${at}, ${value})`
  await writeJournal(
    sql,
    'fixture.visit',
    facts.map(fact => fact.id),
  )
}

async function put(app: App, sql: Sql, patient: Patient): Promise<void> {
  const { id, unitId, day, endedOn } = patient
  const before = await sql<Patient[]>`select * from fixture.patient where id = ${id}`
  await sql`
    insert into fixture.patient values (${id}, ${unitId}, ${day}, ${endedOn})
    on conflict (id) do update set unit_id = ${unitId}, day = ${day}, ended_on = ${endedOn}`
  const cells = [...before, patient].flatMap(one => [
    { unitId: one.unitId, day: one.day },
    ...(one.endedOn ? [{ unitId: one.unitId, day: one.endedOn }] : []),
  ])
  await app.context(sql).emit(patientMoved, { cells })
}

const patient = (over: Partial<Patient> = {}): Patient => ({
  id: newId(),
  unitId: unit.north,
  day: TODAY,
  endedOn: null,
  ...over,
})

async function settle(app: App): Promise<void> {
  await followAll(app)
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const delivery = next
    await app.run(ctx => deliver(ctx, delivery))
  }
  await followAll(app)
}

const storedSum = async (name: string): Promise<number> => {
  const [row] = await db.sql<{ sum: number | null }[]>`
    select sum(value)::bigint as sum from indicators.value where name = ${name} and hour = -1`
  return row?.sum ?? 0
}

describe('whatever the order of things', () => {
  const WRITERS = 3
  let writers: Db[] = []

  afterEach(async () => {
    await Promise.all(writers.map(writer => writer.close()))
    writers = []
  })

  type Action =
    | { kind: 'visits'; writer: number; commune: number; hour: number; day: number; count: number; value: number }
    | { kind: 'patient'; writer: number; which: number; commune: number; day: number; ended: number | null }
    | { kind: 'commit' | 'rollback'; writer: number }
    | { kind: 'deliver'; pick: number; again: boolean }
    | { kind: 'follow' | 'recompute' }

  const writer = fc.nat({ max: WRITERS - 1 })
  const commune = fc.nat({ max: COMMUNES.length - 1 })
  const day = fc.nat({ max: DAYS.length - 1 })
  const action: fc.Arbitrary<Action> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('visits' as const),
        writer,
        commune,
        day,
        hour: fc.nat({ max: 23 }),
        count: fc.integer({ min: 1, max: 4 }),
        value: fc.constantFrom(1, 1, 1, -1),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('patient' as const),
        writer,
        commune,
        day,
        which: fc.nat({ max: 2 }),
        ended: fc.option(day),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('commit' as const, 'rollback' as const), writer }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('deliver' as const), pick: fc.nat(), again: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('follow' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('recompute' as const) }) },
  )

  /** Transactions that stay open while others commit, as the late commits of life do. */
  async function perform(app: App, actions: readonly Action[]): Promise<void> {
    const open = new Set<number>()
    const sqlOf = async (i: number): Promise<Sql> => {
      const { sql } = writers[i] as Db
      if (!open.has(i)) {
        await sql.unsafe('begin')
        enqueued.set(sql, [])
        open.add(i)
      }
      return sql
    }
    const end = async (i: number, how: 'commit' | 'rollback') => {
      if (!open.delete(i)) return
      const { sql } = writers[i] as Db
      await sql.unsafe(how)
      if (how === 'commit') waiting.push(...(enqueued.get(sql) ?? []))
      enqueued.delete(sql)
    }
    const act = async (one: Action) => {
      switch (one.kind) {
        case 'visits': {
          const at = new Date(startOf(DAYS[one.day] as string).getTime() + one.hour * HOUR_MS)
          const fact = () => visit({ unitId: COMMUNES[one.commune] as string, at, value: one.value })
          await record(await sqlOf(one.writer), Array.from({ length: one.count }, fact))
          break
        }
        case 'patient':
          // A patient of one writer alone: two open transactions on one row would wait for each other for ever.
          await put(app, await sqlOf(one.writer), {
            id: `00000000-0000-7000-9000-0000000000${one.writer}${one.which}`,
            unitId: COMMUNES[one.commune] as string,
            day: DAYS[one.day] as string,
            endedOn: one.ended === null ? null : (DAYS[one.ended] as string),
          })
          break
        case 'commit':
        case 'rollback':
          await end(one.writer, one.kind)
          break
        case 'deliver': {
          const [delivery] = waiting.splice(one.pick % (waiting.length || 1), 1)
          if (!delivery) break
          await app.run(ctx => deliver(ctx, delivery))
          if (one.again) waiting.push(delivery)
          break
        }
        case 'follow':
          for (const module of app.modules)
            for (const [name, follower] of Object.entries(module.follows ?? {}))
              await app.run(ctx => followOnce(ctx, name, follower))
          expect(await app.run(ctx => check(ctx, 'fixture.visits'))).toEqual([])
          break
        case 'recompute':
          await app.run(ctx => recompute(ctx))
          break
      }
    }
    try {
      for (const one of actions) await act(one)
      for (const i of [...open]) await end(i, 'commit')
    } finally {
      for (const i of [...open]) await end(i, 'rollback')
    }
  }

  /** The same figures, counted here from the rows, with none of the SQL under test. */
  async function counted(): Promise<Record<string, number>> {
    const figures: Record<string, number> = {}
    const add = (name: string, day: string, hour: number, unitId: string, value: number) => {
      const key = `${name} ${day} ${hour} ${unitId}`
      figures[key] = (figures[key] ?? 0) + value
    }
    for (const { unitId, at, value } of await db.sql<Visit[]>`select * from fixture.visit`)
      for (const hour of [-1, hourOf(at)]) add('fixture.visits', dayOf(at), hour, unitId as string, value)
    for (const { unitId, day, endedOn } of await db.sql<Patient[]>`select * from fixture.patient`) {
      add('fixture.patients', day, -1, unitId, 1)
      add('fixture.ill', day, -1, unitId, 1)
      for (const hour of [-1, endedOn ? 20 : 8]) add('fixture.admitted', day, hour, unitId, 1)
      if (!endedOn) continue
      add('fixture.recovered', day, -1, unitId, 1)
      add('fixture.ill', endedOn, -1, unitId, -1)
    }
    return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== 0))
  }

  async function kept(): Promise<Record<string, number>> {
    const rows = await db.sql<{ name: string; day: string; hour: number; unitId: string; value: number }[]>`
      select * from indicators.value where value <> 0`
    return Object.fromEntries(rows.map(row => [`${row.name} ${row.day} ${row.hour} ${row.unitId}`, row.value]))
  }

  test('what is kept equals what is computed, and what a plain count says', async () => {
    writers = Array.from({ length: WRITERS }, () => connect(here.address, { max: 1 }))
    const app = appOf()
    await fc.assert(
      fc
        .asyncProperty(fc.array(action, { minLength: 10, maxLength: 60 }), async actions => {
          await perform(app, actions)
          await settle(app)
          const incremental = await kept()
          expect(incremental).toEqual(await counted())
          for (const { name } of declared) expect(await app.run(ctx => check(ctx, name))).toEqual([])
          await db.sql`truncate indicators.value, indicators.definition`
          await app.run(catchUp)
          expect(await kept()).toEqual(incremental)
        })
        .beforeEach(forgetAll),
      { numRuns: 40 },
    )
  }, 120_000)
})

test('many events on one cell are one computation', async () => {
  const app = appOf()
  for (let i = 0; i < 5; i++) await db.begin(sql => put(app, sql, patient()))
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const delivery = next
    await app.run(ctx => deliver(ctx, delivery))
  }
  const follower = Object.entries(app.modules.flatMap(m => Object.entries(m.follows ?? {})))
    .map(([, entry]) => entry)
    .find(([name]) => name === 'indicators.cell')
  if (!follower) throw new Error('no follower of cells')
  expect(await app.run(ctx => followOnce(ctx, ...follower))).toBe(5 * 4)
  expect(await storedSum('fixture.patients')).toBe(5)
  expect(await db.sql`select from indicators.dirty`).toHaveLength(0)
  expect(await app.run(ctx => followOnce(ctx, ...follower))).toBe(0)
})

test('a fact without a unit is not counted and stops nobody', async () => {
  const app = appOf()
  await db.begin(sql => record(sql, [visit({ unitId: null }), visit()]))
  await settle(app)
  expect(await storedSum('fixture.visits')).toBe(1)
})

test('an indicator declared later counts what was there before it', async () => {
  await db.begin(sql => record(sql, [visit(), visit()]))
  await settle(appOf([core, indicators, fixture([])]))
  const app = appOf()
  await db.begin(sql => record(sql, [visit()]))
  await settle(app)
  expect(await storedSum('fixture.visits')).toBe(3)
})

test('a new version is computed anew; days whose facts were dropped keep their values', async () => {
  const app = appOf()
  const yesterday = addDays(TODAY, -1)
  const early = visit({ at: startOf(yesterday) })
  await db.begin(sql => record(sql, [early, visit(), visit()]))
  await settle(app)
  await db.sql`delete from fixture.visit where id = ${early.id}`

  const doubled = countOf({
    ...visits,
    version: 2,
    rows: sql => sql`select id, unit_id, at, 2 * value as value from fixture.visit`,
    keptSince: async () => TODAY,
  })
  const next = appOf([core, indicators, fixture([doubled])])
  await next.run(catchUp)
  const question = { names: ['fixture.visits'], unitId: unit.province, from: yesterday, to: TODAY }
  expect((await byDay(next.context(db.sql), question)).get('fixture.visits')).toEqual([1, 4])
  expect(await next.run(ctx => check(ctx, 'fixture.visits'))).toEqual([])
  await db.begin(sql => record(sql, [visit()]))
  await settle(next)
  expect((await byDay(next.context(db.sql), question)).get('fixture.visits')).toEqual([1, 6])
})

test('the command finds what differs, and repairs it', async () => {
  loadWords([indicators])
  const app = appOf()
  await db.begin(sql => record(sql, [visit(), visit()]))
  await settle(app)
  await db.sql`update indicators.value set value = 7 where name = 'fixture.visits' and hour = -1`
  const said: string[] = []
  const run = (...args: string[]) =>
    app.run(ctx => commands['indicators check'].run(ctx, args, text => void said.push(text)))

  expect(await run('fixture.visits')).toBe(1)
  expect(said.join('\n')).toContain('lưu 7, tính lại 2')
  expect(await storedSum('fixture.visits')).toBe(7)
  expect(await run('--repair')).toBe(0)
  expect(await storedSum('fixture.visits')).toBe(2)
  expect(await run()).toBe(0)
  expect(said.at(-1)).toBe('Mọi chỉ số khớp với kết quả tính lại.')
  await expect(run('fixture.nothing')).rejects.toMatchObject({ code: 'indicators.unknown' })
  await expect(run('--strange')).rejects.toMatchObject({ code: 'indicators.usage' })
})

describe('reading', () => {
  const [before, yesterday] = DAYS as [string, string, string]
  const week = { unitId: unit.province, from: before, to: TODAY }

  async function play(): Promise<App> {
    const app = appOf()
    await db.begin(async sql => {
      await record(sql, [visit(), visit(), visit({ unitId: unit.south, at: startOf(yesterday) })])
      await record(sql, [visit({ unitId: unit.province }), visit({ unitId: unit.elsewhere })])
      await put(app, sql, patient({ day: addDays(before, -30) }))
      await put(app, sql, patient({ day: before, endedOn: TODAY }))
      await put(app, sql, patient({ day: TODAY, unitId: unit.south }))
      await put(app, sql, patient({ day: TODAY, unitId: unit.elsewhere }))
    })
    await settle(app)
    return app
  }

  test('by day, over the tree: flows, stocks and shares', async () => {
    const ctx = (await play()).context(db.sql)
    const names = declared.map(one => one.name)
    expect(Object.fromEntries(await byDay(ctx, { ...week, names }))).toEqual({
      'fixture.visits': [0, 1, 3],
      'fixture.patients': [1, 0, 1],
      'fixture.recovered': [1, 0, 0],
      'fixture.ill': [2, 2, 2],
      'fixture.admitted': [1, 0, 1],
      'fixture.share': [1, null, 0],
    })
    const country = await byDay(ctx, { ...week, unitId: unit.country, names: ['fixture.visits', 'fixture.ill'] })
    expect(Object.fromEntries(country)).toEqual({ 'fixture.visits': [0, 1, 4], 'fixture.ill': [2, 2, 3] })
  })

  test('over all days: a share is of the sums, never a mean of shares', async () => {
    const ctx = (await play()).context(db.sql)
    const totals = await total(ctx, { ...week, names: ['fixture.share', 'fixture.ill', 'fixture.visits'] })
    expect(Object.fromEntries(totals)).toEqual({
      'fixture.share': { value: 0.5, whole: 2 },
      'fixture.ill': { value: 2 },
      'fixture.visits': { value: 4 },
    })
  })

  test('by child, with what lies in none of them apart', async () => {
    const ctx = (await play()).context(db.sql)
    const parts = await totalByChild(ctx, { ...week, names: ['fixture.visits'] }, [unit.north, unit.south])
    expect([...parts.children].map(([id, totals]) => [id, totals.get('fixture.visits')?.value])).toEqual([
      [unit.north, 2],
      [unit.south, 1],
    ])
    expect(parts.elsewhere.get('fixture.visits')).toEqual({ value: 1 })
  })

  test('by hour of Vietnam', async () => {
    const ctx = (await play()).context(db.sql)
    const hours = await byHour(ctx, { names: ['fixture.visits'], unitId: unit.north, day: TODAY })
    expect(hours.get('fixture.visits')).toEqual(Array.from({ length: 24 }, (_, hour) => (hour === 8 ? 2 : 0)))
    await expect(byHour(ctx, { names: ['fixture.ill'], unitId: unit.north, day: TODAY })).rejects.toMatchObject({
      code: 'indicators.not-by-hour',
    })
  })

  const hour = (day: string, n: number) => new Date(startOf(day).getTime() + n * HOUR_MS)

  test.each([
    ['over midnight', hour(yesterday, 18), hour(TODAY, 9), [0, 1]],
    ['until before an hour', hour(yesterday, 18), hour(TODAY, 8), [0, 0]],
    ['from an hour on', hour(before, 20), hour(TODAY, 0), [1, 0]],
    ['from after it', hour(before, 21), hour(TODAY, 0), [0, 0]],
    ['within one day', hour(TODAY, 8), hour(TODAY, 9), [0, 1]],
    ['over whole days', hour(addDays(before, -30), 8), hour(TODAY, 9), [2, 1]],
  ])('between hours, %s, with the things behind', async (_, from, until, expected) => {
    const ctx = (await play()).context(db.sql)
    const span = { unitId: unit.province, from, until }
    const parts = await spanByChild(ctx, { ...span, names: ['fixture.admitted'] }, [unit.north, unit.south])
    const found = [unit.north, unit.south].map(id => parts.children.get(id)?.get('fixture.admitted')?.value)
    expect(found).toEqual(expected)
    const things = await thingsBehind(ctx, { ...span, name: 'fixture.admitted' })
    expect([unit.north, unit.south].map(id => things.filter(thing => thing.unitId === id).length)).toEqual(expected)
  })

  test('between hours is refused where hours are not kept, and what does not open has nothing behind', async () => {
    const ctx = (await play()).context(db.sql)
    const span = { unitId: unit.province, from: hour(yesterday, 0), until: hour(TODAY, 9) }
    await expect(spanByChild(ctx, { ...span, names: ['fixture.ill'] }, [])).rejects.toMatchObject({
      code: 'indicators.not-by-hour',
    })
    expect(await thingsBehind(ctx, { ...span, name: 'fixture.ill' })).toEqual([])
  })

  test('a name that nobody declared', async () => {
    const ctx = appOf().context(db.sql)
    await expect(byDay(ctx, { ...week, names: ['fixture.none'] })).rejects.toMatchObject({ code: 'indicators.unknown' })
  })
})
