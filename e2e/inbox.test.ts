import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { riseWork } from '#base/work/rise.ts'
import { DAY_MS } from '#core/clock.ts'
import { DESK, expectAccessible, launchBrowser, PHONE, visitAs } from './support/browser.ts'
import { officerAt } from './support/officer.ts'
import { type Saola, startSaola } from './support/saola.ts'

const LATE = 'quá hạn'

let saola: Saola
let browser: Browser
/** An open item of a commune, long overdue and held by nobody. */
let item: { readonly id: string; readonly unitId: string }

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
  const { sql } = saola.app.db
  const [open] = await sql<(typeof item)[]>`
    update work.item set due_at = ${new Date(Date.now() - 21 * DAY_MS)}, rises_at = null, holder_id = null
    where id = (select id from work.item where open and urged_at is null and kind = 'followup.watch' order by id limit 1) returning id, unit_id`
  if (!open) throw new Error('The demo has nothing to do.')
  item = open
  await saola.app.run(riseWork)
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

async function visit(login: string) {
  const { page, context } = await visitAs(browser, saola.url, login, DESK)
  return { page, context }
}

const toast = (page: Page, text: string) => page.locator('.k-toast').filter({ hasText: text })

/** As large as a phone takes it, so that it is made smaller before it is sent. */
const photograph = () =>
  sharp({
    create: {
      width: 3000,
      height: 2250,
      channels: 3,
      background: '#486',
      noise: { type: 'gaussian', mean: 128, sigma: 20 },
    },
  })
    .jpeg({ quality: 90 })
    .toBuffer()

test('an officer says something with a photo and hands the item over; its leader urges it and learns who grants rights', async () => {
  const login = await officerAt(saola, 'health-officer', item.unitId, 'thu.hop')
  await officerAt(saola, 'health-officer', item.unitId, 'thu.hai')
  const officer = await visit(login)
  await officer.page.goto(`/console/work/${item.id}`)
  const photo = await photograph()
  await officer.page.getByLabel('Ghi chú', { exact: true }).fill('Danh sách chép tay ở nhà văn hóa thôn')
  await officer.page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'danh sach.jpg', mimeType: 'image/jpeg', buffer: photo })
  // The photo is there before what is said is: it is looked at meanwhile, and stays when it becomes part of that.
  const seen = Promise.withResolvers<void>()
  await officer.page.route(/\/api\/work\/[^/]+\/comments$/, route => seen.promise.then(() => route.continue()))
  await officer.page.route(/\/api\/files\/[^/]+$/, route => route.abort(), { times: 1 })
  await officer.page.getByRole('button', { name: 'Lưu ghi chú' }).click()
  await officer.page.getByRole('button', { name: 'Xem danh sach.jpg' }).click()
  await officer.page.getByText('Không mở được ảnh này.').waitFor()
  await officer.page.getByRole('button', { name: 'Thử lại' }).click()
  const picture = officer.page.getByRole('img', { name: 'danh sach.jpg' })
  await picture.waitFor()
  seen.resolve()
  await officer.page.locator('.k-timeline').getByText('Danh sách chép tay').waitFor({ state: 'attached' })
  await picture.waitFor()
  await officer.page.getByRole('button', { name: 'Xoay ảnh' }).click()
  await expectAccessible(officer.page)
  await officer.page.keyboard.press('Escape')
  await officer.page.getByRole('button', { name: 'Giao cho người khác' }).click()
  await officer.page.getByRole('combobox', { name: 'Cán bộ' }).click()
  await officer.page.getByRole('option').first().click()
  await officer.page.getByRole('button', { name: 'Giao việc' }).click()
  await toast(officer.page, 'Đã giao cho').waitFor()
  await expectAccessible(officer.page)

  await officer.page.goto('/console/inbox?view=late&q=nguyen')
  await officer.page.getByRole('button', { name: 'Bộ lọc đã lưu' }).click()
  await officer.page.getByLabel('Tên bộ lọc').fill('Quá hạn sáng nay')
  await officer.page.getByRole('button', { name: 'Lưu', exact: true }).click()
  const begins = officer.page.getByRole('button', { name: 'Mở đầu bằng Quá hạn sáng nay' })
  await begins.click()
  await begins.and(officer.page.locator('[aria-pressed=true]')).waitFor()
  await expectAccessible(officer.page)
  await officer.page.goto('/console/inbox')
  await officer.page.getByRole('button', { name: 'Quá hạn sáng nay' }).waitFor()
  expect(new URL(officer.page.url()).search).toBe('?view=late')
  await officer.page.goto(`/console/work/${item.id}`)

  const leader = await visit('lanhdao')
  await leader.page.goto('/console/inbox')
  await leader.page.getByRole('button', { name: /^Báo lãnh đạo/, pressed: true }).waitFor()
  const row = leader.page.getByRole('row').filter({ hasText: new RegExp(LATE, 'i') })
  await row.first().click()
  await leader.page.getByText('Danh sách chép tay').waitFor()
  await leader.page.getByRole('button', { name: 'Đôn đốc' }).click()
  await leader.page.getByLabel('Nội dung đôn đốc').fill('Báo cáo trước 16 giờ hôm nay')
  await leader.page.getByRole('dialog').getByRole('button', { name: 'Đôn đốc' }).click()
  await toast(leader.page, 'Đã đôn đốc').waitFor()
  await officer.page.getByText('Báo cáo trước 16 giờ hôm nay').first().waitFor()

  await leader.page.getByRole('button', { name: 'Ai cấp được quyền này?' }).first().press('Enter')
  await leader.page.getByText('Phạm Đức Long').waitFor()
  await leader.page.getByText('Cần quyền').first().waitFor()
  await leader.page.getByText('Vai trò có quyền này').first().waitFor()
  await expectAccessible(leader.page)
  // Who is watched may miss an hour meanwhile: that moves the item, too.
  const steps = await saola.app.db.sql<{ what: string }[]>`
    select what from work.step where item_id = ${item.id} and what <> 'moved' order by n`
  expect(steps.slice(-4).map(step => step.what)).toEqual(['risen', 'comment', 'handed', 'urged'])
  await officer.context.close()
  await leader.context.close()
})

