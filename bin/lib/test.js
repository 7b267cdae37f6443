import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checks, quietly, toolPath } from './checks.js'
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
  const env = { CHROMIUM_PATH: await findChromium() }
  const known = filters.length > 0 ? [] : [await checks()]
  const tests = await tallied(async report => {
    const { code } = await run(toolPath('vitest'), ['run', ...report, ...filters], { cwd: root, env, show: true })
    return code
  })
  return conclude(tests, ...known)
}

/** `npm run check`: what is quick enough to run before each commit, all at once. */
export async function check() {
  const unit = (/** @type {string[]} */ report) => quietly('Unit tests', ['vitest', 'run', '--project=unit', ...report])
  const [known, tests] = await Promise.all([checks(), tallied(unit)])
  return conclude(tests, known)
}

/**
 * Runs Vitest, with its report beside what it shows.
 *
 * @param {(reporting: string[]) => Promise<number>} vitest given its arguments for reporting; resolves with its exit code
 */
async function tallied(vitest) {
  const folder = mkdtempSync(join(tmpdir(), 'saola-test-'))
  const report = join(folder, 'report.json')
  try {
    return tallyOf(report, await vitest(['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Says the sum on the last line. Not one test run is a failure: a filter with a slip in it must not pass for success.
 *
 * @param {import('./tally.js').Tally} tests
 * @param {import('./tally.js').Tally[]} known what was checked without running the program
 * @returns {number} the exit code
 */
function conclude(tests, ...known) {
  const total = sum(tests, ...known)
  console.log(inWords(total))
  return total.failed > 0 || tests.passed + tests.failed === 0 ? 1 : 0
}
