import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { identifiersOf } from '#base/people/people.ts'
import { recorder } from '#base/timeline/record.ts'
import { scanFact } from '#base/timeline/scan.ts'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { withoutMarks } from '#core/text.ts'
import { DESK, expectAccessible, launchBrowser, PHONE, visitAs } from './support/browser.ts'
import { press, tabTo, type } from './support/keyboard.ts'
import { officerAt } from './support/officer.ts'
import { PASSWORD, type Saola, startSaola } from './support/saola.ts'

/** Long enough for a busy machine, short enough to learn soon what is missing. */
const WAIT_MS = 15_000
const OFFICE = { width: 1366, height: 768 }

interface Somebody {
  readonly id: string
  readonly fullName: string
  readonly birthDate: string
  readonly unitId: string
  readonly unitName: string
}
interface Somewhere {
  readonly id: string
  readonly name: string
  readonly unitId: string
}

let saola: Saola
let browser: Browser
/** Of one commune: the case, and two who were where it was. */
let cast: { readonly f0: Somebody; readonly scanned: Somebody; readonly told: Somebody }
/** Of other communes: met by the first contact later on. */
let next: Somebody
let places: { readonly market: Somewhere; readonly cafe: Somewhere; readonly office: Somewhere }
const yesterday = addDays(dayOf(new Date()), -1)
const at = (hour: number, minute = 0) => new Date(startOf(yesterday).getTime() + (hour * 60 + minute) * 60_000)

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
  await setTheScene()
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

/** People of the demo whom no case has met, in the quietest places of the demo, at hours of yesterday. */
async function setTheScene(): Promise<void> {
  const { sql } = saola.app.db
  const free = await sql<Somebody[]>`
    select p.id, p.full_name, p.birth_date, p.unit_id, u.full_name as unit_name
    from people.person p join units.unit u on u.id = p.unit_id
    where p.birth_date between '1950' and '2000'
      and not exists (select from people.person other where other.full_name = p.full_name and other.id <> p.id)
      and exists (select from people.identifier i where i.person_id = p.id and i.kind = 'phone')
      and not exists (select from tracing.contact k where k.person_id = p.id)
      and not exists (select from tracing.case_file c where c.person_id = p.id)
      and not exists (select from timeline.visit v where v.person_id = p.id and v.in_at > ${at(0)})
    order by p.id`
  const byUnit = Map.groupBy(free, person => person.unitId)
  const [unitId, group] = [...byUnit].find(([, people]) => households(people).length >= 3) ?? []
  const [f0, scanned, told] = households(group ?? [])
  const away = free.find(person => person.unitId !== unitId)
  if (!f0 || !scanned || !told || !away) throw new Error('The demo has nobody to play this.')
  cast = { f0, scanned, told }
  next = away
  const found = await sql<Somewhere[]>`
    select distinct on (kind) id, name, unit_id from places.place p
    where parent_id is null and kind in ('market', 'restaurant', 'office')
    order by kind, (select count(*) from timeline.visit v where v.place_id = p.id and v.in_at >= ${at(0)}), id`
  const [market, office, cafe] = found
  if (!market || !office || !cafe) throw new Error('The demo has no such places.')
  places = { market, office, cafe }
  await stay(f0, market, at(9))
  await stay(scanned, market, at(9, 10), at(9, 40))
  await stay(told, cafe, at(15, 10), at(15, 50))
  await stay(scanned, office, at(18), at(19))
  await stay(next, office, at(18, 30), at(19, 30))
}

/** One of each household, so that living together does not decide. */
const households = (people: readonly Somebody[]): readonly Somebody[] => people.filter((_, i) => i % 7 === 0)

async function stay(person: Somebody, place: Somewhere, from: Date, until?: Date): Promise<void> {
  const scan = (direction: 'in' | 'out', when: Date) =>
    saola.app.use(recorder).record(scanFact, {
      id: newId(when),
      personId: person.id,
      placeId: place.id,
      areaId: null,
      unitId: place.unitId,
      direction,
      method: 'national',
      verified: false,
      at: when,
      deviceAt: when,
      receivedAt: when,
      uncertaintyS: 0,
      recorderId: null,
    })
  await scan('in', from)
  if (until) await scan('out', until)
}

/** Visits are drawn from scans a moment after they are recorded. */
async function visitsDrawn(count: number): Promise<void> {
  const people = [...Object.values(cast), next].map(person => person.id)
  await expect
    .poll(async () => {
      const [row] = await saola.app.db.sql<{ n: number }[]>`
        select count(*) as n from timeline.visit where person_id = any(${people}::uuid[]) and in_at >= ${at(0)}`
      return row?.n
    })
    .toBe(count)
}

