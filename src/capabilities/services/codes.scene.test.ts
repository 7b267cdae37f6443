import { expect, test } from 'vitest'
import { alone } from '#apps/testing/committed.ts'
import { newId } from '#core/ids.ts'
import { nextNumber } from './queries.ts'

const here = alone()

test('fifty dossiers at once get fifty numbers of their office and day; those that fail leave no gap', async () => {
  const [a, b] = [newId(), newId()]
  for (const [id, code] of [[a, 'H57.1'] as const, [b, 'H57.2'] as const])
    await here.db
      .sql`insert into services.office (id, unit_id, code, name) values (${id}, ${newId()}, ${code}, ${code})`
  const fails = (i: number) => i % 7 === 3
  const all = await Promise.allSettled(
    Array.from({ length: 50 }, (_, i) =>
      here.db.begin(async sql => {
        const n = await nextNumber(sql, i % 2 ? a : b, '2026-11-30')
        if (fails(i)) throw new Error('The clerk closes the window.')
        return { office: i % 2, n }
      }),
    ),
  )
  const given = all.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
  for (const office of [0, 1]) {
    const numbers = given.flatMap(one => (one.office === office ? [one.n] : [])).sort((x, y) => x - y)
    const expected = Array.from({ length: 50 }, (_, i) => i).filter(i => i % 2 === office && !fails(i)).length
    expect(numbers).toEqual(Array.from({ length: expected }, (_, i) => i + 1))
  }
  expect(await here.db.begin(sql => nextNumber(sql, a, '2026-12-01'))).toBe(1)
})
