import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  freePort,
  furnish,
  giveTo,
  makeMiniature,
  pathOfOlderNode,
  pathOfThisNode,
  reachableBy,
  run,
} from './miniature.ts'
import { alive, killAllOf, processesOf, until } from './processes.ts'

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
const older = pathOfOlderNode()

let root: string
let port: number

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'saola-launcher-')))
  port = await freePort()
  makeMiniature(root)
})

afterEach(async () => {
  await killAllOf(root)
  rmSync(root, { recursive: true, force: true })
})

const npmStart = () => ['npm', 'start', '--', '--port', `${port}`]
const byHand = () => ['node', 'bin/saola.js', 'serve', '--port', `${port}`]
const npx = () => ['npx', 'saola', 'serve', '--port', `${port}`]

/** Starts it and waits until it answers. */
async function start(command: readonly string[], options: { path?: string; uid?: number } = {}) {
  const saola = run(command, { cwd: root, path: pathOfThisNode(), ...options })
  const pidOf = async (name: string) => Number((await saola.says(new RegExp(`^${name} (\\d+)$`, 'm')))[1])
  const server = await pidOf('server')
  const postgres = await pidOf('postgres')
  await saola.says(`Saola is ready: http://localhost:${port}`)
  expect(await (await fetch(`http://localhost:${port}`)).text()).toBe('here')
  return { ...saola, server, postgres }
}

describe.each([
  ['Node 24', pathOfThisNode()],
  ['an older Node, which brings Node 24', older ?? ''],
])('under %s', (_, path) => {
  beforeEach(() => furnish(root))

  describe.skipIf(!path).each([
    ['npm start', npmStart],
    ['npx saola', npx],
    ['node bin/saola.js', byHand],
  ])('%s', (_, command) => {
    test('SIGTERM to it stops everything in good order', async () => {
      const saola = await start(command(), { path })
      saola.child.kill('SIGTERM')
      await saola.ended
      await until(() => processesOf(root).length === 0)
      expect(saola.said()).toContain('stopped in good order')
    })

    test('kill -9 of it takes the server and PostgreSQL with it, and the next start goes on', async () => {
      const saola = await start(command(), { path })
      saola.child.kill('SIGKILL')
      await until(() => processesOf(root).length === 0)
      await start(command(), { path })
    })
  })

  describe.skipIf(!path).each([
    ['npm start', npmStart],
    ['node bin/saola.js', byHand],
  ])('%s', (_, command) => {
    test('Ctrl-C stops everything in good order', async () => {
      const saola = await start(command(), { path })
      process.kill(-(saola.child.pid ?? 0), 'SIGINT')
      await saola.ended
      await until(() => processesOf(root).length === 0)
      expect(saola.said()).toContain('stopped in good order')
    })

    test('kill -9 of the server takes the rest with it, and fails', async () => {
      const saola = await start(command(), { path })
      process.kill(saola.server, 'SIGKILL')
      const { code, signal } = await saola.ended
      expect(signal ?? code).not.toBe(0)
      await until(() => processesOf(root).length === 0)
      await start(command(), { path })
    })

    test('kill -9 of PostgreSQL ends the rest, and fails', async () => {
      const saola = await start(command(), { path })
      process.kill(saola.postgres, 'SIGKILL')
      expect((await saola.ended).code).toBe(1)
      expect(saola.said()).toContain('PostgreSQL ended by itself (SIGKILL)')
      await until(() => processesOf(root).length === 0)
    })
  })

  test.skipIf(!path)('a second start on the same data fails in one sentence and disturbs nothing', async () => {
    await start(byHand(), { path })
    const second = run(['node', 'bin/saola.js', 'serve', '--port', `${await freePort()}`], { cwd: root, path })
    expect(await second.ended).toEqual({ code: 1, signal: null })
    expect(second.said()).toMatch(/^Another Saola \(process \d+\) is using '.*\.saola'; .*--data DIR\.\n$/)
    expect(await (await fetch(`http://localhost:${port}`)).text()).toBe('here')
  })

  test.skipIf(!path).each([
    [['serve', '--port', '80800'], '--port takes a number from 1 to 65535'],
    [['serve', '--port'], 'argument missing'],
    [['serve', '--demo', 'large'], "--demo takes none, small, province, and not 'large'."],
    [['serve', '--prot', '1'], "Unknown option '--prot'; the options are --port, --data, --demo."],
    [['serve', 'now'], "Unexpected argument 'now'"],
    [['fly'], "There is no command 'fly'"],
  ])('%j is refused in one sentence', async (args, sentence) => {
    const saola = run(['node', 'bin/saola.js', ...args], { cwd: root, path })
    expect(await saola.ended).toEqual({ code: 2, signal: null })
    expect(saola.said()).toContain(sentence)
    expect(saola.said()).toMatch(/^[^\n]+\.\n$/)
  })
})