const rowOf = (page: Page, person: Somebody) => page.getByRole('row').filter({ hasText: person.fullName })
const toast = (page: Page, text: string | RegExp) => page.locator('.k-toast').filter({ hasText: text })

async function isWide(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
}

/** Chooses the rows of these people in the list and decides on them. */
async function decide(page: Page, people: readonly Somebody[], key: 'f' | 'd'): Promise<void> {
  await tabTo(page, page.getByRole('grid'))
  await page.keyboard.press('Home')
  const names = await page.getByRole('row').allTextContents()
  for (const [i, name] of names.slice(1).entries()) {
    if (i > 0) await page.keyboard.press('ArrowDown')
    if (people.some(person => name.includes(person.fullName))) await page.keyboard.press('Space')
  }
  await page.getByRole('toolbar').getByText(`Đã chọn ${people.length}`).waitFor()
  await page.keyboard.press(key)
  await page.getByRole('dialog').waitFor()
  await expectAccessible(page)
  await press(page, page.getByRole('dialog').locator('.tr-reasons button').first())
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

let caseUrl = ''

test('a tracer registers a case, adds what it tells, traces and decides: by keyboard alone', async () => {
  await visitsDrawn(5)
  const context = await browser.newContext({ viewport: OFFICE, locale: 'vi-VN', baseURL: saola.url })
  const page = await context.newPage()

  await page.goto('/console')
  await type(page, page.getByLabel('Tên đăng nhập'), 'truyvet')
  await type(page, page.getByLabel('Mật khẩu', { exact: true }), PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Ca bệnh' }).waitFor()
  await goByPalette(page, 'ca benh', 'Ca bệnh')
  await page.waitForURL('**/console/cases')
  await rowOf(page, await someCase())
    .first()
    .waitFor()
  await expectAccessible(page)

  await press(page, page.getByRole('button', { name: 'Đăng ký ca bệnh' }))
  await registerCase(page)
  await page.waitForURL(/\/console\/cases\/[0-9a-f-]{36}$/)
  caseUrl = new URL(page.url()).pathname
  await page.getByRole('heading', { level: 1, name: cast.f0.fullName }).waitFor()
  await page.locator('.tr-stop', { hasText: places.market.name }).getByText('ước tính').first().waitFor()
  await tellStop(page)
  await expectAccessible(page)

  await press(page, page.getByRole('button', { name: 'Truy vết người tiếp xúc' }))
  await page
    .getByRole('status')
    .getByText(/Tìm thấy \d+ người, \d+ người mới/)
    .waitFor()
  await rowOf(page, cast.scanned).getByText('ước tính').first().waitFor()
  await rowOf(page, cast.scanned).getByText('30 phút').waitFor()
  await rowOf(page, cast.told).getByText(places.cafe.name).waitFor()
  await expectAccessible(page)

  await tabTo(page, page.getByRole('grid'))
  await decide(page, [cast.scanned, cast.told], 'f')
  await toast(page, 'Đã kết luận 2 người là F1').waitFor()
  await rowOf(page, cast.scanned).getByText('F1').waitFor()

  await press(page, page.getByRole('button', { name: 'Truy vết F2' }))
  await rowOf(page, next).getByText(`Gặp ${cast.scanned.fullName}`).waitFor()
  await context.close()
})

/** ⌘K: what is typed, and the page of that name among what it finds. */
async function goByPalette(page: Page, typed: string, name: string): Promise<void> {
  await page.keyboard.press('Control+k')
  const action = page.getByRole('dialog').locator('button', { hasText: new RegExp(`^${name}$`) })
  await page.keyboard.type(typed)
  await action.waitFor()
  await expect
    .poll(
      async () => {
        await page.keyboard.press('ArrowDown')
        return action.getAttribute('data-selected')
      },
      { timeout: WAIT_MS },
    )
    .not.toBeNull()
  await page.keyboard.press('Enter')
}

/** Some case of the demo, for the list. */
async function someCase(): Promise<Somebody> {
  const [row] = await saola.app.db.sql<Somebody[]>`
    select p.id, p.full_name, p.birth_date, p.unit_id, '' as unit_name
    from tracing.case_file c join people.person p on p.id = c.person_id order by c.confirmed_at desc limit 1`
  if (!row) throw new Error('The demo has no cases.')
  return row
}

/** Finds the person without accents, says the rest, and sends it with Enter. */
async function registerCase(page: Page): Promise<void> {
  const { f0 } = cast
  await page.getByLabel('Tên, số điện thoại, số giấy tờ').waitFor()
  await expectAccessible(page)
  await type(
    page,
    page.getByLabel('Tên, số điện thoại, số giấy tờ'),
    `${withoutMarks(f0.fullName)} ${f0.birthDate.slice(0, 4)}`,
  )
  const candidate = page.locator('.pe-found button').filter({ hasText: f0.unitName }).first()
  await candidate.waitFor()
  for (let tries = 0; tries < 60; tries++) {
    await page.keyboard.press('ArrowDown')
    if (await candidate.evaluate(button => button === document.activeElement)) break
  }
  await page.keyboard.press('Enter')
  await press(page, page.getByRole('button', { name: 'Đăng ký ca bệnh' }))
  await page.getByText('Vui lòng chọn một nguồn phát hiện.').waitFor()
  await page.getByText('Nhập ngày khởi phát').waitFor()
  await tabTo(page, page.getByLabel('Ca cộng đồng'))
  await page.keyboard.press('Space')
  await type(page, page.getByLabel('Ngày khởi phát', { exact: true }), 'hôm qua')
  // A day that need not be there and cannot be read is no day that was left out.
  const sampled = page.getByRole('group', { name: 'Lấy mẫu' }).getByLabel('Ngày', { exact: true })
  await type(page, sampled, '35/11')
  await page.keyboard.press('Enter')
  await page.getByText('Nhập ngày, tháng, năm').waitFor()
  expect(await sampled.evaluate(field => field === document.activeElement)).toBe(true)
  await sampled.fill('')
  await page.keyboard.press('Enter')
}

/** What the case tells, matched to a place by its words. */
async function tellStop(page: Page): Promise<void> {
  await type(
    page,
    page.getByLabel('Lời kể: ở đâu, làm gì'),
    `ngồi uống nước ở ${withoutMarks(places.cafe.name)} với bạn`,
  )
  const offer = page.locator('.tr-offers button').filter({ hasText: places.cafe.name }).first()
  await offer.waitFor()
  await expectAccessible(page)
  for (let tries = 0; tries < 8; tries++) {
    await page.keyboard.press('ArrowDown')
    if (await offer.evaluate(button => button === document.activeElement)) break
  }
  await page.keyboard.press('Enter')
  await page.locator('.tr-matched').getByText(places.cafe.name).waitFor()
  await type(page, page.getByLabel('Ngày', { exact: true }), 'hôm qua')
  await type(page, page.getByLabel('Từ giờ'), '15h')
  await type(page, page.getByLabel('Đến giờ'), '1600')
  await page.keyboard.press('Enter')
  const row = page.locator('.tr-stop', { hasText: 'ngồi uống nước' })
  await row.getByText(places.cafe.name, { exact: false }).last().waitFor()
  await row.getByText('15:00 – 16:00').waitFor()
}

test('each confirmed F1 got a message; nobody else did', async () => {
  const { context } = await visitAs(browser, saola.url, 'truyvet')
  for (const person of [cast.scanned, cast.told])
    await expect.poll(() => messagesTo(context, person)).toContain('người tiếp xúc gần (F1)')
  expect(await messagesTo(context, next)).not.toContain('F1')
  await context.close()
})

async function messagesTo(context: BrowserContext, person: Somebody): Promise<string> {
  const { phone } = await saola.app.run(ctx => identifiersOf(ctx, person.id))
  const reply = await context.request.get('/api/messages/mailbox', { params: { phone: phone ?? '' } })
  const { messages } = (await reply.json()) as { messages: { text: string }[] }
  return messages.map(message => message.text).join('\n')
}

test('the commune of stay finds the work with its deadline and moves it; the tracer sees it reached', async () => {
  const login = await officerAt(saola, 'health-officer', cast.scanned.unitId, 'tram.cua.xa')
  const { context, page } = await visitAs(browser, saola.url, login, OFFICE)
  await page.goto(inboxAbout(cast.scanned))
  const line = rowOf(page, cast.scanned)
  await line.getByText('Cần liên hệ').waitFor()
  await expectAccessible(page)
  await openLine(page, cast.scanned)
  await page.getByRole('heading', { level: 1, name: cast.scanned.fullName }).waitFor()
  await page.getByText('Tiếp xúc thế nào').waitFor()
  const shown = (await page.locator('main').textContent()) ?? ''
  expect(shown).toContain(places.market.name)
  expect(shown).not.toContain(cast.f0.fullName)
  const [item] = await itemsOf(cast.scanned)
  const dueInHours = ((item?.dueAt.getTime() ?? 0) - Date.now()) / 3_600_000
  expect(dueInHours).toBeGreaterThan(23)
  expect(dueInHours).toBeLessThan(24)
  await expectAccessible(page)
  await press(page, page.getByRole('button', { name: 'Đã liên hệ được' }).first())
  await expect.poll(async () => (await itemsOf(cast.scanned))[0]?.state).toBe('watched')
  await context.close()

  const tracer = await visitAs(browser, saola.url, 'truyvet', OFFICE)
  await tracer.page.goto(`${caseUrl}?tab=contacts&state=contact`)
  await rowOf(tracer.page, cast.scanned).getByText('đã liên hệ').waitFor()
  await tracer.context.close()
})

/** The inbox, looking for somebody: an office may have more to do than one screen shows. */
const inboxAbout = (person: Somebody) => `/console/inbox?q=${encodeURIComponent(person.fullName)}`

/** Walks the list to somebody's line and opens it. */
async function openLine(page: Page, person: Somebody): Promise<void> {
  await tabTo(page, page.getByRole('grid'))
  await page.keyboard.press('Home')
  const lines = await page.getByRole('row').allTextContents()
  const index = lines.slice(1).findIndex(text => text.includes(person.fullName))
  for (let i = 0; i < index; i++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
}

const itemsOf = (person: Somebody) => saola.app.db.sql<{ id: string; state: string; dueAt: Date }[]>`
  select id, state, due_at from work.item where person_id = ${person.id} and kind = 'followup.watch'`

test('another commune does not see it, and is told why when it opens it directly', async () => {
  const login = await officerAt(saola, 'health-officer', next.unitId, 'tram.xa.khac')
  const { context, page } = await visitAs(browser, saola.url, login, OFFICE)
  await page.goto(inboxAbout(cast.scanned))
  await page.getByRole('heading', { level: 1, name: 'Hộp việc' }).waitFor()
  await page.getByRole('status').filter({ hasText: '0 mục' }).first().waitFor()
  expect(await rowOf(page, cast.scanned).count()).toBe(0)
  const [item] = await itemsOf(cast.scanned)
  await page.goto(`/console/work/${item?.id}`)
  await page.getByText('ngoài địa bàn ông/bà phụ trách').first().waitFor()
  await expectAccessible(page)
  await page.goto(caseUrl)
  await page.getByText('chưa có quyền').first().waitFor()
  await context.close()
})

test('a leader reads the case and is told why nothing can be changed', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'lanhdao', OFFICE)
  await page.goto(caseUrl)
  await page.getByText('Không thêm, sửa được hồ sơ này').waitFor()
  await page.getByRole('button', { name: 'Ai cấp được quyền này?' }).first().waitFor()
  expect(await page.getByLabel('Lời kể: ở đâu, làm gì').count()).toBe(0)
  await context.close()
})

test('a decision is taken back with one press, and a stop too', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'truyvet', OFFICE)
  await page.goto(`${caseUrl}?tab=contacts&generation=1&q=${encodeURIComponent(cast.told.fullName)}`)
  await rowOf(page, cast.told).getByText('F1').waitFor()
  await decide(page, [cast.told], 'd')
  await rowOf(page, cast.told).getByText('Không phải').waitFor()
  await expect.poll(async () => (await itemsOf(cast.told))[0]?.state).toBe('withdrawn')
  await press(page, page.getByRole('button', { name: 'Hoàn tác' }))
  await rowOf(page, cast.told).getByText('F1').waitFor()

  await page.goto(caseUrl)
  const stop = page.locator('.tr-stop', { hasText: 'ngồi uống nước' })
  await press(page, stop.getByRole('button', { name: /^Bỏ mốc/ }))
  await stop.waitFor({ state: 'detached' })
  await press(page, page.getByRole('button', { name: 'Hoàn tác' }))
  await stop.waitFor()
  await context.close()
})

