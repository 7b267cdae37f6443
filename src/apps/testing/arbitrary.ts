import fc from 'fast-check'
import type { Schema } from '#core/contract.ts'
import { type Shape, shapeOf } from './sample.ts'

/** What goes wrong in programs, as texts: each is valid where any text is. */
export const NASTY: readonly string[] = [
  "'; drop table people.person; --",
  "' or 1=1 --",
  '%_\\%',
  '$1 $$ :id {{7*7}} <%= 7*7 %>',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '@SUM(1)',
  '-2+3',
  '\t=1',
  '\u202Egnp.exe\u2066',
  '\u0000',
  'a\u0000b',
  '\uD800',
  'x\uDFFFy',
  '\r\nBcc: all@example.com\r\n\r\nHello',
  '../../../../etc/passwd',
  '..%2f..%2f',
  '%00',
  '__proto__',
  'constructor',
  'NaN',
  'Infinity',
  '-0',
  '1e308',
  '0x10',
  '99999999999999999999',
  'null',
  '[]',
  'ﷺ'.repeat(20),
  'Z̷͂a̴l̷g̸o̶'.repeat(3),
  '👩‍👩‍👧‍👦🇻🇳',
  'ẵ'.normalize('NFD'),
  ' ',
  '\uFEFF',
  'a'.repeat(10_240),
]
const WORDS = ['Nguyễn Văn A', 'Trần Thị Bích Ngọc', 'Chợ An Lỗ', '0905000009', '046090900001', '75A-123.45', 'Thôn 1']
const DAYS = ['2026-11-20', '2026-11-19', '2026-11-01', '1990-02-28', '2024-02-29', '0001-01-01', '9999-12-31']
const INSTANTS = [
  '2026-11-20T01:00:00Z',
  '2026-11-19T02:00:00Z',
  '2026-11-19T09:00:00+07:00',
  '0001-01-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59-23:59',
]
const NUMBERS = [0, 1, 2, 3, 10, -1, -0, 0.1, 1e-9, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e21, 1.7e308]

/** A value for a field by its name; undefined where the name says nothing. */
type ByName = (name: string) => fc.Arbitrary<unknown> | undefined

export interface Draws {
  readonly byName: ByName
  /** Ids for fields whose name says nothing. */
  readonly ids: fc.Arbitrary<string>
}

/** Values that a schema accepts, as far as JSON Schema can say; what more it asks, it refuses. */
export const arbitraryOf = (schema: Schema, draws: Draws): fc.Arbitrary<unknown> => {
  const shape = shapeOf(schema)
  return drawn(shape, { ...draws, defs: shape.$defs ?? {} }, 0)
}

interface Within extends Draws {
  readonly defs: Readonly<Record<string, Shape>>
}
const DEEPEST = 6

function drawn(shape: Shape, within: Within, depth: number): fc.Arbitrary<unknown> {
  if (depth > DEEPEST) return fc.constant(null)
  if (shape.$ref) return drawn(within.defs[shape.$ref.split('/').at(-1) as string] ?? {}, within, depth + 1)
  if (shape.const !== undefined) return fc.constant(shape.const)
  if (shape.enum) return fc.constantFrom(...shape.enum)
  const choice = shape.anyOf ?? shape.oneOf
  if (choice) return fc.oneof(...choice.map(one => drawn(one, within, depth)))
  if (shape.allOf) return drawn(Object.assign({}, shape, { allOf: undefined }, ...shape.allOf), within, depth)
  switch (typeof shape.type === 'string' ? shape.type : shape.type?.[0]) {
    case 'object':
      return drawnObject(shape, within, depth)
    case 'array':
      return drawnArray(shape, within, depth)
    case 'string':
      return drawnText(shape, within)
    case 'number':
    case 'integer':
      return drawnNumber(shape)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.oneof(fc.constantFrom<unknown>(...NASTY, ...NUMBERS, true, null), fc.jsonValue({ maxDepth: 3 }))
  }
}

