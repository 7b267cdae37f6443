import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')
const TONES = ['green', 'yellow', 'orange', 'red', 'none']

/** The colours that a selector's block declares. */
function coloursOf(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).match(/\{([^}]*)\}/)?.[1] ?? ''
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(match => [match[1], match[2]]))
}

const light = coloursOf(':root')
const dark = { ...light, ...coloursOf(':root[data-theme="dark"],\n:root[data-face="wall"]') }
const wall = { ...dark, ...coloursOf(':root[data-face="wall"]') }

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map(i => {
    const value = Number.parseInt(hex.slice(i, i + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG 2.2 contrast ratio, 1–21. */
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const GROUNDS = ['ground', 'surface', 'sunken', 'hover']
const TEXT: readonly (readonly [string, string])[] = [
  ...['ink', 'ink-soft', 'brand-text', 'error'].flatMap(ink => GROUNDS.map(ground => [ink, ground] as const)),
  ...['ground', 'surface', 'sunken'].map(ground => ['ink-faint', ground] as const),
  ['brand-ink', 'brand'],
  ['brand-ink', 'brand-hover'],
  ['brand-text', 'brand-soft'],
  ['ink', 'brand-soft'],
  ['ink', 'notice-soft'],
  ['error-ink', 'error'],
  ['ground', 'ink'],
  ...TONES.flatMap(tone => [
    [`risk-${tone}-ink`, `risk-${tone}`] as const,
    [`risk-${tone}-text`, `risk-${tone}-soft`] as const,
    ['ink', `risk-${tone}-soft`] as const,
  ]),
  ...[0, 1, 2, 3].map(shade => ['ink', `shade-${shade}`] as const),
  ...[4, 5].map(shade => ['surface', `shade-${shade}`] as const),
]
/** Edges of fields, icons and lines of charts: WCAG asks 3:1 of them. */
const MARKS: readonly (readonly [string, string])[] = [
  'line-strong',
  'focus',
  'notice',
  'series-1',
  'series-2',
  'series-3',
  'series-4',
].map(mark => [mark, 'surface'] as const)

describe.each([
  ['light', light],
  ['dark', dark],
  ['wall', wall],
])('%s', (_, colours) => {
  const ratio = ([a, b]: readonly [string, string]) => contrast(colours[a] ?? '#', colours[b] ?? '#')
  test.each(TEXT)('%s on %s is read', (a, b) => expect(ratio([a, b])).toBeGreaterThanOrEqual(4.5))
  test.each(MARKS)('%s on %s is seen', (a, b) => expect(ratio([a, b])).toBeGreaterThanOrEqual(3))
})

test('the measure knows black from white', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeLessThan(4.5)
})
