import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { citizenAccount } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import { openSession } from '#base/identity/sessions.ts'
import { formatCccd, formatPosterUrl } from '#base/people/codes.ts'
import { addPerson } from '#base/people/people.ts'
import { addPlaces, getPlaces } from '#base/places/places.ts'
import { SESSION_COOKIE } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import { sealerFor } from '#core/web/seal.ts'
import { expectAccessible, launchBrowser, launchPhone, PHONE, visitAs } from './support/browser.ts'
import { type FakeCamera, fakeCamera } from './support/camera.ts'
import { cookieOf } from './support/citizen.ts'
import { type Saola, startSaola } from './support/saola.ts'
import { inVault } from './support/vault.ts'

const MARKET = 'Chợ đầu mối Phú Hậu'
const HOUR = 3_600_000

let saola: Saola
let camera: FakeCamera
let browser: Browser
let disk = ''
let phone: BrowserContext
let page: Page
let placeId = ''
let unitId = ''

/** Somebody on the market's staff, signed in on a device. */
async function guard(mobile: string, name: string, role: 'place-staff' | 'place-manager' = 'place-staff') {
  return saola.app.run(async ctx => {
    const { accountId } = await citizenAccount(ctx, mobile.replace(/^0/, '+84'), name)
    await addGrant(ctx, { accountId, role, placeId })
    const { token } = await openSession(ctx, accountId, { agent: 'journey', address: '127.0.0.1' })
    return { accountId, token }
  })
}

const signIn = (token: string) =>
  phone.addCookies([
    { name: SESSION_COOKIE, value: token, url: saola.url, httpOnly: true, expires: Date.now() / 1000 + 86_400 },
  ])

/** Takes the phone up: switched on anew, on the same disk, with a clock that is five hours slow. */
async function switchOn(offline: boolean): Promise<void> {
  phone = await launchPhone(disk, saola.url, camera.flags)
  await phone.setOffline(offline)
  await phone.addInitScript(slow => {
    const Real = Date
    globalThis.Date = new Proxy(Real, {
      construct: (_, given: [number]) => (given.length ? new Real(...given) : new Real(Real.now() - slow)),
      get: (of, name) => (name === 'now' ? () => Real.now() - slow : Reflect.get(of, name)),
    })
  }, 5 * HOUR)
  page = phone.pages()[0] ?? (await phone.newPage())
}

beforeAll(async () => {
  saola = await startSaola()
  camera = fakeCamera(join(tmpdir(), `saola-offline-${process.pid}.y4m`))
  disk = mkdtempSync(join(tmpdir(), 'saola-phone-'))
  const [ward] = await saola.app.db.sql<{ id: string }[]>`
    select id from units.unit where full_name = 'Phường Phú Hậu' and tier = 'commune'`
  unitId = ward?.id ?? ''
  placeId = await saola.app.run(async ctx => {
    const [id] = await addPlaces(ctx, [{ kind: 'market', name: MARKET, unitId }])
    return id as string
  })
  browser = await launchBrowser()
  await switchOn(false)
})
afterAll(async () => {
  await phone?.close()
  await browser?.close()
  await saola?.stop()
  camera?.remove()
  if (disk) rmSync(disk, { recursive: true, force: true })
})

const person = (n: number, name: string) =>
  formatCccd({
    idNumber: `04609090010${n}`,
    name,
    birthDate: '1990-12-01',
    sex: 'male',
    address: 'Tổ 3',
    issuedOn: '2021-05-01',
  })

const answer = (name: string | RegExp) => page.getByRole('alertdialog', { name })
/** An answer that has only just come does not go yet. */
const goOn = () =>
  expect
    .poll(async () => {
      const next = page.getByRole('button', { name: 'Quét người tiếp theo' })
      await next.click({ timeout: 500 }).catch(() => undefined)
      return next.count()
    })
    .toBe(0)

const onDisk = () =>
  page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const open = indexedDB.open('saola.scans')
        open.onerror = () => reject(open.error)
        open.onsuccess = () => {
          const all = open.result.transaction('items').objectStore('items').getAll()
          all.onsuccess = () => resolve(JSON.stringify(all.result))
        }
      }),
  )

const facts = () => saola.app.db.sql<{ recorderId: string; at: Date; name: string }[]>`
  select s.recorder_id, s.at, p.full_name as name from timeline.scan s join people.person p on p.id = s.person_id
  where s.place_id = ${placeId} order by s.id`

