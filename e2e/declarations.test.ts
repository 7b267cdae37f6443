import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { citizenAccount } from '#base/identity/accounts.ts'
import { identifiersOf } from '#base/people/people.ts'
import { addDays, dayOf } from '#core/clock.ts'
import { nameKey } from '#core/text.ts'
import { DESK, expectAccessible, launchBrowser, visitAs } from './support/browser.ts'
import { signedIn } from './support/citizen.ts'
import { tabTo, type } from './support/keyboard.ts'
import { stationCommune } from './support/officer.ts'
import { textOfPdf } from './support/pdf.ts'
import { type Saola, startSaola } from './support/saola.ts'
import { inVault, keptIn, onDevice } from './support/vault.ts'

const PLATE = '75B-012.34'

interface Somebody {
  readonly id: string
  readonly fullName: string
}

let saola: Saola
let browser: Browser
let parent: Somebody
let child: Somebody
/** Of the station. */
let commune = ''

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
  const [first, second] = await saola.app.db.sql<Somebody[]>`
    with station as (select area_id from identity.role_grant where role = 'health-officer'),
    family as (
      select p.id, p.household_id from people.person p join station on station.area_id = p.unit_id
      join people.identifier i on i.person_id = p.id and i.kind = 'phone'
      where exists (select from people.person c where c.household_id = p.household_id and c.household_role = 'child')
        and p.household_role <> 'child'
        and not exists (select from work.item w where w.person_id = p.id)
        and not exists (select from declarations.declaration d where d.person_id = p.id)
        and not exists (select from people.person o where o.full_name = p.full_name and o.id <> p.id)
      order by p.id limit 1)
    select p.id, p.full_name from people.person p join family f on f.household_id = p.household_id
    where p.id = f.id or p.household_role = 'child' order by p.id <> f.id, p.id limit 2`
  if (!first || !second) throw new Error('The demo has no such family.')
  commune = await stationCommune(saola)
  parent = first
  child = second
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

const next = (page: Page) => page.getByRole('button', { name: 'Tiếp tục' }).click()

async function chooseCommune(page: Page, typed: string, name: string): Promise<void> {
  await page.getByRole('searchbox').fill(typed)
  await page.getByRole('radio', { name }).first().check()
  await next(page)
}

async function sayNo(page: Page, question: string): Promise<void> {
  await page.getByRole('group', { name: question }).getByLabel('Không', { exact: true }).check()
}

