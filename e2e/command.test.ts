import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recorder } from '#base/timeline/record.ts'
import { scanFact } from '#base/timeline/scan.ts'
import { newId } from '#core/ids.ts'
import { DESK, expectAccessible, launchBrowser, PHONE, visitAs } from './support/browser.ts'
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

const checkinsShown = async (page: Page) => {
  const tile = page.locator('.k-figure', { hasText: 'Lượt vào hôm nay' })
  return Number(((await tile.locator('.k-figure-value').textContent()) ?? '').replaceAll('.', ''))
}

/** Somebody of the demo is scanned into a place of the demo, now. */
async function scanSomebodyIn(): Promise<void> {
  const { app } = saola
  const [row] = await app.db.sql<{ personId: string; placeId: string; unitId: string }[]>`
    select p.id as person_id, l.id as place_id, l.unit_id
    from (select id from people.person limit 1) p, (select id, unit_id from places.place where parent_id is null limit 1) l`
  if (!row) throw new Error('The demo is empty.')
  const at = new Date()
  await app.use(recorder).record(scanFact, {
    ...row,
    id: newId(at),
    areaId: null,
    direction: 'in',
    method: 'national',
    verified: false,
    at,
    deviceAt: at,
    receivedAt: at,
    uncertaintyS: 0,
    recorderId: null,
  })
}

test('a leader begins at the situation, and it changes by itself when something happens', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'lanhdao')
  await page.goto('/console')
  await page.waitForURL('**/console/command')
  await page.getByText('Lượt vào hôm nay').first().waitFor()
  await page.getByText('Bản đồ theo xã').first().waitFor()
  const before = await checkinsShown(page)
  await scanSomebodyIn()
  await expect.poll(() => checkinsShown(page), { timeout: 10_000 }).toBeGreaterThan(before)
  await expectAccessible(page)
  await context.close()
})

test.each([
  ['on a phone', PHONE],
  ['on a desk', DESK],
])('each figure opens its definition, %s', async (_, viewport) => {
  const { context, page } = await visitAs(browser, saola.url, 'lanhdao', viewport)
  await page.goto('/console/command')
  const tile = page.locator('.k-figure', { hasText: 'Ca 7 ngày' })
  await tile.getByRole('button').first().click()
  await page.getByText('Số ca được xác định trong ngày, theo xã nơi ở.').first().waitFor()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
  expect(wide).toBe(false)
  await context.close()
})

test('a health officer sees the situation of the commune served, and no other', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'tramyte')
  await page.goto('/console/command')
  await page.getByRole('heading', { level: 1, name: /^(Phường|Xã|Thị trấn) / }).waitFor()
  const foreign = await context.request.get(
    `/api/command/overview?unitId=${(await saola.app.db.sql<{ id: string }[]>`select id from units.unit where tier = 'province' and code = '46'`)[0]?.id}`,
  )
  expect(foreign.status()).toBe(403)
  await context.close()
})
