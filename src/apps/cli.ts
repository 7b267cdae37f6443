import { globSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { Commands } from '#core/command.ts'
import { StartupError } from '#core/startup-error.ts'
import { note, step } from '../../bin/lib/steps.js'
import type { Whereabouts } from './database.ts'
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
  backup: {
    usage: 'backup [--to DIR] | backup key FILE | backup verify FILE [--key FILE]',
    summary: 'back up the installation, make the key that seals backups, look whether one is whole',
    run: backup,
  },
  restore: {
    usage: 'restore FILE --key FILE',
    summary: 'fill an empty installation from a backup; its keyring has to be there',
    run: restore,
  },
  keyring: {
    usage: 'keyring export FILE | keyring import FILE',
    summary: 'take the keyring out under a passphrase, or bring it back before a restore',
    run: keyring,
  },
  doctor: {
    usage: 'doctor',
    summary: 'look whether the installation is fit for production, with a remedy for what is not',
    run: doctor,
  },
  bundle: {
    usage: 'bundle [--to FILE]',
    summary: 'make one archive that installs on a machine without a network',
    run: async args => {
      const { to } = parse(args, { to: { type: 'string' } })
      await (await import('./bundle.ts')).bundle(to, { step, note })
      return 0
    },
  },
  bench: { usage: 'bench NAME [--json]', summary: 'measure', run: bench },
  new: {
    usage: 'new capability NAME',
    summary: 'make the folder of a capability, with a passing test',
    run: async args => (await import('./new.ts')).create(args),
  },
  help: { usage: 'help', summary: 'say this', run: () => help() },
}

/**
 * `saola ARGUMENTS`: a command of this program, or of a module.
 *
 * @returns the exit code: 1 for what could not be done, 2 for what was not understood
 */
export async function main([name = 'help', ...args]: readonly string[]): Promise<number> {
  try {
    if (asksForHelp(name) || asksForHelp(args[0])) return await help()
    return await (commands[name]?.run(args) ?? ofModule(name, args))
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
  const { url, welcome, stop } = await server.serve({ ...options, dev, steps: { step, note } })
  for (const line of [...welcome, `Saola is ready: ${url}`]) console.log(line)
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
    ...(values.demo !== undefined && { demo: demoOf(values.demo) }),
    ...whereabouts(values.data, env),
  }
}

const whereabouts = (data: string | undefined, env: NodeJS.ProcessEnv): Whereabouts => ({
  dataDir: resolve(data ?? `${root}/.saola`),
  ...(env.DATABASE_URL && { databaseUrl: env.DATABASE_URL }),
})

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new UsageError(`--port takes a number from 1 to 65535, and not '${text}'.`)
  return port
}

const DEMOS = ['none', 'small', 'province'] as const

