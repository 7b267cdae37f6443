import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CourierProcess, SECRET, startCourier } from '#base/parcels/testing.ts'
import { localPhone } from '#base/people/identifiers.ts'
import { identifiersOf } from '#base/people/people.ts'
import { treeOf } from '#base/units/trees.ts'
import { DEMO_PIN } from '#simulation/signatures.ts'
import { DESK, expectAccessible, launchBrowser, visitAs } from './support/browser.ts'
import { signedIn } from './support/citizen.ts'
import { takeStep } from './support/dossier.ts'
import { type Saola, startSaola } from './support/saola.ts'

const WAIT_MS = 20_000
const CLERK = 'motcua'
const PROCEDURE = 'xac nhan tinh trang'
const CONTENTS = 'Đơn xin xác nhận tình trạng hôn nhân'
const ADDRESS = '12 Nguyễn Trãi'
/** What the procedure asks for, in đồng. */
const FEE = 15_000

let saola: Saola
let browser: Browser
let courier: CourierProcess
let citizen: Awaited<ReturnType<typeof citizenOfClerk>>
let reference = ''
let dossier: { readonly id: string; readonly code: string }

beforeAll(async () => {
  ;[saola, courier] = [await startSaola(), await startCourier()]
  const settings = { ...saola.app.config.settings, PARCELS_URL: courier.url, PARCELS_SECRET: SECRET }
  Object.assign(saola.app, { config: { ...saola.app.config, settings } })
  browser = await launchBrowser()
  citizen = await citizenOfClerk()
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
  await courier?.stop()
})

/** Somebody who lives where the clerk works, with a phone, which others of the house may have too, and a card of their own. */
const citizenOfClerk = () =>
  saola.app.run(async ctx => {
    const [found] = await ctx.sql<{ accountId: string; personId: string; unitId: string }[]>`
      select a.id as account_id, p.id as person_id, p.unit_id from identity.account a
      join people.person p on p.id = a.person_id
      join identity.role_grant g on g.role = 'one-stop-clerk' and g.area_id = p.unit_id
      join identity.account c on c.id = g.account_id and c.login = ${CLERK}
      join people.identifier i on i.person_id = p.id and i.kind = 'cccd'
      where a.kind = 'citizen' order by a.created_at, a.id limit 1`
    if (!found) throw new Error('The demo has no citizen where a clerk works.')
    const { phone = '', cccd = '' } = await identifiersOf(ctx, found.personId)
    return { ...found, cccd, phone: localPhone(phone), unitName: treeOf(ctx.app).get(found.unitId)?.fullName ?? '' }
  })

async function staff(login: string): Promise<Page> {
  const { page } = await visitAs(browser, saola.url, login, DESK)
  page.setDefaultTimeout(WAIT_MS)
  return page
}

async function mine(): Promise<Page> {
  const { page } = await signedIn(browser, saola, citizen)
  page.setDefaultTimeout(WAIT_MS)
  return page
}

const tell = (order: string, status: string, more: object = {}) => courier.ask('tell', { order, status, ...more })

interface Order {
  readonly id: string
  readonly reference: string
  readonly cod: number
}

/** What the carrier was asked to do with a parcel. */
async function ordered(of: string): Promise<Order | undefined> {
  const { orders } = (await courier.said()) as unknown as { orders: readonly { readonly order: Order }[] }
  return orders.find(one => one.order.reference === of)?.order
}

async function take(login: string, step: string, fill?: Parameters<typeof takeStep>[3]) {
  const page = await staff(login)
  await takeStep(page, dossier.code, step, fill)
  await page.context().close()
}

test('a citizen has papers fetched at home, and reads where they are', async () => {
  const page = await mine()
  await page.goto('/buu-gui/gui')
  await page.getByRole('button', { name: 'Nhờ bưu chính đến lấy' }).click()
  await page.getByRole('alert').getByText('Ghi địa chỉ để bưu chính đến lấy').waitFor()
  await expectAccessible(page)
  await page.getByLabel('Xã, phường').fill(citizen.unitName)
  await page.getByRole('radio', { name: citizen.unitName }).first().check()
  await page.getByLabel('Hồ sơ gì?').fill(CONTENTS)
  await page.getByLabel('Họ và tên người gửi').fill('Nguyễn Thị Dân')
  await page.getByLabel('Số điện thoại').fill(citizen.phone)
  await page.getByLabel('Địa chỉ lấy hồ sơ').fill(ADDRESS)
  await page.getByRole('button', { name: 'Nhờ bưu chính đến lấy' }).click()
  await page.getByRole('heading', { name: CONTENTS }).waitFor()
  await expectAccessible(page)
  reference =
    (await page
      .getByText(/^BP\d{10}$/)
      .first()
      .textContent()) ?? ''
  await expect.poll(() => ordered(reference), { timeout: 60_000 }).toBeDefined()
  const id = (await ordered(reference))?.id as string
  // Other parcels of theirs are on the page, too.
  await tell(id, 'picked-up', { place: 'Bưu cục Tứ Hạ' })
  await page.getByText('Bưu cục Tứ Hạ').waitFor()
  await tell(id, 'delivered', { place: 'Bộ phận một cửa' })
  await page.getByRole('listitem').filter({ hasText: 'Đã phát' }).getByText('Bộ phận một cửa').waitFor()
  await page.context().close()
})

