import { describe, expect, test } from 'vitest'
import { smsPrices } from './policies.ts'
import { measure, networkOf, unaccented } from './sms-text.ts'

describe('in how many parts a phone gets a text (3GPP TS 23.038, 23.040)', () => {
  const times = (n: number, text: string) => text.repeat(n)
  const cases: [string, string, 'GSM-7' | 'UCS-2', number][] = [
    ['160 plain letters', times(160, 'a'), 'GSM-7', 1],
    ['161', times(161, 'a'), 'GSM-7', 2],
    ['two parts of 153', times(306, 'a'), 'GSM-7', 2],
    ['one more', times(307, 'a'), 'GSM-7', 3],
    ['a letter of the extension counts twice', times(80, '€'), 'GSM-7', 1],
    ['81 of them', times(81, '€'), 'GSM-7', 2],
    ['what GSM has of marks', 'èàìòù ñ Ä ö ü', 'GSM-7', 1],
    ['one Vietnamese letter', `${times(69, 'a')}ạ`, 'UCS-2', 1],
    ['and one letter more', `${times(70, 'a')}ạ`, 'UCS-2', 2],
    ['two parts of 67', times(134, 'ạ'), 'UCS-2', 2],
    ['one more', times(135, 'ạ'), 'UCS-2', 3],
    ['a picture is two letters', times(35, '😀'), 'UCS-2', 1],
    ['36 of them', times(36, '😀'), 'UCS-2', 2],
  ]
  test.each(cases)('%s', (_, text, encoding, parts) => {
    const measured = measure(text)
    expect([measured.encoding, measured.parts.length]).toEqual([encoding, parts])
    expect(measured.parts.join('')).toBe(text)
  })

  test('no part ends within an extension or a picture', () => {
    for (const text of [`${times(152, 'a')}${times(60, '€')}`, `${times(66, 'ạ')}${times(60, '😀')}`])
      for (const part of measure(text).parts) expect(part.isWellFormed()).toBe(true)
  })
})

test('without marks a text fits into the letters of GSM', () => {
  const text = unaccented('Đề nghị ông/bà “ở yên” – khai báo tại ĐƯỜNG Nguyễn Huệ…')
  expect(text).toBe('De nghi ong/ba "o yen" - khai bao tai DUONG Nguyen Hue...')
  expect(measure(text).encoding).toBe('GSM-7')
})

test.each([
  ['+84961234567', 'Viettel', 350],
  ['+84321234567', 'Viettel', 350],
  ['+84911234567', 'VinaPhone', 350],
  ['+84901234567', 'MobiFone', 350],
  ['+84921234567', 'Vietnamobile', 600],
  ['+84991234567', null, 600],
])('%s is of %s and costs %d đồng a part', (phone, name, dong) => {
  const prices = smsPrices.defaults[0]?.params
  expect(networkOf(phone, prices as never)).toEqual({ name, dong })
})