test('a phone without a network scans on, through a restart and a sign-out, and all arrives once', async () => {
  const an = await guard('0935000021', 'Hồ Văn An')
  const binh = await guard('0935000022', 'Lê Thị Bình')

  await signIn(an.token)
  await page.goto('/quet-ma')
  await page.getByRole('radio', { name: 'VÀO' }).waitFor()
  const reader = () =>
    page.evaluate(async () => {
      const urls = []
      for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) urls.push(url)
      return urls.filter(url => url.endsWith('.wasm')).length
    })
  await expect.poll(reader).toBe(1)
  await expect.poll(async () => (await inVault(page)).names).toContain('answer.["checkpoints","mine"')

  // The network goes. What the code proves is said, and that nothing is known of the person.
  await phone.setOffline(true)
  camera.show(person(1, 'Nguyễn Văn Một'))
  await answer('Đã lưu trên máy').waitFor()
  await page.getByText('Chưa rõ tình trạng của người này').waitFor()
  await page.getByText('Mã in trên thẻ, chưa so với danh sách.').waitFor()
  camera.clear()
  await expectAccessible(page)
  await goOn()
  await page.getByText(/1 lượt chưa gửi, cũ nhất/).waitFor()
  expect(await onDisk()).toContain('Hồ Văn An')
  expect(await onDisk()).not.toMatch(/046090900101|Nguyễn Văn Một/)

  // The battery dies; the phone comes up without a network, opens the scanner and reads with the camera.
  await phone.close()
  await switchOn(true)
  await page.goto('/quet-ma')
  await page.getByText(/1 lượt chưa gửi, cũ nhất/).waitFor()
  camera.show(person(2, 'Nguyễn Văn Hai'))
  await answer('Đã lưu trên máy').waitFor()
  camera.clear()
  await goOn()
  await page.getByRole('link', { name: /2 lượt chưa gửi/ }).click()
  await page.getByRole('heading', { name: 'Hồ Văn An: 2 lượt' }).waitFor()
  await expectAccessible(page)

  // An goes home, and Bình takes the phone. Whoever is signed out, the queue stays and says so.
  await page.goto('/toi')
  await page.getByText('Máy còn giữ 2 lượt chưa gửi').waitFor()
  await page.getByRole('button', { name: 'Đăng xuất' }).click()
  await page.getByRole('link', { name: /2 lượt chưa gửi/ }).waitFor()
  await expectAccessible(page)

  // The network is back for all but the scans.
  const sent: string[][] = []
  await phone.route(/\/api\/(scans\/deliveries|places\/.*\/scans)/, route => route.abort('connectionreset'))
  await phone.setOffline(false)
  await expect.poll(() => page.evaluate(() => localStorage.getItem('saola.leaving'))).toBeNull()
  await signIn(binh.token)
  await page.goto('/quet-ma?cach=go-ma')
  await page.getByLabel('Mã cần kiểm tra').fill(person(3, 'Nguyễn Văn Ba'))
  await page.keyboard.press('Enter')
  await answer('Đã lưu trên máy').waitFor()
  await goOn()
  await page.getByRole('link', { name: /3 lượt/ }).waitFor()

  // All of it gets through, the first answer is lost, and the same batch comes again.
  await phone.unroute(/\/api\/(scans\/deliveries|places\/.*\/scans)/)
  await phone.route('**/deliveries/*', async route => {
    sent.push(
      route
        .request()
        .postDataJSON()
        .scans.map((scan: { id: string }) => scan.id),
    )
    if (sent.length > 1) return route.continue()
    await route.fetch()
    await route.abort('connectionreset')
  })
  const again = page.getByRole('button', { name: 'Gửi ngay' })
  await again.click()
  await expect.poll(onDisk, { timeout: 20_000 }).toBe('[]')
  expect(sent[1]).toEqual(sent[0])
  const arrived = await facts()
  expect(arrived.map(({ name, recorderId }) => [name, recorderId])).toEqual([
    ['Nguyễn Văn Một', an.accountId],
    ['Nguyễn Văn Hai', an.accountId],
    ['Nguyễn Văn Ba', binh.accountId],
  ])
  for (const { at } of arrived) expect(Date.now() - at.getTime()).toBeLessThan(HOUR)
})

