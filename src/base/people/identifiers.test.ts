import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePhone } from '#base/identity/phone.ts'
import { nameKey } from '#core/text.ts'
import {
  birthYear,
  checkPersonalId,
  cleanNumber,
  compareNames,
  displayName,
  isDay,
  isOldId,
  isPassport,
  isPersonalId,
  localPhone,
  mobileNumber,
  nameParts,
  parseBirthDate,
  parseInsurance,
  readPersonalId,
} from './identifiers.ts'

describe('names', () => {
  test.each([
    ['Nguyễn Văn Đức', 'nguyen van duc'],
    ['  ĐẶNG   THỊ\u00a0HÒA ', 'dang thi hoa'],
    ['Hoà', nameKey('Hòa')],
    ['Thuỷ', nameKey('Thủy')],
    ['Trần Thị Ưu'.normalize('NFD'), nameKey('Trần Thị Ưu')],
    ["H'Hen Niê", 'h hen nie'],
    ['Phạm\u200b Ngọc', 'pham ngoc'],
    ['', ''],
  ])('the key of %j is %j', (name, key) => expect(nameKey(name)).toBe(key))

  test.each([
    ['NGUYỄN VĂN AN', 'Nguyễn Văn An'],
    ['lê thị đào', 'Lê Thị Đào'],
    ["H'HEN NIÊ", "H'Hen Niê"],
    ['Nguyễn  Văn An ', 'Nguyễn Văn An'],
    ['McDonald Anh', 'McDonald Anh'],
    ['Trần Ổn'.normalize('NFD'), 'Trần Ổn'],
    ['', ''],
  ])('%j is shown as %j', (name, shown) => expect(displayName(name)).toBe(shown))

  test('a single name is a given name', () => expect(nameParts('Hà')).toEqual({ given: 'Hà', before: '' }))

  test('people are listed by given name, then family name, in Vietnamese order', () => {
    const list = ['Trần Văn Đức', 'Lê Thị Dung', 'Phạm Ân', 'Nguyễn Văn An', 'Bùi Văn An', 'Đỗ Ánh', 'Hà', 'Lê Đá']
    expect(list.sort(compareNames)).toEqual([
      'Bùi Văn An',
      'Nguyễn Văn An',
      'Đỗ Ánh',
      'Phạm Ân',
      'Lê Thị Dung',
      'Lê Đá',
      'Trần Văn Đức',
      'Hà',
    ])
  })
})

describe('dates of birth', () => {
  test.each([
    ['1990', '1990'],
    ['1990-12-01', '1990-12-01'],
    ['1/12/1990', '1990-12-01'],
    ['01-12-1990', '1990-12-01'],
    ['01121990', '1990-12-01'],
    ['00/00/1950', '1950'],
    ['00001950', '1950'],
    ['29/02/2000', '2000-02-29'],
    ['29/02/1900', undefined],
    ['31/04/1990', undefined],
    ['1990-02-30', undefined],
    ['12/1990', undefined],
    ['hôm qua', undefined],
    ['', undefined],
  ])('%j is read as %j', (text, date) => expect(parseBirthDate(text)).toBe(date))

  test('a year is a date of birth', () => expect([birthYear('1950'), birthYear('1990-12-01')]).toEqual([1950, 1990]))
})

test('a day is one that the calendar has, as the machine counts it', () => {
  const two = (n: number) => String(n).padStart(2, '0')
  const written = fc
    .tuple(fc.integer({ min: 0, max: 9999 }), fc.nat({ max: 13 }), fc.nat({ max: 32 }))
    .map(([year, month, day]) => `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`)
  const known = (text: string) => {
    const date = new Date(`${text}T00:00:00Z`)
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
  }
  fc.assert(
    fc.property(written, text => isDay(text) === known(text)),
    { numRuns: 2000 },
  )
  for (const text of ['2024-02-29', '2000-02-29']) expect(isDay(text)).toBe(true)
  for (const text of ['2023-02-29', '1900-02-29', '2024-2-29', '', 'x']) expect(isDay(text)).toBe(false)
})

