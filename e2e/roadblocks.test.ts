import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unseal } from '#capabilities/roadblocks/record.ts'
import { expectAccessible, launchBrowser, visitAs } from './support/browser.ts'
import { signedIn } from './support/citizen.ts'
import { type Saola, startSaola } from './support/saola.ts'
import { inVault } from './support/vault.ts'

const HEAD = '0905000004'
const NEWCOMER = 'Công Tằng Tôn Nữ Thị Phương Uyên'

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

const crossings = () => saola.app.db.sql<{ id: string; decision: string; sealed: Buffer }[]>`
  select id, decision, sealed from roadblocks.crossing order by at desc, id desc`
const plateOf = (row: { sealed: Buffer } | undefined) =>
  row ? unseal<{ plate: string }>(saola.app, row.sealed).plate : ''

test('a commuter passes in two taps; without a network a vehicle is kept sealed, delivered once, and the commune told', async () => {
  const before = await crossings()
  const plate = plateOf(before[0])
  const { context, page } = await signedIn(browser, saola, HEAD)
  await page.goto('/')
  await page.getByRole('link', { name: 'Chốt kiểm soát số 1, quốc lộ 1', exact: true }).click()
  await page.getByText(/Ca đang trực từ/).waitFor()
  await page.getByRole('link', { name: 'Ghi xe', exact: true }).click()

  // Seen before: the plate fills in the rest, and the proposed decision is the first button.
  await page.getByLabel('Biển số', { exact: true }).fill(plate.replace(/\W/g, '').toLowerCase())
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByText(/Vui lòng hỏi lại/).waitFor()
  await expectAccessible(page)
  await page
    .getByRole('main')
    .getByRole('button', { name: /^(Cho qua|Cách ly)$/ })
    .first()
    .click()
  await page.getByText(`Đã ghi ${plate}`).waitFor()
  await expect.poll(async () => (await crossings()).length).toBe(before.length + 1)

  // The network goes. The phone proposes by the rules it has, and keeps what nobody can read on it.
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await expect.poll(async () => (await inVault(page)).names).toContain('answer.["roadblocks","desk"')
  await context.setOffline(true)
  await page.getByLabel('Biển số', { exact: true }).fill('43A-678.90')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Tìm', exact: true }).click()
  await page.getByText('Vui lòng gõ số giấy tờ, điện thoại hoặc họ tên.').waitFor()
  await page.getByLabel('Số giấy tờ, điện thoại, hoặc họ tên và năm sinh').and(page.locator(':focus')).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Nhập người chưa có mã' }).click()
  await page.getByLabel('Họ và tên').fill(NEWCOMER)
  await page.getByLabel('Năm sinh', { exact: true }).fill('1985')
  await page.getByRole('button', { name: 'Thêm người này' }).click()
  await page.getByText(/Lái xe · sinh 1985/).waitFor()
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByRole('alert').getByRole('link', { name: 'Vui lòng chọn mục đích.' }).waitFor()
  await page.getByRole('alert').getByRole('link', { name: 'Vui lòng chọn nơi đi.' }).click()
  await page.getByLabel('Đi từ đâu?').and(page.locator(':focus')).fill('da nang')
  await page.keyboard.press('Enter')
  // What was mended is listed no more; what is left does not take the hands from the next field.
  await page.getByRole('alert').getByRole('link', { name: 'Vui lòng chọn nơi đi.' }).waitFor({ state: 'detached' })
  expect(await page.getByRole('alert').getByRole('link').count()).toBe(2)
  expect(await page.getByRole('alert').and(page.locator(':focus')).count()).toBe(0)
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByRole('alert').and(page.locator(':focus')).waitFor()
  await page.getByLabel('Đến xã, phường nào?').fill('thuan hoa')
  await page.keyboard.press('Enter')
  await page.getByLabel('Về nhà').check()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByText('Đề xuất: Cách ly').waitFor()
  await page.getByText(/Máy đang mất mạng/).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Cách ly' }).click()
  await page.getByText('Đã ghi 43A-678.90: Cách ly').waitFor()
  await page.getByRole('link', { name: /1 lượt xe chưa gửi/ }).waitFor()
  const onDisk = await page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const open = indexedDB.open('saola.roadblocks')
        open.onerror = () => reject(open.error)
        open.onsuccess = () => {
          const all = open.result.transaction('items').objectStore('items').getAll()
          all.onsuccess = () => resolve(JSON.stringify(all.result))
        }
      }),
  )
  expect(onDisk).toContain('Võ Văn Thắng')
  expect(onDisk).not.toMatch(/678\.?90|Phương Uyên/)
  await page.getByRole('link', { name: /1 lượt xe chưa gửi/ }).click()
  await page.getByRole('heading', { name: 'Võ Văn Thắng: 1 lượt' }).waitFor()

  // The network is back: the first answer is lost, the same record goes again, and counts once.
  const sent: string[] = []
  await context.route('**/api/roadblock-deliveries/*', async route => {
    sent.push(
      ...route
        .request()
        .postDataJSON()
        .crossings.map((one: { id: string }) => one.id),
    )
    if (sent.length > 1) return route.continue()
    await route.fetch()
    await route.abort('connectionreset')
  })
  await context.setOffline(false)
  await page.getByText('Đã gửi hết').waitFor()
  await expectAccessible(page)
  expect(sent[1]).toBe(sent[0])
  const after = await crossings()
  expect(after.filter(row => plateOf(row) === '43A-678.90')).toMatchObject([{ decision: 'isolate' }])
  expect(after).toHaveLength(before.length + 2)
  await context.close()

  const told = await saola.app.db.sql`
    select u.full_name as commune from work.item w
    join people.person p on p.id = w.person_id join units.unit u on u.id = w.unit_id
    where w.kind = 'roadblocks.arrival' and w.open and p.full_name = ${NEWCOMER}`
  expect(told).toEqual([{ commune: 'Phường Thuận Hòa' }])
})

