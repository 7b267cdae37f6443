import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DESK, expectAccessible, launchBrowser, PHONE, visitAs } from './support/browser.ts'
import { textOfPdf } from './support/pdf.ts'
import { type Saola, startSaola } from './support/saola.ts'

let saola: Saola
let browser: Browser

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

const PATH = '/console/performance'

const lateOf = (page: Page) => page.getByRole('region', { name: 'Ai đang giữ, vì sao' })

test('on the phone a leader sees what is late, with whom and why, and goes there', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'lanhdao', PHONE)
  await page.goto(PATH)
  await page.getByRole('heading', { name: /việc đang quá hạn/ }).waitFor()
  const line = lateOf(page).getByRole('listitem').filter({ hasText: 'Còn hai xã chưa gửi danh sách F1, đã gọi nhắc.' })
  await line.waitFor()
  await expectAccessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  const title = (await line.getByRole('link').textContent()) ?? ''
  await line.getByRole('link').click()
  await page.waitForURL(/\/console\/work\//)
  await page.getByRole('heading', { name: title }).waitFor()
  await context.close()
})

test('at the desk the figures are compared, open what they count, and are printed', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'lanhdao', DESK)
  await page.goto(PATH)
  // A month that is over has something to be compared with on every day of the next; this one has not on its first.
  await page.getByRole('combobox', { name: 'Tháng' }).click()
  const over = page.getByRole('option').nth(1)
  const name = (await over.textContent()) ?? ''
  let answer = () => {}
  await page.route(/\/api\/performance\?/, route => {
    answer = () => void route.continue()
  })
  await over.click()
  // The figures of this month are no answer to the other, and do not look like one.
  await page.locator('.k-page[aria-busy=true]').waitFor()
  answer()
  await page.getByText(`01/${name}`).first().waitFor()
  await page.locator('.k-page[aria-busy=false]').waitFor()
  await page.unrouteAll()
  const services = page.getByRole('region', { name: 'Dịch vụ công và một cửa' })
  const row = services.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Hồ sơ đã nộp' }) })
  await row.waitFor()
  const [month, before, lastYear] = await row.getByRole('cell').allInnerTexts()
  expect(Number(before)).toBeGreaterThan(0)
  expect(Number(lastYear)).toBeGreaterThan(0)
  await page.getByRole('heading', { name: /theo QĐ 766\/QĐ-TTg/ }).waitFor()
  await expectAccessible(page)

  await services.getByRole('button', { name: 'Cách tính: Hồ sơ đã nộp' }).click()
  await page.getByText('Số hồ sơ theo ngày nộp, mọi kênh.').waitFor()
  await page.keyboard.press('Escape')
  await row
    .getByRole('button', { name: /^Hồ sơ đã nộp: .*mở danh sách$/ })
    .nth(1)
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(`${before} dòng`).waitFor()
  await dialog.getByRole('link').first().waitFor()
  await page.keyboard.press('Escape')

  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Bản in' }).click()
  const pdf = await textOfPdf(await readFile(await (await saved).path()))
  expect(pdf.join(' ')).toContain('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM')
  expect(pdf.join(' ')).toContain(`Hồ sơ đã nộp ${month} ${before} ${lastYear}`)
  await context.close()
})

test('a chair sees the commune alone, a specialist nothing of it', async () => {
  const chair = await visitAs(browser, saola.url, 'chutich', DESK)
  await chair.page.goto(PATH)
  await chair.page.getByRole('heading', { name: /việc đang quá hạn/ }).waitFor()
  await chair.page
    .getByRole('region', { name: 'Văn bản theo cơ quan' })
    .getByText('Ủy ban nhân dân tỉnh')
    .waitFor({ state: 'detached' })
  await chair.context.close()
  const specialist = await visitAs(browser, saola.url, 'chuyenvien', DESK)
  await specialist.page.goto(PATH)
  await specialist.page.getByText('Tài khoản này chưa có quyền mở trang').waitFor()
  await specialist.context.close()
})
