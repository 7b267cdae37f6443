import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEMO_PIN } from '#simulation/signatures.ts'
import { DESK, expectAccessible, launchBrowser, PHONE, visitAs } from './support/browser.ts'
import { type Saola, startSaola } from './support/saola.ts'

const WAIT_MS = 30_000
const INVITATION = 'Giấy mời 12/GM-UBND'
const PLAN = 'Kế hoạch 07/KH-UBND'
/** A document of the office: it waits beside what others ask. */
const REPORT = 'Báo cáo công tác phòng, chống dịch tuần này'

let saola: Saola
let browser: Browser
/** What was signed and sealed, as somebody has it who was sent it. */
let paper: Buffer

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

async function signAll(page: Page, count: number): Promise<void> {
  await page.getByRole('checkbox', { name: 'Chọn tất cả' }).check()
  await page.getByRole('button', { name: `Ký ${count} văn bản` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Mã PIN của khóa ký').fill('000000')
  await dialog.getByRole('button', { name: `Ký ${count} văn bản` }).click()
  await dialog.getByText('Mã PIN không đúng.').waitFor()
  await expectAccessible(page)
  await dialog.getByLabel('Mã PIN của khóa ký').fill(DEMO_PIN)
  await dialog.getByRole('button', { name: `Ký ${count} văn bản` }).click()
  await page.getByText(`Đã ký ${count} văn bản`).waitFor()
}

test('the chair signs what waits, all with one PIN, on a phone', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'chutich', PHONE)
  page.setDefaultTimeout(WAIT_MS)
  await page.goto('/console/signatures')
  for (const title of [INVITATION, PLAN, REPORT]) await page.getByText(title, { exact: true }).waitFor()
  await page.getByText('Có hiệu lực').first().waitFor()
  await expectAccessible(page)
  await signAll(page, 3)
  await page.getByText('Không có văn bản chờ ký').waitFor()
  await context.close()
})

test('who keeps the seal finds it in the one inbox, and seals it there', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'vanthuxa', DESK)
  page.setDefaultTimeout(WAIT_MS)
  await page.goto('/console/inbox?kind=signatures.turn')
  await page.getByText(`Đóng dấu: ${INVITATION}`).first().click()
  await page.getByRole('heading', { name: INVITATION }).last().waitFor()
  await page.getByRole('button', { name: 'Ký', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Mã PIN của khóa ký').fill(DEMO_PIN)
  await dialog.getByRole('button', { name: 'Ký 1 văn bản' }).click()
  await page.getByText('Đã ký 1 văn bản').waitFor()
  await page.goto('/console/signatures')
  const button = page.getByRole('button', { name: '12-GM-UBND.pdf' })
  const [saved] = await Promise.all([page.waitForEvent('download'), button.click()])
  paper = await readFile(await saved.path())
  await context.close()
})

test('anybody sees who signed it, without JavaScript, and that a changed one is worth nothing', async () => {
  const context = await browser.newContext({
    viewport: PHONE,
    locale: 'vi-VN',
    baseURL: saola.url,
    javaScriptEnabled: false,
  })
  const page = await context.newPage()
  const check = async (buffer: Buffer) => {
    await page.goto('/site/xac-thuc-van-ban')
    await page.getByLabel('Chọn tệp PDF').setInputFiles({ name: 'giay-moi.pdf', mimeType: 'application/pdf', buffer })
    await page.getByRole('button', { name: 'Kiểm tra' }).click()
    return (await page.getByRole('status').textContent()) ?? ''
  }
  expect(await check(paper)).toContain('Chữ ký hợp lệ')
  await page.getByRole('heading', { name: 'Nguyễn Hữu Thành' }).waitFor()
  await page.getByRole('heading', { name: /^Ủy ban nhân dân/ }).waitFor()
  const width = await page.locator('body').evaluate(body => body.scrollWidth)
  expect(width).toBeLessThanOrEqual(PHONE.width)
  const at = paper.indexOf('/Contents')
  const changed = Buffer.from(paper)
  changed.write('/Kontents', at, 'latin1')
  expect(await check(changed)).toContain('Không hợp lệ')
  await context.close()
})
