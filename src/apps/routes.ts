import { statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'
import type { AnyEndpoint, Contract } from '#core/contract.ts'

const CONTRACT = /\/src\/(?:(?:base|capabilities)\/.*\bcontract|core\/installation)\.ts$/

/**
 * Gives pages of a contract what they use: of each endpoint where it is and how it is asked, and the plain constants.
 * Schemas stay on the server, which checks with them whatever a page sends: with their library they were a sixth of the
 * citizen's first page. A page that wants more of a contract does not build.
 */
export function routes(): Plugin {
  return {
    name: 'saola:routes',
    enforce: 'pre',
    load: {
      filter: { id: CONTRACT },
      async handler(id) {
        // The time of its last change: while developing, a contract is read again when it was written again.
        const all: Record<string, unknown> = await import(`${pathToFileURL(id)}?${statSync(id).mtimeMs}`)
        return Object.entries(all).map(exported).join('')
      },
    },
  }
}

function exported([name, value]: readonly [string, unknown]): string {
  const said = isContract(value) ? routesOf(value) : value
  return isPlain(said) ? `export const ${name} = ${JSON.stringify(said)}\n` : ''
}

const isEndpoint = (value: unknown): value is AnyEndpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'may' in value

const isContract = (value: unknown): value is Contract =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).length > 0 &&
  Object.values(value).every(isEndpoint)

function routesOf(contract: Contract) {
  const route = ({ method, path, givesFile }: AnyEndpoint) => ({ method, path, ...(givesFile ? { givesFile } : {}) })
  return Object.fromEntries(Object.entries(contract).map(([name, endpoint]) => [name, route(endpoint)]))
}

/** What JSON says as it is. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return ['string', 'number', 'boolean'].includes(typeof value)
  const own = Object.getPrototypeOf(value)
  return (own === Array.prototype || own === Object.prototype) && Object.values(value).every(isPlain)
}
