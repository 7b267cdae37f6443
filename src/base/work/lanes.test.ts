import { describe, expect, test } from 'vitest'
import type { Scope } from '#core/access.ts'
import { flow } from './flow.ts'
import { lanesOf, narrowed, visibleTo } from './inbox.ts'

const simple = (kind: string, reads: string) =>
  flow({
    kind,
    reads,
    states: ['a', 'b', 'z'],
    initial: 'a',
    final: ['z'],
    transitions: [
      { name: 'go', from: 'a', to: 'b', verb: 'v' },
      { name: 'end', from: 'b', to: 'z', verb: 'v' },
    ],
  })
const flows = [simple('x.one', 'x.read'), simple('x.two', 'x.read'), simple('y.one', 'y.read')]
const at = (...unitIds: string[]): Scope => ({ everywhere: false, unitIds, placeIds: [] })
const everywhere: Scope = { everywhere: true }
const seeing = (scopes: Record<string, Scope>) => visibleTo({ scope: verb => scopes[verb] ?? at() }, flows)

describe('what a caller sees', () => {
  test.each([
    [
      'kinds with the same units are one group',
      { 'work.read': at('1', '2'), 'x.read': at('1', '2'), 'y.read': at('2', '1') },
      [{ kinds: ['x.one', 'x.two', 'y.one'], unitIds: ['1', '2'] }],
    ],
    [
      'a kind whose verb is missing is not seen',
      { 'work.read': at('1'), 'x.read': at('1') },
      [{ kinds: ['x.one', 'x.two'], unitIds: ['1'] }],
    ],
    [
      'both verbs must hold at the unit',
      { 'work.read': at('1', '2'), 'x.read': at('2', '3'), 'y.read': at('3') },
      [{ kinds: ['x.one', 'x.two'], unitIds: ['2'] }],
    ],
    [
      'everywhere is narrowed by the other verb',
      { 'work.read': everywhere, 'x.read': at('2'), 'y.read': everywhere },
      [
        { kinds: ['x.one', 'x.two'], unitIds: ['2'] },
        { kinds: ['y.one'], unitIds: null },
      ],
    ],
    ['nothing without work.read', { 'x.read': everywhere }, []],
  ])('%s', (_, scopes: Record<string, Scope>, groups) => {
    expect(seeing(scopes)).toEqual(groups)
  })

  test('a filter narrows, and never widens', () => {
    const visible = seeing({ 'work.read': at('1', '2'), 'x.read': at('1', '2') })
    expect(narrowed(visible, { kind: 'x.two', unitIds: ['2', '3'] })).toEqual([{ kinds: ['x.two'], unitIds: ['2'] }])
    expect(narrowed(visible, { kind: 'y.one' })).toEqual([])
    expect(narrowed(visible, { unitIds: ['3'] })).toEqual([])
  })
})

describe('lanes', () => {
  const all = { 'work.read': at('1', '2'), 'x.read': at('1', '2'), 'y.read': at('1', '2') }
  test('one per unit when every kind is wanted', () => {
    expect(lanesOf({ flows, visible: seeing(all), filter: {} })).toEqual([{ unitId: '1' }, { unitId: '2' }])
  })
  test('one per unit, kind and state otherwise, final states left out', () => {
    const visible = narrowed(seeing(all), { kind: 'x.one' })
    expect(lanesOf({ flows, visible, filter: { kind: 'x.one' } })).toHaveLength(4)
    expect(lanesOf({ flows, visible, filter: { kind: 'x.one', state: 'b' } })).toEqual([
      { unitId: '1', kind: 'x.one', state: 'b' },
      { unitId: '2', kind: 'x.one', state: 'b' },
    ])
  })
  test('one per kind and state for who sees everything; none when it is the whole list', () => {
    const whole = { 'work.read': everywhere, 'x.read': everywhere, 'y.read': everywhere }
    expect(lanesOf({ flows, visible: narrowed(seeing(whole), { kind: 'y.one' }), filter: { kind: 'y.one' } })).toEqual([
      { kind: 'y.one', state: 'a' },
      { kind: 'y.one', state: 'b' },
    ])
    expect(lanesOf({ flows, visible: seeing(whole), filter: {} })).toBeUndefined()
  })
  test('none when there would be too many', () => {
    const units = Array.from({ length: 6000 }, (_, i) => String(i))
    expect(lanesOf({ flows, visible: [{ kinds: flows.map(f => f.kind), unitIds: units }], filter: {} })).toBeUndefined()
  })
})
