import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TINY_PDF } from '#base/files/testing.ts'
import { DESK, expectAccessible, launchBrowser, PHONE, visitAs } from './support/browser.ts'
import { type Saola, startSaola } from './support/saola.ts'

const WAIT_MS = 20_000
const SUBJECT = 'Báo cáo nhu cầu ô-xy y tế của các bệnh viện'
const ANSWER = 'Nhu cầu ô-xy y tế tháng 12'

let saola: Saola
let browser: Browser
/** Where the clerk's new document is. */
let incoming = ''
let answer = ''

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
  await pick(page, 'Độ mật', 'Tối mật')
  await page.getByText('Văn bản có độ mật không được đưa vào hệ thống này').waitFor()
  expect(await page.getByRole('button', { name: 'Vào sổ', exact: true }).isDisabled()).toBe(true)
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
  await page.getByRole('button', { name: 'Thêm người ký' }).click()
  await pick(page, 'Người ký', 'Lê Quang Hải')
  await page.getByLabel('Chức vụ').fill('Chủ tịch')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Trình duyệt', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Trình', exact: true }).click()
  await page.getByText('Chờ duyệt').first().waitFor()
  answer = new URL(page.url()).pathname.replace('/console', '')
  await page.context().close()
})

test('the leader reads the paper and signs it', async () => {
  const page = await enter('lanhdao', PHONE, answer)
  await page.locator('canvas').first().waitFor()
  await page.getByRole('button', { name: 'Ký', exact: true }).click()
  await page.getByText('Chờ cấp số').first().waitFor()
  await page.context().close()
})

test('the clerk numbers and issues it, and the task is done with it', async () => {
  const page = await enter('vanthu', DESK, answer)
  await page.getByRole('button', { name: 'Cấp số, phát hành' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Phát hành' }).click()
  await page.getByText('Đã phát hành').first().waitFor()
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
