import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enforce } from '#base/retention/enforce.ts'
import { DESK, expectAccessible, launchBrowser, visitAs } from './support/browser.ts'
import { signedIn } from './support/citizen.ts'
import { type Saola, startSaola } from './support/saola.ts'

const QUEUE_MS = 45_000
const TEXT = 'Tôi chuyển đi nơi khác, xin xóa thông tin của tôi.'
const REPLY = 'Đã xóa những gì không phải giữ theo luật.'

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

let citizen = ''
/** A citizen of the demo who just signed in. */
async function citizenPage() {
  const accountId = await saola.app.run(async ctx => {
    const [row] = await ctx.sql<{ id: string; name: string }[]>`
      select a.id, p.full_name as name from identity.account a join people.person p on p.id = a.person_id
      join timeline.visit v on v.person_id = p.id
      where a.kind = 'citizen' and not exists (select from retention.request r where r.person_id = p.id)
      group by 1, 2 order by count(*) desc, 1 limit 1`
    citizen = row?.name ?? ''
    return row?.id ?? ''
  })
  const { page } = await signedIn(browser, saola, { accountId })
  await saola.app.run(
    ctx => ctx.sql`update identity.session set proved_at = ${ctx.now} where account_id = ${accountId}`,
  )
  return page
}

test('a citizen has a copy and asks for deletion; the officer carries it out; what is kept is there for all to read', async () => {
  await enforce(saola.app)
  const phone = await citizenPage()
  await phone.goto('/toi')
  await phone.getByRole('link', { name: 'Dữ liệu của tôi' }).click()
  await phone.getByRole('button', { name: 'Yêu cầu bản sao' }).click()
  const link = phone.getByRole('link', { name: /^Tải bản sao/ })
  // Behind what a demo that was just copied has still to deliver.
  await link.waitFor({ timeout: QUEUE_MS })
  const [download] = await Promise.all([phone.waitForEvent('download'), link.click()])
  expect(download.suggestedFilename()).toMatch(/^du-lieu-cua-toi-.*\.zip$/)
  await phone.getByRole('button', { name: 'Gửi yêu cầu' }).click()
  await phone.getByText('Vui lòng viết vài lời').waitFor()
  const words = phone.getByLabel('Lý do hoặc điều muốn nói')
  await words.and(phone.locator(':focus')).waitFor()
  await words.fill(TEXT)
  await expectAccessible(phone)
  await phone.getByRole('button', { name: 'Gửi yêu cầu' }).click()
  await phone.getByRole('status').getByText('Đã nhận yêu cầu của ông/bà').waitFor()
  await phone.getByText('Chờ trả lời').waitFor()
  await expectAccessible(phone)

  const { page: desk } = await visitAs(browser, saola.url, 'dulieu', DESK)
  const request = () => desk.getByRole('row').filter({ hasText: 'yêu cầu về dữ liệu' }).filter({ hasText: citizen })
  await desk.goto('/console/inbox')
  await request().click()
  await desk.getByText(TEXT).waitFor()
  await desk.getByText('Còn giữ đến').first().waitFor()
  await expectAccessible(desk)
  await desk.getByRole('button', { name: 'Thực hiện' }).click()
  await desk.getByLabel('Trả lời người dân').fill(REPLY)
  await desk.getByRole('dialog').getByRole('button', { name: 'Thực hiện' }).click()
  await expect.poll(() => request().count()).toBe(0)

  await phone.reload()
  await phone.getByText(REPLY).waitFor()
  await phone.getByText('Đã thực hiện').waitFor()
  await desk.goto('/console/retention')
  await desk.getByText('Pháp luật về phòng, chống bệnh truyền nhiễm').first().waitFor()
  await expectAccessible(desk)
  await phone.goto('/site/du-lieu-duoc-giu')
  await phone.getByRole('heading', { name: 'Dữ liệu được giữ' }).waitFor()
  await expectAccessible(phone)
})
