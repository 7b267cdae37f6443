import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { endpoints } from './testing/everyone.ts'
import { shapeOf } from './testing/sample.ts'

/*
 * A pattern that goes back and forth takes the square of a text's length or worse, and holds up everybody while it does.
 * Every pattern that the server may match with is given texts made to make it: what it matches, with one or two letters of
 * it repeated.
 */
const root = resolve(import.meta.dirname, '..')
/** From few to many: what doubles with each letter shows soon, and must not be given more. */
const REPEATED = [24, 36, 1_000, 14_000]
/** A pattern of one pass takes a hundredth of it. */
const WORTH_A_LOOK_MS = 20
const SAMPLES = 2

/** Slow for long texts, and given none: why no longer ones come there. */
const BOUNDED: Readonly<Record<string, string>> = {
  'core/log.ts': 'cut to 2,000 letters before',
  'base/accounts/list.ts': 'no address longer than 200 letters is looked at',
  'base/files/rules.ts': 'cut to 1,000 letters before',
  'base/lists/communes.ts': 'of a cell: 2,000 letters with one space between words',
  'base/people/list-cells.ts': 'of a cell: 2,000 letters with one space between words',
  'base/lists/dates.ts': 'no day longer than 100 letters is looked at',
  'base/lists/index.ts': 'the name of a file, 200 letters',
  'base/lists/sheet.ts': 'the format of a number, cut to 300 letters before',
  'base/people/codes.ts': 'the address of the installation',
  'base/places/poster.ts': 'the address of the installation',
  'apps/words.ts': 'paths of the program',
}

/** What runs in a browser holds up nobody else. */
const isOfServer = (file: string) =>
  /\.tsx?$/.test(file) &&
  !/\.test\.tsx?$|\.d\.ts$|(^|\/)(testing|web)(\/|\.ts)|^apps\/(testing|citizen|console)/.test(file)

interface Found {
  readonly file: string
  readonly pattern: RegExp
}

function patternsOf(file: string): Found[] {
  const found: Found[] = []
  const look = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/')
      const flags = new Set([...node.text.slice(end + 1), 'g'])
      flags.delete('y')
      found.push({ file, pattern: new RegExp(node.text.slice(1, end), [...flags].join('')) })
    }
    ts.forEachChild(node, look)
  }
  look(ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true))
  return found
}

/** Texts that the pattern matches; of one with more than the generator knows, the letters that it names. */
function matchedBy({ source, flags }: RegExp): readonly string[] {
  const named = source.replace(/\\p\{\w+\}|[^\p{L}\p{N} .-]/gu, '')
  if (/\\[pu]|\(\?<?[=!]/i.test(source)) return [named]
  try {
    const matching = fc.stringMatching(new RegExp(source, flags.replace(/[^su]/g, '')), { size: '-1' })
    return fc.sample(matching, { numRuns: SAMPLES, seed: 1 })
  } catch {
    return [named]
  }
}

/** One of them is not what the pattern wants at its end. */
const SPOILS = ['\u0000!', '@\n']
const GENERAL = ['a', 'A', '0', ' ', '\t', '.', '-', '/', '(', '[', '"', '@', '\u0302']

/** Beginnings that match, a part repeated, and an end that spoils it. */
function* textsFor(pattern: RegExp): Generator<(times: number) => string> {
  for (const part of GENERAL) for (const spoil of SPOILS) yield times => `x${part.repeat(times)}${spoil}`
  for (const sample of matchedBy(pattern)) {
    const letters = [...sample].slice(0, 10)
    for (let at = 0; at < letters.length; at++)
      for (const width of [1, 2]) {
        const part = letters.slice(at, at + width).join('')
        const head = letters.slice(0, at).join('')
        for (const spoil of SPOILS) yield times => `${head}${part.repeat(Math.ceil(times / part.length))}${spoil}`
      }
  }
}

/** Of the processor, whatever else it has to do. */
function spent(pattern: RegExp, text: string): number {
  const began = process.threadCpuUsage()
  text.replace(pattern, '')
  const { user, system } = process.threadCpuUsage(began)
  return (user + system) / 1000
}

const least = (pattern: RegExp, text: string) => Math.min(...Array.from({ length: 2 }, () => spent(pattern, text)))

/** Four times the text takes much more than four times as long. */
function isSlow(pattern: RegExp): boolean {
  for (const text of textsFor(pattern))
    for (const times of REPEATED) {
      if (spent(pattern, text(times)) < WORTH_A_LOOK_MS) continue
      const [whole, quarter] = [least(pattern, text(times)), least(pattern, text(Math.ceil(times / 4)))]
      if (whole > WORTH_A_LOOK_MS && whole / quarter > 8) return true
    }
  return false
}

test('patterns that are slow are known as such', { timeout: 60_000 }, () => {
  const slow = [
    /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/,
    /[T\s]+\d{1,2}\s*[:h]\s*\d{0,2}.*$/i,
    /^(\d{1,2})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{4})$/,
    /\(.*?\)|\*/g,
    /“[^”]*”/g,
    /[,;/]|\s+-\s+/,
    /^(a+)+$/,
    /^(?:\d|\d\d)+$/,
  ]
  const quick = [/^[a-z]+@[a-z]+$/, /\p{M}+/gu, /^\s*(\d{1,2})[-/.]/, /"[^"\n]*"/]
  expect(slow.filter(pattern => !isSlow(new RegExp(pattern, [...new Set(`${pattern.flags}g`)].join(''))))).toEqual([])
  expect(quick.filter(pattern => isSlow(new RegExp(pattern, [...new Set(`${pattern.flags}g`)].join(''))))).toEqual([])
})

test('no text that is sent to the server makes a pattern slow', { timeout: 120_000 }, () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(isOfServer)
  const found = files.flatMap(patternsOf)
  expect(found.length).toBeGreaterThan(200)
  const slow = found.filter(({ pattern }) => isSlow(pattern))
  expect(slow.filter(({ file }) => !(file in BOUNDED)).map(({ file, pattern }) => `${file}: ${pattern}`)).toEqual([])
  const bounded = new Set(slow.map(({ file }) => file))
  expect(Object.keys(BOUNDED).filter(file => !bounded.has(file))).toEqual([])
})

test('nor does a text that a contract looks at, by patterns of its own or of the library', { timeout: 60_000 }, () => {
  const patterns = new Set<string>()
  const collect = (schema: unknown): void => {
    if (schema === null || typeof schema !== 'object') return
    for (const [name, value] of Object.entries(schema))
      if (name === 'pattern' && typeof value === 'string') patterns.add(value)
      else collect(value)
  }
  for (const { endpoint } of endpoints)
    for (const part of [endpoint.params, endpoint.query, endpoint.body]) if (part) collect(shapeOf(part))
  expect(patterns.size).toBeGreaterThan(10)
  expect([...patterns].filter(pattern => isSlow(new RegExp(pattern, 'gu')))).toEqual([])
})
