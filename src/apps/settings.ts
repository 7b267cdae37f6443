import { readFileSync } from 'node:fs'
import * as z from 'zod/mini'
import { StartupError } from '#core/startup-error.ts'

/** What carriers of messages and tokens are told by: see the table in the README. */
const FOR_MODULES = /^(SMTP|SMPP|SMS_WEBHOOK|ZNS|PUSH|SIGNATURES|PARCELS|PORTAL|PAYMENT)_/

/**
 * Settings of the modules: of the file that `SAOLA_SETTINGS` names, a JSON object with the names of the variables, and of
 * the variables, which win.
 */
export function readSettings(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const file = env.SAOLA_SETTINGS ? readFile(env.SAOLA_SETTINGS) : {}
  const set = Object.entries({ ...file, ...env }).filter(([name, value]) => value && FOR_MODULES.test(name))
  return Object.fromEntries(set) as Record<string, string>
}

const File = z.record(z.string(), z.union([z.string(), z.record(z.string(), z.unknown())]))

/** An object in it stands for its JSON: templates are easier to write so. */
function readFile(path: string): Record<string, string> {
  try {
    const entries = Object.entries(z.parse(File, JSON.parse(readFileSync(path, 'utf8'))))
    return Object.fromEntries(
      entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    )
  } catch {
    throw new StartupError(`SAOLA_SETTINGS is to name a file with a JSON object of settings, and '${path}' is none.`)
  }
}