/** From the contacts to the last look, which is sent. */
async function finish(page: Page): Promise<void> {
  for (const who of ['Người mắc bệnh', 'Người từ vùng', 'Người có sốt']) await sayNo(page, who)
  await next(page)
  await sayNo(page, 'Trong 10 ngày qua')
  await next(page)
  await page.getByRole('heading', { level: 1, name: 'Xem lại trước khi gửi' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Gửi tờ khai' }).click()
  await page.getByRole('heading', { level: 1, name: 'Đã nhận tờ khai' }).waitFor()
}

test('a citizen declares, closes the page and finds the draft, which nobody reads on the phone; then for the child', async () => {
  const { phone = '' } = await saola.app.run(ctx => identifiersOf(ctx, parent.id))
  await saola.app.run(async ctx => {
    const { accountId } = await citizenAccount(ctx, phone)
    await ctx.sql`update identity.account set person_id = ${parent.id} where id = ${accountId}`
  })
  const { context, page } = await signedIn(browser, saola, phone.replace(/^\+84/, '0'))
  await page.goto('/to-khai')
  await page.getByRole('link', { name: 'Tờ khai y tế di chuyển nội địa' }).click()
  await chooseCommune(page, 'ben nghe', 'Phường Bến Nghé')
  await page
    .getByRole('textbox')
    .first()
    .fill(dayMonth(addDays(today(), -1)))
  await next(page)
  await chooseCommune(page, nameKey(commune), commune)
  await page.getByRole('textbox').fill('Số 7, tổ 2')
  await next(page)
  await page.getByLabel('Xe khách').check()
  const plate = page.getByLabel('Số hiệu chuyến hoặc biển số')
  await plate.fill(PLATE)
  await expectAccessible(page)
  // What stands on a page that is left is there again, and is no answer yet.
  await page.getByRole('button', { name: 'Quay lại' }).click()
  await page.getByLabel('Xe khách').waitFor({ state: 'detached' })
  await next(page)
  await expect.poll(() => plate.inputValue()).toBe(PLATE)
  await page.goBack()
  await page.goForward()
  await expect.poll(() => plate.inputValue()).toBe(PLATE)
  await next(page)
  await page.getByRole('heading', { level: 1, name: /có dấu hiệu nào/ }).waitFor()
  await expect.poll(async () => (await inVault(page)).names).toContain('form.')
  for (const said of [PLATE, 'coach']) expect(await onDevice(page)).not.toContain(said)
  await page.evaluate(() => navigator.serviceWorker.ready)
  const before = await keptIn(page)
  await page.getByLabel('Không có dấu hiệu nào').check()
  await expect.poll(async () => (await inVault(page)).bytes).not.toBe(before)
  await page.close()

  // Opened again where there is no network.
  await context.setOffline(true)
  const far = await context.newPage()
  await far.goto(`/to-khai/domestic?cho=${parent.id}`)
  await far.getByRole('checkbox', { name: 'Không có dấu hiệu nào', checked: true }).waitFor()
  await far.close()
  await context.setOffline(false)

  const later = await context.newPage()
  await later.goto(`/to-khai/domestic?cho=${parent.id}`)
  await later.getByLabel('Không có dấu hiệu nào').check()
  await next(later)
  await later
    .getByRole('group', { name: /vùng đang có dịch không/ })
    .getByLabel('Có', { exact: true })
    .check()
  await later.getByLabel('Đã đến những nơi nào?').fill('Quận 1')
  await next(later)
  await finish(later)
  await later.getByText('Nguy cơ trung bình').waitFor()
  await expectAccessible(later)
  const left = (await inVault(later)).names.split(',').filter(name => name.startsWith('form.'))
  expect(left).toEqual([])

  await later.getByRole('link', { name: 'Khai cho người khác' }).click()
  await later.getByLabel('Khai cho ai?').selectOption({ label: child.fullName })
  await later.getByRole('link', { name: 'Tờ khai y tế toàn dân' }).click()
  await later.getByLabel('Không có dấu hiệu nào').check()
  await next(later)
  await sayNo(later, 'Trong 21 ngày qua')
  await next(later)
  await finish(later)
  await later.getByText(child.fullName).waitFor()
  await later.getByText('Nguy cơ thấp').waitFor()
  await context.close()
})

test('on entry a country and a gate are found by some letters, or taken as typed; a desk keeps what is known', async () => {
  const { phone = '' } = await saola.app.run(ctx => identifiersOf(ctx, parent.id))
  const { context, page } = await signedIn(browser, saola, phone.replace(/^\+84/, '0'))
  await page.goto(`/to-khai/entry?cho=${child.id}`)
  const find = page.getByRole('searchbox')
  await find.fill('my')
  await page.getByRole('radio', { name: 'Hoa Kỳ' }).check()
  await expectAccessible(page)
  await next(page)
  await page.getByLabel('Ngày nhập cảnh').waitFor()
  await page.goBack()
  await page.getByRole('radio', { name: 'Hoa Kỳ', checked: true }).waitFor()
  await page.goForward()
  await find.fill('Lối mở Nà Lầu')
  await page.getByRole('radio', { name: 'Khác: Lối mở Nà Lầu' }).check()
  await page.getByLabel('Ngày nhập cảnh').fill('31/2')
  await page.getByLabel('Ngày nhập cảnh').press('Enter')
  await page.getByText('Nhập ngày, tháng, năm').waitFor()
  await page
    .getByLabel('Ngày nhập cảnh')
    .and(page.locator(':focus'))
    .fill(dayMonth(addDays(today(), -1)))
  await next(page)
  for (const [typed, name] of [
    ['thai', 'Thái Lan'],
    ['lao', 'Lào'],
  ] as const) {
    await find.fill(typed)
    await page.getByRole('checkbox', { name }).check()
  }
  await expectAccessible(page)
  await next(page)
  await chooseCommune(page, nameKey(commune), commune)
  await page.getByRole('textbox').fill('Số 7, tổ 2')
  await next(page)
  await page.getByLabel('Không có dấu hiệu nào').check()
  await next(page)
  await sayNo(page, 'Trong 21 ngày qua')
  await next(page)
  for (const who of ['Người mắc bệnh', 'Người từ vùng', 'Người có sốt']) await sayNo(page, who)
  await next(page)
  await sayNo(page, 'động vật')
  await next(page)
  await sayNo(page, 'Trong 10 ngày qua')
  await next(page)
  await page.getByLabel('Đã tiêm đủ liều').check()
  await next(page)
  for (const said of ['Hoa Kỳ', 'Lối mở Nà Lầu', 'Thái Lan, Lào']) await page.getByText(said).waitFor()
  await page.getByRole('button', { name: 'Gửi tờ khai' }).click()
  await page.getByRole('heading', { level: 1, name: 'Đã nhận tờ khai' }).waitFor()
  await context.close()

  const desk = await visitAs(browser, saola.url, 'tramyte', DESK)
  await desk.page.goto('/console/declarations/new')
  await desk.page.getByText('Nhập cảnh', { exact: true }).click()
  await type(desk.page, desk.page.getByLabel('Người khai'), child.fullName)
  await desk.page.getByRole('button', { name: child.fullName }).first().click()
  const field = (name: string | RegExp) => desk.page.getByRole('combobox', { name })
  await field('Quốc tịch').and(desk.page.locator(':focus')).waitFor()
  await desk.page.keyboard.press('Tab')
  await type(desk.page, field('Cửa khẩu'), 'phu bai')
  await desk.page.keyboard.press('ArrowDown')
  await desk.page.keyboard.press('Enter')
  await expect.poll(() => field('Quốc tịch').inputValue()).toBe('Hoa Kỳ')
  await expect.poll(() => field('Cửa khẩu').inputValue()).toBe('Sân bay quốc tế Phú Bài')
  await expectAccessible(desk.page)
  await desk.context.close()
})

test('the commune of stay confirms the arrival and proposes isolation, with which its item is done', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'tramyte', DESK)
  await page.goto(`/console/inbox?q=${encodeURIComponent(parent.fullName)}`)
  await page.getByRole('row').filter({ hasText: 'về địa phương' }).click()
  await page.getByText(PLATE).waitFor()
  await expectAccessible(page)
  const [item] = await saola.app.db.sql<{ id: string }[]>`
    select id from work.item where person_id = ${parent.id} and kind = 'declarations.arrival'`
  const open = `/console/work/${item?.id}`
  await page.goto(open)
  await page.getByRole('button', { name: 'Xác nhận đã về' }).click()
  await page.getByRole('button', { name: 'Tự theo dõi tại nhà' }).waitFor()
  await page.getByRole('button', { name: 'Đề nghị cách ly' }).click()
  await page.getByRole('radio', { name: 'Về từ vùng dịch' }).check()
  await page.getByRole('button', { name: 'Gửi đề nghị ký' }).click()
  await page.getByText('Đã gửi 1 đề nghị chờ chủ tịch ký').waitFor()
  await page.goto(open)
  await page.getByText('Đã đề nghị cách ly').first().waitFor()
  await context.close()
})

