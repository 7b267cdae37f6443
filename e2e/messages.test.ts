import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { citizenAccount } from '#base/identity/accounts.ts'
import { putInInbox } from '#base/messages/subscriptions.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { newId } from '#core/ids.ts'
import { setDrillRule } from '#simulation/drill.ts'
import { DESK, expectAccessible, launchBrowser, visitAs } from './support/browser.ts'
import { signedIn } from './support/citizen.ts'
import { type Saola, startSaola } from './support/saola.ts'

const PHONE = '0905000777'
const SETTINGS = ['SMS_WEBHOOK_URL', 'SMS_WEBHOOK_SECRET', 'PUSH_CONTACT']

let saola: Saola
let browser: Browser
let gateway: Server
const texts: string[] = []

beforeAll(async () => {
  gateway = createServer(async (request, reply) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { text } = JSON.parse(body) as { text?: string }
    if (text) texts.push(text)
    reply.writeHead(202).end()
  })
  await new Promise<void>(done => gateway.listen(0, '127.0.0.1', done))
  process.env.SMS_WEBHOOK_URL = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/sms`
  process.env.SMS_WEBHOOK_SECRET = 'chung'
  process.env.PUSH_CONTACT = 'mailto:cdc@hue.example'
  saola = await startSaola()
  // The station writes whatever the hour of this test is.
  await saola.app.run(ctx => setDrillRule(ctx, COUNTRY_ID, 'messages.quiet-hours', { urgent: null, ordinary: null }))
  browser = await launchBrowser()
})
afterAll(async () => {
  for (const name of SETTINGS) delete process.env[name]
  await browser?.close()
  await saola?.stop()
  gateway?.close()
})

test('the health station writes to the elderly of its commune, sees what it costs, and sends it', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'tramyte', DESK)
  await page.goto('/console/broadcasts')
  await page.getByRole('button', { name: 'Soạn tin mới' }).click()
  await page.getByLabel('Từ tuổi').fill('80')
  await page.getByLabel('Nội dung').fill('Trạm y tế mời ông/bà {tên} đi tiêm.')
  await page.getByRole('button', { name: 'Xem trước và tính chi phí' }).click()
  await page.getByText('Không có trường {tên}').waitFor()
  await page.getByLabel('Nội dung').fill('Trạm y tế {xa} mời ông/bà {ten} đi tiêm, mang theo CCCD.')
  await page.getByRole('button', { name: 'Xem trước và tính chi phí' }).click()
  await page.getByText(/Tram y te .* moi ong\/ba/).waitFor()
  await page.getByText(/GSM-7 · \d tin ngắn/).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Gửi cho \d+ người$/ }).click()
  await page.getByText('Đã gửi xong').waitFor()
  await expectAccessible(page)
  expect(texts.some(text => /^Tram y te .* moi ong\/ba \S+ .*di tiem/.test(text))).toBe(true)
  await context.close()
})

test('the administrator sees the channels and what each message came to', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'quantri', DESK)
  await page.goto('/console/messages/channels')
  await page.getByText('Hoạt động').waitFor()
  await expectAccessible(page)
  await page.goto('/console/messages?channel=sms')
  await page.getByText('Tin gửi người dân').filter({ visible: true }).first().waitFor()
  await page.getByRole('button', { name: 'Gửi lại mọi tin hỏng từ…' }).click()
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Gửi lại' }).click()
  await page.getByText('Không có tin nào gửi lại được').first().waitFor()
  await context.close()
})

test('a citizen is woken by a notification that says nothing, reads the message, and says how to be told', async () => {
  const id = newId()
  await saola.app.run(async ctx => {
    const { accountId } = await citizenAccount(ctx, PHONE.replace(/^0/, '+84'))
    await putInInbox(ctx, { id, accountId, text: 'Trạm y tế đề nghị ông/bà ở tại nhà.' })
  })
  const { context, page } = await signedIn(browser, saola, PHONE)
  await context.grantPermissions(['notifications'], { origin: saola.url })
  await page.goto('/tin-nhan/cai-dat')
  await page.getByRole('switch', { name: /Báo tin mới trên máy này/ }).waitFor()
  await expectAccessible(page)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))

  // The push service itself is out of reach here: the browser is handed what it would bring.
  const devtools = await context.newCDPSession(page)
  const registered = new Promise<string>(done => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) done(registrations[0].registrationId)
    })
  })
  await devtools.send('ServiceWorker.enable')
  const data = JSON.stringify({
    id,
    title: 'Saola',
    body: 'Ông/bà có tin mới. Chạm để đọc.',
    url: `/tin-nhan?tin=${id}`,
  })
  await devtools.send('ServiceWorker.deliverPushMessage', {
    origin: saola.url,
    registrationId: await registered,
    data,
  })
  const shown = () =>
    page.evaluate(async () => {
      const { getNotifications } = await navigator.serviceWorker.ready.then(r => ({
        getNotifications: () => r.getNotifications(),
      }))
      return (await getNotifications()).map(({ title, body, data: url }) => ({ title, body, url: String(url) }))
    })
  await expect
    .poll(shown)
    .toEqual([{ title: 'Saola', body: 'Ông/bà có tin mới. Chạm để đọc.', url: `/tin-nhan?tin=${id}` }])

  await page.goto(`/tin-nhan?tin=${id}`)
  await page.getByText('Trạm y tế đề nghị ông/bà ở tại nhà.').waitFor()
  await expectAccessible(page)
  await context.close()
})
