import { describe, expect, test } from 'vitest'
import type { Tree, Who } from '#core/access.ts'
import { type Flow, faultsOf, flow } from './flow.ts'
import { nextMoves, termOf, whyNot } from './rules.ts'

const followUp = flow({
  kind: 'tracing.follow-up',
  reads: 'tracing.read',
  states: ['to-reach', 'reached', 'lost', 'finished'],
  initial: 'to-reach',
  final: ['lost', 'finished'],
  due: { hours: 24 },
  transitions: [
    { name: 'reach', from: 'to-reach', to: 'reached', verb: 'tracing.follow', due: { workingDays: 14 } },
    { name: 'lose', from: ['to-reach', 'reached'], to: 'lost', verb: 'tracing.lose', needsNote: true },
    { name: 'finish', from: 'reached', to: 'finished', verb: 'tracing.follow', form: 'tracing.result', due: null },
  ],
})

describe('a table that makes no sense', () => {
  const base: Flow = followUp
  const cases: [string, Partial<Flow>, string][] = [
    ['begins nowhere', { initial: 'start' }, 'no state “start”'],
    [
      'leads nowhere',
      { transitions: [...base.transitions, { name: 'x', from: 'reached', to: 'gone', verb: 'v' }] },
      '“x”: no state “gone”',
    ],
    [
      'goes on after the end',
      { transitions: [...base.transitions, { name: 'again', from: 'lost', to: 'reached', verb: 'v' }] },
      'a step from the final state “lost”',
    ],
    [
      'has a state that is never reached',
      { states: [...base.states, 'island'], final: [...base.final, 'island'] },
      '“island” is never reached',
    ],
    [
      'has a state without a way out',
      {
        states: [...base.states, 'trap'],
        transitions: [...base.transitions, { name: 'fall', from: 'reached', to: 'trap', verb: 'v' }],
      },
      'no way out of “trap”',
    ],
    [
      'has two steps of one name',
      { transitions: [...base.transitions, { name: 'reach', from: 'to-reach', to: 'lost', verb: 'v' }] },
      'two steps of one name from “to-reach”',
    ],
  ]
  test.each(cases)('%s', (_, wrong, fault) => {
    expect(faultsOf({ ...base, ...wrong })).toContain(fault)
    expect(() => flow({ ...base, ...wrong })).toThrow(fault)
  })
  test('and one that does', () => expect(faultsOf(base)).toEqual([]))
})

const tree: Tree = { contains: (a, u) => u.startsWith(a), within: () => [], everywhere: () => false }
const rights = new Map([
  ['officer', new Set(['tracing.follow'])],
  ['chief', new Set(['tracing.follow', 'tracing.lose'])],
])
const officer = (role: string, areaId: string): Who => ({
  accountId: 'a',
  sessionId: 's',
  name: 'A',
  personIds: [],
  grants: [{ role, areaId }],
})

describe('what may happen next', () => {
  test('is every step from the state, with the reason where it is not allowed', () => {
    const moves = nextMoves(
      followUp,
      { state: 'reached', unitId: 'hue/1', organisationId: null, holderId: null },
      { who: officer('officer', 'hue'), rights, tree },
    )
    expect(moves).toEqual([
      { name: 'lose', to: 'lost', verb: 'tracing.lose', form: null, needsNote: true, refused: 'core.refused.verb' },
      {
        name: 'finish',
        to: 'finished',
        verb: 'tracing.follow',
        form: 'tracing.result',
        needsNote: false,
        refused: null,
      },
    ])
  })
  test('has nothing that the system alone does', () => {
    const own = { name: 'lapse', from: 'reached', to: 'finished', verb: 'tracing.follow', system: true } as const
    const lapsing: Flow = { ...followUp, transitions: [own] }
    expect(
      nextMoves(
        lapsing,
        { state: 'reached', unitId: 'hue/1', organisationId: null, holderId: null },
        { who: null, rights, tree },
      ),
    ).toEqual([])
  })
  test('is nothing at the end', () => {
    expect(
      nextMoves(
        followUp,
        { state: 'lost', unitId: 'hue/1', organisationId: null, holderId: null },
        { who: officer('chief', 'hue'), rights, tree },
      ),
    ).toEqual([])
  })
  test.each([
    ['the right, at the place', officer('chief', 'hue'), undefined],
    ['the right, elsewhere', officer('chief', 'dn'), 'core.refused.area'],
    ['not the right', officer('officer', 'hue'), 'core.refused.verb'],
    ['the system itself', null, undefined],
  ])('%s', (_, who, refused) => {
    expect(whyNot({ who, rights, tree }, 'tracing.lose', 'hue/1')).toBe(refused)
  })
})

describe('the term of a step', () => {
  test.each([
    ['open', {}, { hours: 24 }],
    ['reach', {}, { workingDays: 14 }],
    ['finish', {}, null],
    ['lose', {}, undefined],
    ['reach', { 'tracing.follow-up.reach': { hours: 6 } }, { hours: 6 }],
    ['reach', { 'tracing.follow-up.reach': null }, null],
    ['reach', { 'other.kind.reach': { hours: 6 } }, { workingDays: 14 }],
  ])('%s with %j', (step, set, term) => {
    expect(termOf(followUp, step, set)).toEqual(term)
  })
})
