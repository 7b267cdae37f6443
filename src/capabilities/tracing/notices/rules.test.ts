import { describe, expect, test } from 'vitest'
import {
  type Finding,
  findingsIn,
  isRefused,
  lastDayOf,
  linesOf,
  type Offer,
  offerOf,
  personalIn,
  roundedOut,
  type SourceStop,
  stateOf,
} from './rules.ts'

test.each<[string | null, string, boolean, Offer]>([
  ['market', 'Chợ Phong Điền', true, 'public'],
  ['restaurant', 'Quán cơm Bà Đào', true, 'public'],
  ['market', 'Chợ Phong Điền', false, 'before'],
  ['lodging', 'Nhà nghỉ Hương', true, 'private'],
  ['school', 'Lớp 9/1', true, 'members'],
  ['workplace', 'Xưởng may', true, 'members'],
  ['isolation', 'Khu cách ly', true, 'private'],
  ['other', 'Thôn 2', true, 'private'],
  [null, 'Quán nước đầu đường', true, 'unlisted'],
  [null, 'Ở nhà', true, 'private'],
  [null, 'nhà bà ngoại ở Quảng Điền', true, 'private'],
  [null, 'Phòng trọ số 3, kiệt 12', true, 'private'],
  [null, 'Nhà riêng', false, 'private'],
  [null, 'Nhà hàng Sông Hương', true, 'unlisted'],
  [null, 'Bến xe phía Nam', false, 'before'],
])('a stop at a %s, “%s”, traced: %s is %s', (placeKind, words, traced, offer) =>
  expect(offerOf({ placeKind, words, traced })).toBe(offer),
)

const at = (time: string) => new Date(`2026-11-20T${time}:00+07:00`)
const stop = (id: string, from: string, to: string, more: Partial<SourceStop> = {}): SourceStop => ({
  id,
  placeId: 'market',
  areaId: null,
  place: 'Chợ',
  address: '',
  unitId: null,
  from: at(from),
  to: at(to),
  ...more,
})
const shown = (stops: readonly SourceStop[]) =>
  linesOf(stops).map(({ place, from, to, stopIds }) => [
    place,
    new Date(from.getTime() + 7 * 3_600_000).toISOString().slice(11, 16),
    new Date(to.getTime() + 7 * 3_600_000).toISOString().slice(11, 16),
    stopIds.join(),
  ])

test('hours are rounded outward', () => {
  expect(roundedOut({ from: at('08:03'), to: at('08:46') })).toEqual({ from: at('08:00'), to: at('09:00') })
  expect(roundedOut({ from: at('08:00'), to: at('08:45') })).toEqual({ from: at('08:00'), to: at('08:45') })
})

describe('stops become lines', () => {
  test.each<[string, readonly SourceStop[], readonly string[][]]>([
    [
      'two cases at one time are one',
      [stop('a', '08:03', '08:50'), stop('b', '08:30', '09:10')],
      [['Chợ', '08:00', '09:15', 'a,b']],
    ],
    [
      'one within another',
      [stop('b', '08:30', '08:40'), stop('a', '08:00', '10:00')],
      [['Chợ', '08:00', '10:00', 'a,b']],
    ],
    [
      'hours apart are two, in their order',
      [stop('b', '16:00', '17:00'), stop('a', '08:00', '09:00')],
      [
        ['Chợ', '08:00', '09:00', 'a'],
        ['Chợ', '16:00', '17:00', 'b'],
      ],
    ],
    [
      'two halls are two, and so are two places that only words tell of',
      [
        stop('a', '08:00', '09:00', { areaId: 'fish' }),
        stop('b', '08:00', '09:00', { areaId: 'cloth' }),
        stop('c', '08:00', '09:00', { placeId: null, place: 'Quán' }),
        stop('d', '08:00', '09:00', { placeId: null, place: 'Quán' }),
      ],
      [
        ['Chợ', '08:00', '09:00', 'a'],
        ['Chợ', '08:00', '09:00', 'b'],
        ['Quán', '08:00', '09:00', 'c'],
        ['Quán', '08:00', '09:00', 'd'],
      ],
    ],
  ])('%s', (_, stops, lines) => expect(shown(stops)).toEqual(lines))
})

test('it is shown until nobody falls ill of it any more', () => {
  expect(lastDayOf([{ to: at('10:00') }, { to: at('23:30') }], 14)).toBe('2026-12-04')
  const notice = { firstAt: at('12:00'), withdrawnAt: null, expiresOn: '2026-12-04' }
  expect(stateOf(notice, '2026-12-04')).toBe('current')
  expect(stateOf(notice, '2026-12-05')).toBe('expired')
  expect(stateOf({ ...notice, withdrawnAt: at('13:00') }, '2026-12-05')).toBe('withdrawn')
  expect(stateOf({ firstAt: null, withdrawnAt: null, expiresOn: null }, '2026-12-05')).toBe('draft')
})

const watched = { cases: ['Nguyễn Thị Hòa', 'Huệ'], contacts: ['Lê Văn Gặp'], phone: '0234 3820 345, 0965 341 616' }

test.each<[string, readonly Finding[]]>([
  ['Ai đã có mặt, vui lòng gọi trạm y tế và ở tại chỗ.', []],
  ['Ca bệnh là nguyen thi hoà, bán cá.', ['name']],
  ['Chị Hòa bán cá.', ['given-name']],
  ['Chị Thị Hoà bán cá.', ['given-name']],
  ['Chợ Hòa Bình, quán Huệ', []],
  ['Gọi 0965341616 hoặc 0234.3820.345', []],
  ['Gọi bà chủ quán: 0905 000 123', ['phone']],
  ['Gọi +84 905 000 123', ['phone']],
  ['CCCD 046190000123', ['id-number']],
  ['CMND 191 234 567', ['id-number']],
  ['Từ 08:00 đến 10:30 ngày 20/11/2026', []],
  ['Số 12 Hùng Vương, km 9 quốc lộ 1A', []],
  ['Liên quan BN001234', ['case-number']],
  ['Đi cùng Lê Văn Gặp', ['contact-name']],
])('“%s” holds %j', (text, found) => expect(personalIn(text, watched)).toEqual(found))

test('every text is read; the register of places may spell a name', () => {
  const lines = [
    { id: 'school', place: 'Trường Nguyễn Thị Hòa', address: 'Phong Điền' },
    { id: 'home', place: 'Nhà bà ngoại', address: '' },
  ]
  const said = { organ: 'CDC', phone: '1022', advice: 'Gọi 0905 000 123', correction: 'Không phải chị Hòa', lines }
  expect(findingsIn(said, watched, new Set(['Trường Nguyễn Thị Hòa']))).toEqual([
    { field: 'advice', finding: 'phone' },
    { field: 'correction', finding: 'given-name' },
    { field: 'home', finding: 'home' },
  ])
  expect(findingsIn(said, watched, new Set())).toContainEqual({ field: 'school', finding: 'name' })
})

test('names and numbers of people are refused, doubts are asked about', () => {
  expect((['name', 'phone', 'id-number'] as const).every(isRefused)).toBe(true)
  expect((['given-name', 'case-number', 'home', 'contact-name'] as const).some(isRefused)).toBe(false)
})
