import fc from 'fast-check'
import { expect, test } from 'vitest'
import { alone } from '#apps/testing/committed.ts'
import { newId } from '../ids.ts'
import { arrayText } from './arrays.ts'
import { sqlState } from './db.ts'

const here = alone()

/** What PostgreSQL reads of an array. */
async function read<T>(type: string, values: readonly unknown[]): Promise<T[]> {
  const rows = await here.db.sql.unsafe<{ value: T }[]>(
    `select value from unnest($1::${type}[]) with ordinality as t (value, n) order by n`,
    [arrayText(type, values as never[])],
  )
  return rows.map(row => row.value)
}

const maybe = <T>(one: fc.Arbitrary<T>) => fc.array(fc.option(one), { maxLength: 20 })
/** PostgreSQL knows no NUL in a text, and no half of a pair of UTF-16. */
const text = fc.string({ unit: 'grapheme' }).filter(one => !one.includes('\0') && one.isWellFormed())

test.each<[string, fc.Arbitrary<unknown>]>([
  ['text', fc.oneof(text, fc.constantFrom('', 'NULL', 'null', '{a,b}', '"', '\\', '\\"', "'", ' a ', 'Hòa, Đặng'))],
  ['uuid', fc.constant(null).map(() => newId())],
  ['integer', fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })],
  ['boolean', fc.boolean()],
  ['timestamptz', fc.date({ min: new Date('1900-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })],
  ['bytea', fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes))],
])('an array of %s is read as it was given', async (type, one) => {
  await fc.assert(
    fc.asyncProperty(maybe(one), async values => {
      expect(await read(type, values)).toEqual(values)
    }),
    { numRuns: 60 },
  )
})

test.each(['uuid', 'integer', 'boolean', 'timestamptz'])(
  'what is no %s is refused, and nothing else is read',
  async type => {
    for (const bad of ['a,b', '{}', '"', '\\', 'x}', ''])
      expect(sqlState(await read(type, [bad]).catch((error: unknown) => error))).toMatch(/^22/)
  },
)
