import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { NODE, NODE_FLAGS, packageOf } from '../../bin/lib/runtime.js'
import { buildWebIfStale } from './build.ts'
import type { Steps } from './steps.ts'

const ROOT = resolve(import.meta.dirname, '../..')
/** What a server is made of, besides packages and the built web applications. */
const PARTS = ['bin', 'src', 'deploy', 'docs', 'package.json', 'package-lock.json', 'vite.config.ts', 'tsconfig.json']
const PAPERS = ['README.md', 'ARCHITECTURE.md', 'LICENSE']

/**
 * One archive for a machine of this platform that has no network: the program, its packages, PostgreSQL, the web
 * applications as built, and Node itself. Unpacked, `saola/saola serve` begins.
 */
export async function bundle(to: string | undefined, steps: Steps): Promise<string> {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  // How it is packed is known by the ending of its name.
  const file = resolve(to ?? `saola-${version}-${process.platform}-${process.arch}.tar.gz`)
  await buildWebIfStale(work => steps.step('Building the web apps', work))
  const extra = await mkdtemp(join(tmpdir(), 'saola-bundle-'))
  try {
    await addNode(extra)
    const packages = await steps.step('Choosing packages', productionPackages)
    const own = [...PARTS, ...PAPERS, 'dist/web', 'node_modules/.saola-installed', ...packages]
    const list = join(extra, 'list')
    await writeFile(list, own.filter(path => existsSync(join(ROOT, path))).join('\n'))
    await steps.step('Packing', () => pack(file, list, extra))
  } finally {
    await rm(extra, { recursive: true, force: true })
  }
  console.log(`${file}: ${Math.round((await stat(file)).size / 1e6)} MB.`)
  return file
}

/** Node where the launcher looks for it, and a program that begins with it. */
async function addNode(extra: string): Promise<void> {
  const place = join(
    '.saola/runtime',
    `node${NODE}`,
    'node_modules',
    packageOf(process.platform, process.arch),
    'bin/node',
  )
  await mkdir(dirname(join(extra, place)), { recursive: true })
  await copyFile(process.execPath, join(extra, place))
  await chmod(join(extra, place), 0o755)
  const start = `#!/bin/sh\n# Saola, with the Node that came with it.\nhere=$(cd "$(dirname "$0")" && pwd)\nexec "$here/${place}" ${NODE_FLAGS.join(' ')} "$here/bin/saola.js" "$@"\n`
  await writeFile(join(extra, 'saola'), start, { mode: 0o755 })
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>
}

/** Those that the lockfile does not name for development alone; inner ones come with the one they lie in. */
async function productionPackages(): Promise<readonly string[]> {
  const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as Lock
  return Object.entries(packages)
    .filter(([path, { dev }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev)
    .map(([path]) => path)
}

async function pack(file: string, list: string, extra: string): Promise<void> {
  const named = [
    '--transform',
    's,^,saola/,S',
    '--exclude=*.test.ts',
    '--exclude=*.test.tsx',
    '--exclude=node_modules/.vite',
  ]
  const draft = join(dirname(file), `.new-${basename(file)}`)
  const args = ['-caf', draft, ...named, '-C', ROOT, '-T', list, '-C', extra, 'saola', '.saola']
  const tar = spawn('tar', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = (await once(tar, 'exit')) as [number]
  if (code !== 0) throw new Error(`tar ended with ${code}.`)
  await rename(draft, file)
}
