import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { StartupError } from '#core/startup-error.ts'

const SHORTEST = 12

/** From `SAOLA_PASSPHRASE`, or asked for on the terminal, where it is not shown. */
export async function askPassphrase(env: NodeJS.ProcessEnv, what: string): Promise<string> {
  if (env.SAOLA_PASSPHRASE) return env.SAOLA_PASSPHRASE
  if (!process.stdin.isTTY)
    throw new StartupError(`There is nobody to ask for the ${what}; give it as SAOLA_PASSPHRASE.`)
  process.stderr.write(`The ${what}: `)
  const blind = new Writable({ write: (_chunk, _encoding, done) => done() })
  const line = createInterface({ input: process.stdin, output: blind, terminal: true })
  try {
    return await line.question('')
  } finally {
    line.close()
    process.stderr.write('\n')
  }
}

/** One that is to be kept: asked for twice, and long enough. */
export async function newPassphrase(env: NodeJS.ProcessEnv, what: string): Promise<string> {
  const first = await askPassphrase(env, `new ${what} (${SHORTEST} characters at least)`)
  if (first.length < SHORTEST) throw new StartupError(`The ${what} is to have ${SHORTEST} characters at least.`)
  if (first !== (await askPassphrase(env, `same ${what} again`)))
    throw new StartupError(`The two are not the same; nothing was written.`)
  return first
}
