import { Failure } from './failure.js'
import { run } from './programs.js'

const QUIETLY = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=error']

/** Seconds and not, as by default, minutes: without a network the user should hear so soon. */
const PATIENTLY = ['--fetch-retries=3', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000']

/**
 * Runs npm; what it was for fails in one sentence. Interrupted, npm would take long to undo what it did: callers build
 * beside the place, or mark what is unfinished.
 *
 * @param {string[]} args
 * @param {{ cwd: string, what: string }} options
 */
export async function npm(args, { cwd, what }) {
  const { code, output } = await run('npm', [...args, ...QUIETLY, ...PATIENTLY], { cwd, atOnce: true })
  if (code !== 0) throw new Failure(`${what} could not be installed: ${reason(code, output)}`, { killed: code > 128 })
}

/**
 * @param {number} code
 * @param {string} output
 */
function reason(code, output) {
  if (code === 127) return 'npm was not found; it comes with Node.js, see https://nodejs.org'
  if (/ENOSPC|no space left on device/.test(output)) return 'the disk is full.'
  if (/EACCES|EROFS/.test(output)) return 'the project folder cannot be written.'
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/.test(output))
    return 'the npm registry cannot be reached; the first start needs a network.'
  const said = output.split('\n').filter(line => /^npm error (?!code|A complete log)/i.test(line))
  return said.length > 0 ? said.slice(0, 3).join('\n') : `npm ended with code ${code}.\n${output.slice(-2000)}`
}
