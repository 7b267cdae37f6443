import { expect, test } from 'vitest'
import { format } from './format.ts'

const vi = format('vi')
const en = format('en')
const at = '2026-11-22T07:05:00Z'

test.each([
  ['a number', vi.number(1234567.8), '1.234.567,8'],
  ['a number in English', en.number(1234567.8), '1,234,567.8'],
  ['a share', vi.percent(0.8254), '82,5%'],
  ['a day', vi.day('2026-11-22'), '22/11/2026'],
  ['the day of an instant is the day in Vietnam', vi.day('2026-11-21T18:00:00Z'), '22/11/2026'],
  ['a short day', vi.dayShort('2026-11-22'), '22/11'],
  ['a long day', vi.dayLong('2026-11-22'), 'Chủ Nhật, 22/11/2026'],
  ['a time', vi.time(at), '14:05'],
  ['midnight', vi.time('2026-11-21T17:00:00Z'), '00:00'],
  ['an instant', vi.instant(at), '14:05 22/11/2026'],
  ['an instant in English reads day first', en.instant(at), '14:05 22/11/2026'],
  ['minutes', vi.minutes(45), '45 phút'],
  ['hours and minutes', vi.minutes(75), '1 giờ 15 phút'],
  ['whole hours', vi.minutes(120), '2 giờ'],
  ['hours and minutes in English', en.minutes(61), '1 hour 1 minute'],
])('%s', (_, written, expected) => expect(written).toBe(expected))

test.each([
  [20, '1 phút trước'],
  [300, '5 phút trước'],
  [7_300, '2 giờ trước'],
  [200_000, '2 ngày trước'],
])('%i seconds ago', (seconds, expected) => {
  const now = new Date(at)
  expect(vi.ago(new Date(now.getTime() - seconds * 1000), now)).toBe(expected)
})

test('names are sorted by given name', () => {
  const names = ['Trần Văn Đức', 'Nguyễn Thị Ánh', 'Lê Dung', 'An', 'Hồ Thị Dung']
  expect(names.sort(vi.byName)).toEqual(['An', 'Nguyễn Thị Ánh', 'Hồ Thị Dung', 'Lê Dung', 'Trần Văn Đức'])
})
