import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { buildWebIfStale, WEB_DIR } from '#apps/build.ts'

const LIMIT_KB = 130
const ENTRY = 'citizen/index.html'
/** What home fetches by itself when somebody is signed in, and the page of who is not. */
const FIRST_PAGE = /\/web\/(home[^/]*|sign-in-citizen)\.tsx$/

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

await buildWebIfStale()
const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(WEB_DIR, 'manifest.json'), 'utf8'))

/** The JavaScript and CSS that show the citizen's home, signed in or not, with the Vietnamese words of its cards. */
function firstPage(): string[] {
  const starts = Object.keys(manifest).filter(source => FIRST_PAGE.test(source))
  const words = starts.flatMap(source => source.replace(/web\/[^/]*$/, 'vi.json')).filter(path => manifest[path])
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

const files = firstPage()
  .map(file => ({ file, brotli: brotliCompressSync(readFileSync(join(WEB_DIR, file))).length }))
  .sort((a, b) => b.brotli - a.brotli)
const brotliKb = Math.round(files.reduce((sum, { brotli }) => sum + brotli, 0) / 102.4) / 10

for (const { file, brotli } of files) console.log(`${(brotli / 1024).toFixed(1).padStart(7)} KB  ${file}`)
console.log(`${brotliKb.toFixed(1).padStart(7)} KB  brotli, first page of the citizen's app (limit ${LIMIT_KB} KB)`)
if (process.argv.includes('--json')) console.log(JSON.stringify({ bench: 'size', brotliKb, limitKb: LIMIT_KB, files }))
if (brotliKb > LIMIT_KB) process.exitCode = 1
