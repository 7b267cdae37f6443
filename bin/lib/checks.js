import { run } from './programs.js'
import { root } from './project.js'
import { seconds } from './steps.js'

/** What is known without running the program. */
const CHECKS = [
  // The native compiler: the same types in a third of the time. Tools that read TypeScript need the other one.
  { name: 'Types', command: ['typescript-native/bin/tsc', '-p', 'tsconfig.json', '--noEmit'] },
  { name: 'Format and lint', command: ['biome', 'check', '.'] },
  { name: 'Lint for mistakes', command: ['oxlint'] },
  { name: 'Module boundaries', command: ['depcruise', '--config', '.dependency-cruiser.cjs', 'src'] },
]

/**
 * All at once; each says how it went when it ends, with its output if it failed.
 *
 * @returns {Promise<import('./tally.js').Tally>}
 */
export async function checks() {
  console.log(`• ${CHECKS.map(({ name }) => name).join(', ')} …`)
  const codes = await Promise.all(CHECKS.map(({ name, command }) => quietly(name, command)))
  const passed = codes.filter(code => code === 0).length
  return { passed, failed: CHECKS.length - passed, skipped: 0 }
}

/**
 * Runs a tool of the project's; its output is shown only if it failed.
 *
 * @param {string} name
 * @param {string[]} command
 * @returns {Promise<number>} its exit code
 */
export async function quietly(name, [tool = '', ...args]) {
  const began = Date.now()
  const env = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
  const { code, output } = await run(toolPath(tool), args, { cwd: root, env })
  console.log(code === 0 ? `✓ ${name} ${seconds(began)}` : `✗ ${name} ${seconds(began)}\n${output.trimEnd()}`)
  return code
}

/** @param {string} name of a command, or the path of a package's program */
export function toolPath(name) {
  return `${root}/node_modules/${name.includes('/') ? name : `.bin/${name}`}`
}
