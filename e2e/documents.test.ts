import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TINY_PDF } from '#base/files/testing.ts'
import { hasProgram, laidOut } from '#base/signatures/testing.ts'
import { DEMO_PIN } from '#simulation/signatures.ts'
import { DESK, expectAccessible, launchBrowser, PHONE, visitAs } from './support/browser.ts'
import { codesInPdf } from './support/qr.ts'
import { type Saola, startSaola } from './support/saola.ts'

const WAIT_MS = 20_000
const SUBJECT = 'Báo cáo nhu cầu ô-xy y tế của các bệnh viện'
const ANSWER = 'Nhu cầu ô-xy y tế tháng 12'

let saola: Saola
let browser: Browser
/** Where the clerk's new document is. */
let incoming = ''
let answer = ''
/** The answer as it was issued. */
let paper = Buffer.alloc(0)

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

async function enter(login: string, device: typeof DESK, path: string): Promise<Page> {
  const { page } = await visitAs(browser, saola.url, login, device)
  page.setDefaultTimeout(WAIT_MS)
  await page.goto(`/console${path}`)
  return page
}

const pick = async (page: Page, label: string, option: string) => {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option }).click()
}

test('the clerk registers a document that came on paper', async () => {
  const page = await enter('vanthu', DESK, '/documents/register')
  await page.getByLabel('Cơ quan ban hành').fill('Bộ Y tế')
  await page.getByLabel('Số, ký hiệu').fill('11042/BYT-KCB')
  await page.getByLabel('Ngày văn bản').fill(new Date(Date.now() - 86_400_000).toLocaleDateString('en-GB'))
  await page.getByLabel('Trích yếu').fill(SUBJECT)
  const pages = page.getByLabel('Số trang')
  await pages.fill('')
  await pages.pressSequentially('012')
  expect(await pages.inputValue()).toBe('012')
  await pick(page, 'Độ mật', 'Tối mật')
  await page.getByRole('button', { name: 'Vào sổ', exact: true }).click()
  await page.getByText('Văn bản có độ mật không được đưa vào hệ thống này').last().waitFor()
  expect(new URL(page.url()).pathname).toBe('/console/documents/register')
  await pick(page, 'Độ mật', 'Không')
  const file = { name: 'cong-van.pdf', mimeType: 'application/pdf', buffer: Buffer.from(TINY_PDF) }
  await page.locator('input[type="file"]').first().setInputFiles(file)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Vào sổ', exact: true }).click()
  await page.getByRole('heading', { name: SUBJECT }).waitFor()
  await page.getByText('Chờ phân công').first().waitFor()
  await expectAccessible(page)
  incoming = new URL(page.url()).pathname.replace('/console', '')
  await page.context().close()
})

test('the leader assigns it on the phone', async () => {
  const page = await enter('lanhdao', PHONE, '/documents')
  await page.getByRole('row').filter({ hasText: SUBJECT }).click()
  await page.getByRole('button', { name: 'Phân công', exact: true }).click()
  await page.getByRole('button', { name: 'Tham mưu văn bản trả lời' }).click()
  await pick(page, 'Chủ trì', 'Hồ Văn Dũng')
  await page.getByRole('button', { name: '3 ngày', exact: true }).click()
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Phân công', exact: true }).click()
  await page.getByText('Đã giao 1 nhiệm vụ').waitFor()
  await page.getByText('Đang xử lý').first().waitFor()
  await page.context().close()
})

test('the specialist drafts the answer and submits it', async () => {
  const page = await enter('chuyenvien', DESK, incoming)
  await page.getByRole('button', { name: 'Soạn văn bản trả lời' }).click()
  await page.getByRole('dialog').getByLabel('Trích yếu').fill(ANSWER)
  await page.getByRole('button', { name: 'Bắt đầu soạn' }).click()
  const body = page.getByRole('textbox', { name: 'Đoạn' })
  await body.first().fill('Nhu cầu ô-xy y tế tháng 12 của ba bệnh viện là 40 tấn.')
  await body.first().press('Enter')
  await body.nth(1).pressSequentially('Đề nghị Bộ Y tế điều phối nguồn cung.')
  const sheet = page.getByRole('region', { name: 'Bản xem trước' })
  await sheet.getByText('Đề nghị Bộ Y tế điều phối nguồn cung.').waitFor()
  await sheet.getByText('Kính gửi: Bộ Y tế.').waitFor()
  // Who goes elsewhere is asked; what is typed while it is kept is not called kept.
  const asked: string[] = []
  page.once('dialog', dialog => {
    asked.push(dialog.message())
    void dialog.dismiss()
  })
  await page.getByRole('link', { name: 'Hộp việc' }).first().click()
  expect(asked).toEqual(['Dự thảo chưa được lưu. Rời trang này?'])
  const kept = Promise.withResolvers<void>()
  await page.route(/\/api\/documents\/[^/]+\/draft$/, route => kept.promise.then(() => route.continue()))
  const sending = page.waitForRequest(request => request.method() === 'PUT')
  const isKept = page.waitForResponse(response => response.request().method() === 'PUT')
  await page.keyboard.press('Control+s')
  await sending
  await body.nth(1).press('End')
  await body.nth(1).pressSequentially(' Trân trọng.')
  kept.resolve()
  await isKept
  await page.getByText('Bản 2', { exact: true }).first().waitFor()
  await page.getByText('Chưa lưu').waitFor()
  await page.keyboard.press('Control+s')
  await page.getByText('Chưa lưu').waitFor({ state: 'detached' })
  await page.unrouteAll({ behavior: 'wait' })
  await page.reload()
  await sheet.getByText('nguồn cung. Trân trọng.').waitFor()
  await page.getByRole('button', { name: 'Thêm người ký' }).click()
  await pick(page, 'Người ký', 'Lê Quang Hải')
  await page.getByLabel('Chức vụ').fill('Chủ tịch')
  const turn = page.getByLabel('Lượt')
  await turn.fill('')
  expect(await turn.inputValue()).toBe('')
  await turn.fill('1')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Trình duyệt', exact: true }).click()
  await page.getByRole('dialog').getByText('văn bản sẽ được ký số').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Trình', exact: true }).click()
  await page.getByText('Chờ ký').first().waitFor()
  answer = new URL(page.url()).pathname.replace('/console', '')
  await page.context().close()
})

