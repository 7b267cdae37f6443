import { Secret, TOTP } from 'otpauth'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rightsChanged } from '#base/identity/sessions.ts'
import { DESK, expectAccessible, launchBrowser, PHONE } from './support/browser.ts'
import { PASSWORD, type Saola, startSaola } from './support/saola.ts'

const LOGIN = 'quantri'

let saola: Saola
let browser: Browser
let context: BrowserContext
let page: Page
let recovery: string[]

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
  context = await browser.newContext({ viewport: DESK, locale: 'vi-VN', baseURL: saola.url })
  page = await context.newPage()
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

async function typePassword() {
  await page.goto('/console')
  await page.getByLabel('Tên đăng nhập').fill(LOGIN)
  await page.getByLabel('Mật khẩu').fill(PASSWORD)
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
}
const inside = () => page.getByRole('banner').getByText('Phạm Đức Long').waitFor()
async function leave() {
  await context.clearCookies()
  await page.goto('/console')
  await page.getByLabel('Tên đăng nhập').waitFor()
}

/** A security key inside of the browser, whose owner is there and unlocks it. */
async function plugIn(): Promise<CDPSession> {
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return cdp
}

test('an officer sets up an authenticator, keeps the recovery codes, and signs in with password and code', async () => {
  await typePassword()
  await inside()
  await page.goto('/console/account')
  await page.getByRole('button', { name: 'Thêm ứng dụng xác thực' }).click()
  await page.getByRole('img', { name: 'Mã QR để thêm tài khoản' }).waitFor()
  await expectAccessible(page)
  const shown = (await page.locator('.fa-secret').textContent()) ?? ''
  const totp = new TOTP({ secret: Secret.fromBase32(shown.replaceAll(' ', '')) })
  const code = (steps: number) => totp.generate({ timestamp: Date.now() + steps * 30_000 })
  await page.getByLabel('Mã 6 chữ số trong ứng dụng').fill(code(-1))
  await page.getByRole('button', { name: 'Xác nhận và bật' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Lưu lại mười mã khôi phục').waitFor()
  recovery = await dialog.getByRole('listitem').allTextContents()
  expect(recovery).toHaveLength(10)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Tôi đã lưu các mã này' }).click()
  await page.getByText('Còn 10 mã chưa dùng.').waitFor()
  await expectAccessible(page)

  await leave()
  await typePassword()
  await page.getByRole('heading', { name: 'Xác thực bước hai' }).waitFor()
  await expectAccessible(page)
  await page.getByLabel('Mã trong ứng dụng xác thực').fill('000000')
  await page.getByRole('button', { name: 'Xác nhận' }).click()
  await page.getByRole('alert').getByText('Mã chưa đúng').waitFor()
  await page.getByLabel('Mã trong ứng dụng xác thực').fill(code(0))
  await page.getByRole('button', { name: 'Xác nhận' }).click()
  await inside()
})

test('who lost the phone comes in by a recovery code, on a small screen, too', async () => {
  await leave()
  await page.setViewportSize(PHONE)
  await typePassword()
  await page.getByRole('button', { name: 'Mã khôi phục' }).click()
  await page.getByLabel('Mã khôi phục').fill(recovery[0] as string)
  await page.getByRole('button', { name: 'Xác nhận' }).click()
  await page.getByRole('heading', { name: 'Tài khoản' }).or(page.getByRole('main')).first().waitFor()
  await page.setViewportSize(DESK)
  await inside()
})

test('a passkey is made, and signs in without name and password', async () => {
  await plugIn()
  await page.goto('/console/account')
  await page.getByRole('button', { name: 'Thêm khóa truy cập' }).click()
  await page.getByLabel('Tên để nhận ra khóa này').fill('Máy ở cơ quan')
  await page.getByRole('button', { name: 'Tạo khóa truy cập' }).click()
  await page.getByText('Chưa dùng lần nào').waitFor()
  await expectAccessible(page)
  await leave()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Đăng nhập bằng khóa truy cập' }).click()
  await inside()
})

test('after ten minutes an act that gives power away asks who it is, once, and goes on', async () => {
  const stale = () =>
    saola.app.run(async ctx => {
      await ctx.sql`update identity.session set proved_at = proved_at - interval '11 minutes'`
      await rightsChanged(ctx)
    })
  const [target] = await saola.app.db.sql<{ id: string }[]>`select id from identity.account where login = 'diadiem'`
  await page.goto(`/console/accounts?open=${target?.id}`)
  const reset = async () => {
    await page.getByRole('button', { name: 'Cấp lại mật khẩu' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cấp lại mật khẩu' }).click()
  }
  const asked = page.getByRole('dialog', { name: 'Xác nhận đúng là ông/bà' })
  await stale()
  await reset()
  await asked.waitFor()
  await expectAccessible(page)
  await asked.getByRole('button', { name: 'Mật khẩu', exact: true }).click()
  await asked.getByLabel('Mật khẩu').fill('không phải mật khẩu')
  await asked.getByRole('button', { name: 'Xác nhận', exact: true }).click()
  await asked.getByRole('alert').getByText('không đúng').waitFor()
  await asked.getByLabel('Mật khẩu').fill(PASSWORD)
  await asked.getByRole('button', { name: 'Xác nhận', exact: true }).click()
  await page.getByText('Mã kích hoạt').first().waitFor()
  const [row] = await saola.app.db.sql<{ passwordHash: string | null }[]>`
    select password_hash from identity.account where login = 'diadiem'`
  expect(row?.passwordHash).toBeNull()

  await page.goto(`/console/accounts?open=${target?.id}`)
  await stale()
  await reset()
  await asked.getByRole('button', { name: 'Xác nhận bằng khóa truy cập' }).click()
  await page.getByText('Mã kích hoạt').first().waitFor()
})

test('who is signed out elsewhere sees the door within a second', async () => {
  const listening = page.waitForResponse(reply => reply.url().endsWith('/api/live') && reply.ok())
  await page.goto('/console/account')
  await listening
  await inside()
  const begun = performance.now()
  await saola.app.run(async ctx => {
    await ctx.sql`update identity.session set revoked_at = ${ctx.now} where revoked_at is null`
    await rightsChanged(ctx)
  })
  await page.getByLabel('Tên đăng nhập').waitFor()
  expect(performance.now() - begun).toBeLessThan(1000)
})
