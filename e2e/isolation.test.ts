import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { citizenAccount } from '#base/identity/accounts.ts'
import { identifiersOf } from '#base/people/people.ts'
import { turnDay } from '#capabilities/isolation/steps.ts'
import { DAY_MS } from '#core/clock.ts'
import { DESK, expectAccessible, launchBrowser, PHONE, visitAs } from './support/browser.ts'
import { phoneOf, signedIn } from './support/citizen.ts'
import { textOfPdf } from './support/pdf.ts'
import { codesInPdf } from './support/qr.ts'
import { type Saola, startSaola } from './support/saola.ts'

interface Somebody {
  readonly id: string
  readonly fullName: string
}

let saola: Saola
let browser: Browser
/** A household of the chair's commune, whom nobody has ordered anything. */
let family: readonly Somebody[]
/** What stands in the code of the order. */
let link = ''

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
  family = await saola.app.db.sql<Somebody[]>`
    with chair as (select area_id from identity.role_grant where role = 'commune-chair'),
    free as (
      select p.household_id from people.person p join chair on chair.area_id = p.unit_id
      group by 1 having count(*) between 3 and 5
        and not bool_or(exists (select from isolation.isolation_order o where o.person_id = p.id))
        and bool_or(exists (select from people.identifier i where i.person_id = p.id and i.kind = 'phone'))
      order by 1 limit 1)
    select p.id, p.full_name from people.person p join free using (household_id)
    order by exists (select from people.identifier i where i.person_id = p.id and i.kind = 'phone') desc, p.id limit 3`
  if (family.length < 3) throw new Error('The demo has no such household.')
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

const first = () => family[0] as Somebody

test('the station proposes for a household, from a person’s page', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'tramyte', DESK)
  await page.goto(`/console/people?open=${first().id}`)
  await page.getByRole('button', { name: 'Đề nghị cách ly' }).click()
  for (const { fullName } of family.slice(1))
    await page
      .getByRole('checkbox', { name: new RegExp(`^${fullName}`) })
      .first()
      .check()
  const days = page.getByLabel('Số ngày')
  await days.pressSequentially('014')
  expect(await days.inputValue()).toBe('014')
  await days.fill('')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Gửi đề nghị ký' }).click()
  await page.getByText('Đã gửi 3 đề nghị chờ chủ tịch ký').waitFor()
  await context.close()
})

test('the chair signs them in bulk, on a phone', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'chutich', PHONE)
  await page.goto('/console/isolation')
  await page.getByRole('row').filter({ hasText: first().fullName }).waitFor()
  await expectAccessible(page)
  for (const { fullName } of family)
    await page.getByRole('row').filter({ hasText: fullName }).getByRole('checkbox').first().check()
  await page.keyboard.press('s')
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Ký 3 văn bản' }).click()
  await page.getByText('Đã ký 3 văn bản').waitFor()
  await context.close()
})

test('the person has the order; its printed code is genuine, and a changed one is not', async () => {
  const { phone = '' } = await saola.app.run(ctx => identifiersOf(ctx, first().id))
  await saola.app.run(async ctx => {
    const { accountId } = await citizenAccount(ctx, phone)
    await ctx.sql`update identity.account set person_id = ${first().id} where id = ${accountId}`
  })
  const { context, page } = await signedIn(browser, saola, phone.replace(/^\+84/, '0'))
  await page.goto('/cach-ly')
  const mine = page.locator('section').filter({ has: page.getByRole('heading', { name: first().fullName }) })
  await mine.getByText('Quyết định cách ly y tế').click()
  await expectAccessible(page)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    mine.getByRole('button', { name: 'Tải bản in (PDF)' }).click(),
  ])
  const pdf = await readFile(await download.path())
  const [text = ''] = await textOfPdf(pdf)
  expect(text).toMatch(/Số: \d\d+\/QĐ-UBND/)
  expect(text).toContain(first().fullName)
  link = (await codesInPdf(pdf, page))[0] ?? ''
  await context.close()

  const anybody = await phoneOf(browser, saola)
  await anybody.page.goto(link)
  await anybody.page.getByText('Giấy thật').waitFor()
  await anybody.page.getByText(first().fullName).waitFor()
  await expectAccessible(anybody.page)
  await anybody.page.goto(`${saola.url}/v#${forged(link)}`)
  await anybody.page.reload()
  await anybody.page.getByText('Không hợp lệ').waitFor()
  await anybody.page.getByText(first().fullName).waitFor({ state: 'detached' })
  await expectAccessible(anybody.page)
  await anybody.context.setOffline(true)
  await anybody.page.getByRole('button', { name: 'Kiểm tra giấy khác' }).click()
  await anybody.page.getByLabel('Hoặc dán đường dẫn của mã').fill(link)
  await anybody.page.getByRole('button', { name: 'Kiểm tra', exact: true }).click()
  await anybody.page.getByText('Giấy thật').waitFor()
  await anybody.page.getByText('chưa biết giấy có bị thu hồi').waitFor()
  await anybody.context.close()
})

