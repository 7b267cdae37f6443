import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, test } from 'vitest'
import { addWords, say } from './words.ts'

const SRC = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(SRC, path), 'utf8')

interface Words {
  readonly path: string
  /** What each id must begin with: the module, or `kit`. */
  readonly prefix: string
  readonly vi: Readonly<Record<string, string>>
  readonly en: Readonly<Record<string, string>>
}

const catalogues: readonly Words[] = globSync('**/{,*.}vi.json', { cwd: SRC }).map(path => {
  const folder = dirname(path)
  return {
    path: path.replace(/[/.]vi\.json$/, ''),
    prefix: `${basename(folder)}.`,
    vi: JSON.parse(read(path)),
    en: JSON.parse(read(path.replace(/vi\.json$/, 'en.json'))),
  }
})
const ids = new Set(catalogues.flatMap(words => Object.keys(words.vi)))

const sources = globSync('**/*.{ts,tsx,sql}', { cwd: SRC })
  .filter(path => !path.includes('.test.') && !path.includes('/testing/'))
  .map(path => ({ path, text: read(path).replace(/^\s*(?:\/\*[\s\S]*?\*\/|\/\/.*)$/gm, '') }))

const LITERAL = /['"`]([a-z][\w-]*(?:\.[\w-]+)+)['"`]/g
/** An id put together in a template literal: fixed words and `${…}`, no spaces. */
const TEMPLATE = /`([\w.-]*(?:\$\{[^`{}]*(?:\{[^`{}]*\}[^`{}]*)*\}[\w.-]*)+)`/g
const HOLE = /\$\{[^`{}]*(?:\{[^`{}]*\}[^`{}]*)*\}/g

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(match => match[1] ?? '')
const escaped = (text: string) => text.replace(/[.-]/g, '\\$&')

/** `tracing.state.${s}` → what such an id looks like. A hole at the beginning is a module or a name that is written somewhere. */
function shapeOf(template: string, names: string): RegExp | undefined {
  const [first = '', ...rest] = template.split(HOLE).map(escaped)
  const fixed = [first, ...rest].join('')
  if (!/\w{3}/.test(fixed)) return undefined
  const start = first === '' ? `(?:${names})` : `${first}[\\w.-]+`
  return new RegExp(`^${start}${rest.join('[\\w.-]+')}$`)
}

const literals = new Set(sources.flatMap(source => all(source.text, LITERAL)))
const shapes = shapesOf(sources.flatMap(source => all(source.text, TEMPLATE)))

function shapesOf(templates: readonly string[]): RegExp[] {
  const modules = [...new Set([...ids].map(id => id.split('.')[0]))]
  const names = [...modules, ...[...literals].filter(literal => modules.includes(literal.split('.')[0]))]
  return [...new Set(templates)].flatMap(
    template => shapeOf(template, names.map(n => escaped(n ?? '')).join('|')) ?? [],
  )
}

const isUsed = (id: string) => literals.has(id) || shapes.some(shape => shape.test(id))