test('a desk types one paper form after the other by keyboard, each with the time that stands on it', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'tramyte', DESK)
  await page.goto('/console/declarations/new')
  const who = page.getByLabel('Người khai')
  await who.waitFor()
  await tabTo(page, page.getByRole('radiogroup', { name: 'Cách khai' }), 'Shift+Tab')
  await page.keyboard.press('ArrowRight')
  await tabTo(page, page.getByRole('radiogroup', { name: 'Loại tờ khai' }), 'Shift+Tab')
  await page.keyboard.press('ArrowLeft')
  for (const [n, time] of ['9h15', '1020'].entries()) {
    await type(page, who, child.fullName)
    await page.getByRole('button', { name: child.fullName }).first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByLabel('Giờ ghi trên tờ giấy').and(page.locator(':focus')).waitFor()
    await page.keyboard.type(time)
    if (n === 0) await type(page, page.getByLabel('Ngày ghi trên tờ giấy'), dayMonth(addDays(today(), -1)))
    // What is lacking is told once it is asked for, and no longer than it lacks.
    const lacking = page.locator('.de-sheet').locator('[aria-invalid=true], [data-wrong]')
    await tabTo(page, page.getByLabel('Không có dấu hiệu nào'))
    if (n === 0) {
      await page.keyboard.press('Control+Enter')
      await expect.poll(() => lacking.count()).toBeGreaterThan(0)
      await tabTo(page, page.getByLabel('Không có dấu hiệu nào'))
    }
    await page.keyboard.press('Space')
    for (const question of ['vùng đang có dịch', 'Người mắc bệnh', 'Người từ vùng', 'Người có sốt', 'Trong 10 ngày']) {
      await tabTo(page, page.getByRole('radiogroup', { name: question }))
      await page.keyboard.press('k')
    }
    expect(await lacking.count()).toBe(0)
    if (n === 0) await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText(`Đã nhập ${n + 1} tờ khai trong phiên này`).waitFor()
  }
  const papers = await saola.app.db.sql<{ at: Date }[]>`
    select at from declarations.declaration where person_id = ${child.id} and method = 'paper' order by at`
  const day = addDays(today(), -1)
  expect(papers.map(({ at }) => at.toISOString())).toEqual([`${day}T02:15:00.000Z`, `${day}T03:20:00.000Z`])
  await context.close()
})