function demoOf(text: string): (typeof DEMOS)[number] {
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

/** Options of one value each, among names of files. */
function parseFiles<K extends string>(args: readonly string[], names: readonly K[], usage: string) {
  try {
    const options = Object.fromEntries(names.map(name => [name, { type: 'string' as const }]))
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    return { values: values as Partial<Record<K, string>>, positionals }
  } catch {
    throw new UsageError(`This is to be \`saola ${usage}\`.`)
  }
}

const usageOf = (name: string): string => (commands[name] as Command).usage
const misused = (name: string) => new UsageError(`This is to be \`saola ${usageOf(name)}\`.`)

async function backup(args: readonly string[]): Promise<number> {
  const { own, where } = commandOptions(args, process.env)
  const { values, positionals } = parseFiles(own, ['to', 'key'], usageOf('backup'))
  const [what, file, ...more] = positionals
  if (more.length) throw misused('backup')
  const { backupKey, backupNow, saying, verify } = await import('./backup.ts')
  if (what === undefined) return finish(saying(() => backupNow(where, values.to, { step, note })))
  if (what === 'key' && file) return saying(() => backupKey(where, file, process.env))
  if (what === 'verify' && file) return saying(() => verify(file, values.key, process.env))
  throw misused('backup')
}

async function restore(args: readonly string[]): Promise<number> {
  const { own, where } = commandOptions(args, process.env)
  const { values, positionals } = parseFiles(own, ['key'], usageOf('restore'))
  const [file, ...more] = positionals
  const { key } = values
  if (!file || !key || more.length) throw misused('restore')
  const { restore, saying } = await import('./backup.ts')
  return finish(saying(() => restore(where, { file, key, env: process.env, steps: { step, note } })))
}

async function keyring(args: readonly string[]): Promise<number> {
  const { own, where } = commandOptions(args, process.env)
  const [what, file, ...more] = parseFiles(own, [], usageOf('keyring')).positionals
  if (!file || more.length || (what !== 'export' && what !== 'import')) throw misused('keyring')
  const { exportKeyring, importKeyring, saying } = await import('./backup.ts')
  return saying(() => (what === 'export' ? exportKeyring : importKeyring)(where, file, process.env))
}

async function doctor(args: readonly string[]): Promise<number> {
  const { own, where } = commandOptions(args, process.env)
  if (own.length) throw misused('doctor')
  const [{ withInstallation }, { examine, lineOf }] = await Promise.all([
    import('./run-command.ts'),
    import('./doctor.ts'),
  ])
  const findings = await withInstallation(where, app => examine(app, process.env))
  for (const finding of findings) console.log(lineOf(finding))
  return finish(Promise.resolve(findings.some(({ state }) => state === 'bad') ? 1 : 0))
}

async function finish(code: Promise<number>): Promise<number> {
  const result = await code
  leaveSoon()
  return result
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

/** The files in which modules offer commands: `units import` is found in `units/cli.ts`. */
const offers = (module: string): readonly string[] =>
  globSync(`src/{base,capabilities}/${module}/cli.ts`, { cwd: root })

async function offeredIn(file: string): Promise<Commands> {
  const { commands } = (await import(pathToFileURL(resolve(root, file)).href)) as { commands: Commands }
  return commands
}

async function ofModule(module: string, args: readonly string[]): Promise<number> {
  const [file] = /^[a-z]+$/.test(module) ? offers(module) : []
  if (!file) throw new UsageError(`There is no command '${module}'; \`saola help\` lists them.`)
  const offered = await offeredIn(file)
  const command = offered[`${module} ${args[0]}`]
  if (!command) {
    const usages = Object.values(offered).map(({ usage }) => usage)
    throw new UsageError(`'${module}' knows ${usages.map(usage => `\`${usage}\``).join(', ')}.`)
  }
  const { own, where } = commandOptions(args.slice(1), process.env)
  const { runCommand } = await import('./run-command.ts')
  const code = await runCommand(command, own, where)
  leaveSoon()
  return code
}

/** Takes `--data DIR` out of what is the command's own. */
export function commandOptions(args: readonly string[], env: NodeJS.ProcessEnv) {
  const own: string[] = []
  let data: string | undefined
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--data') data = args[++i]
    else if (arg.startsWith('--data=')) data = arg.slice('--data='.length)
    else own.push(arg)
    if (/^--data\b/.test(arg) && !data) throw new UsageError('--data takes the directory of an installation.')
  }
  return { own, where: whereabouts(data, env) }
}

async function help(): Promise<number> {
  const offered = await Promise.all(offers('*').map(offeredIn))
  const lines = [
    ...Object.values(commands).map(({ usage, summary }) => line(`saola ${usage}`, summary)),
    line('saola test [PATTERN], saola check', 'the tests, and what is quick of them'),
    ...offered.flatMap(each => Object.values(each)).map(({ usage, summary }) => line(`${usage} [--data DIR]`, summary)),
  ]
  console.log(lines.join('\n'))
  return 0
}

const line = (usage: string, summary: string) => `  ${usage}\n      ${summary}`
