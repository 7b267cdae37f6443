import { expect, test } from 'vitest'
import type { Bearer } from '#base/timeline/delivered.ts'
import type { Doubt } from '#base/timeline/moment.ts'
import { answerFor, leftBeforeEntering, whereOf, whyParked } from './rules.ts'

const NOON = new Date('2026-11-20T05:00:00Z')
const earlier = new Date('2026-11-20T04:00:00Z')
const placed = (at: Date, doubt?: Doubt) => ({ at, deviceAt: at, uncertaintyS: 0, doubt })
const bearer = (given: Partial<Bearer> = {}): Bearer => ({
  onStaff: true,
  endedAt: null,
  placeClosedAt: null,
  ...given,
})

test.each([
  ['in', 'green', 'agrees', false, 'welcome'],
  ['in', 'green', 'differs', false, 'check-papers'],
  ['in', 'green', 'differs', true, 'welcome'],
  ['in', 'orange', 'agrees', false, 'see-health-staff'],
  ['in', 'red', 'verified', true, 'enter-see-health-staff'],
  ['in', 'yellow', 'new', false, 'welcome'],
  ['out', 'red', 'differs', false, 'goodbye'],
] as const)('%s, %s, %s, open to all %s: %s', (direction, level, identity, open, answer) =>
  expect(answerFor(direction, level, identity, open)).toBe(answer),
)

test.each([
  ['nothing is wrong', placed(NOON), bearer(), undefined],
  ['to come', placed(NOON, 'future'), bearer(), 'checkpoints.in-future'],
  ['too old', placed(NOON, 'old'), bearer(), 'checkpoints.too-old'],
  ['a clock that was set', placed(NOON, 'changed'), bearer(), 'checkpoints.clock-changed'],
  ['not on the staff', placed(NOON), bearer({ onStaff: false }), 'checkpoints.not-on-staff'],
  ['before signing out', placed(earlier), bearer({ endedAt: NOON }), undefined],
  ['in the moment of signing out', placed(NOON), bearer({ endedAt: NOON }), undefined],
  ['after signing out', placed(NOON), bearer({ endedAt: earlier }), 'checkpoints.after-sign-out'],
  ['before the place closed', placed(earlier), bearer({ placeClosedAt: NOON }), undefined],
  ['after the place closed', placed(NOON), bearer({ placeClosedAt: NOON }), 'checkpoints.place-closed'],
])('%s', (_, time, holder, why) => expect(whyParked(time, holder)).toBe(why))

test('who leaves before they came is found in the order in which the device scanned', () => {
  const scan = (code: string, direction: 'in' | 'out', at: Date) => ({ code, direction, time: placed(at) })
  const scans = [
    scan('an', 'in', NOON),
    scan('binh', 'out', earlier),
    scan('an', 'out', earlier),
    scan('chi', 'in', earlier),
    scan('chi', 'out', NOON),
    { code: undefined, direction: 'out' as const, time: undefined },
  ]
  expect([...leftBeforeEntering(scans)]).toEqual([scans[2]])
})

test('what is scanned at an area is at the whole place', () => {
  const area = { id: 'gate', parentId: 'market', unitId: 'ward' }
  expect(whereOf(area)).toEqual({ placeId: 'market', areaId: 'gate', unitId: 'ward' })
  expect(whereOf({ ...area, parentId: null, id: 'market' })).toMatchObject({ placeId: 'market', areaId: null })
  expect(whereOf({ ...area, parentId: null, id: 'market' }, 'hall')).toMatchObject({ areaId: 'hall' })
})
