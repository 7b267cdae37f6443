import { expect, test } from 'vitest'
import { aTree, aUnit } from './testing.ts'

const hue = aUnit('46', 'Thành phố Huế', null)
const hcm = aUnit('79', 'Thành phố Hồ Chí Minh', null)
const nghean = aUnit('40', 'Tỉnh Nghệ An', null)
const q1 = aUnit('760', 'Quận 1', hcm)
const q10 = aUnit('771', 'Quận 10', hcm)
const thuanhoa = aUnit('474', 'Quận Thuận Hóa', hue)
const units = [
  hue,
  hcm,
  nghean,
  q1,
  q10,
  thuanhoa,
  aUnit('26734', 'Phường Tân Định', q1),
  aUnit('27163', 'Phường 01', q10),
  aUnit('27166', 'Phường 11', q10),
  aUnit('19774', 'Phường Vỹ Dạ', thuanhoa),
  aUnit('19789', 'Phường Thuận Hòa', thuanhoa),
  aUnit('17230', 'Xã Đại Huệ', nghean),
  aUnit('17233', 'Xã Hòa Thuận', nghean),
]
const tree = aTree(units)
const found = (text: string, options = {}) => tree.find(text, options).map(unit => tree.label(unit.id))

test.each([
  ['hue', ['Thành phố Huế', 'Xã Đại Huệ, Tỉnh Nghệ An']],
  ['Huệ', ['Thành phố Huế', 'Xã Đại Huệ, Tỉnh Nghệ An']],
  ['vy da', ['Phường Vỹ Dạ, Quận Thuận Hóa, Thành phố Huế']],
  ['p. vỹ dạ, tp huế', ['Phường Vỹ Dạ, Quận Thuận Hóa, Thành phố Huế']],
  ['vy da hue', ['Phường Vỹ Dạ, Quận Thuận Hóa, Thành phố Huế']],
  ['P1, Q10', ['Phường 01, Quận 10, Thành phố Hồ Chí Minh', 'Phường 11, Quận 10, Thành phố Hồ Chí Minh']],
  ['vy da, ha noi', []],
  ['19774', ['Phường Vỹ Dạ, Quận Thuận Hóa, Thành phố Huế']],
  ['  ', []],
  ['không có nơi này', []],
])('%j finds %j', (text, labels) => expect(found(text)).toEqual(labels))

test('the name itself comes before names that begin with it, higher tiers before lower', () => {
  expect(found('thuan hoa').slice(0, 2)).toEqual([
    'Quận Thuận Hóa, Thành phố Huế',
    'Phường Thuận Hòa, Quận Thuận Hóa, Thành phố Huế',
  ])
  expect(found('thuan hoa').at(-1)).toBe('Xã Hòa Thuận, Tỉnh Nghệ An')
})

test('a number is met whole before it is met as a beginning', () => {
  expect(found('q1').slice(0, 2)).toEqual(['Quận 1, Thành phố Hồ Chí Minh', 'Quận 10, Thành phố Hồ Chí Minh'])
})

test('an accent that is typed comes first', () => {
  expect(found('thuận hòa')[0]).toBe('Phường Thuận Hòa, Quận Thuận Hóa, Thành phố Huế')
})

test('a search can be kept to a tier, an area and a number', () => {
  expect(found('thuan', { tier: 'commune', within: hue.id })).toEqual([
    'Phường Thuận Hòa, Quận Thuận Hóa, Thành phố Huế',
  ])
  expect(found('phuong', { limit: 2 })).toHaveLength(2)
})

test('what lies near comes first, whatever accents were typed, but not before a name that is meant whole', () => {
  const far = aUnit('00790', 'Xã Thuận Hoà', nghean)
  const farther = aUnit('00793', 'Xã Thuận', nghean)
  const find = (text: string) =>
    aTree([...units, far, farther])
      .find(text, { tier: 'commune', near: [hue.id] })
      .map(unit => unit.fullName)
  expect(find('thuận hoà').slice(0, 2)).toEqual(['Phường Thuận Hòa', 'Xã Thuận Hoà'])
  expect(find('thuan')[0]).toBe('Xã Thuận')
})