test('a note that is not saved is still there when another item was looked at', async () => {
  const { page, context } = await visit('tramyte')
  await page.goto('/console/inbox')
  const rows = page.locator('.k-row')
  const note = page.getByLabel('Ghi chú', { exact: true })
  const open = async (at: number) => {
    const before = page.url()
    await rows.nth(at).click()
    await page.waitForURL(url => url.href !== before && url.searchParams.has('open'))
    await page.locator('.work-item').waitFor()
  }
  await open(0)
  await note.fill('Gọi lại lúc 14 giờ')
  await open(1)
  await expect.poll(() => note.inputValue()).toBe('')
  await open(0)
  await expect.poll(() => note.inputValue()).toBe('Gọi lại lúc 14 giờ')
  // What is typed while it is saved is the next note.
  const saved = Promise.withResolvers<void>()
  await page.route(/\/comments$/, route => saved.promise.then(() => route.continue()), { times: 1 })
  const sending = page.waitForRequest(/\/comments$/)
  await page.getByRole('button', { name: 'Lưu ghi chú' }).click()
  await sending
  await note.fill('Không nghe máy')
  saved.resolve()
  await page.locator('.k-timeline').getByText('Gọi lại lúc 14 giờ').waitFor({ state: 'attached' })
  expect(await note.inputValue()).toBe('Không nghe máy')
  await page.getByRole('button', { name: 'Lưu ghi chú' }).click()
  await page.locator('.k-timeline').getByText('Không nghe máy').waitFor({ state: 'attached' })
  await expect.poll(() => note.inputValue()).toBe('')
  await context.close()
})

test('what many items were refused is not told when they are handed over again', async () => {
  const { page, context } = await visit('tramyte')
  await page.goto('/console/inbox')
  const rows = page.locator('.k-row')
  for (const at of [0, 1]) await rows.nth(at).getByRole('checkbox').check()
  await page.route('**/api/work/hands', route => route.abort())
  const hand = async () => {
    await page.getByRole('toolbar').getByRole('button', { name: 'Việc khác' }).click()
    await page.getByRole('menuitem', { name: 'Giao cho người khác' }).click()
  }
  const dialog = page.getByRole('dialog')
  await hand()
  await dialog.getByRole('combobox', { name: 'Cán bộ' }).click()
  await page.getByRole('option').first().click()
  await dialog.getByRole('button', { name: 'Giao việc' }).click()
  await dialog.getByRole('alert').waitFor()
  await dialog.getByRole('button', { name: 'Thôi' }).click()
  await hand()
  await dialog.getByRole('combobox', { name: 'Cán bộ' }).waitFor()
  expect(await dialog.getByRole('alert').count()).toBe(0)
  await context.close()
})

test('the last rows are reached while others are ticked', async () => {
  const { page, context } = await visitAs(browser, saola.url, 'tramyte', PHONE)
  await page.goto('/console/inbox')
  const rows = page.locator('.k-row')
  for (const at of [0, 1]) await rows.nth(at).getByRole('checkbox').check()
  const bar = page.getByRole('toolbar', { name: 'Đã chọn 2' })
  const grid = page.getByRole('grid')
  await grid.press('End')
  await expect
    .poll(async () => {
      const [last, end] = [await rows.last().boundingBox(), await bar.boundingBox()]
      return last && end && last.y + last.height <= end.y
    })
    .toBe(true)
  await expectAccessible(page)
  await context.close()
})

test('an address without a page says so and leads home; a filter that means nothing is left out', async () => {
  const stranger = await browser.newPage({ locale: 'vi-VN', baseURL: saola.url })
  for (const path of ['/console/xyz', '/xyz', '/site/xyz']) {
    await stranger.goto(path)
    await stranger.getByText('Không tìm thấy trang').first().waitFor()
    await stranger.getByText(/^Về trang/).waitFor()
  }
  await stranger.close()
  const { page, context } = await visit('tramyte')
  await page.goto('/console/xyz')
  await page.getByText('Không tìm thấy trang này').waitFor()
  await page.getByRole('link', { name: 'Về trang đầu' }).click()
  await page.getByRole('heading', { name: 'Hộp việc' }).waitFor()
  await page.goto('/console/isolation?view=xyz')
  await page.getByRole('button', { name: 'Tất cả', pressed: true }).waitFor()
  await context.close()
})
