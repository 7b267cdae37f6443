import { endWithNpm } from './end-with-npm.js'
import { Failure } from './failure.js'
import { stay } from './programs.js'
import { root } from './project.js'
import { bringNode, NODE, NODE_FLAGS } from './runtime.js'

/**
 * `saola ARGUMENTS` on whatever Node there is: goes on under Node 24, with the dependencies installed.
 *
 * @param {string[]} args
 */
export async function launch(args) {
  try {
    process.exitCode = await go(args)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}

/**
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
async function go(args) {
  if (process.platform === 'win32') throw new Failure('Saola runs on Linux and macOS; on Windows, run it under WSL.')
  endWithNpm()
  if (Number.parseInt(process.versions.node, 10) < NODE)
    return stay(await bringNode(root), [...NODE_FLAGS, `${root}/bin/saola.js`, ...args])

  // From here on TypeScript can be imported.
  await (await import('./dependencies.js')).installDependencies(root)
  const [command = 'help', ...rest] = args
  if (command === 'test') return (await import('./test.js')).test(rest)
  if (command === 'check') return (await import('./test.js')).check()
  return (await import('../../src/apps/cli.ts')).main(args)
}
