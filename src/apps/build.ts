import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'

const ROOT = resolve(import.meta.dirname, '../..')
const INPUTS = ['src/kit', 'src/apps', 'src/core', 'src/base', 'src/capabilities']
const FILES = ['package-lock.json', 'vite.config.ts']
/** What can change a build: not tests, not SQL, not notes. */
const MATTERS = /\.(tsx?|css|json|html|svg|png|webmanifest|wasm)$/
const STAMP = '.stamp'

/** Where the built web applications lie. */
export const WEB_DIR = join(ROOT, 'dist/web')

async function hashInputs(): Promise<string> {
  const listed = await Promise.all(
    INPUTS.map(async dir => {
      const names = await readdir(join(ROOT, dir), { recursive: true, withFileTypes: true }).catch(() => [])
      return names
        .filter(n => n.isFile() && MATTERS.test(n.name) && !n.name.includes('.test.'))
        .map(n => join(n.parentPath, n.name))
    }),
  )
  const hash = createHash('sha256')
  for (const path of [...listed.flat(), ...FILES.map(f => join(ROOT, f))].sort())
    hash
      .update(path.slice(ROOT.length))
      .update('\0')
      .update(await readFile(path))
  return hash.digest('hex')
}

type Around = (work: () => Promise<void>) => Promise<void>

/**
 * Builds the web applications when what they are made of has changed since the last build; `around` is then told. The
 * new build takes the place of the old one in one step, so a server that is running never sees half of one.
 */
export async function buildWebIfStale(around: Around = work => work()): Promise<'fresh' | 'built'> {
  const hash = await hashInputs()
  const built = await readFile(join(WEB_DIR, STAMP), 'utf8').catch(() => '')
  if (built === hash) return 'fresh'
  await around(() => buildWeb(hash))
  return 'built'
}

async function buildWeb(hash: string): Promise<void> {
  const next = `${WEB_DIR}.${process.pid}.new`
  const old = `${WEB_DIR}.${process.pid}.old`
  const { build } = await import('vite')
  // Vite believes this before its mode: within a test's process it would build what is for developers.
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  try {
    await build({
      configFile: join(ROOT, 'vite.config.ts'),
      mode: 'production',
      logLevel: 'warn',
      build: { outDir: next, emptyOutDir: true },
    })
    await compressAll(next)
    await writeFile(join(next, STAMP), hash)
    if (existsSync(WEB_DIR)) await rename(WEB_DIR, old)
    await rename(next, WEB_DIR)
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = NODE_ENV
    await Promise.all([next, old].map(dir => rm(dir, { recursive: true, force: true })))
  }
}

const COMPRESSES = /\.(js|css|html|svg|webmanifest|wasm)$/

/** Beside each file what is sent of it: compressed once and well, not at every request. */
async function compressAll(dir: string): Promise<void> {
  const names = await readdir(dir, { recursive: true })
  await Promise.all(
    names
      .filter(name => COMPRESSES.test(name))
      .map(async name => {
        const path = join(dir, name)
        const bytes = await readFile(path)
        const [br, gz] = await Promise.all([promisify(brotliCompress)(bytes), promisify(gzip)(bytes, { level: 9 })])
        await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)])
      }),
  )
}
