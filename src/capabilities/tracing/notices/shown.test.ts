import { beforeAll, describe, expect, test } from 'vitest'
import { format } from '#core/format.ts'
import { loadWords } from '#core/load-words.ts'
import { countPictures, pictureOf } from './picture.ts'
import { inSentence, messageOf, type Shown, spanOf, whereOf } from './text.ts'

beforeAll(() => loadWords([{ dir: `${import.meta.dirname}/..` }]))

const at = (time: string) => new Date(`2026-11-${time}:00+07:00`)

const noticeOf = (count: number, more: Partial<Shown> = {}): Shown => ({
  number: '05/TB-KSBT',
  organ: 'Trung tâm Kiểm soát bệnh tật',
  phone: '1022',
  advice: '',
  correction: '',
  publishedAt: at('20T12:00'),
  link: 'https://saola.example/site/thong-bao/ABCD1234',
  lines: Array.from({ length: count }, (_, i) => ({
    id: String(i),
    place: `Chợ số ${i + 1}`,
    address: '12 Hùng Vương',
    unitName: 'Xã Phong Bình',
    from: at('19T08:00'),
    to: at('19T09:15'),
  })),
  ...more,
})

test.each([
  ['19T08:00', '19T09:15', '08:00–09:15'],
  ['19T22:00', '20T01:00', '22:00–01:00 20/11'],
])('from %s to %s is %s', (from, to, text) => expect(spanOf(format('vi'), { from: at(from), to: at(to) })).toBe(text))

test.each([
  ['12 Hùng Vương', 'Xã Phong Bình', '12 Hùng Vương, Xã Phong Bình'],
  ['Thôn 2, Xã Phong Bình', 'Xã Phong Bình', 'Thôn 2, Xã Phong Bình'],
  ['', 'Xã Phong Bình', 'Xã Phong Bình'],
  ['', null, ''],
])('%j in %j is %j', (address, unitName, text) => expect(whereOf({ address, unitName })).toBe(text))

test('the kind of a unit is small within a sentence', () =>
  expect(inSentence('Đặc khu Côn Đảo')).toBe('đặc khu Côn Đảo'))

describe('the message', () => {
  test('says number, places, whom to call and where to read', () => {
    expect(messageOf(noticeOf(1)).split('\n')).toEqual([
      'THÔNG BÁO KHẨN số 05/TB-KSBT',
      'Trung tâm Kiểm soát bệnh tật',
      '',
      'Ai đã có mặt ở các nơi sau, đúng giờ sau, vui lòng báo ngay cho trạm y tế xã, phường nơi đang ở:',
      '',
      'Thứ Năm, 19/11/2026',
      '• 08:00–09:15: Chợ số 1, 12 Hùng Vương, Xã Phong Bình',
      '',
      'Điện thoại: 1022',
      'Xem đủ và tự báo: https://saola.example/site/thong-bao/ABCD1234',
    ])
  })

  test.each([1, 10, 29, 31, 60, 200])('of %i places fits, and says how many are left out', count => {
    const text = messageOf(noticeOf(count))
    expect(text.length).toBeLessThanOrEqual(2000)
    const told = text.match(/^• /gm)?.length ?? 0
    const left = Number(/và (\d+) nơi khác/.exec(text)?.[1] ?? 0)
    expect(told + left).toBe(count)
    expect(text).toContain('/site/thong-bao/ABCD1234')
  })
})

describe('the pictures', () => {
  test.each([
    [1, 1],
    [6, 1],
    [12, 2],
    [200, 5],
  ])('of %i places are %i', (places, pictures) => expect(countPictures(noticeOf(places))).toBe(pictures))

  test('a word that is wider than its line is broken, and there is no picture past the last', async () => {
    const lines = noticeOf(1).lines.map(line => ({ ...line, place: 'Siêuthị'.repeat(40) }))
    const shown = noticeOf(1, { lines })
    expect((await pictureOf(shown, 1))?.subarray(1, 4).toString()).toBe('PNG')
    expect(await pictureOf(shown, 2)).toBeUndefined()
    expect(await pictureOf(shown, 0)).toBeUndefined()
  })
})
