import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { buildWebIfStale, WEB_DIR } from '#apps/build.ts'
import type { CitizenPage, HomeCard } from '#kit/page.ts'

const LIMIT_KB = 130
const ENTRY = 'citizen/index.html'
const SIGN_IN = '/dang-nhap'
/** What home fetches by itself when somebody is signed in, and the page of who is not. */
const FIRST_PAGE = /\/web\/(home[^/]*|sign-in-citizen)\.tsx$/

interface Declared {
  readonly pages?: readonly CitizenPage[]
  readonly home?: readonly HomeCard[]
}

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

await buildWebIfStale()
const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(WEB_DIR, 'manifest.json'), 'utf8'))

/** The messages that come with it. */
async function firstWords(): Promise<string[]> {
  const src = resolve(import.meta.dirname, '../src')
  const files = globSync('*/*/web/citizen.ts', { cwd: src })
  const declared: Declared[] = await Promise.all(files.map(file => import(join(src, file))))
  const shown = declared.flatMap(({ home = [], pages = [] }) => [...home, ...pages.filter(p => p.path === SIGN_IN)])
  return shown.flatMap(({ words }) => words).flatMap(name => sources(name))
}

const sources = (name: string): string[] => {
  const file = name.includes('/') ? `${name}.vi.json` : `${name}/vi.json`
  const found = ['base', 'capabilities'].map(layer => `../${layer}/${file}`).filter(path => manifest[path])
  if (found.length === 0) throw new Error(`The build has no words called ${name}.`)
  return found
}

/** The JavaScript and CSS that show the citizen's home, signed in or not, with the Vietnamese words of its cards. */
function firstPage(words: readonly string[]): string[] {
  const starts = Object.keys(manifest).filter(source => FIRST_PAGE.test(source))
  const files = new Set<string>()
  const seen = new Set<string>()
  const visit = (source: string) => {
    const chunk = manifest[source]
    if (!chunk || seen.has(source)) return
    seen.add(source)
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    for (const next of chunk.imports ?? []) visit(next)
  }
  for (const source of [ENTRY, ...starts, ...words]) visit(source)
  return [...files]
}

const files = firstPage(await firstWords())
  .map(file => ({ file, brotli: brotliCompressSync(readFileSync(join(WEB_DIR, file))).length }))
  .sort((a, b) => b.brotli - a.brotli)
const brotliKb = Math.round(files.reduce((sum, { brotli }) => sum + brotli, 0) / 102.4) / 10

for (const { file, brotli } of files) console.log(`${(brotli / 1024).toFixed(1).padStart(7)} KB  ${file}`)
console.log(`${brotliKb.toFixed(1).padStart(7)} KB  brotli, first page of the citizen's app (limit ${LIMIT_KB} KB)`)
if (process.argv.includes('--json')) console.log(JSON.stringify({ bench: 'size', brotliKb, limitKb: LIMIT_KB, files }))
if (brotliKb > LIMIT_KB) process.exitCode = 1
