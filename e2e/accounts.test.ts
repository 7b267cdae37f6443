import { readFile } from 'node:fs/promises'
import ExcelJS from 'exceljs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { treeOf } from '#base/units/trees.ts'
import { DESK, expectAccessible, launchBrowser, PHONE, visitAs } from './support/browser.ts'
import { textOfPdf } from './support/pdf.ts'
import { codesInPdf } from './support/qr.ts'
import { type Saola, startSaola } from './support/saola.ts'

const PASSWORD = 'năm con trâu đi cày'
const [AN, BINH] = ['Nguyễn Thị Hải An', 'Trần Hữu Bình']
const CODES = { [AN]: '907314', [BINH]: '518240' } as const

let saola: Saola
let browser: Browser
/** Where the health officer of the demo works. */
let unit: string
/** The machine that several share. */
let machine: BrowserContext
let slips: Buffer

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
  const [row] = await saola.app.db.sql<{ unitId: string }[]>`
    select unit_id from identity.account where login = 'tramyte'`
  unit = treeOf(saola.app).label(row?.unitId ?? '')
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

async function newPage(viewport = DESK) {
  const context = await browser.newContext({ viewport, locale: 'vi-VN', baseURL: saola.url })
  const page = await context.newPage()
  return { context, page }
}

async function listOfOfficers(): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  book.addWorksheet('Cán bộ').addRows([
    ['STT', 'Họ và tên', 'Đơn vị', 'Vai trò'],
    [1, AN, unit, 'Cán bộ y tế'],
    [2, BINH, unit, 'Cán bộ y tế'],
    [3, 'Lê Văn Lạc', 'Xã Không Có', 'Cán bộ y tế'],
  ])
  return Buffer.from(await book.xlsx.writeBuffer())
}

test('an administrator brings officers in from Excel, prints their slips, and makes a code for a shared machine', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'quantri', DESK)
  await page.goto('/console/accounts')
  await page.getByRole('button', { name: 'Nhập từ Excel' }).click()
  const name = 'can-bo.xlsx'
  const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  await page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer: await listOfOfficers() })
  await page.getByRole('button', { name: /^Nhập \d/ }).click()
  await page.getByText('2 dòng mới · 1 dòng bị từ chối').waitFor()
  await page.getByText('Không có đơn vị nào mang mã hoặc tên này').waitFor()

  await page.goto('/console/accounts?state=first-password')
  for (const officer of [AN, BINH])
    await page.getByRole('row').filter({ hasText: officer }).getByRole('checkbox').check()
  await expectAccessible(page)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'In phiếu', exact: true }).click(),
  ])
  slips = await readFile(await download.path())
  expect((await textOfPdf(slips))[0]).toContain(AN)

  await page.goto('/console/stations')
  await page.getByRole('row').filter({ hasText: 'Bàn tiếp đón' }).click()
  await page.getByRole('button', { name: 'Tạo mã đăng ký máy' }).click()
  const code = (await page.getByRole('dialog').getByRole('code').textContent()) ?? ''
  const shared = await newPage()
  machine = shared.context
  await shared.page.goto('/console/station')
  await shared.page.getByLabel('Mã đăng ký máy').fill(code)
  await shared.page.getByRole('button', { name: 'Đăng ký máy này' }).click()
  await shared.page.getByRole('heading', { name: 'Bàn tiếp đón' }).waitFor()
  await expectAccessible(shared.page)
  await context.close()
})

