import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nameKey } from '#core/text.ts'
import { DESK, expectAccessible, launchBrowser, visitAs } from './support/browser.ts'
import { phoneOf } from './support/citizen.ts'
import { stationCommune } from './support/officer.ts'
import { type Saola, startSaola } from './support/saola.ts'

let saola: Saola
let browser: Browser
/** Where everybody reads what was published. */
let address = ''

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

test('the tracer ticks where a case was, sees how it will look, and publishes', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'truyvet', DESK)
  await page.goto('/console/notices/new')
  const places = page.getByRole('list').getByRole('checkbox')
  await places.first().check()
  await page.getByRole('button', { name: 'Soạn từ 1 mốc' }).click()
  const preview = page.getByRole('img', { name: 'Ảnh thông báo, 1 trên 1' })
  await preview.waitFor()
  await expect.poll(() => preview.evaluate(img => (img as { naturalWidth?: number }).naturalWidth)).toBe(1080)
  await page.getByLabel('Điện thoại để người dân gọi').fill('0234 3999 000')
  const advice = page.getByRole('textbox', { name: 'Người đã có mặt cần làm gì' })
  await advice.fill('Gọi cho chủ quán: 0905 123 456.')
  await page.getByRole('button', { name: 'Lưu bản nháp' }).click()
  await page.getByText('Chưa ban hành được: có thông tin của một người').waitFor()
  await expectAccessible(page)
  // What is typed while it is saved stays, and is not called saved.
  const saved = Promise.withResolvers<void>()
  await page.route(/\/notices\/[^/]+\/draft$/, route => saved.promise.then(() => route.continue()), { times: 1 })
  await advice.fill('Ở tại nhà.')
  const sending = page.waitForRequest(request => request.method() === 'PUT')
  await page.getByRole('button', { name: 'Lưu bản nháp' }).click()
  await sending
  await advice.fill('Ở tại nhà và báo trạm y tế nơi đang ở.')
  const read = page.waitForResponse(
    response => response.request().method() === 'GET' && /notices\/[^/]+$/.test(response.url()),
  )
  saved.resolve()
  await read
  await page.getByText('Chưa ban hành được: có thông tin của một người').waitFor({ state: 'detached' })
  const unsaved = page.getByRole('status').filter({ hasText: 'Có thay đổi chưa lưu' })
  await unsaved.waitFor()
  expect(await advice.inputValue()).toBe('Ở tại nhà và báo trạm y tế nơi đang ở.')
  await page.getByRole('button', { name: 'Lưu bản nháp' }).click()
  await unsaved.waitFor({ state: 'detached' })
  await page.getByText('Chưa ban hành được: có thông tin của một người').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Ban hành', exact: true }).click()
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Ban hành' }).click()
  await page.getByRole('heading', { name: /Thông báo khẩn \d+\/TB-KSBT/ }).waitFor()
  await page.getByRole('tab', { name: 'Tin Zalo' }).click()
  address = /https?:\S+/.exec(await page.getByRole('textbox', { name: 'Tin Zalo' }).inputValue())?.[0] ?? ''
  expect(address).toContain('/site/thong-bao/')
  await context.close()
})

test('anybody reads it without JavaScript', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'vi-VN' })
  const page = await context.newPage()
  await page.goto(address)
  await page.getByRole('heading', { name: /Thông báo khẩn số/ }).waitFor()
  await page.getByText('Ở tại nhà và báo trạm y tế nơi đang ở.').waitFor()
  await page.getByRole('link', { name: 'Gọi 0234 3999 000' }).waitFor()
  await context.close()
})

test('it is in the language of the other pages, whatever the browser speaks', async () => {
  const context = await browser.newContext({ locale: 'en-US' })
  const page = await context.newPage()
  await page.goto(saola.url)
  await page.getByRole('heading', { name: 'Chung tay phòng dịch' }).waitFor()
  await page.goto(address)
  await page.getByRole('heading', { name: /Thông báo khẩn số/ }).waitFor()
  await page.goto(saola.url)
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('button', { name: 'Tiếng Việt' }).waitFor()
  await page.goto(address)
  await page.getByRole('link', { name: 'I was there' }).waitFor()
  await context.close()
})

test('who was there reports by name and phone; the health station of their commune has it', async () => {
  const { context, page } = await phoneOf(browser, saola)
  await page.goto(address)
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Tôi đã có mặt ở đó' }).click()
  await page.getByRole('checkbox').first().check()
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByLabel('Họ và tên').fill('Nguyễn Thị Báo')
  await page.getByLabel('Số điện thoại').fill('0905000123')
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  const commune = await stationCommune(saola)
  await page.getByRole('searchbox').fill(`${nameKey(commune)} hue`)
  await page.getByRole('radio', { name: commune }).check()
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByRole('button', { name: 'Gửi cho trạm y tế' }).click()
  await page.getByRole('heading', { name: 'Đã nhận được' }).waitFor()
  await page.getByText(`Trạm y tế ${commune[0]?.toLowerCase()}${commune.slice(1)} đã nhận`).waitFor()
  await expectAccessible(page)
  await context.close()

  const station = await visitAs(browser, saola.url, 'tramyte', DESK)
  await station.page.goto('/console/inbox?kind=tracing.report')
  const number = /\/([0-9A-Z]+)$/.exec(address)?.[1] ?? ''
  const rows = station.page.getByText(/tự báo đã có mặt theo thông báo khẩn/)
  await rows.first().waitFor()
  await station.page
    .getByText(/người chưa rõ tên, tự báo đã có mặt/)
    .first()
    .click()
  await station.page.getByText('Nguyễn Thị Báo').waitFor()
  await station.page.getByRole('link', { name: '0905 000 123' }).waitFor()
  expect(await station.page.getByRole('link', { name: /TB-KSBT/ }).getAttribute('href')).toContain(number)
  await expectAccessible(station.page)
  await station.context.close()
})

test('somebody calls the station: it is entered where the telephone rings, and is in the inbox with who entered it', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'tramyte', DESK)
  await page.goto(`/console/calls?notice=${/\/([0-9A-Z]+)$/.exec(address)?.[1] ?? ''}`)
  await page.getByRole('button', { name: 'Ghi nhận' }).click()
  await page.getByText('Vui lòng chọn ít nhất một nơi').or(page.getByRole('alert')).first().waitFor()
  await expectAccessible(page)
  await page.getByRole('group').getByRole('checkbox').first().check()
  await page.getByLabel('Họ và tên').fill('Phan Thị Gọi')
  await page.getByLabel('Số điện thoại').fill('0905000124')
  await page.getByRole('button', { name: 'Ghi nhận' }).click()
  await page.getByText('Đã ghi: Phan Thị Gọi, 1 nơi').waitFor()
  await page.goto('/console/inbox?kind=tracing.report')
  await page
    .getByText(/người chưa rõ tên, tự báo đã có mặt/)
    .last()
    .click()
  await page.getByText(/ghi khi người dân gọi đến/).waitFor()
  await context.close()
})
