import { expect, test } from 'vitest'
import { HOUR_MS } from '#core/clock.ts'
import { proposalRule } from './policies.ts'
import {
  type Decision,
  gravest,
  isToldOf,
  type Journey,
  proposeFor,
  type TestPaper,
  testState,
  type Why,
} from './rules.ts'

const NOW = new Date('2026-11-20T02:00:00Z')
const params = proposalRule.defaults.at(-1)?.params
if (!params) throw new Error('The rule has no default.')

const paper = (hoursAgo: number, more: Partial<TestPaper> = {}): TestPaper => ({
  kind: 'pcr',
  result: 'negative',
  takenAt: new Date(NOW.getTime() - hoursAgo * HOUR_MS).toISOString(),
  place: 'Bệnh viện Trung ương Huế',
  ...more,
})

test.each<[string, TestPaper | undefined, ReturnType<typeof testState>]>([
  ['none shown', undefined, 'none'],
  ['taken just now', paper(0), 'valid'],
  ['in its last hour', paper(72), 'valid'],
  ['a minute too old', paper(72 + 1 / 60), 'expired'],
  ['a rapid one in its last hour', paper(24, { kind: 'rapid' }), 'valid'],
  ['a rapid one after it', paper(25, { kind: 'rapid' }), 'expired'],
  ['taken tomorrow', paper(-1), 'future'],
  ['positive', paper(10, { result: 'positive' }), 'positive'],
  ['positive, however old', paper(500, { result: 'positive' }), 'positive'],
])('a paper: %s', (_, given, state) => expect(testState(given, NOW, params)).toBe(state))

test.each<[string, Partial<Journey>, TestPaper | undefined, Decision, Why]>([
  ['from nowhere listed', {}, undefined, 'pass', 'clear'],
  ['from a province with listed parts', { from: 'part' }, undefined, 'pass', 'ask-where'],
  ['from a listed area, tested', { from: 'whole' }, paper(10), 'pass', 'tested'],
  ['from a listed area, coming home untested', { from: 'whole' }, undefined, 'isolate', 'untested-home'],
  [
    'from a listed area, passing through untested',
    { from: 'whole', toHome: false },
    undefined,
    'turn-back',
    'untested-through',
  ],
  ['from a listed area, paper expired', { from: 'whole' }, paper(100), 'isolate', 'untested-home'],
  [
    'from a listed area, paper of the future',
    { from: 'whole', toHome: false },
    paper(-5),
    'turn-back',
    'untested-through',
  ],
  ['into a listed area', { to: 'whole' }, paper(10), 'turn-back', 'into-listed'],
  ['an emergency from a listed area', { from: 'whole', purpose: 'emergency' }, undefined, 'pass', 'exempt'],
  ['on duty into a listed area', { to: 'whole', purpose: 'duty' }, undefined, 'pass', 'exempt'],
  ['positive, even in an emergency', { purpose: 'emergency' }, paper(1, { result: 'positive' }), 'isolate', 'positive'],
  ['positive, from nowhere listed', {}, paper(1, { result: 'positive' }), 'isolate', 'positive'],
])('what is proposed: %s', (_, journey, given, decision, why) =>
  expect(
    proposeFor({ from: 'none', to: 'none', toHome: true, purpose: 'work', ...journey }, given, NOW, params),
  ).toEqual({
    decision,
    why,
  }),
)

test('a vehicle goes by the gravest of its people', () => {
  const [pass, back, isolate] = (['pass', 'turn-back', 'isolate'] as const).map(decision => ({
    decision,
    why: 'clear' as const,
  })) as [never, never, never]
  expect(gravest([])).toEqual({ decision: 'pass', why: 'clear' })
  expect(gravest([pass, isolate, back])).toBe(isolate)
  expect(gravest([back, pass])).toBe(back)
})

test.each<[Decision, Journey['from'], boolean]>([
  ['pass', 'none', false],
  ['pass', 'part', false],
  ['pass', 'whole', true],
  ['turn-back', 'whole', false],
  ['isolate', 'none', true],
  ['isolate', 'whole', true],
])('the commune of destination is told of %s from %s: %s', (decision, from, told) =>
  expect(isToldOf(decision, from)).toBe(told),
)