describe('papers', () => {
  test('kinds of numbers', () => {
    expect(['001099000001', '00109900000', '00109900000A'].map(isPersonalId)).toEqual([true, false, false])
    expect(['100000001', '0123456789'].map(isOldId)).toEqual([true, false])
    expect(['B0000001', 'AB1234567', '12345678', 'ABCDEFG'].map(isPassport)).toEqual([true, true, false, false])
    expect(cleanNumber(' 001 099-000.001 ')).toBe('001099000001')
  })

  test('a personal ID says where registered, sex and year', () => {
    expect(readPersonalId('046190000001')).toEqual({ registeredIn: '046', sex: 'female', birthYear: 1990 })
    expect(readPersonalId('046204000001')).toEqual({ registeredIn: '046', sex: 'male', birthYear: 2004 })
    expect(readPersonalId('04619000000')).toBeUndefined()
  })

  test.each([
    ['046090000001', { birthDate: '1990-05-02', sex: 'male' }, []],
    ['046090000001', { birthDate: '1990', sex: 'unknown' }, []],
    ['046090000001', {}, []],
    ['046090000001', { birthDate: '1991-05-02', sex: 'female' }, ['birthYear', 'sex']],
    ['046290000001', { birthDate: '1990-05-02' }, ['birthYear', 'future']],
    ['000090000001', {}, ['province']],
    ['097090000001', {}, ['province']],
    ['096090000001', {}, []],
    ['120090000001', {}, []],
    ['46090000001', { sex: 'male' }, ['length']],
  ] as const)('%s with %j warns of %j', (id, person, warnings) =>
    expect(checkPersonalId(id, person, '2026-11-22')).toEqual(warnings),
  )

  test('an insurance code keeps its social-insurance number over renewals', () => {
    expect(parseInsurance('dn 4 01 0000000001')).toEqual({
      code: 'DN4010000000001',
      socialNumber: '0000000001',
      group: 'DN',
      benefit: '4',
      province: '01',
    })
    expect(parseInsurance('0000000001')?.socialNumber).toBe('0000000001')
    expect(parseInsurance('046090000001')?.socialNumber).toBe('046090000001')
    expect(['DN401000000001', 'D14010000000001', '', '12345678901'].map(parseInsurance)).toEqual(
      Array(4).fill(undefined),
    )
  })
})

describe('telephone numbers', () => {
  test.each([
    ['0905 000 001', '+84905000001'],
    ['+84 905.000.001', '+84905000001'],
    ['84905000001', '+84905000001'],
    ['0084905000001', '+84905000001'],
    ['+84 (0)905 000 001', '+84905000001'],
    ['01651234567', undefined],
    ['905000001', undefined],
    ['0234382222', undefined],
    ['09050000011', undefined],
    ['', undefined],
  ])('the light check reads %j as %j', (text, e164) => expect(mobileNumber(text)).toBe(e164))

  test('the server agrees with the light check on every mobile prefix', () => {
    const prefixes = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'))
    const numbers = prefixes.map(prefix => `0${prefix}3456789`)
    const light = numbers.filter(mobileNumber)
    const full = numbers.filter(number => parsePhone(number)?.mobile)
    expect(light).toEqual(expect.arrayContaining(full))
    expect(full.length).toBeGreaterThan(30)
    for (const number of full) expect(parsePhone(number)?.e164).toBe(mobileNumber(number))
  })

  test.each([
    ['0905 000 001', '+84905000001', true],
    ['(0234) 382 2222', '+842343822222', false],
    ['0081 90-1234-5678', '+819012345678', true],
    ['+856 20 55 123 456', '+8562055123456', true],
  ])('the server reads %j as %s', (text, e164, mobile) => expect(parsePhone(text)).toMatchObject({ e164, mobile }))

  test.each(['01651234567', '113', '0905 000 00', 'gọi 0905000001', '', '+'])('the server refuses %j', text =>
    expect(parsePhone(text)).toBeUndefined(),
  )

  test('shown as people write it', () =>
    expect(['+84905000001', '+8562055123456'].map(localPhone)).toEqual(['0905000001', '+8562055123456']))
})
