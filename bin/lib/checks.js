import { run } from './programs.js'
import { root } from './project.js'
import { seconds } from './steps.js'

/** What is known without running the program. */
const CHECKS = [
  { name: 'Types', tool: 'tsc', args: ['-p', 'tsconfig.json', '--noEmit', '--pretty'] },
  { name: 'Format and lint', tool: 'biome', args: ['check', '.'] },
  { name: 'Lint for mistakes', tool: 'oxlint', args: [] },
  { name: 'Module boundaries', tool: 'depcruise', args: ['--config', '.dependency-cruiser.cjs', 'src'] },
]

/**
 * All at once; each says how it went when it ends, with its output if it failed.
 *
 * @returns {Promise<import('./tally.js').Tally>}
 */
export async function checks() {
  console.log(`• ${CHECKS.map(({ name }) => name).join(', ')} …`)
  const passed = (await Promise.all(CHECKS.map(check))).filter(Boolean).length
  return { passed, failed: CHECKS.length - passed, skipped: 0 }
}

/** @param {typeof CHECKS[number]} check */
async function check({ name, tool, args }) {
  const began = Date.now()
  const { code, output } = await run(`${root}/node_modules/.bin/${tool}`, args, { cwd: root })
  console.log(code === 0 ? `✓ ${name} ${seconds(began)}` : `✗ ${name} ${seconds(began)}\n${output.trimEnd()}`)
  return code === 0
}
