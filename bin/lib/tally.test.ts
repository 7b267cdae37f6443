import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { inWords, sum, tallyOf } from './tally.js'

const folder = mkdtempSync(join(tmpdir(), 'saola-tally-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (status: string, tests: number) => ({
  status,
  assertionResults: Array.from({ length: tests }, () => ({})),
})
const report = (numPassedTests: number, numFailedTests: number, testResults: unknown[] = []) => ({
  numPassedTests,
  numFailedTests,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults,
})

test.each([
  ['all well', report(5, 0, [file('passed', 5)]), 0, '5 passed, 0 failed, 3 skipped'],
  ['a failed test', report(4, 1, [file('failed', 5)]), 1, '4 passed, 1 failed, 3 skipped'],
  [
    'a file that did not load',
    report(5, 0, [file('passed', 5), file('failed', 0)]),
    1,
    '5 passed, 1 failed, 3 skipped',
  ],
  ['an error outside of all tests', report(5, 0, [file('passed', 5)]), 1, '5 passed, 1 failed, 3 skipped'],
])('%s', (_, content, code, words) => {
  const path = join(folder, 'report.json')
  writeFileSync(path, JSON.stringify(content))
  expect(inWords(tallyOf(path, code))).toBe(words)
})

test('no report is a failure', () => {
  expect(inWords(tallyOf(join(folder, 'none.json'), 0))).toBe('0 passed, 1 failed, 0 skipped')
})

test('tallies add up', () => {
  expect(sum({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 })).toEqual({
    passed: 11,
    failed: 22,
    skipped: 33,
  })
})
