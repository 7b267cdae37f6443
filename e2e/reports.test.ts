import { readFile } from 'node:fs/promises'
import Excel from 'exceljs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fullHour } from '#capabilities/reports/rules.ts'
import tracing from '#capabilities/tracing/index.ts'
import { MINUTE_MS } from '#core/clock.ts'
import { format } from '#core/format.ts'
import { DESK, expectAccessible, launchBrowser, PHONE, visitAs } from './support/browser.ts'
import { textOfPdf } from './support/pdf.ts'
import { type Saola, startSaola } from './support/saola.ts'

let saola: Saola
let browser: Browser
/** A case that was confirmed shortly before the last full hour. */
let caseId: string
let reportPath: string

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
  caseId = await saola.app.run(async ctx => {
    const [person] = await ctx.sql<{ id: string; unitId: string }[]>`
      select p.id, p.unit_id from people.person p
      where not exists (select from tracing.case_file c where c.person_id = p.id) order by p.id limit 1`
    if (!person) throw new Error('The demo is empty.')
    const confirmedAt = new Date(fullHour(ctx.now).getTime() - 5 * MINUTE_MS).toISOString()
    const illness = { onsetOn: null, sampledAt: null, isolatedAt: null, origin: 'community' as const }
    const body = { personId: person.id, unitId: person.unitId, confirmedAt, ...illness }
    return (await tracing.handlers.openCase({ params: undefined, query: undefined, body }, ctx)).caseId
  })
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

const download = async (page: Page, name: string) => {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()])
  return readFile(await file.path())
}

test('an officer makes a draft, enters what no module knows, and sends it; the files say the same', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'truyvet', DESK)
  await page.goto('/console/reports')
  await page.getByRole('button', { name: 'Lập báo cáo' }).click()
  await page.getByRole('button', { name: 'Lập dự thảo' }).click()
  const samples = page.getByLabel('Mẫu xét nghiệm')
  const entered: unknown[] = []
  page.on('request', request => {
    if (request.method() === 'PUT') entered.push(request.postDataJSON())
  })
  await samples.fill('mười')
  await samples.press('Tab')
  await page.getByText('Vui lòng nhập số nguyên từ 0').waitFor()
  await samples.fill('1234')
  await page.getByText('Vui lòng nhập số nguyên từ 0').waitFor({ state: 'detached' })
  await samples.press('Enter')
  await samples.press('Tab')
  await page.getByText(/Nguyễn Thị Minh Châu nhập lúc/).waitFor()
  expect(entered).toHaveLength(1)
  await expectAccessible(page)
  // The case is counted once its event was heard; what is sent is what was looked at.
  const cases = page.getByRole('region', { name: 'Ca mắc theo nguồn phát hiện' })
  const total = cases.getByRole('row', { name: /^Tổng cộng/ })
  await total.getByRole('button', { name: /Ca mới/ }).waitFor()
  await page.getByRole('button', { name: 'Gửi báo cáo' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Gửi báo cáo' }).click()
  await page.getByText('Số liệu vẫn như khi gửi.').waitFor()
  reportPath = new URL(page.url()).pathname
  const shown = Number.parseInt((await total.getByRole('cell').first().textContent()) ?? '', 10)

  const book = new Excel.Workbook()
  await book.xlsx.load((await download(page, 'Excel')).buffer as never)
  const rows = (book.worksheets[0]?.getSheetValues() ?? []).filter(row => Array.isArray(row)) as unknown[][]
  const [first, second] = rows.filter(row => row[1] === 'Tổng cộng')
  expect(first?.[2]).toBe(shown)
  expect(second).toContain(1234)
  const [text = ''] = await textOfPdf(await download(page, 'PDF'))
  expect(text).toMatch(/Số: \d\d+\/BC-BCĐ/)
  expect(text).toContain('Mẫu xét nghiệm')
  await context.close()
})

test('a case is given another origin: the report shows what was sent, what it is now, and which case it is', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'truyvet', DESK)
  await page.goto(`/console/cases/${caseId}`)
  await page.getByRole('button', { name: 'Sửa nguồn phát hiện' }).click()
  await page.getByRole('radio', { name: 'Nhập cảnh' }).check()
  await page.getByLabel('Vì sao sửa').fill('Nhập cảnh qua Lao Bảo ngày hôm qua')
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Lưu' }).click()
  await page.getByText('Đã sửa nguồn phát hiện').waitFor()

  await page.goto(reportPath)
  const changes = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Thay đổi sau khi gửi' }) })
  await changes.getByText('0 → 1 (+1)').waitFor()
  await expectAccessible(page)
  await changes.getByRole('button', { name: /Xem các dòng thay đổi Nhập cảnh/ }).click()
  await page.getByText('Thêm sau khi gửi').waitFor()
  await expectAccessible(page)
  await context.close()
})

test('a tracer writes down in the case’s file that it died: the report that was sent says so, and opens it', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'truyvet', DESK)
  await page.goto(`/console/cases/${caseId}`)
  await page.getByRole('button', { name: 'Ghi kết quả điều trị' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tử vong').check()
  const { day, time } = format('vi')
  const diedAt = new Date(fullHour(saola.app.clock()).getTime() - 3 * MINUTE_MS)
  await dialog.getByRole('button', { name: 'Chọn trên lịch' }).click()
  await page.locator('.mantine-DatePicker-day:focus').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.mantine-DatePicker-day').first().waitFor({ state: 'detached' })
  await dialog.getByLabel('Ngày', { exact: true }).fill(day(diedAt))
  await dialog.getByLabel('Giờ', { exact: true }).fill(time(diedAt))
  await dialog.getByRole('button', { name: 'Lưu kết quả' }).click()
  await dialog.getByText('Vui lòng ghi ai hoặc giấy tờ nào cho biết.').waitFor()
  await dialog.getByLabel('Nguồn tin').fill('Bệnh viện Trung ương Huế báo')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Lưu kết quả' }).click()
  await page.getByText(/Đang điều trị → Tử vong/).waitFor()
  await expectAccessible(page)

  await page.goto(reportPath)
  const others = page.getByRole('region', { name: 'Số liệu khác' })
  const died = others.getByRole('row', { name: /^Tổng cộng/ }).getByRole('button', { name: /Tử vong/ })
  await died.click()
  await page.getByRole('link', { name: /BN\d+/ }).first().click()
  await page.getByText(/^Tử vong \d\d:\d\d/).waitFor()
  await expectAccessible(page)
  await context.close()
})

test('the leader finds it from the situation, on a phone', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'lanhdao', PHONE)
  await page.goto('/console/command')
  await page.getByRole('button', { name: 'Báo cáo nhanh' }).click()
  await page.waitForURL('**/console/reports?unit=*')
  await page.getByText('Đã gửi').first().waitFor()
  await page.goto(reportPath)
  await page.getByText('Bản gửi Zalo').waitFor()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
  expect(wide).toBe(false)
  await expectAccessible(page)
  await context.close()
})
