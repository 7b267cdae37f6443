import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TINY_PICTURE } from '#base/files/testing.ts'
import { DESK, expectAccessible, launchBrowser, visitAs } from './support/browser.ts'
import { signedIn } from './support/citizen.ts'
import { type Saola, startSaola } from './support/saola.ts'

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

/** The citizen of the demo who finds the own address wrong, with the session of a phone. */
async function citizenPage() {
  const accountId = await saola.app.run(async ctx => {
    const [row] = await ctx.sql<{ id: string }[]>`select asked_by as id from register.correction where state = 'asked'`
    return row?.id ?? ''
  })
  const { page } = await signedIn(browser, saola, { accountId })
  return page
}

test('a citizen asks for a correction with a photo, and the station makes it', async () => {
  const phone = await citizenPage()
  await phone.goto('/dinh-chinh')
  await phone.getByText('Chờ xử lý').waitFor()
  await expectAccessible(phone)
  await phone.getByRole('button', { name: 'Rút lại đề nghị' }).click()
  await phone.getByRole('button', { name: 'Gửi đề nghị' }).click()
  await phone.getByRole('link', { name: 'Vui lòng chọn điều chưa đúng' }).waitFor()
  await phone.getByRole('checkbox', { name: /^Ngày sinh/ }).check()
  await phone.getByLabel('Ngày', { exact: true }).fill('9')
  await phone.getByLabel('Tháng', { exact: true }).fill('8')
  await phone.getByLabel('Năm', { exact: true }).fill('1984')
  await phone.getByRole('button', { name: 'Gửi đề nghị' }).click()
  await phone.getByRole('link', { name: /cần ít nhất một ảnh/ }).waitFor()
  await phone
    .getByLabel('Ảnh chụp giấy tờ')
    .setInputFiles({ name: 'can-cuoc.png', mimeType: 'image/png', buffer: TINY_PICTURE })
  await expectAccessible(phone)
  await phone.getByRole('button', { name: 'Gửi đề nghị' }).click()
  await phone.getByText(/Trạm y tế trả lời trước/).waitFor()

  const { page: desk } = await visitAs(browser, saola.url, 'tramyte', DESK)
  await desk.goto('/console/inbox?kind=register.correction')
  await desk.getByRole('row').filter({ hasText: 'đề nghị đính chính' }).first().click()
  await desk.getByText('09/08/1984').waitFor()
  await expectAccessible(desk)
  await desk.getByRole('button', { name: 'Đính chính', exact: true }).click()
  await desk.getByRole('dialog').getByRole('button', { name: 'Đính chính' }).click()
  await expect.poll(() => desk.getByRole('row').filter({ hasText: 'đề nghị đính chính' }).count()).toBe(0)

  await phone.reload()
  await phone.getByText('Đã đính chính').waitFor()
})

test('a tracer merges a proposed pair, and takes it back', async () => {
  const { page: desk } = await visitAs(browser, saola.url, 'truyvet', DESK)
  await desk.goto('/console/duplicates')
  await desk.getByRole('row').nth(1).click()
  await desk.getByRole('table').getByText('khác nhau').first().waitFor()
  await expectAccessible(desk)
  await desk.getByRole('textbox', { name: 'Lý do' }).fill('Đã gọi điện, đúng là một người')
  await desk.getByRole('button', { name: 'Gộp: cùng một người' }).click()
  await desk.getByText('Đã ghi quyết định').waitFor()
  const [merge] = await saola.app.db.sql<{ toId: string }[]>`select to_id from people.alias order by at desc limit 1`
  await desk.goto(`/console/people?open=${merge?.toId}`)
  await desk.getByRole('button', { name: 'Tách lại' }).click()
  await desk.getByLabel('Vì sao biết là hai người?').fill('Hai người cùng tên, đã gặp cả hai')
  await desk.getByRole('dialog').getByRole('button', { name: 'Tách lại' }).click()
  await desk.getByText(/^Tách .* khỏi/).waitFor()
  await expectAccessible(desk)
})
