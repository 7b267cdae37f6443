import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Failure } from './failure.js'
import { run } from './programs.js'
import { step } from './steps.js'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * The browser of the journeys; on Debian, root installs it when it is missing.
 *
 * @returns {Promise<string>} the path of the program
 */
export async function findChromium() {
  const wished = process.env.CHROMIUM_PATH
  if (wished && !existsSync(wished)) throw new Failure(`There is no browser at CHROMIUM_PATH='${wished}'.`)
  return wished ?? PLACES.find(existsSync) ?? (await install())
}

async function install() {
  if (process.getuid?.() !== 0 || !onPath('apt-get'))
    throw new Failure(
      'The browser journeys need Chromium: install it (on Debian: sudo apt-get install chromium), or set CHROMIUM_PATH.',
    )
  await step('Installing Chromium', async () => {
    await apt('update')
    await apt('install', '--yes', '--no-install-recommends', 'chromium')
  })
  const found = PLACES.find(existsSync)
  if (!found) throw new Failure('The package chromium brought no /usr/bin/chromium; set CHROMIUM_PATH.')
  return found
}

/** @param {string[]} args */
async function apt(...args) {
  const { code, output } = await run('apt-get', args, { cwd: '/', env: { DEBIAN_FRONTEND: 'noninteractive' } })
  if (code !== 0)
    throw new Failure(`Chromium could not be installed: apt-get ${args[0]} failed.\n${output.slice(-2000)}`)
}

/** @param {string} program */
function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, program)))
}
