import { expect, test } from 'vitest'
import { scene, sceneDatabase } from '#apps/testing/scene.ts'
import { forgetFollowed, writeJournal } from './journal.ts'

test(
  'what all followers have read is forgotten, what one of them has not read is kept',
  scene(async ({ app }) => {
    const db = sceneDatabase()
    const id = '01999999-0000-7000-8000-000000000001'
    const note = (kind: string) => db.begin(sql => writeJournal(sql, kind, [id]))
    const noted = async () =>
      (await db.sql<{ kind: string }[]>`select kind from core.journal order by kind`).map(r => r.kind)
    await note('scan')
    await note('nobody-follows')
    await db.sql`delete from core.cursor`
    await db.begin(sql => forgetFollowed(app.context(sql)))
    expect(await noted()).toEqual(['scan'])

    const scanFollowers = app.modules.flatMap(m =>
      Object.entries(m.follows ?? {}).flatMap(([name, f]) => (f.kind === 'scan' ? [name] : [])),
    )
    expect(scanFollowers.length).toBeGreaterThan(1)
    await db.sql`
      insert into core.cursor (follower, xid)
      select name, (select max(xid) from core.journal) from unnest(${scanFollowers}::text[]) as t (name)`
    await note('scan')
    await db.begin(sql => forgetFollowed(app.context(sql)))
    expect(await noted()).toEqual(['scan'])
    await db.sql`delete from core.journal`
    await db.sql`delete from core.cursor`
  }),
)