test('the registrar sets up a post, gives it staff, sees its day, and closes it until it is needed again', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'diadiem')
  await page.goto('/console/roadblocks')
  await page.getByText('Chốt kiểm soát số 1, quốc lộ 1').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Lập chốt' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Tên chốt').fill('Chốt số 2, đèo Phú Gia')
  await form.getByLabel('Xã, phường').fill('Phú Hậu')
  await page.getByRole('option', { name: /Phường Phú Hậu/ }).click()
  await expectAccessible(page)
  await form.getByRole('button', { name: 'Lập chốt' }).click()
  await page.getByRole('row').filter({ hasText: 'Chốt số 2, đèo Phú Gia' }).click()
  await page.getByRole('heading', { level: 1, name: 'Chốt số 2, đèo Phú Gia' }).waitFor()
  await page.getByText('Không có ai đang trực').waitFor()

  await page.getByRole('button', { name: 'Thêm cán bộ' }).click()
  await form.getByLabel('Số điện thoại').fill('0905 777 001')
  await form.getByLabel('Họ và tên').fill('Trần Văn Trưởng')
  await form.getByLabel('Được làm gì').click()
  await page.getByRole('option', { name: /^Trưởng chốt/ }).click()
  await expectAccessible(page)
  await form.getByRole('button', { name: 'Thêm cán bộ' }).click()
  await page.getByRole('button', { name: 'Xóa Trần Văn Trưởng' }).click()
  await page.getByText(/người quản lý cuối cùng/).waitFor()
  const head = await signedIn(browser, saola, '0905777001')
  await head.page.goto('/')
  await head.page.getByRole('link', { name: 'Chốt số 2, đèo Phú Gia' }).click()
  await head.page.getByRole('button', { name: 'Bắt đầu ca' }).waitFor()

  await page.getByRole('button', { name: 'Đóng chốt' }).click()
  await expectAccessible(page)
  await form.getByRole('button', { name: 'Đóng chốt' }).click()
  await page.getByText(/^Đã đóng từ/).waitFor()
  await head.page.reload()
  await head.page.getByText(/^Chốt đã đóng từ/).waitFor()
  expect(await head.page.getByRole('button', { name: /Bắt đầu ca|Vào ca/ }).count()).toBe(0)
  await expectAccessible(head.page)
  await head.context.close()
  await page.goto('/console/roadblocks?which=closed')
  await page.getByRole('row').filter({ hasText: 'Chốt số 2, đèo Phú Gia' }).click()
  await page.getByRole('button', { name: 'Mở lại' }).click()
  await page.getByText('Không có ai đang trực').waitFor()

  await page.goto('/console/roadblocks')
  await page.getByRole('row').filter({ hasText: 'Chốt kiểm soát số 1, quốc lộ 1' }).click()
  await page.getByRole('heading', { name: 'Quyết định và lý do' }).waitFor()
  await page.getByRole('heading', { name: 'Xe theo giờ' }).waitFor()
  await expectAccessible(page)
  await context.close()
})
