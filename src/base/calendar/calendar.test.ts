import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, dayOf } from '#core/clock.ts'
import {
  addWorkingDays,
  addWorkingMinutes,
  type CalendarEntry,
  dayKind,
  deadline,
  HOLIDAY_RULES,
  isWorkingDay,
  OFFICE_HOURS,
  specialDays,
  workingDaysBetween,
  workingMinutesBetween,
} from './calendar.ts'

/** Decisions as announced for some years, in the form an administrator enters them. */
const decisions: readonly CalendarEntry[] = [
  { date: '2024-02-08', kind: 'holiday', note: 'Tết Giáp Thìn: nghỉ từ 29 tháng Chạp' },
  { date: '2024-02-15', kind: 'makeup', note: 'Tết Giáp Thìn: đi làm từ mùng 6' },
  { date: '2025-01-27', kind: 'holiday', note: 'Tết Ất Tỵ: nghỉ từ 28 tháng Chạp' },
  { date: '2025-02-03', kind: 'makeup', note: 'Tết Ất Tỵ: đi làm từ mùng 6' },
  { date: '2025-05-02', kind: 'swap', note: 'Hoán đổi với thứ Bảy 26/4' },
  { date: '2025-04-26', kind: 'makeup', note: 'Làm bù cho 2/5' },
]

