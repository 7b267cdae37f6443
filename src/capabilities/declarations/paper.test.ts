import { beforeAll, describe, expect, test } from 'vitest'
import { paperOf } from '#base/forms/paper.ts'
import { kindOf, questionsOf } from '#base/forms/shape.ts'
import { textOfPdf } from '../../../e2e/support/pdf.ts'
import { KINDS } from './contract.ts'
import { FORMS } from './forms.ts'

describe.each(KINDS)('the blank form of %s', kind => {
  const newest = FORMS[kind].defaults.at(-1)
  if (!newest) throw new Error('The form has a version.')
  const content = newest.params
  let pages: string[]
  beforeAll(async () => {
    const paper = { content, issued: { from: newest.from, document: newest.document } }
    const at = new Date('2026-11-20T02:00:00Z')
    pages = await textOfPdf(await paperOf({ ...paper, unitName: 'Ủy ban nhân dân phường Thuận Lộc', at }))
  })

  test('heads itself as the law wants and names its document and its first day on each page', () => {
    const [first = ''] = pages
    expect(first).toContain('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM')
    expect(first).toContain('Độc lập - Tự do - Hạnh phúc')
    expect(first).toContain('ỦY BAN NHÂN DÂN PHƯỜNG THUẬN LỘC')
    expect(first).toContain(content.title.vi.toLocaleUpperCase('vi'))
    for (const page of pages)
      expect(page).toContain(`${newest.document} · Mẫu áp dụng từ ngày ${newest.from.split('-').reverse().join('/')}`)
  })

  test('asks who it is, all the form asks, with all there is to choose from but long lists, which have a line', () => {
    const text = pages.join(' ')
    expect(text).toContain('Họ và tên (chữ in hoa)')
    const words = questionsOf(content).flatMap(question =>
      kindOf(content, question) === 'listed'
        ? question.label
        : [question.label, ...Object.values(question.options ?? {})],
    )
    expect(words.map(word => word.vi).filter(word => !text.includes(word))).toEqual([])
  })

  test('ends with the warning of the law and a place to sign, on one page; on two for an entry', () => {
    const last = pages.at(-1) ?? ''
    expect(last).toContain(content.warning.vi)
    expect(last).toContain('(Ký, ghi rõ họ tên)')
    expect(pages.length).toBeLessThanOrEqual(kind === 'entry' ? 2 : 1)
  })
})
