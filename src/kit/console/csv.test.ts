import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'

test('a file for Excel: marked as UTF-8, quoted where needed, never a formula', () => {
  const columns = [
    { label: 'Họ và tên', text: (row: { name: string; n: number }) => row.name },
    { label: 'Số', text: (row: { name: string; n: number }) => row.n },
    { label: 'Chỉ xem' },
  ]
  const rows = [
    { name: 'Nguyễn "Ti", Thị', n: -1 },
    { name: '=HYPERLINK("x")', n: 2 },
  ]
  expect(csvOf(columns, rows)).toBe('\ufeffHọ và tên,Số\r\n"Nguyễn ""Ti"", Thị",-1\r\n"\'=HYPERLINK(""x"")",2\r\n')
})
