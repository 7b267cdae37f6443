import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WEB_DIR } from '#apps/build.ts'

/** What browsers learnt after those that the build is for (`target` in vite.config.ts): syntax is lowered, calls are not. */
const TOO_NEW =
  /\b(?:Map|Object)\.groupBy\(|\.(?:toReversed|toSorted|toSpliced|isWellFormed|withResolvers|fromAsync)\(|\bURL\.(?:parse|canParse)\(|AbortSignal\.(?:any|timeout)\(|Promise\.try\(|\.(?:values|keys)\(\)\.(?:map|filter|some|every|find|toArray)\(/g

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
}

/** Every file that the citizen's program can come to fetch. */
function citizenFiles(): string[] {
  const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(WEB_DIR, 'manifest.json'), 'utf8'))
  const seen = new Set<string>()
  const visit = (name: string) => {
    const chunk = manifest[name]
    if (!chunk || seen.has(name)) return
    seen.add(name)
    for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) visit(next)
  }
  visit('citizen/index.html')
  return [...seen].flatMap(name => manifest[name]?.file ?? []).filter(file => file.endsWith('.js'))
}

test('the citizen’s program calls nothing that an older phone does not know', () => {
  const files = citizenFiles()
  expect(files.length).toBeGreaterThan(50)
  const found = files.flatMap(file =>
    [...readFileSync(join(WEB_DIR, file), 'utf8').matchAll(TOO_NEW)].map(m => `${file}: ${m[0]}`),
  )
  expect(found).toEqual([])
})