function drawnObject(shape: Shape, within: Within, depth: number): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = shape
  const fields = Object.entries(properties).map(
    ([name, below]) => [name, within.byName(name) ?? drawn(below, within, depth + 1)] as const,
  )
  const known = fc.record(Object.fromEntries(fields), { requiredKeys: [...required] })
  if (!additionalProperties || typeof additionalProperties !== 'object') return known
  const keys = shape.propertyNames ? drawn(shape.propertyNames, within, depth) : fc.constantFrom(...NASTY, 'fever')
  const more = fc.dictionary(keys as fc.Arbitrary<string>, drawn(additionalProperties, within, depth + 1), {
    maxKeys: 3,
  })
  return fc.tuple(known, more).map(([a, b]) => ({ ...b, ...(a as object) }))
}

function drawnArray({ items, prefixItems, minItems = 0, maxItems }: Shape, within: Within, depth: number) {
  if (prefixItems) return fc.tuple(...prefixItems.map(one => drawn(one, within, depth + 1)))
  const maxLength = Math.max(minItems, Math.min(maxItems ?? 4, 4))
  return fc.array(drawn(items ?? {}, within, depth + 1), { minLength: minItems, maxLength })
}

function drawnNumber({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Shape): fc.Arbitrary<number> {
  const least = minimum ?? (exclusiveMinimum === undefined ? -Infinity : exclusiveMinimum + 1)
  const most = maximum ?? (exclusiveMaximum === undefined ? Infinity : exclusiveMaximum - 1)
  const ends = [least, most].filter(Number.isSafeInteger)
  const fits = [...NUMBERS, ...ends].filter(n => n >= least && n <= most && (type !== 'integer' || Number.isInteger(n)))
  return fits.length ? fc.constantFrom(...fits) : fc.constant(least)
}

function drawnText(
  { format, pattern, minLength = 0, maxLength = 12_000 }: Shape,
  { ids }: Within,
): fc.Arbitrary<string> {
  if (format === 'uuid') return ids
  if (format === 'date') return fc.constantFrom(...DAYS)
  if (format === 'date-time') return fc.constantFrom(...INSTANTS)
  if (format === 'email') return fc.constantFrom('nguoi.dan@example.com', 'a+b@example.com')
  const fits = (text: string) => text.length >= minLength && text.length <= maxLength
  const filled = (text: string) => text.slice(0, maxLength).padEnd(minLength, '.')
  const free = fc.oneof(fc.constantFrom(...WORDS), fc.constantFrom(...NASTY), fc.string({ unit: 'binary' })).map(filled)
  if (!pattern) return free
  const matching = patterned(pattern)
  return matching ? fc.oneof({ weight: 6, arbitrary: matching.filter(fits) }, { weight: 1, arbitrary: free }) : free
}

/** Texts of a pattern; undefined for the few kinds (look-aheads) nobody can draw from. */
function patterned(pattern: string): fc.Arbitrary<string> | undefined {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'))
  } catch {
    try {
      return fc.stringMatching(new RegExp(pattern))
    } catch {
      return undefined
    }
  }
}

/** What no schema expects, put in place of one part of a value. */
export const SPOILS: readonly unknown[] = [
  null,
  -1,
  1e308,
  '',
  '\u0000',
  [],
  {},
  [[]],
  true,
  'a'.repeat(10_240),
  JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}'),
  nested(200),
]

function nested(depth: number): unknown {
  return depth ? [nested(depth - 1)] : 'x'
}

/** `value` with the part that `at` chooses replaced by `spoil`. */
export function spoiled(value: unknown, at: number, spoil: unknown): unknown {
  if (value === null || typeof value !== 'object') return spoil
  const names = Object.keys(value)
  if (!names.length) return spoil
  const name = names[at % names.length] as string
  const below = (value as Record<string, unknown>)[name]
  const put = at % 3 === 0 ? spoiled(below, Math.floor(at / names.length), spoil) : spoil
  if (Array.isArray(value)) return value.map((one, i) => (String(i) === name ? put : one))
  return { ...value, [name]: put }
}