test('the clerk takes them in as a dossier by the item of their arrival, by keyboard', async () => {
  const page = await staff(CLERK)
  const [item] = await saola.app.db.sql<{ id: string }[]>`
    select w.id from work.item w join parcels.parcel p on p.id::text = w.subject_id
    where w.kind = 'parcels.arrival' and p.reference = ${reference}`
  await page.goto(`/console/work/${item?.id}`)
  await page.getByRole('link', { name: 'Tiếp nhận hồ sơ từ bưu gửi này' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Tiếp nhận hồ sơ từ bưu gửi này' }).press('Enter')
  await page.getByPlaceholder('Gõ vài chữ, không cần dấu').waitFor()
  await page.keyboard.type(PROCEDURE)
  // Typed before the list was there, it is not searched yet.
  await page
    .getByRole('option', { name: /tình trạng/ })
    .first()
    .waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByLabel('Số định danh hoặc số điện thoại').waitFor()
  await page.keyboard.type(citizen.cccd)
  await page.keyboard.press('Enter')
  await page.getByLabel('Số hiệu bưu gửi đến').waitFor()
  expect(await page.getByLabel('Số hiệu bưu gửi đến').inputValue()).toBe(reference)
  await page.getByLabel('Địa chỉ', { exact: true }).fill(ADDRESS)
  await page.getByRole('button', { name: 'Tiếp nhận và in giấy hẹn' }).press('Enter')
  const code = (await page.getByText(/^H57\.\d+-\d{6}-\d{4}$/).textContent()) ?? ''
  await page.context().close()
  const [found] = await saola.app.db.sql<{ id: string; code: string }[]>`
    select id, code from services.dossier where code = ${code} and channel = 'post' and return_by = 'post'`
  if (!found) throw new Error('The papers are no dossier that goes home by post.')
  dossier = found
  const open = () => saola.app.db.sql`select from work.item where id = ${item?.id as string} and open`
  await expect.poll(async () => (await open()).length, { timeout: 60_000 }).toBe(0)
})

test('it is decided unpaid, signed and sealed, and goes home: the carrier takes the fee at the door', async () => {
  await take(CLERK, 'Chuyển xử lý')
  await take('thuly', 'Chuyển bước tiếp theo')
  await take('chutich', 'Ký kết quả', async dialog => {
    await dialog.getByLabel('Nội dung kết quả').fill('Hiện chưa đăng ký kết hôn với ai.')
    await dialog.getByLabel('Mã PIN của khóa ký').fill(DEMO_PIN)
  })
  await seal()
  await expect.poll(parcelHome, { timeout: 60_000 }).toMatchObject({ cod: FEE })
  const home = (await parcelHome())?.reference as string
  await expect.poll(() => ordered(home), { timeout: 60_000 }).toMatchObject({ cod: FEE })
})

test('nobody at the door twice is work of the clerk, until it was delivered; the citizen reads along', async () => {
  const home = await parcelHome()
  const id = (await ordered(home?.reference as string))?.id as string
  const page = await mine()
  await page.goto(`/dich-vu-cong/${dossier.id}`)
  for (const place of ['Bưu cục Hương Trà', 'Bưu cục Tứ Hạ']) await tell(id, 'failed-attempt', { place })
  await page.getByRole('listitem').filter({ hasText: 'Phát không thành công' }).getByText('Bưu cục Tứ Hạ').waitFor()
  await expectAccessible(page)
  const clerk = await staff(CLERK)
  await clerk.goto('/console/inbox?kind=parcels.trouble')
  await clerk.getByText(`Bưu gửi ${home?.reference} có sự cố`).first().click()
  await clerk.getByText('Cần xử lý').first().waitFor()
  await expectAccessible(clerk)
  await clerk.context().close()
  await tell(id, 'delivered', { codTaken: FEE })
  await page.getByRole('listitem').filter({ hasText: 'Đã phát' }).first().waitFor()
  await page.context().close()
  const ended = async () => {
    const [one] = await saola.app.db.sql`
      select state, paid_at is not null as paid from services.dossier where id = ${dossier.id}`
    return one
  }
  await expect.poll(ended, { timeout: 60_000 }).toMatchObject({ state: 'returned', paid: true })
})

/** Who keeps the seal of the commune seals what waits for it. */
async function seal(): Promise<void> {
  const page = await staff('vanthuxa')
  await page.goto('/console/inbox?kind=signatures.turn')
  await page.getByText(`Đóng dấu: Kết quả hồ sơ ${dossier.code}`).first().click()
  await page.getByRole('button', { name: 'Ký', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Mã PIN của khóa ký').fill(DEMO_PIN)
  await dialog.getByRole('button', { name: 'Ký 1 văn bản' }).click()
  await page.getByText('Đã ký 1 văn bản').waitFor()
  await page.context().close()
}

/** The parcel with the result. */
async function parcelHome() {
  const [found] = await saola.app.db.sql<{ reference: string; cod: number }[]>`
    select reference, cod from parcels.parcel where subject_id = ${dossier.id} and way = 'out'`
  return found
}
