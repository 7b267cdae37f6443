import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { providersService } from '#base/openid/providers.ts'
import { type StandIn, settings, standIn } from '#base/openid/testing.ts'
import { DESK, expectAccessible, launchBrowser, PHONE } from './support/browser.ts'
import { type Saola, startSaola } from './support/saola.ts'

let saola: Saola
let browser: Browser
let province: StandIn
let nation: StandIn

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
  const people = {
    long: { email: 'quantri@tinh.gov.vn', email_verified: true },
    la: { email: 'khong.ai@tinh.gov.vn', email_verified: true },
  }
  province = await standIn(people, [`${saola.url}/console/openid`], { ended: [`${saola.url}/console`] })
  nation = await standIn({ tam: { name: 'Lê Văn Tám' } }, [`${saola.url}/dang-nhap/tro-ve`], {
    ended: [`${saola.url}/`],
  })
  saola.app.provide(providersService, [
    settings('tinh', province.issuer, { kind: 'officers', domain: 'tinh.gov.vn' }),
    settings('quoc-gia', nation.issuer, { kind: 'citizens' }),
  ])
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
  await province?.stop()
  await nation?.stop()
})

async function newPage(viewport = DESK) {
  const context = await browser.newContext({ viewport, locale: 'vi-VN', baseURL: saola.url })
  const page = await context.newPage()
  return page
}

test('an officer comes in by the account of the province, and signs out there, too', async () => {
  const page = await newPage()
  await page.goto('/console')
  const way = page.getByRole('button', { name: 'Đăng nhập bằng Tài khoản của tỉnh' })
  await way.waitFor()
  await expectAccessible(page)
  await way.click()
  await page.getByLabel('Số định danh').fill('long')
  await page.getByRole('button', { name: 'Đồng ý' }).click()
  await page.getByRole('banner').getByText('Phạm Đức Long').waitFor()
  await page.goto('/console/account')
  await page.getByText('Liên kết từ').waitFor()
  await expectAccessible(page)
  await page.getByRole('banner').getByText('Phạm Đức Long').click()
  await page.getByRole('menuitem', { name: 'Đăng xuất' }).click()
  await page.waitForURL(`${province.issuer}/**`)
  await page.goto('/console')
  await way.waitFor()
})

test('somebody whom the province knows and this installation does not is told what to do', async () => {
  const page = await newPage()
  await page.goto('/console')
  await page.getByRole('button', { name: 'Đăng nhập bằng Tài khoản của tỉnh' }).click()
  await page.getByLabel('Số định danh').fill('la')
  await page.getByRole('button', { name: 'Đồng ý' }).click()
  await page.getByRole('alert').getByText('Chưa có tài khoản cán bộ nào').waitFor()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Về trang đăng nhập' }).click()
  await page.getByLabel('Tên đăng nhập').waitFor()
})

test('a citizen comes in by the national identity', async () => {
  const page = await newPage(PHONE)
  await page.goto('/dang-nhap')
  const way = page.getByRole('button', { name: 'Đăng nhập bằng Định danh quốc gia' })
  await way.waitFor()
  await expectAccessible(page)
  await way.click()
  await page.getByLabel('Số định danh').fill('tam')
  await page.getByRole('button', { name: 'Đồng ý' }).click()
  await page.getByRole('link', { name: 'Tôi', exact: true }).click()
  await page.getByText('Lê Văn Tám').waitFor()
  expect(new URL(page.url()).pathname).toBe('/toi')
})