test('each scans their slip, chooses a password, and sets a personal code', async () => {
  const { context: reader, page: paper } = await newPage()
  const links = await codesInPdf(slips, paper)
  await reader.close()
  expect(links).toHaveLength(2)
  for (const link of links) {
    const { context, page } = await newPage(PHONE)
    await page.goto(link)
    await page.getByRole('button', { name: 'Tiếp tục' }).click()
    const title = (await page.getByRole('heading', { name: /^Xin chào/ }).textContent()) ?? ''
    const officer = title.includes(AN) ? AN : BINH
    expect(title).toContain(officer)
    await page.getByLabel('Mật khẩu mới', { exact: true }).fill(PASSWORD)
    await page.getByLabel('Nhập lại mật khẩu mới').fill(PASSWORD)
    if (officer === AN) await expectAccessible(page)
    await page.getByRole('button', { name: 'Đặt mật khẩu và vào' }).click()
    await page.getByRole('heading', { name: 'Hộp việc' }).waitFor()
    await page.goto('/console/account')
    await page.getByRole('button', { name: 'Đặt mã' }).click()
    await page.getByLabel('Mã mới, 6 chữ số').fill(CODES[officer] as string)
    await page.getByLabel('Nhập lại mã mới').fill(CODES[officer] as string)
    const form = page.locator('form').filter({ has: page.getByLabel('Mã mới, 6 chữ số') })
    await form.getByLabel('Mật khẩu đang dùng').fill(PASSWORD)
    if (officer === AN) await expectAccessible(page)
    await form.getByRole('button', { name: 'Lưu' }).click()
    await page.getByText('Đã đặt mã cá nhân').waitFor()
    await context.close()
  }
})

test('at the shared machine they take turns by name and code; a code elsewhere opens nothing', async () => {
  const [page] = machine.pages() as [Page]
  await page.reload()
  const enter = async (officer: string, code: string) => {
    await page.getByRole('button', { name: officer }).click()
    await page.getByLabel('Mã cá nhân, 6 chữ số').fill(code)
  }
  await enter(AN, '000000')
  await page.getByRole('alert').getByText('Mã cá nhân chưa đúng').waitFor()
  await page.getByLabel('Mã cá nhân, 6 chữ số').fill(CODES[AN] as string)
  await page.getByRole('banner').getByText(AN).waitFor()
  await page.getByRole('banner').getByText('Bàn tiếp đón').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Khóa máy' }).click()
  await enter(BINH, CODES[BINH] as string)
  await page.getByRole('banner').getByText(BINH).waitFor()
  await page.getByRole('button', { name: 'Khóa máy' }).click()
  await page.getByText('Ai đang ngồi ở máy?').waitFor()

  const { context, page: own } = await newPage()
  await own.goto('/console')
  await own.getByLabel('Mật khẩu').waitFor()
  expect(await own.getByText('Ai đang ngồi ở máy?').count()).toBe(0)
  await context.close()
})

test('who lacks a right asks for it where it is refused; it is granted from the inbox, filled in', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'tramyte', DESK)
  await page.goto('/console/stations')
  await page.getByRole('button', { name: 'Ai cấp được quyền này?' }).click()
  await page.getByLabel('Lý do cần quyền này').fill('Trạm có hai máy mới')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Gửi đề nghị' }).click()
  await page.getByRole('link', { name: 'Xem đề nghị của tôi' }).click()
  await page.getByRole('heading', { name: 'Quyền tôi đã đề nghị' }).waitFor()

  const admin = await visitAs(browser, saola.url, 'quantri', DESK)
  await admin.page.goto('/console/inbox')
  await admin.page.getByRole('row').filter({ hasText: 'Đề nghị cấp quyền: Đăng ký' }).click()
  await admin.page.getByText('Trạm có hai máy mới').waitFor()
  await admin.page.getByRole('button', { name: 'Cấp quyền', exact: true }).click()
  await admin.page.getByRole('dialog').getByRole('button', { name: 'Giao quyền' }).click()
  await admin.page.getByRole('row').filter({ hasText: 'Đề nghị cấp quyền: Đăng ký' }).waitFor({ state: 'detached' })
  await admin.context.close()

  await page.goto('/console/stations')
  await page.getByRole('row').filter({ hasText: 'Bàn tiếp đón' }).waitFor()
  await context.close()
})
