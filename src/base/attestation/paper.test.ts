import { expect, test } from 'vitest'
import { textOfPdf } from '../../../e2e/support/pdf.ts'
import { type Paper, printPapers } from './paper.ts'

const NOW = new Date('2026-11-20T02:00:00Z')
const paper: Paper = {
  agency: ['Ủy ban nhân dân', 'Thị trấn Phong Điền'],
  number: '05/QĐ-UBND',
  place: 'Phong Điền',
  signedAt: NOW,
  title: 'Quyết định',
  subject: 'Về việc áp dụng biện pháp cách ly y tế',
  body: [
    { style: 'heading', text: 'Chủ tịch Ủy ban nhân dân' },
    { style: 'basis', text: 'Căn cứ Nghị định số 101/2010/NĐ-CP;' },
    { style: 'article', label: 'Điều 1.', text: 'Áp dụng đối với bà Nguyễn Thị Hòa.' },
  ],
  signer: { title: 'Chủ tịch', name: 'Nguyễn Hữu Thành' },
  to: ['Bà Nguyễn Thị Hòa', 'Lưu: VT'],
  code: `https://saola.example.vn/v#${'A7'.repeat(120)}`,
  hint: 'Quét mã để kiểm tra.',
}

const print = async (...papers: Paper[]) => textOfPdf(await printPapers(papers, { title: 'Thử', now: NOW }))

test('a paper has what the decree asks for, each in its place', async () => {
  const [page = ''] = await print(paper)
  const parts = [
    'ỦY BAN NHÂN DÂN',
    'THỊ TRẤN PHONG ĐIỀN',
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    'Độc lập - Tự do - Hạnh phúc',
    'Số: 05/QĐ-UBND',
    'Phong Điền, ngày 20 tháng 11 năm 2026',
    'QUYẾT ĐỊNH',
    'Về việc áp dụng biện pháp cách ly y tế',
    'Căn cứ Nghị định số 101/2010/NĐ-CP;',
    'Điều 1. Áp dụng đối với bà Nguyễn Thị Hòa.',
    'CHỦ TỊCH',
    'Nguyễn Hữu Thành',
    'Nơi nhận:',
    '- Lưu: VT.',
  ]
  expect(parts.filter(part => !page.includes(part))).toEqual([])
})

test.each([
  ['2026-01-05T02:00:00Z', 'ngày 05 tháng 01 năm 2026'],
  ['2026-03-31T17:00:00Z', 'ngày 01 tháng 4 năm 2026'],
])('signed at %s: %s', async (at, said) => {
  const [page] = await print({ ...paper, signedAt: new Date(at) })
  expect(page).toContain(said)
})

test('each paper begins on a page of its own; who signs is never torn off', async () => {
  const long = { style: 'text' as const, text: 'Người được cách ly ở tại nơi cách ly. '.repeat(24) }
  const pages = await print(paper, { ...paper, number: '06/QĐ-UBND', body: [long, long, long] }, paper)
  expect(pages.map(page => /Số: (\S+)/.exec(page)?.[1] ?? null)).toEqual([
    '05/QĐ-UBND',
    '06/QĐ-UBND',
    null,
    '05/QĐ-UBND',
  ])
  expect(pages[2]).toMatch(/Nguyễn Hữu Thành.*Nơi nhận|Nơi nhận.*Nguyễn Hữu Thành/)
})

test('a table goes over pages with its head on each, and its sum at the end', async () => {
  const rows = Array.from({ length: 45 }, (_, i) => [`Xã số ${i + 1}`, String(i), '1.234'])
  const table = { caption: 'Ca mắc theo đơn vị', head: ['Đơn vị', 'Ca mới', 'Lũy kế'], rows, isSummed: true }
  const { code: _, ...plain } = paper
  const pages = await print({ ...plain, body: [table], hint: 'Gửi lúc 18:20' })
  expect(pages.length).toBe(2)
  for (const page of pages) expect(page).toContain('Đơn vị Ca mới Lũy kế')
  expect(pages[0]).toContain('Xã số 1 0 1.234')
  expect(pages[1]).toMatch(/Xã số 45 44 1\.234.*Gửi lúc 18:20/)
})
