import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DESK, expectAccessible, launchBrowser, visitAs } from './support/browser.ts'
import { signedIn } from './support/citizen.ts'
import { type Saola, startSaola } from './support/saola.ts'

const QUESTION = 'Đêm qua có việc gì mà cần xem thông tin của tôi?'
const ANSWER = 'Trạm đang làm rõ. Lượt xem này không do trạm giao, xin lỗi ông/bà.'

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

/** The citizen of the demo at whom offices looked, with the session of a phone. */
async function citizenPage() {
  const accountId = await saola.app.run(async ctx => {
    const [row] = await ctx.sql<{ id: string }[]>`
      select o.id from identity.account o join core.audit a on a.person_id = o.person_id
      where o.kind = 'citizen' and a.purpose is not null group by 1 order by count(*) desc limit 1`
    return row?.id ?? ''
  })
  const { page } = await signedIn(browser, saola, { accountId })
  return page
}

test('a citizen asks who looked; the auditor sees the unusual night, answers, and closes it with a finding', async () => {
  const phone = await citizenPage()
  await phone.goto('/toi')
  await phone.getByRole('link', { name: 'Ai đã xem thông tin' }).click()
  await phone.getByRole('heading', { name: 'Xem thông tin trong sổ người dân' }).first().waitFor()
  await phone.getByRole('button', { name: 'Hỏi lại' }).first().click()
  await phone.getByRole('button', { name: 'Gửi câu hỏi' }).click()
  await phone.getByText('Vui lòng viết điều muốn hỏi').waitFor()
  const asked = phone.getByLabel('Ông/bà muốn hỏi điều gì?')
  await asked.and(phone.locator(':focus')).waitFor()
  await asked.fill(QUESTION)
  await expectAccessible(phone)
  await phone.getByRole('button', { name: 'Gửi câu hỏi' }).click()
  await phone.getByText(QUESTION).waitFor()

  const { page: desk } = await visitAs(browser, saola.url, 'kiemtra', DESK)
  await desk.goto('/console/inbox')
  await desk.getByRole('row').filter({ hasText: 'hỏi vì sao' }).click()
  await desk.getByText(QUESTION).waitFor()
  await expectAccessible(desk)
  await desk.getByRole('button', { name: 'Trả lời' }).click()
  await desk.getByLabel('Trả lời người dân').fill(ANSWER)
  await desk.getByRole('button', { name: 'Gửi trả lời' }).click()
  await desk.getByRole('row').filter({ hasText: 'Một cán bộ xem' }).click()
  await desk.getByText(/^Xem \d+ người trong một giờ/).waitFor()
  await expectAccessible(desk)
  await desk.getByRole('link', { name: 'Xem các lượt tra cứu' }).click()
  await desk.getByRole('row').filter({ hasText: 'Đỗ Hữu Nghĩa' }).first().click()
  await desk.getByRole('heading', { name: 'Ghi nhận kỹ thuật' }).waitFor()
  await expectAccessible(desk)
  await desk.goto('/console/inbox')
  await desk.getByRole('row').filter({ hasText: 'Một cán bộ xem' }).click()
  await desk.getByRole('button', { name: 'Kết luận' }).click()
  await desk.getByLabel('Lạm dụng, chuyển xử lý').check()
  await desk.getByLabel('Đã làm rõ thế nào').fill('Không có việc được giao; đã lập biên bản.')
  await desk.getByRole('dialog').getByRole('button', { name: 'Kết luận' }).click()
  await expect.poll(() => desk.getByRole('row').filter({ hasText: 'Một cán bộ xem' }).count()).toBe(0)

  await phone.reload()
  await phone.getByText(ANSWER).waitFor()
})
