import { beforeAll, beforeEach, expect, test } from 'vitest'
import { alone, committedApp } from '#apps/testing/committed.ts'
import type { App } from './app.ts'
import { allEnded, attempt } from './db/db.ts'

const here = alone()
let app: App
const heard: string[] = []

beforeAll(async () => {
  app = committedApp(here.db, { modules: [] })
  app.bus.onAny(topic => void heard.push(topic))
  await app.bus.start()
})
beforeEach(() => {
  heard.length = 0
})

/** What is said outside of a transaction is heard after all that was said before. */
async function all(): Promise<readonly string[]> {
  await app.bus.publish(here.db.sql, 'end')
  await expect.poll(() => heard.at(-1)).toBe('end')
  return heard.slice(0, -1)
}

test('a topic is heard when its transaction commits, once, however often it was said', async () => {
  await app.run(async ({ sql }) => {
    for (const topic of ['a', 'b', 'a']) await app.bus.publish(sql, topic)
    await attempt(sql, inner => app.bus.publish(inner, 'a'))
    await attempt(sql, inner => app.bus.publish(inner, 'c'))
    expect(await all()).toEqual([])
    heard.length = 0
  })
  expect([...(await all())].sort()).toEqual(['a', 'b', 'c'])
})

test('of a transaction that is undone nothing is heard', async () => {
  const undone = app.run(async ({ sql }) => {
    await app.bus.publish(sql, 'a')
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  expect(await all()).toEqual([])
})

test('what is written side by side is undone together: nothing of it comes after the one that failed', async () => {
  await here.db.sql`create table public.side (n integer)`
  const later = async (sql: App['db']['sql'], n: number) => {
    await sql`select pg_sleep(0.05)`
    await sql`insert into public.side values (${n})`
  }
  await app.run(async ({ sql }) => {
    const failing = attempt(sql, inner => allEnded([later(inner, 1), Promise.reject(new Error('fails at once'))]))
    await expect(failing).rejects.toThrow('fails at once')
    await later(sql, 2)
  })
  expect(await here.db.sql`select n from public.side`).toEqual([{ n: 2 }])
})