describe('wherever it starts', () => {
  beforeEach(() => furnish(root))

  test('it keeps its data where it is told to', async () => {
    const saola = await start([...byHand(), '--data', 'elsewhere'])
    expect(existsSync(join(root, 'elsewhere', 'postgres', 'PG_VERSION'))).toBe(true)
    saola.child.kill('SIGTERM')
    expect(await saola.ended).toEqual({ code: 0, signal: null })
  })

  test('a signal during the start leaves no process', async () => {
    const saola = run(byHand(), { cwd: root, path: pathOfThisNode() })
    await saola.says('Making a database')
    saola.child.kill('SIGTERM')
    await saola.ended
    await until(() => processesOf(root).length === 0)
  })

  test.runIf(isRoot)('no network is needed', async () => {
    const saola = run(['unshare', '--net', ...npmStart()], { cwd: root, path: pathOfThisNode() })
    await saola.says('Saola is ready')
  })

  test.runIf(isRoot && reachableBy(NOBODY))('an ordinary user with a private home is served', async () => {
    chmodSync(root, 0o700)
    giveTo(NOBODY, root)
    const saola = await start(npmStart(), { uid: NOBODY })
    saola.child.kill('SIGKILL')
    await until(() => !alive(saola.postgres) && processesOf(root).length === 0)
  })
})

describe('dependencies', () => {
  const help = ['node', 'bin/saola.js', 'help']
  const installed = () => join(root, 'node_modules', 'thing', 'index.js')

  /** A project whose one dependency lies in it, so that npm needs no network. */
  beforeEach(async () => {
    mkdirSync(join(root, 'thing'))
    writeFileSync(join(root, 'thing', 'index.js'), '')
    writeThing('1.0.0')
    wish({ thing: 'file:./thing' })
    await lock()
  })

  function writeThing(version: string) {
    writeFileSync(join(root, 'thing', 'package.json'), JSON.stringify({ name: 'thing', version }))
  }

  function wish(dependencies: Record<string, string>) {
    const file = join(root, 'package.json')
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), dependencies }))
  }

  async function lock() {
    expect((await run(['npm', 'install', '--package-lock-only'], { cwd: root }).ended).code).toBe(0)
  }

  async function launch() {
    const saola = run(help, { cwd: root, path: pathOfThisNode() })
    expect(await saola.ended).toEqual({ code: 0, signal: null })
    return saola.said()
  }

  test('are installed once, and the lockfile stays as it is', async () => {
    const before = readFileSync(join(root, 'package-lock.json'), 'utf8')
    expect(await launch()).toMatch(/^• Installing dependencies … \d+ s\n/)
    expect(existsSync(installed())).toBe(true)
    expect(await launch()).not.toContain('Installing')
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).toBe(before)
  })

  test('are installed again when the lockfile has changed', async () => {
    await launch()
    wish({})
    await lock()
    expect(await launch()).toContain('Installing')
    expect(existsSync(installed())).toBe(false)
  })

  test('are installed from nothing after an installation that was killed', async () => {
    await launch()
    const ruin = join(root, 'node_modules', 'ruin')
    mkdirSync(ruin)
    writeFileSync(join(ruin, 'package.json'), '{"name":"ruin","version":"1.0.0"}')
    writeFileSync(join(root, 'node_modules', '.saola-installing'), '')
    rmSync(join(root, 'node_modules', '.saola-installed'))
    expect(await launch()).toContain('Installing')
    expect(existsSync(ruin)).toBe(false)
    expect(existsSync(installed())).toBe(true)
  })

  test('are installed by one of two that start at once', async () => {
    const said = (await Promise.all([launch(), launch()])).join('')
    expect(said.match(/Installing/g)).toHaveLength(1)
  })

  test('that cannot be had are one sentence', async () => {
    wish({ thing: 'file:./lost.tgz' })
    const saola = run(help, { cwd: root, path: pathOfThisNode() })
    expect(await saola.ended).toEqual({ code: 1, signal: null })
    expect(saola.said()).toContain('The dependencies could not be installed: ')
    expect(saola.said()).not.toContain('    at ')
  })
})
