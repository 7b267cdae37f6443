import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const page = readFileSync(join(root, 'docs/security.md'), 'utf8')
const rows = page.split('\n').filter(line => /^\| \d/.test(line))

test('every file that docs/security.md names is there', () => {
  const named = [...page.matchAll(/`((?:src|docs|deploy|e2e|bench)\/[^`]+)`/g)].map(([, path]) => path as string)
  expect(named.length).toBeGreaterThan(60)
  expect(named.filter(path => !existsSync(join(root, path)))).toEqual([])
})

test('every chapter of the standard has its lines, and each line a state and a test or a reason', () => {
  const chapters = new Set(rows.map(row => row.match(/\d+/)?.[0]))
  expect([...chapters]).toEqual(Array.from({ length: 14 }, (_, i) => String(i + 1)))
  for (const row of rows) {
    const [, , state, how, tried] = row.split('|').map(cell => cell.trim())
    expect([row, ['met', 'part', 'no', 'n/a'].includes(state ?? ''), (how ?? '').length > 5]).toEqual([row, true, true])
    if (state === 'met' || state === 'part')
      expect([row, tried]).toEqual([
        row,
        expect.stringMatching(/^`(?:src|e2e)\/[^`]+\.test\.ts`(?:, `(?:src|e2e)\/[^`]+\.test\.ts`)*$/),
      ])
  }
})