test.each([
  ['on a large desk', DESK],
  ['on an office desk', OFFICE],
  ['on a phone', PHONE],
])('every page fits, %s', async (_, viewport) => {
  const { context, page } = await visitAs(browser, saola.url, 'truyvet', viewport)
  const name = encodeURIComponent(cast.f0.fullName)
  /** The journeys have looked at these pages on an office desk. */
  const walked = [
    ['/console/cases', 'Ca bệnh'],
    ['/console/cases/new', 'Đăng ký ca bệnh'],
    [caseUrl, cast.f0.fullName],
    [`${caseUrl}?tab=contacts`, cast.f0.fullName],
  ] as const
  const others = [
    ['/console/people', 'Người dân'],
    [`/console/people?q=${name}&open=${cast.f0.id}`, cast.f0.fullName],
    ['/console/people/new', 'Thêm người'],
    [`/console/places?q=cho&open=${places.market.id}`, places.market.name],
  ] as const
  for (const [path, heading] of [...walked, ...others]) {
    await page.goto(path)
    await page.getByRole('heading', { level: 1, name: heading }).last().waitFor()
    await page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root'))
    expect([path, await isWide(page)]).toEqual([path, false])
    if (viewport === PHONE || (viewport === OFFICE && others.some(other => other[0] === path)))
      await expectAccessible(page)
  }
  await context.close()
})