const daysOff = (from: string, to: string, overlay: readonly CalendarEntry[]) => {
  const off: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) if (!isWorkingDay(day, overlay)) off.push(day.slice(5))
  return off
}
const range = (from: string, to: string) => {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day.slice(5))
  return days
}
/** An instant by the clock on the wall in Vietnam. */
const at = (wall: string) => new Date(`${wall.replace(' ', 'T')}:00+07:00`)
const wall = (instant: Date) => new Date(instant.getTime() + 7 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

describe('days off', () => {
  test.each([
    ['Tết 2024 as computed', '2024-02-07', '2024-02-16', [], '2024-02-09', '2024-02-15'],
    ['Tết 2024 as announced', '2024-02-07', '2024-02-16', decisions, '2024-02-08', '2024-02-14'],
    ['Tết 2025 as computed', '2025-01-27', '2025-02-04', [], '2025-01-28', '2025-02-03'],
    ['Tết 2025 as announced', '2025-01-24', '2025-02-03', decisions, '2025-01-25', '2025-02-02'],
    ['Tết 2026', '2026-02-13', '2026-02-23', [], '2026-02-14', '2026-02-22'],
    ['Tết 2027', '2027-02-04', '2027-02-12', [], '2027-02-05', '2027-02-11'],
    ['Giỗ Tổ 2023 on a Saturday, 30/4 and 1/5', '2023-04-28', '2023-05-04', [], '2023-04-29', '2023-05-03'],
    ['30/4 and 1/5 2025 with a swap', '2025-04-29', '2025-05-05', decisions, '2025-04-30', '2025-05-04'],
    ['National Day 2021, Thursday', '2021-09-01', '2021-09-06', [], '2021-09-02', '2021-09-05'],
    ['National Day 2022, Friday', '2022-08-31', '2022-09-05', [], '2022-09-01', '2022-09-04'],
    ['National Day 2023, Saturday', '2023-08-31', '2023-09-05', [], '2023-09-01', '2023-09-04'],
    ['National Day 2024, Monday', '2024-08-30', '2024-09-04', [], '2024-08-31', '2024-09-03'],
    ['National Day 2025, Tuesday', '2025-08-29', '2025-09-03', [], '2025-08-30', '2025-09-02'],
    ['New Year 2028, Saturday', '2027-12-31', '2028-01-04', [], '2028-01-01', '2028-01-03'],
  ])('%s', (_, from, to, overlay, first, last) => expect(daysOff(from, to, overlay)).toEqual(range(first, last)))

  test('a decision says why', () => {
    expect(dayKind('2025-05-02', decisions)).toEqual({
      working: false,
      kind: 'swap',
      note: 'Hoán đổi với thứ Bảy 26/4',
    })
    expect(dayKind('2025-04-26', decisions)).toMatchObject({ working: true, kind: 'makeup' })
    expect(dayKind('2025-05-02', [])).toEqual({ working: true, kind: 'workday' })
    expect(dayKind('2026-11-22', [])).toEqual({ working: false, kind: 'weekend' })
    expect(dayKind('2025-02-03', [])).toEqual({
      working: false,
      kind: 'substitute',
      note: 'Nghỉ bù: Giao thừa Tết Nguyên Đán',
    })
    expect(dayKind('2025-01-29', [])).toEqual({ working: false, kind: 'public', note: 'Tết Nguyên Đán' })
  })

  test.each([2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028, 2029, 2030])(
    '%i has eleven holidays, all made up for',
    year => {
      const days = specialDays(year, [])
      expect(days.filter(day => day.kind === 'public')).toHaveLength(11)
      expect(days.filter(day => ![0, 6].includes(new Date(day.date).getUTCDay()))).toHaveLength(11)
    },
  )

  test('a further day each year is a rule, not code', () => {
    const rules = { ...HOLIDAY_RULES, annual: [{ monthDay: '11-24', from: 2026, name: 'Ngày Văn hóa Việt Nam' }] }
    expect(['2025-11-24', '2026-11-24'].map(day => isWorkingDay(day, [], rules))).toEqual([true, false])
    expect(isWorkingDay('2026-11-24', [])).toBe(true)
  })

  test('a year lists its decisions among its holidays', () => {
    const days = specialDays(2025, decisions)
    expect(days.map(day => day.date)).toEqual(days.map(day => day.date).sort())
    expect(days).toContainEqual({ date: '2025-04-26', working: true, kind: 'makeup', note: 'Làm bù cho 2/5' })
  })

  const data = process.env.SAOLA_TESTDATA
  test.skipIf(!data)('as in the reference table', () => {
    const lines = readFileSync(join(data ?? '', 'data/calendar/holidays-vn-2020-2027.csv'), 'utf8')
      .trim()
      .split('\n')
    const known = lines.slice(1).map(line => line.slice(0, 10))
    const years = [2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027]
    const ours = years.flatMap(year => specialDays(year, []).filter(day => day.kind === 'public')).map(day => day.date)
    expect(known).toHaveLength(86)
    expect(ours.filter(day => day !== '2027-09-03')).toEqual(known.sort())
  })
})

describe('counting days', () => {
  test.each([
    ['2026-11-20', 1, '2026-11-23'],
    ['2026-11-21', 1, '2026-11-23'],
    ['2026-11-23', 5, '2026-11-30'],
    ['2026-11-23', 0, '2026-11-23'],
    ['2026-11-22', 0, '2026-11-23'],
    ['2026-11-23', -1, '2026-11-20'],
    ['2026-02-13', 1, '2026-02-23'],
    ['2025-04-25', 1, '2025-04-26'],
    ['2025-04-29', 1, '2025-05-05'],
  ])('%s and %i working days make %s', (day, n, due) => expect(addWorkingDays(day, n, decisions)).toBe(due))

  const aDay = fc.integer({ min: 0, max: 2900 }).map(n => addDays('2021-01-01', n))
  test('there and back again', () =>
    fc.assert(
      fc.property(aDay, fc.integer({ min: 1, max: 60 }), (day, n) => {
        const start = addWorkingDays(day, 0, decisions)
        const end = addWorkingDays(start, n, decisions)
        expect(workingDaysBetween(start, end, decisions)).toBe(n)
        expect(workingDaysBetween(end, start, decisions)).toBe(-n)
        expect(isWorkingDay(end, decisions)).toBe(true)
        expect(addWorkingDays(end, -n, decisions)).toBe(start)
        expect(daysOff(addDays(start, 1), end, decisions)).toHaveLength(
          (Date.parse(end) - Date.parse(start)) / 864e5 - n,
        )
      }),
    ))

  test('a table without working days is an error, not an endless loop', () => {
    const closed = range('2026-11-01', '2027-02-28').map((day, i) => ({
      date: addDays('2026-11-01', i),
      kind: 'holiday' as const,
      note: day,
    }))
    expect(() => addWorkingDays('2026-11-02', 1, closed)).toThrow(RangeError)
  })
})

describe('deadlines', () => {
  test.each([
    ['Monday morning, one day', '2026-11-23 08:00', { workingDays: 1 }, '2026-11-24 17:00'],
    ['the hour of receipt does not matter', '2026-11-23 23:59', { workingDays: 1 }, '2026-11-24 17:00'],
    ['received on Saturday', '2026-11-21 09:00', { workingDays: 1 }, '2026-11-23 17:00'],
    ['over Tết', '2026-02-12 16:00', { workingDays: 2 }, '2026-02-23 17:00'],
    ['eight hours', '2026-11-23 10:00', { hours: 8 }, '2026-11-24 10:00'],
    ['eight hours from opening', '2026-11-23 07:00', { hours: 8 }, '2026-11-23 17:00'],
    ['one hour over lunch', '2026-11-23 11:00', { hours: 1 }, '2026-11-23 14:00'],
    ['received at night', '2026-11-20 20:00', { hours: 1 }, '2026-11-23 08:00'],
    ['days and hours', '2026-11-23 08:00', { workingDays: 1, hours: 2 }, '2026-11-25 09:00'],
  ])('%s', (_, received, term, due) => expect(wall(deadline(at(received), term, decisions))).toBe(due))

  test('an office with its own hours', () =>
    expect(wall(deadline(at('2026-11-23 11:00'), { hours: 2 }, [], [['08:00', '12:00']]))).toBe('2026-11-24 09:00'))

  test.each([{}, { workingDays: 0 }, { hours: -1 }, { workingDays: Number.NaN }])('%j is no term', term =>
    expect(() => deadline(at('2026-11-23 08:00'), term, [])).toThrow(RangeError),
  )
  test.each([{ workingDays: 1 }, { hours: 1 }])('an office that never opens has no deadline of %j', term =>
    expect(() => deadline(at('2026-11-23 08:00'), term, [], [])).toThrow(RangeError),
  )
})

describe('office time', () => {
  test.each([
    ['2026-11-23 07:00', '2026-11-23 17:00', 480],
    ['2026-11-23 00:00', '2026-11-24 00:00', 480],
    ['2026-11-23 11:00', '2026-11-23 14:00', 60],
    ['2026-11-23 12:00', '2026-11-23 13:00', 0],
    ['2026-11-20 16:30', '2026-11-23 07:30', 60],
    ['2026-11-21 00:00', '2026-11-23 00:00', 0],
    ['2026-11-23 14:00', '2026-11-23 11:00', -60],
    ['2025-04-26 07:00', '2025-04-26 17:00', 480],
  ])('from %s to %s: %i minutes', (from, to, minutes) =>
    expect(workingMinutesBetween(at(from), at(to), OFFICE_HOURS, decisions)).toBe(minutes),
  )

  test('adding and measuring are inverse', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000 }), fc.integer({ min: 0, max: 20_000 }), (minute, minutes) => {
        const from = new Date(Date.parse('2021-01-01T00:00:00Z') + minute * 60_000)
        const to = addWorkingMinutes(from, minutes, OFFICE_HOURS, decisions)
        expect(workingMinutesBetween(from, to, OFFICE_HOURS, decisions)).toBe(minutes)
        expect(isWorkingDay(dayOf(to), decisions)).toBe(true)
      }),
    ))
})