/** Ids that are certainly said: `t('…')`, `say(locale, '…')`, `<Words id="…">`, `new Problem('…')`. */
function saidIn(text: string): string[] {
  const said = /(?:\bt\(\s*|\bsay\([\w.]+,\s*|<Words id=|new Problem\(\s*)['"]([^'"]+)['"]/g
  return [...text.matchAll(said)].map(match => match[1] ?? '')
}

const parse = (text: string, locale: string) =>
  new IntlMessageFormat(text, locale, undefined, { ignoreTag: true }).getAst()
type Element = ReturnType<typeof parse>[number]

/** The names of the arguments of a message. */
function argumentsOf(elements: readonly Element[]): string[] {
  return elements.flatMap(element => {
    const isText = element.type === 0 || element.type === 7
    const inner = 'options' in element ? Object.values(element.options).flatMap(o => argumentsOf(o.value)) : []
    return isText ? [] : [element.value, ...inner]
  })
}
const argumentSet = (text: string, locale: string) => [...new Set(argumentsOf(parse(text, locale)))].sort()

/** What is wrong with the words of a module and with how they are used. */
function faultsOf(words: Words): string[] {
  const { vi, en, prefix } = words
  return [
    ...Object.keys(vi).flatMap(id => (id in en ? [] : [`${id}: not in English`])),
    ...Object.keys(en).flatMap(id => (id in vi ? [] : [`${id}: not in Vietnamese`])),
    ...Object.keys(vi).flatMap(id => (id.startsWith(prefix) ? [] : [`${id}: does not begin with ${prefix}`])),
    ...Object.keys(vi).flatMap(id => {
      const other = en[id]
      if (other === undefined) return []
      const [a, b] = [argumentSet(vi[id] ?? '', 'vi'), argumentSet(other, 'en')]
      return a.join() === b.join() ? [] : [`${id}: {${a}} in Vietnamese, {${b}} in English`]
    }),
  ]
}

describe.each(catalogues.map(words => [words.path, words] as const))('%s', (_, words) => {
  test('the two languages say the same ids with the same arguments', () => expect(faultsOf(words)).toEqual([]))

  test('every id is used', () => expect(Object.keys(words.vi).filter(id => !isUsed(id))).toEqual([]))
})

test('a tone stands on one letter in all modules: xóa, khóa, hòa', () => {
  const other = /(?<!\p{L})(?:x|kh|h|t)o[àáảãạ](?!\p{L})/iu
  const found = catalogues.flatMap(({ vi }) => Object.keys(vi).filter(id => other.test(vi[id] ?? '')))
  expect(found).toEqual([])
})

test('every id that is said exists', () => {
  const missing = sources.flatMap(({ path, text }) =>
    [
      ...saidIn(text).filter(id => id.includes('.') && !ids.has(id)),
      ...all(text, /\bt\(\s*(`[^`]+`)/g)
        .flatMap(template => shapeOf(template.slice(1, -1), '[\\w.-]+') ?? [])
        .filter(shape => ![...ids].some(id => shape.test(id)))
        .map(String),
    ].map(id => `${path}: ${id}`),
  )
  expect(missing).toEqual([])
})

test('faults are found', () => {
  const words = {
    path: 'x',
    prefix: 'x.',
    vi: { 'x.a': 'Có {n}', 'y.b': 'B', 'x.c': 'C' },
    en: { 'x.a': 'Has {m}', 'y.b': 'B' },
  }
  expect(faultsOf(words)).toEqual([
    'x.c: not in English',
    'y.b: does not begin with x.',
    'x.a: {n} in Vietnamese, {m} in English',
  ])
  expect(saidIn(`t('x.z'); new Problem('x.y')`)).toEqual(['x.z', 'x.y'])
  expect(isUsed('core.nobody-says-this')).toBe(false)
  const hole = (name: string) => `\${${name}}`
  expect(shapeOf(`flow.${hole('name')}.state.${hole('s')}`, '')?.test('flow.case.state.open')).toBe(true)
  expect(shapeOf(`${hole('flow')}.state.${hole('s')}`, 'tracing\\.case')?.test('tracing.other.state.open')).toBe(false)
})

test('what is said', () => {
  addWords('vi', {
    'w.plain': 'Chào',
    'w.count': '{n, number} người',
    'w.at': '{at, time, short} {at, date, short}',
    'w.vi': 'Chỉ có',
  })
  addWords('en', { 'w.plain': 'Hello', 'w.count': '{n, plural, one {# person} other {# people}}' })
  expect(say('vi', 'w.plain')).toBe('Chào')
  expect(say('vi', 'w.count', { n: 1234567.8 })).toBe('1.234.567,8 người')
  expect(say('en', 'w.count', { n: 1 })).toBe('1 person')
  expect(say('vi', 'w.at', { at: new Date('2026-11-22T07:05:00Z') })).toBe('14:05 22/11/2026')
  expect(say('en', 'w.vi')).toBe('Chỉ có')
  expect(say('en', 'w.nowhere')).toBe('w.nowhere')
})

test('what is not found is named in the language of the reader, and every name is of something that is looked for', () => {
  const core = catalogues.find(words => words.prefix === 'core.')
  addWords('vi', core?.vi ?? {})
  addWords('en', core?.en ?? {})
  expect(say('vi', 'core.not-found', { what: 'person' })).toBe('Không tìm thấy người này.')
  expect(say('en', 'core.not-found', { what: 'person' })).toBe('We cannot find this person.')
  expect(say('vi', 'core.not-found', { what: 'API' })).toBe('Không tìm thấy nội dung này.')

  const sought = new Set(sources.flatMap(source => all(source.text, /\bnotFound\(['"]([\w-]+)['"]/g)))
  const named = all(core?.vi['core.not-found'] ?? '', /(\w+) \{[^{}]*\}/g)
  expect(named.filter(name => name !== 'other' && !sought.has(name))).toEqual([])
})
