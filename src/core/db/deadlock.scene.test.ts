import { beforeAll, expect, test } from 'vitest'
import { alone } from '#apps/testing/committed.ts'
import { despiteDeadlocks, type Sql, sqlState } from './db.ts'

const here = alone()
beforeAll(async () => {
  await here.db.sql`create table public.counter (id int primary key, n int not null default 0)`
  await here.db.sql`insert into public.counter (id) values (1), (2)`
})

/** Two who take the same two rows in opposite order, each when the other one has its first. */
function crossing() {
  let arrived = 0
  let meet = () => {}
  const met = new Promise<void>(done => (meet = done))
  const take = (first: number, second: number) => () =>
    here.db.begin(async sql => {
      const add = (id: number) => sql`update public.counter set n = n + 1 where id = ${id}`
      await add(first)
      if (++arrived >= 2) meet()
      await met
      await add(second)
    })
  return [take(1, 2), take(2, 1)] as const
}

/** A transaction that knows how often it was run. */
function counting(query: (sql: Sql) => Promise<unknown>) {
  let runs = 0
  const work = () =>
    here.db.begin(sql => {
      runs++
      return query(sql)
    })
  return { work, runs: () => runs }
}

const counted = async () => (await here.db.sql<{ n: number }[]>`select n from public.counter order by id`).map(r => r.n)

test('of two transactions that wait for each other one is ended, and did nothing', async () => {
  const ends = await Promise.allSettled(crossing().map(work => work()))
  const lost = ends.filter(end => end.status === 'rejected').map(end => sqlState(end.reason))
  expect(lost).toEqual(['40P01'])
  expect(await counted()).toEqual([1, 1])
})

test('run again it does its work once; another error is not run again', async () => {
  await Promise.all(crossing().map(work => despiteDeadlocks(work)))
  expect(await counted()).toEqual([3, 3])
  const wrong = counting(sql => sql`select 1 / 0`)
  await expect(despiteDeadlocks(wrong.work)).rejects.toThrow('division by zero')
  expect(wrong.runs()).toBe(1)
})

test('who loses again and again is told at last', async () => {
  const always = counting(sql => sql`do $$ begin raise exception 'lost' using errcode = '40P01'; end $$`)
  await expect(despiteDeadlocks(always.work)).rejects.toThrow('lost')
  expect(always.runs()).toBe(3)
})
