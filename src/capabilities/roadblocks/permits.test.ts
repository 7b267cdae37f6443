import { expect, test } from 'vitest'
import { type PermitState, permitState, withoutPermit } from './permits.ts'
import { permitRule } from './policies.ts'

const at = new Date('2026-11-20T02:00:00Z')
const params = permitRule.defaults.at(-1)?.params as NonNullable<(typeof permitRule.defaults)[number]>['params']
const plateKey = '75C12345'

test.each<[string, string, PermitState]>([
  ['none', ' ', 'none'],
  ['a link to where permits are', 'https://luongxanh.drvn.gov.vn/qr/7f3a', 'plausible'],
  ['a link to anywhere', 'https://example.com/qr/7f3a', 'elsewhere'],
  ['a link that only looks so', 'https://luongxanh.drvn.gov.vn.example.com/qr', 'elsewhere'],
  ['a link that is broken', 'https://', 'elsewhere'],
  ['a number that was typed', 'LX-0012345', 'plausible'],
  ['the plate of this vehicle', 'Xe 75C-123.45, hàng thiết yếu', 'plausible'],
  ['the plate of another', 'Xe 75C-999.99, hàng thiết yếu', 'other-plate'],
  ['this one among others', '75C-999.99; 75C-123.45', 'plausible'],
  ['until today', '75C-123.45|20/11/2026', 'plausible'],
  ['until yesterday', '75C-123.45|01/11/2026|19/11/2026', 'expired'],
  ['until a day as machines write it', '2026-11-19', 'expired'],
])('a code: %s', (_, text, state) => expect(permitState({ text, plateKey, at }, params)).toBe(state))

test('where no plate was read, that of the code says nothing', () =>
  expect(permitState({ text: '75C-999.99', plateKey: undefined, at }, params)).toBe('plausible'))

test('nobody is asked until a province says so; then only such vehicles on such journeys', () => {
  const truck = { text: '', plateKey, at, vehicle: 'truck', purpose: 'goods' } as const
  expect(withoutPermit(params, truck)).toBeUndefined()
  const asking = { ...params, vehicles: ['truck'] as const }
  expect(withoutPermit(asking, truck)).toBe('turn-back')
  expect(withoutPermit(asking, { ...truck, text: 'LX-0012345' })).toBeUndefined()
  expect(withoutPermit(asking, { ...truck, purpose: 'home' })).toBeUndefined()
  expect(withoutPermit(asking, { ...truck, vehicle: 'car' })).toBeUndefined()
})
