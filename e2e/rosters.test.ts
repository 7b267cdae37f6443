import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays } from '#core/clock.ts'
import { DESK, expectAccessible, launchBrowser, PHONE, visitAs } from './support/browser.ts'
import { textOfPdf } from './support/pdf.ts'
import { type Saola, startSaola } from './support/saola.ts'

let saola: Saola
let browser: Browser
/** Where the chair plans, and the week of which the demo has a draft. */
let unitId = ''
let draft = ''

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
  const [chair] = await saola.app.db.sql<{ areaId: string }[]>`
    select area_id from identity.role_grant where role = 'commune-chair'`
  unitId = chair?.areaId ?? ''
  const [week] = await saola.app.db.sql<{ monday: string }[]>`
    select monday from rosters.week where unit_id = ${unitId} and published_at is null order by monday limit 1`
  draft = week?.monday ?? ''
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

test('the chair puts somebody on duty, publishes the week and prints it', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'chutich', DESK)
  await page.goto(`/console/rosters/${unitId}?day=${draft}`)
  await page.getByText('Bản nháp, chỉ người lập lịch thấy').waitFor()
  await expectAccessible(page)
  const saturday = addDays(draft, 5).split('-').reverse().join('/')
  await page.getByRole('button', { name: `Trần Văn Phúc, ${saturday}` }).click()
  await page.getByRole('combobox', { name: 'Hình thức' }).click()
  await page.getByRole('option', { name: 'Ca trực' }).click()
  await page.getByLabel('Từ giờ').fill('18:00')
  await page.getByLabel('Đến giờ').fill('06:00')
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByText('18:00–06:00').first().waitFor()
  await page.getByRole('button', { name: 'Công bố' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Công bố' }).click()
  await page.getByText(/Đã công bố .*Nguyễn Hữu Thành/).waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'In (PDF)' }).click(),
  ])
  const text = (await textOfPdf(await readFile(await download.path()))).join(' ')
  expect(text).toContain('LỊCH LÀM VIỆC VÀ TRỰC')
  // The field is narrow, and its hours stand on two lines.
  expect(text).toMatch(/18:00– ?06:00/)
  await context.close()
})

test('the health officer stands in for a colleague, and answers a swap on a phone', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'tramyte', PHONE)
  await page.goto('/console/inbox')
  await page.getByText(/Đang trực thay Đỗ Hữu Nghĩa/).waitFor()
  await page.goto('/console/duty')
  await page.getByText(/Võ Thị Kim Liên đề nghị ông\/bà đổi/).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Đồng ý', exact: true }).click()
  await page.getByText('Đã trả lời').waitFor()
  await context.close()
})

test('the chair approves it in the inbox, and the roster is exchanged', async () => {
  const [swap] = await saola.app.db.sql<{ id: string; workId: string; days: string[]; askerId: string }[]>`
    select s.id, s.work_id, s.days::text[] as days, s.asker_id from rosters.swap s
    join identity.account a on a.id = s.asker_id where a.login = 'hotro' and s.state = 'agreed'`
  const kindOf = async () => {
    const [entry] = await saola.app.db.sql<{ kind: string }[]>`
      select e.kind from rosters.entry e
      where e.account_id = ${swap?.askerId ?? ''} and e.day = ${swap?.days[0] ?? ''}`
    return entry?.kind
  }
  const before = await kindOf()
  const { context, page } = await visitAs(browser, saola.url, 'chutich', DESK)
  await page.goto(`/console/work/${swap?.workId}`)
  await page.getByText('Võ Thị Kim Liên đổi với Trần Văn Phúc').waitFor()
  await page.getByRole('button', { name: 'Duyệt đổi ca' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Duyệt đổi ca' }).click()
  await page.getByText('Đã quyết định').waitFor()
  expect(await kindOf()).not.toBe(before)
  await context.close()
})

test('the leader sees who is where, and which offices have no roster', async () => {
  const { context, page } = await visitAs(browser, saola.url, 'lanhdao', DESK)
  await page.goto('/console/rosters')
  await page.getByText('Tỷ lệ tại cơ quan').first().waitFor()
  const [commune] = await saola.app.db.sql<{ name: string }[]>`
    select full_name as name from units.unit where id = ${unitId}`
  await page
    .getByText(commune?.name ?? '', { exact: true })
    .first()
    .waitFor()
  await expectAccessible(page)
  await context.close()
})
