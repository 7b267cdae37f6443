import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { citizenAccount } from '#base/identity/accounts.ts'
import { openSession } from '#base/identity/sessions.ts'
import { SESSION_COOKIE } from '#core/http/server.ts'
import { PHONE, type Visit } from './browser.ts'
import type { Saola } from './saola.ts'

/** A cheap phone of somebody's own, with a camera that may be used. */
export async function phoneOf(browser: Browser, saola: Saola, viewport = PHONE): Promise<Visit> {
  const context = await browser.newContext({
    viewport,
    hasTouch: viewport === PHONE,
    locale: 'vi-VN',
    baseURL: saola.url,
    permissions: ['camera'],
  })
  return { context, page: await context.newPage() }
}

/** The newest sign-in code that was sent to a phone, from the mailbox of the demo. */
export async function codeSentTo(context: BrowserContext, phone: string): Promise<string> {
  for (let tries = 0; tries < 150; tries++) {
    const { messages } = await (await context.request.get('/api/messages/mailbox', { params: { phone } })).json()
    const code = /\d{6}/.exec(messages[0]?.text ?? '')?.[0]
    if (code) return code
    await sleep(100)
  }
  throw new Error(`No code was sent to ${phone}.`)
}

/** Signs in on the screen, as a citizen does. */
export async function signInOnScreen(page: Page, phone: string): Promise<void> {
  await page.getByRole('link', { name: 'Đăng nhập bằng số điện thoại' }).click()
  await page.getByLabel('Số điện thoại').fill(phone)
  await page.getByRole('button', { name: 'Gửi mã cho tôi' }).click()
  await page.getByLabel('Mã gồm 6 chữ số').waitFor()
  await page.getByLabel('Mã gồm 6 chữ số').fill(await codeSentTo(page.context(), phone))
}

/** A citizen by their phone, or by the account that they have already. */
export type Citizen = string | { readonly accountId: string }

/** What a phone holds on which somebody has signed in before. */
export async function cookieOf(saola: Saola, citizen: Citizen) {
  const { token } = await saola.app.run(async ctx => {
    const { accountId } =
      typeof citizen === 'string' ? await citizenAccount(ctx, citizen.replace(/^0/, '+84')) : citizen
    return openSession(ctx, accountId, { agent: 'journey', address: '127.0.0.1' })
  })
  return { name: SESSION_COOKIE, value: token, url: saola.url, httpOnly: true }
}

/** A phone on which somebody has signed in before. */
export async function signedIn(browser: Browser, saola: Saola, citizen: Citizen): Promise<Visit> {
  const visit = await phoneOf(browser, saola)
  await visit.context.addCookies([await cookieOf(saola, citizen)])
  return visit
}
