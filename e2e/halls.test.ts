import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { serve } from '#apps/server.ts'
import { createAccount } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import { addHall, changeHall, setCounter } from '#capabilities/halls/manage.ts'
import { linesOf } from '#capabilities/halls/queries.ts'
import { freePort } from './miniature.ts'
import { DESK, expectAccessible, launchBrowser, visitAs } from './support/browser.ts'
import { signedIn } from './support/citizen.ts'
import { PASSWORD, type Saola } from './support/saola.ts'

const WAIT_MS = 20_000
const CLERK = 'quaythu'
const HALL = 'Sảnh thử nghiệm'
const WALL = { width: 1920, height: 1080 }
const KIOSK = { width: 1080, height: 1400 }

let dataDir: string
let port: number
let saola: Saola
let browser: Browser
let hallId: string

const start = async (): Promise<Saola> => serve({ port, dataDir })

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'saola-halls-'))
  cpSync(inject('demo'), dataDir, { recursive: true })
  port = await freePort()
  saola = await start()
  browser = await launchBrowser(['--autoplay-policy=no-user-gesture-required'])
  hallId = await makeHall()
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

/** In the chair's commune, with one line, one counter and one clerk. */
const makeHall = () =>
  saola.app.run(async ctx => {
    const [chair] = await ctx.sql<{ areaId: string }[]>`
      select area_id from identity.role_grant where role = 'commune-chair'`
    const unitId = chair?.areaId as string
    const made = { kind: 'officer', name: 'Lê Thị Thử', login: CLERK, password: PASSWORD, unitId } as const
    const accountId = await createAccount(ctx, { ...made, mustChangePassword: false })
    await addGrant(ctx, { accountId, role: 'one-stop-clerk', areaId: unitId })
    const about = { name: HALL, address: 'Tầng 2', seats: 30 }
    const id = await addHall(ctx, { ...about, unitId, placeId: null })
    await changeHall(ctx, id, { ...about, lines: [{ letter: 'A', name: 'Hộ tịch', fields: [] }] })
    const lineIds = (await linesOf(ctx.sql, [id])).map(line => line.id)
    await setCounter(ctx, id, { number: 1, name: 'Tiếp nhận', lineIds })
    return id
  })

const wait = (page: Page) => page.setDefaultTimeout(WAIT_MS)

async function onMachine(viewport: typeof WALL) {
  const context = await browser.newContext({ viewport, locale: 'vi-VN', baseURL: saola.url })
  const page = await context.newPage()
  wait(page)
  return page
}

let kiosk: Page
let wall: Page
let phone: Page
let clerk: Page
const calling = () => wall.getByRole('region', { name: 'Các quầy' })

test('a link makes a machine a kiosk, and a finger takes a number there', async () => {
  const chair = await visitAs(browser, saola.url, 'chutich', DESK)
  wait(chair.page)
  await chair.page.goto(`/console/halls/${hallId}/setup`)
  await chair.page.getByRole('button', { name: 'Tạo đường dẫn máy lấy số' }).click()
  const link = await chair.page.getByRole('textbox', { name: 'Máy lấy số' }).inputValue()
  await expectAccessible(chair.page)
  await chair.context.close()

  kiosk = await onMachine(KIOSK)
  await kiosk.goto(new URL(link).pathname)
  await kiosk.getByRole('button', { name: /Hộ tịch/ }).click()
  await expectAccessible(kiosk)
  await kiosk.getByRole('button', { name: 'Lấy số' }).click()
  await kiosk.getByText('A001').waitFor()
  await expectAccessible(kiosk)
  await kiosk.getByRole('button', { name: 'Xong' }).click()
  await kiosk.getByRole('button', { name: /Hộ tịch.*1 người chờ/ }).waitFor()

  wall = await onMachine(WALL)
  await wall.clock.install()
  await wall.goto(`/sanh/${hallId}/man-hinh`)
  await wall.getByText('A001').waitFor()
  await wall.getByText('Tạm đóng').waitFor()
})

test('a phone takes the next number, and says how many are before it', async () => {
  const visit = await signedIn(browser, saola, '0905123789')
  phone = visit.page
  wait(phone)
  await phone.goto(`/sanh/${hallId}`)
  await phone.getByText('1 người chờ, chưa có quầy mở').waitFor()
  await expectAccessible(phone)
  await phone.getByRole('link', { name: /Hộ tịch/ }).click()
  await phone.getByRole('button', { name: 'Lấy số' }).waitFor()
  await expectAccessible(phone)
  await phone.getByRole('button', { name: 'Lấy số' }).click()
  await phone.getByText('A002').waitFor()
  await phone.getByText('Còn 1 người trước').waitFor()
  await expectAccessible(phone)
})

test('one key at the counter calls, on the wall and on the phone', async () => {
  const visit = await visitAs(browser, saola.url, CLERK, DESK)
  clerk = visit.page
  wait(clerk)
  await clerk.goto(`/console/halls/${hallId}`)
  await clerk.getByRole('button', { name: 'Mở quầy và ngồi quầy này' }).click()
  await clerk.getByRole('button', { name: /^Gọi người tiếp theo/ }).waitFor()
  await clerk.keyboard.press('n')
  await clerk.getByText('Gọi lúc').waitFor()
  await expectAccessible(clerk)
  await calling().getByText('A001').waitFor()
  await expectAccessible(wall)
  await phone.getByText('Ông/Bà là người tiếp theo').waitFor()

  await clerk.keyboard.press('n')
  await calling().getByText('A002').waitFor()
  await phone.getByText('Mời đến quầy 1').waitFor()
  await expectAccessible(phone)
})

test('the counter is told that no number was typed, and that there is none like it', async () => {
  const number = clerk.getByLabel('Số đã hẹn giờ vừa đến')
  const arrive = clerk.getByRole('button', { name: 'Báo đã đến' })
  await arrive.click()
  await number.and(clerk.locator(':focus')).waitFor()
  await clerk.getByText('Vui lòng điền mục này.').waitFor()
  await expectAccessible(clerk)
  await number.fill('A099')
  await arrive.click()
  await clerk.getByText('Không có số này ở đây.').waitFor()
})

test('the server goes and comes back: the wall says how old it is, and nobody has lost their place', async () => {
  await kiosk.getByRole('button', { name: /Hộ tịch/ }).click()
  await kiosk.getByRole('button', { name: 'Người cao tuổi' }).click()
  await kiosk.getByText('A003').waitFor()
  await saola.stop()
  await wall.clock.fastForward('02:00')
  await wall.getByText('Mất kết nối').waitFor()
  await calling().getByText('A002').waitFor()
  saola = await start()
  await wall.clock.fastForward('00:30')
  await wall.getByText('Mất kết nối').waitFor({ state: 'detached' })
  await clerk.reload()
  await clerk.getByText('Người cao tuổi').first().waitFor()
  await clerk.keyboard.press('n')
  await calling().getByText('A003').waitFor()
  await phone.getByText('Đã phục vụ xong').waitFor()
  expect(await wall.content()).not.toContain('Lê Thị Thử')
})
