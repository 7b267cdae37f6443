import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { StartupError } from '#core/startup-error.ts'
import type { ServeOptions } from './server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The command line was not understood; the message is one sentence, and Saola ends with code 2. */
class UsageError extends Error {}

interface Command {
  readonly usage: string
  readonly summary: string
  /** Resolves with the exit code. */
  run(args: readonly string[]): Promise<number>
}

/** `test` and `check` are the launcher's own, see bin/lib/test.js. */
const commands: Readonly<Record<string, Command>> = {
  serve: {
    usage: 'serve [--port N] [--data DIR] [--demo none|small|province]',
    summary: 'serve the apps, with the embedded PostgreSQL or the one of DATABASE_URL',
    run: args => serve(args, false),
  },
  dev: {
    usage: 'dev [the same options]',
    summary: 'serve while the web apps are being worked on',
    run: args => serve(args, true),
  },
  bench: { usage: 'bench NAME [--json]', summary: 'measure', run: bench },
  new: {
    usage: 'new capability NAME',
    summary: 'make the folder of a capability, with a passing test',
    run: async args => (await import('./new.ts')).create(args),
  },
  help: { usage: 'help', summary: 'say this', run: help },
}

/**
 * `saola ARGUMENTS`.
 *
 * @returns the exit code: 1 for what could not be done, 2 for what was not understood
 */
export async function main([name = 'help', ...args]: readonly string[]): Promise<number> {
  try {
    const command = asksForHelp(name) || asksForHelp(args[0]) ? commands.help : commands[name]
    if (!command) throw new UsageError(`There is no command '${name}'; \`saola help\` lists them.`)
    return await command.run(args)
  } catch (error) {
    if (error instanceof UsageError) return refuse(error.message, 2)
    if (error instanceof StartupError) return refuse(error.message, 1)
    throw error
  }
}

const asksForHelp = (word?: string) => word === '--help' || word === '-h'

function refuse(message: string, code: number): number {
  console.error(message)
  return code
}

async function serve(args: readonly string[], dev: boolean): Promise<number> {
  const options = serveOptions(args, process.env)
  const server = await import('./server.ts')
  const { url, stop } = await server.serve({ ...options, dev, onStep: text => console.log(text) })
  console.log(`Saola is ready: ${url}`)
  await untilAskedToStop()
  await stop()
  leaveSoon()
  return Number(process.exitCode ?? 0)
}

/** @throws UsageError */
export function serveOptions(args: readonly string[], env: NodeJS.ProcessEnv): ServeOptions {
  const values = parse(args, { port: { type: 'string' }, data: { type: 'string' }, demo: { type: 'string' } })
  return {
    port: portOf(values.port ?? '8080'),
    dataDir: resolve(values.data ?? `${root}/.saola`),
    demo: demoOf(values.demo ?? 'small'),
    ...(env.DATABASE_URL && { databaseUrl: env.DATABASE_URL }),
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new UsageError(`--port takes a number from 1 to 65535, and not '${text}'.`)
  return port
}

const DEMOS = ['none', 'small', 'province'] as const

function demoOf(text: string): ServeOptions['demo'] {
  const demo = DEMOS.find(name => name === text)
  if (!demo) throw new UsageError(`--demo takes ${DEMOS.join(', ')}, and not '${text}'.`)
  return demo
}

/** Options only; every one of them takes a value. */
function parse<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\. |\n/)
    const known = Object.keys(options).map(name => `--${name}`)
    throw new UsageError(`${sentence?.replace(/\.$/, '')}; the options are ${known.join(', ')}.`)
  }
}

/**
 * SIGTERM, or Ctrl-C. Under npm one Ctrl-C arrives two or three times, from the terminal, npm and the launcher; only a
 * later one is impatience, and ends the process where it stands (the database then stops by itself).
 */
async function untilAskedToStop(): Promise<void> {
  await new Promise<void>(resolve => {
    process.on('SIGTERM', () => resolve())
    process.on('SIGINT', () => resolve())
  })
  setTimeout(() => process.once('SIGINT', () => process.exit(130)), 1_000).unref()
}

/** Nothing should be left to wait for; what is nevertheless gets a few seconds. */
function leaveSoon(): void {
  setTimeout(() => process.exit(), 3_000).unref()
}

/** Runs `bench/NAME.ts` as if it were the main program: it finds its own arguments in `process.argv`. */
async function bench([name, ...args]: readonly string[]): Promise<number> {
  const names = benches()
  if (!name || !names.includes(name)) {
    const wish = name ? `There is no benchmark '${name}'` : 'Which benchmark'
    throw new UsageError(`${wish}; there are: ${names.join(', ') || 'none yet'}.`)
  }
  const file = resolve(root, 'bench', `${name}.ts`)
  process.argv.splice(1, Number.POSITIVE_INFINITY, file, ...args)
  await import(pathToFileURL(file).href)
  return Number(process.exitCode ?? 0)
}

/** The programs in `bench/`; its subfolders hold what they share. */
function benches(): readonly string[] {
  return readdirSync(resolve(root, 'bench'))
    .filter(file => /^[a-z-]+\.ts$/.test(file))
    .map(file => file.slice(0, -'.ts'.length))
}

async function help(): Promise<number> {
  const lines = Object.values(commands).map(({ usage, summary }) => `  saola ${usage}\n      ${summary}`)
  console.log([...lines, '  saola test [PATTERN], saola check\n      the tests, and what is quick of them'].join('\n'))
  return 0
}