/** The same text with one letter of what is stated changed. */
function forged(code: string): string {
  const text = code.split('#')[1] ?? ''
  const at = 60
  return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
}

test('when the days are over the station confirms and the chair certifies', async () => {
  await saola.app.db.begin(sql =>
    turnDay(saola.app.context(sql, { now: new Date(saola.app.clock().getTime() + 8 * DAY_MS) })),
  )
  const station = await visitAs(browser, saola.url, 'tramyte', DESK)
  await station.page.goto(`/console/isolation?view=station&q=${encodeURIComponent(first().fullName)}`)
  await station.page.getByRole('row').filter({ hasText: first().fullName }).first().click()
  await station.page.getByRole('button', { name: 'Đề nghị cấp giấy xác nhận' }).click()
  await station.page.getByLabel('Vì sao không có kết quả').fill('Đã xét nghiệm âm tính ở bệnh viện, có giấy kèm theo')
  await station.page.getByRole('dialog').getByRole('button', { name: 'Đề nghị cấp giấy xác nhận' }).click()
  await station.page.getByText('Chờ ký giấy xác nhận').first().waitFor()
  await expectAccessible(station.page)

  // The other two at once: that they lack their tests is said before anything is sent.
  const others = station.page
  await others.goto('/console/isolation?view=station')
  for (const { fullName } of family.slice(1))
    await others.getByRole('row').filter({ hasText: fullName }).getByRole('checkbox').first().check()
  await others.getByRole('button', { name: 'Đề nghị cấp giấy xác nhận' }).click()
  const dialog = others.getByRole('dialog')
  await dialog.getByText('2 người thiếu xét nghiệm theo lịch').waitFor()
  await dialog.getByText('Chưa ai đủ điều kiện để đề nghị').waitFor()
  await expectAccessible(others)
  await dialog.getByLabel('Xác nhận cả người thiếu xét nghiệm').check()
  await dialog.getByLabel('Vì sao không có kết quả').fill('Đã xét nghiệm ở bệnh viện')
  await dialog.getByRole('button', { name: 'Đề nghị cấp giấy cho 2 người' }).click()
  await dialog.waitFor({ state: 'detached' })

  await others.goto('/console/isolation/sites')
  const site = others.getByRole('row').filter({ hasText: 'Khu cách ly tập trung' })
  await site.getByRole('button', { name: 'Ghi sức chứa' }).click()
  await others.getByRole('dialog').getByLabel('Sức chứa').fill('45')
  await expectAccessible(others)
  await others.getByRole('dialog').getByRole('button', { name: 'Ghi sức chứa' }).click()
  await site.getByText('45', { exact: true }).waitFor()
  await expectAccessible(others)
  await station.context.close()

  const chair = await visitAs(browser, saola.url, 'chutich', DESK)
  await chair.page.goto(`/console/isolation?view=sign&q=${encodeURIComponent(first().fullName)}`)
  await chair.page.getByRole('row').filter({ hasText: first().fullName }).first().click()
  await chair.page.getByRole('button', { name: 'Ký giấy xác nhận' }).click()
  await chair.page.getByRole('dialog').getByRole('button', { name: 'Ký 1 văn bản' }).click()
  const [download] = await Promise.all([
    chair.page.waitForEvent('download'),
    chair.page.getByRole('button', { name: 'In giấy xác nhận' }).click(),
  ])
  const pdf = await readFile(await download.path())
  expect((await textOfPdf(pdf))[0]).toContain('GIẤY XÁC NHẬN')
  const [code = ''] = await codesInPdf(pdf, chair.page)
  await chair.page.goto(code)
  await chair.page.getByText('Giấy thật').waitFor()
  await chair.page.getByText('Giấy xác nhận hoàn thành cách ly').waitFor()
  await chair.context.close()
})