test('an administrator adds a question with a condition, tries it and issues the form, without reading a schema', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'quantri', DESK)
  await page.goto('/console/forms')
  await page.getByRole('row').filter({ hasText: 'toàn dân' }).click()
  await page.getByRole('button', { name: 'Thêm câu hỏi' }).last().click()
  await page.getByRole('menuitem', { name: 'Một dòng' }).click()
  const question = page.getByLabel('Câu hỏi', { exact: true })
  await question.fill('Tên bộ xét nghiệm')
  await page.getByRole('combobox', { name: 'Chỉ hỏi sau câu' }).click()
  await page.getByRole('option', { name: /có kết quả xét nghiệm dương tính/ }).click()
  await page.getByRole('group', { name: 'Khi trả lời' }).getByLabel('Có', { exact: true }).check()
  const preview = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Xem thử' }) })
  await page.getByRole('button', { name: 'Thêm câu hỏi' }).first().click()
  await page.getByRole('menuitem', { name: 'Số', exact: true }).click()
  await question.first().fill('Nhiệt độ đo được')
  await preview.getByLabel('Không có dấu hiệu nào').check()
  const degrees = preview.getByLabel('Nhiệt độ đo được')
  await degrees.pressSequentially('37,5.')
  await preview.getByRole('button', { name: 'Tiếp tục' }).click()
  await preview.getByRole('alert').getByText('Chưa đọc được số').waitFor()
  await degrees.fill('37,5')
  expect(await degrees.inputValue()).toBe('37,5')
  await preview.getByRole('button', { name: 'Tiếp tục' }).click()
  await preview.getByRole('heading', { name: /đến vùng đang có dịch/ }).waitFor()
  await expectAccessible(page)
  const [asked, tab] = await Promise.all([
    page.waitForRequest('**/api/form-papers'),
    context.waitForEvent('page'),
    preview.getByRole('button', { name: 'Xem bản giấy' }).click(),
  ])
  await tab.close()
  const printed = await context.request.post('/api/form-papers', { data: asked.postDataJSON() })
  const [paper = ''] = await textOfPdf(await printed.body())
  expect(paper).toContain('Tên bộ xét nghiệm')
  await preview.getByText('Nhập tại cơ quan').click()
  expect(await preview.getByText('Tên bộ xét nghiệm').count()).toBe(0)
  await preview.getByRole('radiogroup', { name: 'Trong 10 ngày' }).getByLabel('Có', { exact: true }).check()
  await preview.getByText('Tên bộ xét nghiệm').waitFor()
  await page.getByRole('combobox', { name: 'Đơn vị' }).fill('thua thien hue')
  await page.getByRole('option', { name: 'Tỉnh Thừa Thiên Huế', exact: true }).click()
  await page.getByLabel('Văn bản').fill('CV thử')
  await page.getByRole('button', { name: 'Ban hành' }).click()
  await page.getByText('Đã ban hành phiên bản mới').waitFor()
  await context.close()
  const [issued] = await saola.app.db.sql<{ params: { pages: { questions: { label: { vi: string } }[] }[] } }[]>`
    select params from policies.override where code = 'declarations.population'`
  expect(JSON.stringify(issued?.params.pages)).toContain('Tên bộ xét nghiệm')
})

const today = () => dayOf(new Date())
const dayMonth = (day: string) => day.split('-').slice(1).reverse().join('/')
