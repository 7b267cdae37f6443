import ExcelJS from 'exceljs'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser, type Visit, visitAs } from './support/browser.ts'
import { type Saola, startSaola } from './support/saola.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

let saola: Saola
let browser: Browser
let visit: Visit
/** A commune of the tracer's area, as the list calls it. */
let commune = ''

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
  visit = await visitAs(browser, saola.url, 'truyvet')
  const [found] = await saola.app.db.sql<{ code: string }[]>`
    select u.code from tracing.case_file c join units.unit u on u.id = c.unit_id order by c.id limit 1`
  commune = found?.code ?? ''
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

/** A list as an office keeps it: a title above, headings of its own, one row that cannot be. */
async function lineList(): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('Tháng này')
  sheet.addRow(['DANH SÁCH NGƯỜI DƯƠNG TÍNH'])
  sheet.addRow(['Số', 'Người bệnh', 'Nơi ở', 'Ngày khởi phát'])
  sheet.addRow(['X1', 'Nguyễn Thị Bảng Một', commune, new Date('2026-11-01T00:00:00Z')])
  sheet.addRow(['X2', 'Trần Văn Bảng Hai', commune, '3/11/2026'])
  sheet.addRow(['X3', 'Lê Thị Bảng Ba', commune, '31/11/2026'])
  return Buffer.from(await book.xlsx.writeBuffer())
}

async function send(page: Page, bytes: Buffer): Promise<void> {
  await page.goto('/console/lists/new?kind=tracing.cases')
  await page.getByLabel('Chọn tệp').setInputFiles({ name: 'duong-tinh.xlsx', mimeType: XLSX, buffer: bytes })
  await page.getByRole('heading', { name: 'Cột nào là gì?' }).waitFor()
}

const choose = async (page: Page, column: string, heading: string) => {
  await page.getByRole('combobox', { name: `Cột trong tệp cho “${column}”` }).click()
  await page.getByRole('option', { name: heading, exact: true }).click()
}

test('a list in Excel is mapped on the screen; bad rows are named with their reason, and again is nothing new', async () => {
  const { page } = visit
  const bytes = await lineList()
  await send(page, bytes)
  await page.getByText(/Cột của tệp không được nhập: .*Người bệnh/).waitFor()
  await page.getByRole('button', { name: /^Nhập \d+ dòng$/ }).click()
  await page.getByText('Chọn cột trong tệp, hoặc một giá trị cho mọi dòng.').waitFor()
  expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Cột trong tệp cho “Xã, phường”')
  await choose(page, 'Mã ca', 'Số')
  await choose(page, 'Họ và tên', 'Người bệnh')
  await choose(page, 'Xã, phường', 'Nơi ở')
  expect(await page.getByText('Cột của tệp không được nhập').count()).toBe(0)
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Nhập \d+ dòng$/ }).click()
  await page.getByText('2 dòng mới · 1 dòng bị từ chối').waitFor()
  const bad = page.getByRole('row').filter({ hasText: 'Không đọc được ngày' })
  await bad.getByText('31/11/2026').waitFor()
  await expectAccessible(page)

  await send(page, bytes)
  await page.getByText('Các cột được chọn như lần trước').waitFor()
  await page.getByRole('button', { name: /^Nhập \d+ dòng$/ }).click()
  await page.getByText('0 dòng mới · 2 dòng đã có · 1 dòng bị từ chối').waitFor()

  await page.goto('/console/cases?q=Bảng')
  await page.getByRole('row').filter({ hasText: 'Trần Văn Bảng Hai' }).waitFor()
  expect(await page.getByRole('row').filter({ hasText: 'Bảng' }).count()).toBe(2)
})

test('a photographed list is typed in beside its picture without leaving the keyboard', async () => {
  const { page } = visit
  await page.getByRole('row').filter({ hasText: 'Trần Văn Bảng Hai' }).click()
  await page.getByRole('button', { name: 'Gõ từ ảnh danh sách giấy' }).click()
  await page.getByText('Chưa có ảnh danh sách nào').waitFor()
  await expectAccessible(page)
  const photo = await sharp({ create: { width: 900, height: 1200, channels: 3, background: '#eee' } })
    .jpeg()
    .toBuffer()
  await page
    .getByLabel('Đính kèm tệp')
    .first()
    .setInputFiles({ name: 'to-3.jpg', mimeType: 'image/jpeg', buffer: photo })
  await page.getByRole('img', { name: 'to-3.jpg' }).waitFor()

  await page.getByLabel('Họ và tên, dòng 1').focus()
  const { keyboard } = page
  await keyboard.type('Phạm Thị Giấy')
  await keyboard.press('Tab')
  await keyboard.type('1990')
  await keyboard.press('Enter')
  await keyboard.type('Võ Văn Mực')
  await keyboard.press('Tab')
  await keyboard.type('hôm qua')
  await keyboard.press('Alt+r')
  await keyboard.press('Control+Enter')
  await page.getByText('1 dòng mới · 1 dòng bị từ chối').waitFor()
  const left = page.getByLabel('Họ và tên, dòng 1')
  expect(await left.inputValue()).toBe('Võ Văn Mực')
  expect(await page.getByLabel(/^Ngày sinh.*, dòng 1$/).getAttribute('aria-invalid')).toBe('true')
  await expectAccessible(page)

  await page.getByRole('link', { name: 'Trần Văn Bảng Hai' }).click()
  await page.getByRole('tab', { name: /^Người tiếp xúc/ }).click()
  await page.getByRole('row').filter({ hasText: 'Phạm Thị Giấy' }).waitFor()
})
