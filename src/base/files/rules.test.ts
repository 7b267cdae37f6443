import { describe, expect, test } from 'vitest'
import { isRemovable, tidyName, typeOf } from './rules.ts'

describe('what is kept of a file', () => {
  test.each([
    ['image/png', 'a.png', 'picture', 'image/jpeg', 'jpg'],
    ['image/jpeg', 'a.exe', 'picture', 'image/jpeg', 'jpg'],
    ['application/pdf', 'a.jpg', 'document', 'application/pdf', 'pdf'],
    ['application/x-cfb', 'Danh sách.XLS', 'document', 'application/vnd.ms-excel', 'xls'],
  ])('%s called %s: a %s, %s', (found, name, kind, type, extension) => {
    expect(typeOf(found, name)).toEqual({ kind, type, extension })
  })

  test.each([
    [undefined, 'ảnh.jpg'],
    ['application/zip', 'a.docx'],
    ['application/x-cfb', 'a.msi'],
    ['application/x-msdownload', 'a.pdf'],
    ['application/xml', 'a.svg'],
    ['application/vnd.ms-word.document.macroenabled.12', 'a.docm'],
    ['image/heic', 'IMG_1.heic'],
  ])('%s called %s is not taken', (found, name) => expect(typeOf(found, name)).toBeUndefined())
})

test.each([
  ['Danh sách F1.jpeg', 'jpg', 'Danh sách F1.jpg'],
  ['C:\\Users\\an\\Tài liệu.pdf', 'pdf', 'Tài liệu.pdf'],
  ['../../etc/passwd', 'pdf', 'passwd.pdf'],
  ['Danh sa\u0301ch.pdf', 'pdf', 'Danh sách.pdf'],
  ['ảnh\u202egpj.exe', 'jpg', 'ảnhgpj.jpg'],
  ['a\u0000b\n c.png', 'jpg', 'ab c.jpg'],
  ['<script>?.pdf', 'pdf', 'script.pdf'],
  ['.pdf', 'pdf', 'tep.pdf'],
  ['Quyết định 12.2021.pdf', 'pdf', 'Quyết định 12.2021.pdf'],
  ['x'.repeat(300), 'pdf', `${'x'.repeat(100)}.pdf`],
])('%j is called %3$j', (name, extension, tidied) => expect(tidyName(name, extension)).toBe(tidied))

test.each([
  [71, true],
  [72, false],
])('a file of %i hours, where 72 are given, is removable: %j', (hours, expected) => {
  const now = new Date('2026-11-20T02:00:00Z')
  expect(isRemovable(new Date(now.getTime() - hours * 3_600_000), 72, now)).toBe(expected)
})
