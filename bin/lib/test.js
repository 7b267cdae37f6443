import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checks } from './checks.js'
import { findChromium } from './chromium.js'
import { run } from './programs.js'
import { root } from './project.js'
import { inWords, sum, tallyOf } from './tally.js'

/**
 * `npm test`: all there is, or, given arguments, only the tests that Vitest chooses by them.
 *
 * @param {string[]} filters
 */
export async function test(filters) {
  const chromium = await findChromium()
  const known = filters.length > 0 ? [] : [await checks()]
  return conclude(...known, await vitest(filters, { CHROMIUM_PATH: chromium }))
}

/**
 * `npm run check`: what is quick enough to run before each commit.
 *
 * @param {string[]} filters
 */
export async function check(filters) {
  return conclude(await checks(), await vitest(['--project', 'unit', ...filters]))
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function vitest(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'saola-test-'))
  const report = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  try {
    const program = `${root}/node_modules/.bin/vitest`
    const { code } = await run(program, ['run', ...reporters, ...args], { cwd: root, env, show: true })
    return tallyOf(report, code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Says the sum on the last line. Not one test run is a failure: a filter with a slip in it must not pass for success.
 *
 * @param {import('./tally.js').Tally[]} tallies the last one is of the tests themselves
 * @returns {number} the exit code
 */
function conclude(...tallies) {
  const total = sum(...tallies)
  const tests = tallies.at(-1)
  console.log(inWords(total))
  return total.failed > 0 || !tests || tests.passed + tests.failed === 0 ? 1 : 0
}