test('what is doubted is looked at by the manager on the phone, and by the health station at the desk', async () => {
  const manager = await guard('0935000023', 'Trần Thị Quản Lý', 'place-manager')
  const { accountId, token } = manager
  const context = await browser.newContext({ viewport: PHONE, locale: 'vi-VN', baseURL: saola.url })
  await context.addCookies([{ name: SESSION_COOKIE, value: token, url: saola.url, httpOnly: true }])
  const mine = await (await context.request.get('/api/me/checkpoints')).json()
  const seal = await sealerFor(mine.sealingKey)
  const kept = async (n: number, name: string) => {
    const at = new Date(Date.now() - 90 * HOUR)
    const id = newId(at)
    return { id, deviceAt: at.toISOString(), behindMs: 0, direction: 'in', sealed: await seal(person(n, name), id) }
  }
  const scans = [await kept(5, 'Công Tằng Tôn Nữ Thị Phương Uyên'), await kept(6, 'Phạm Văn Sáu')]
  const reply = await context.request.post(`/api/scans/deliveries/${mine.places[0].pass}`, {
    data: { sentAt: new Date().toISOString(), scans },
  })
  expect((await reply.json()).receipts).toMatchObject([{ state: 'parked' }, { state: 'parked' }])

  const screen = await context.newPage()
  await screen.goto(`/dia-diem/${placeId}`)
  await screen.getByRole('link', { name: /Lượt quét cần xem lại/ }).click()
  await screen.getByRole('heading', { name: 'Công Tằng Tôn Nữ Thị Phương Uyên' }).waitFor()
  await expectAccessible(screen)
  await screen.getByRole('button', { name: 'Ghi nhận' }).first().click()
  await screen.getByRole('heading', { name: 'Công Tằng Tôn Nữ Thị Phương Uyên' }).waitFor({ state: 'detached' })
  expect((await facts()).map(({ recorderId }) => recorderId)).toContain(accountId)
  await context.close()

  await saola.app.run(async ctx => {
    const [officer] = await ctx.sql<{ id: string }[]>`select id from identity.account where login = 'tramyte'`
    await addGrant(ctx, { accountId: officer?.id ?? '', role: 'health-officer', areaId: unitId })
  })
  const desk = await visitAs(browser, saola.url, 'tramyte')
  await desk.page.goto('/console/inbox?kind=checkpoints.parked')
  await desk.page.getByText(`${MARKET}: 1 lượt quét cần xem lại`).first().click()
  await desk.page.getByText('Phạm Văn Sáu').waitFor()
  await expectAccessible(desk.page)
  await desk.page.getByRole('checkbox', { name: /Phạm Văn Sáu/ }).check()
  await desk.page.getByRole('button', { name: 'Loại', exact: true }).click()
  await desk.page.getByLabel('Lý do').fill('Quét thử, không có người này')
  await desk.page.getByRole('dialog').getByRole('button', { name: 'Loại', exact: true }).click()
  await desk.page.getByText('Đã xem 1 lượt, không còn lượt nào.').waitFor()
  await desk.context.close()
})

test('where a citizen said they were without a network is sent after the phone was switched off, once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'saola-own-'))
  const mobile = '+84935000031'
  const personId = await saola.app.run(async ctx => {
    const id = await addPerson(ctx, {
      fullName: 'Phan Thị Khách',
      birthDate: '1990',
      unitId,
      identifiers: { phone: mobile },
    })
    const { accountId } = await citizenAccount(ctx, mobile, 'Phan Thị Khách')
    await ctx.sql`update identity.account set person_id = ${id} where id = ${accountId}`
    return id
  })
  const [place] = await getPlaces(saola.app.db.sql, [placeId])
  const poster = formatPosterUrl(saola.url, place?.code ?? '')
  const cookie = await cookieOf(saola, mobile)
  let own = await launchPhone(folder, saola.url, camera.flags)
  const seen = () => saola.app.db.sql`select from timeline.scan where person_id = ${personId}`
  try {
    await own.addCookies([{ ...cookie, expires: Date.now() / 1000 + 86_400 }])
    const door = own.pages()[0] ?? (await own.newPage())
    await door.goto(poster)
    await door.getByRole('button', { name: 'Tôi vào' }).waitFor()
    await door.evaluate(() => navigator.serviceWorker.ready)
    await own.setOffline(true)
    await door.getByRole('button', { name: 'Tôi vào' }).click()
    await door.getByText('Đã ghi trên máy này').waitFor()
    await expect.poll(async () => (await inVault(door)).names).toContain('own-visits')
    expect((await inVault(door)).bytes).not.toContain(place?.code ?? '')
    // A browser that closes gives a page its network back for a moment: it may be sent then, unheard. Once is enough.
    await own.close()

    own = await launchPhone(folder, saola.url, camera.flags)
    await own.setOffline(true)
    const later = own.pages()[0] ?? (await own.newPage())
    await later.goto('/')
    await later.getByText('1 lần ông/bà đến hoặc rời địa điểm chưa gửi được').waitFor()
    await expectAccessible(later)
    await own.setOffline(false)
    await later.getByText('1 lần ông/bà đến hoặc rời địa điểm chưa gửi được').waitFor({ state: 'detached' })
    expect(await seen()).toHaveLength(1)
  } finally {
    await own.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