test('the leader reads the paper and signs it with a PIN, on the phone', async () => {
  const page = await enter('lanhdao', PHONE, answer)
  await page.locator('canvas').first().waitFor()
  await page.getByRole('button', { name: 'Ký số', exact: true }).click()
  await page.getByRole('dialog').getByLabel('Mã PIN của khóa ký').fill(DEMO_PIN)
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Ký 1 văn bản' }).click()
  await page.getByText('Chờ cấp số').first().waitFor()
  await page.context().close()
})

test('the clerk numbers, seals and issues it, and the task is done with it', async () => {
  const page = await enter('vanthu', DESK, answer)
  await page.getByRole('button', { name: 'Cấp số, phát hành' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Mã PIN của con dấu').fill('000000')
  await dialog.getByRole('button', { name: 'Phát hành' }).click()
  await dialog.getByText('Mã PIN không đúng.').waitFor()
  await dialog.getByLabel('Mã PIN của con dấu').fill(DEMO_PIN)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Phát hành' }).click()
  await page.getByText('Đã phát hành').first().waitFor()
  await page.getByText('Chữ ký hợp lệ').first().waitFor()
  await page.locator('canvas').first().waitFor()
  await expectAccessible(page)
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Tải về' }).first().click(),
  ])
  paper = await readFile(await saved.path())
  const [document] = await saola.app.db.sql<{ notation: string; issued: boolean }[]>`
    select notation, issued_at is not null as issued from documents.document where subject = ${ANSWER}`
  expect(document).toMatchObject({ issued: true, notation: expect.stringMatching(/^\d{2,}\/UBND-VP$/) })
  await page
    .getByText(document?.notation as string)
    .first()
    .waitFor()
  await page.goto(`/console${incoming}`)
  await page.getByText('Đã xong').first().waitFor()
  await page.goto('/console/documents?view=all&q=o-xy y te')
  await page.getByRole('row').filter({ hasText: ANSWER }).waitFor()
  await page.context().close()
})

test('who has the paper finds by its code who signed it, and by the file that nothing was changed', async () => {
  const context = await browser.newContext({ viewport: PHONE, locale: 'vi-VN', javaScriptEnabled: false })
  const page = await context.newPage()
  const [code = ''] = await codesInPdf(paper, page)
  const { pathname } = new URL(code)
  await page.goto(`${saola.url}${pathname}`)
  await page.getByText('Đã ký số, đóng dấu').waitFor()
  await page.getByText('Lê Quang Hải').waitFor()
  const digest = createHash('sha256').update(paper).digest('hex')
  await page.getByText(digest.slice(0, 8)).waitFor()
  expect(await page.getByText(ANSWER).count()).toBe(0)
  await page.getByLabel('Kiểm tra chữ ký').setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: paper })
  await page.getByRole('button', { name: 'Kiểm tra tệp' }).click()
  expect(await page.getByRole('status').textContent()).toContain('Chữ ký hợp lệ')
  await context.close()
})

test.skipIf(!hasProgram('pdfsig', '-v'))('pdfsig finds each signature of the paper valid', () => {
  const { 'a.pdf': path } = laidOut({ 'a.pdf': paper })
  const said = execFileSync('pdfsig', [path], { encoding: 'utf8' })
  expect(said.match(/Signature is Valid/g)).toHaveLength(3)
  expect(said).toContain('Signer Certificate Common Name: Lê Quang Hải')
  expect(said).not.toContain('Signature is Invalid')
})

test('a copy of the paper bears the seal', async () => {
  const page = await enter('vanthu', DESK, answer)
  await page.getByRole('button', { name: 'Sao văn bản' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Mã PIN của con dấu').fill(DEMO_PIN)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Đóng dấu bản sao' }).click()
  await page
    .getByText(/^sao-y-/)
    .first()
    .waitFor()
  await page.context().close()
})

test('what waits for a number is issued at once with one PIN, and each is told its number', async () => {
  const page = await enter('vanthu', DESK, '/documents?view=drafts')
  const waiting = page.getByRole('row').filter({ hasText: 'Chờ cấp số' })
  await expect.poll(() => waiting.count()).toBe(2)
  for (const row of await waiting.all()) await row.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Cấp số, phát hành' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Mã PIN của con dấu').fill(DEMO_PIN)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Phát hành 2 văn bản' }).click()
  await dialog.getByText('Đã phát hành 2 văn bản').waitFor()
  await dialog.getByText(/^\d{2,}\/QĐ-UBND$/).waitFor()
  await dialog.getByText(/^\d{2,}\/UBND-VP$/).waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Đã xem' }).click()
  await dialog.waitFor({ state: 'hidden' })
  expect(await waiting.count()).toBe(0)
  await page.context().close()
})
