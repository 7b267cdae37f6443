import { expect, test } from 'vitest'
import { nameKey, tidy } from '#core/text.ts'
import { queryKey, spelling } from './key.ts'

test.each([
  ['Phường  Thuận Hóa ', 'phuong thuan hoa'],
  ['Phường Thuận Hoà', 'phuong thuan hoa'],
  ['Đắk Lắk', 'dak lak'],
  ['Bà Rịa - Vũng Tàu', 'ba ria vung tau'],
  ['Phường 01', 'phuong 1'],
  ['Phường 10', 'phuong 10'],
  ['Ea H’leo', 'ea h leo'],
])('the key of %j is %j', (text, key) => expect(nameKey(text)).toBe(key))

test('decomposed and composed letters have one key', () => {
  expect(nameKey('Huế'.normalize('NFD'))).toBe(nameKey('Huế'))
})

test.each([
  ['Q1', 'quan 1'],
  ['P. 5, Q.3', 'phuong 5 quan 3'],
  ['TX. Hương Thủy', 'thi xa huong thuy'],
  ['TP.HCM', 'thanh pho ho chi minh'],
  ['tp hcm', 'thanh pho ho chi minh'],
  ['TT Sịa', 'thi tran sia'],
  ['x. Lộc An', 'xa loc an'],
  ['xã Hợp', 'xa hop'],
  ['Hợp', 'hop'],
])('%j is read as %j', (text, key) => expect(queryKey(text)).toBe(key))

test.each([
  ['Xã Hòa An', 'Xã Hoà An', true],
  ['Phường Thủy Xuân', 'Phường Thuỷ Xuân', true],
  ['Xã Phó Bảng', 'Xã Phố Bảng', false],
  ['Xã Hoà An', 'Xã Hoa An', false],
  ['Xã Tân Phú', 'Phường Tân Phú', false],
])('%j and %j are one spelling: %j', (a, b, same) => expect(spelling(a) === spelling(b)).toBe(same))

test('stored text has single spaces', () => expect(tidy(' Xã  A Dơi ')).toBe('Xã A Dơi'))
