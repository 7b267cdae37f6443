import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const SOURCES = resolve(import.meta.dirname, '..')

/** Fields of the browser speak its own language, and Mantine's the one that it is told. */
const FOREIGN =
  /type[=:] ?\{?['"](?:date|time|datetime-local|month|week)['"]|<(?:\w*(?:Date|Time)\w*Input|DateTimePicker)\b/

const pages = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
  file => file.endsWith('.tsx') && file !== join('kit', 'console', 'when.tsx'),
)

test('days and times are asked for by the fields of the kit', () => {
  const foreign = pages.filter(file => FOREIGN.test(readFileSync(join(SOURCES, file), 'utf8')))
  expect(pages.length).toBeGreaterThan(100)
  expect(foreign).toEqual([])
  expect(
    ['<input type="time" />', "input={{ type: 'datetime-local' }}", '<DateInput'].every(one => FOREIGN.test(one)),
  ).toBe(true)
})
