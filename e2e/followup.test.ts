import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPerson, identifiersOf } from '#base/people/people.ts'
import { openWork } from '#base/work/work.ts'
import { goRound } from '#capabilities/followup/rounds.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { expectAccessible, launchBrowser, launchPhone, visitAs } from './support/browser.ts'
import { cookieOf, phoneOf, signedIn } from './support/citizen.ts'
import { officerAt } from './support/officer.ts'
import { type Saola, startSaola } from './support/saola.ts'
import { inVault } from './support/vault.ts'

const WAIT_MS = 30_000

let saola: Saola
let browser: Browser
/** Somebody of the demo who is followed, alone in the household and with a phone. */
let person: { readonly id: string; readonly fullName: string; readonly unitId: string; readonly planId: string }
let station = ''

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
  const [found] = await saola.app.db.sql<(typeof person)[]>`
    select p.id, p.full_name, f.unit_id, f.id as plan_id
    from followup.plan f
    join people.person p on p.id = f.person_id
    join people.identifier i on i.person_id = p.id and i.kind = 'phone'
    join work.item w on w.open and w.subject_kind = 'plan' and w.subject_id = f.id::text and w.state = 'watched'
    where f.ended_at is null and f.until_day >= current_date + 1
      and not exists (select from people.person other where other.full_name = p.full_name and other.id <> p.id)
      and (select count(*) from followup.plan g join people.person x on x.id = g.person_id
           where g.ended_at is null and x.household_id = p.household_id) = 1
    order by f.id limit 1`
  if (!found) throw new Error('The demo follows nobody who could play this.')
  person = found
  station = await officerAt(saola, 'health-officer', person.unitId, 'tram.theo.doi')
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

/** The address of the newest link that went to the phone of the person. */
async function linkOf(): Promise<string> {
  const { phone = '' } = await saola.app.run(ctx => identifiersOf(ctx, person.id))
  const reply = await fetch(`${saola.url}/api/messages/mailbox?phone=${encodeURIComponent(phone)}`)
  const { messages } = (await reply.json()) as { messages: { text: string }[] }
  return messages.map(one => /\/theo-doi\/[\w.-]+\w/.exec(one.text)?.[0] ?? '').find(Boolean) ?? ''
}

test('the link of the morning is answered without signing in; the worrying answer is on top of the inbox', async () => {
  // As in the morning, whatever the hour of this test is.
  await saola.app.run(async ctx => {
    await ctx.sql`update followup.plan set asked_on = null where id = ${person.planId}`
    const noon = new Date(`${dayOf(ctx.now)}T05:00:00Z`)
    await goRound(ctx.app.context(ctx.sql, { now: noon > ctx.now ? noon : ctx.now }))
  })
  await expect.poll(linkOf, { timeout: WAIT_MS }).not.toBe('')
  const { context, page } = await phoneOf(browser, saola)
  await page.goto(await linkOf())
  await page.getByRole('heading', { level: 1, name: 'Sức khỏe hôm nay' }).waitFor()
  expect(await page.locator('main').textContent()).not.toContain(person.fullName)
  await expectAccessible(page)
  await page.locator('main').getByRole('button').first().click()
  await page.getByLabel('Ho', { exact: true }).check()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByRole('textbox').fill('38,4')
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByRole('button', { name: 'Không có máy đo' }).click()
  await page.getByText('38,4 °C').waitFor()
  await page.getByRole('button', { name: 'Gửi' }).click()
  await page.getByText('Trạm y tế sẽ liên hệ sớm').waitFor()
  await page.getByText('Đáng lo').waitFor()
  await context.close()

  const office = await visitAs(browser, saola.url, station)
  await office.page.goto('/console/followup?view=worrying')
  await office.page.getByRole('row').filter({ hasText: person.fullName }).waitFor()
  await expectAccessible(office.page)
  const reply = await office.context.request.get('/api/inbox')
  const { rows } = (await reply.json()) as { rows: { state: string }[] }
  expect(rows[0]).toMatchObject({ kind: 'followup.watch', state: 'worrying' })
  await office.context.close()
})

test('a link that is none says where today’s is, the other way in and whom to call', async () => {
  const { context, page } = await phoneOf(browser, saola)
  await page.goto('/theo-doi/abc')
  await page.getByRole('heading', { level: 1, name: 'Liên kết này không đúng' }).waitFor()
  await page.getByRole('link', { name: 'Gọi 0234 3999 000' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Đăng nhập để trả lời' }).click()
  await page.getByRole('link', { name: 'Đăng nhập bằng số điện thoại' }).waitFor()
  await context.close()
})

test('who tests positive is a case, linked to the case it comes from', async () => {
  const { context, page } = await visitAs(browser, saola.url, station)
  await page.goto(`/console/followup?q=${encodeURIComponent(person.fullName)}`)
  await page.getByRole('row').filter({ hasText: person.fullName }).click()
  await page.getByRole('heading', { level: 1 }).filter({ hasText: person.fullName }).waitFor()
  await page.getByText('38,4 °C').waitFor()
  await page.getByRole('button', { name: 'Ghi kết quả xét nghiệm' }).click()
  await page.getByLabel('Dương tính').check()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByText(`${person.fullName} đã thành ca bệnh`).waitFor()
  await context.close()
  // Tracing hears of it and opens the file.
  const files = () => saola.app.db.sql`select from tracing.case_file where person_id = ${person.id}`
  await expect.poll(files, { timeout: 30_000 }).toHaveLength(1)

  const tracer = await visitAs(browser, saola.url, 'truyvet')
  await tracer.page.goto(`/console/cases?q=${encodeURIComponent(person.fullName)}`)
  await tracer.page.getByRole('row').filter({ hasText: person.fullName }).click()
  await tracer.page.getByRole('heading', { level: 1, name: person.fullName }).waitFor()
  await tracer.page.getByRole('link', { name: /lây từ BN\d+/ }).waitFor()
  await tracer.context.close()
})

test('a team goes on without a network; the visit is kept on the phone and counts once it is back', async () => {
  const [team] = await saola.app.db.sql<{ id: string; phone: Buffer; planId: string; name: string }[]>`
    select t.id, a.phone_sealed as phone, p.id as plan_id, x.full_name as name
    from followup.team t
    join identity.role_grant g on g.place_id = t.id and g.until is null
    join identity.account a on a.id = g.account_id
    join followup.team_household th on th.team_id = t.id
    join people.person x on x.household_id = th.household_id
    join followup.plan p on p.person_id = x.id and p.ended_at is null and p.until_day > current_date
    where not exists (select from followup.answer s where s.plan_id = p.id and s.method = 'visit' and s.day >= current_date)
    order by p.id limit 1`
  if (!team) throw new Error('The demo has no team with somebody to visit.')
  const { context, page } = await signedIn(browser, saola, saola.app.keyring.decrypt(team.phone))
  await page.goto(`/to-cong-dong/${team.id}`)
  await page.getByRole('link').filter({ hasText: team.name }).first().click()
  await page.getByLabel('Không gặp').waitFor()
  await context.setOffline(true)
  await page.getByLabel('Không gặp').check()
  await page.getByRole('button', { name: 'Gửi' }).click()
  await page.getByText('Đã ghi trên máy này').waitFor()
  await page.getByRole('button', { name: 'Về danh sách' }).click()
  await page.getByText('1 lần thăm chưa gửi').waitFor()
  await page.getByText('Chờ gửi').waitFor()
  await expectAccessible(page)
  await context.setOffline(false)
  // A try that hangs is given up after half a minute, and made again.
  const visited = page.getByRole('link').filter({ hasText: team.name }).filter({ hasText: 'Đã thăm' }).first()
  await visited.waitFor({ timeout: 60_000 })
  await page.getByText('1 lần thăm').waitFor({ state: 'detached' })
  const visits = await saola.app.db.sql`
    select from followup.answer where plan_id = ${team.planId} and method = 'visit' and not reached and day >= current_date - 1`
  expect(visits).toHaveLength(1)
  await context.close()
})

test('who comes to stay is given to a team by the station, and the team says that they are there', async () => {
  const [team] = await saola.app.db.sql<{ id: string; phone: Buffer; unitId: string; name: string }[]>`
    select t.id, t.unit_id, t.name, a.phone_sealed as phone from followup.team t
    join identity.role_grant g on g.place_id = t.id and g.until is null
    join identity.account a on a.id = g.account_id limit 1`
  if (!team) throw new Error('The demo has no team.')
  const workId = await saola.app.run(async ctx => {
    const personId = await addPerson(ctx, { fullName: 'Bùi Thị Mới Về', birthDate: '1988', unitId: null })
    const subject = at.of('declaration', newId(ctx.now))
    return openWork(ctx, { kind: 'roadblocks.arrival', subject, unitId: team.unitId, personId })
  })
  const office = await visitAs(browser, saola.url, 'tramyte')
  await office.page.goto(`/console/work/${workId}`)
  await office.page.getByRole('button', { name: 'Giao cho tổ' }).click()
  await office.page.getByLabel('Địa chỉ nơi ở').fill('Số 9, tổ 4')
  await expectAccessible(office.page)
  await office.page.getByRole('dialog').getByRole('button', { name: 'Giao cho tổ' }).click()
  await office.page.getByText(`${team.name} (trạm giao)`).waitFor()

  const { context, page } = await signedIn(browser, saola, saola.app.keyring.decrypt(team.phone))
  await page.goto(`/to-cong-dong/${team.id}`)
  await page.getByRole('link').filter({ hasText: 'Bùi Thị Mới Về' }).filter({ hasText: 'Số 9, tổ 4' }).click()
  await page.getByLabel('Đã về, tôi đã gặp').check()
  await page.getByLabel('Tôi thấy người này cần cách ly').check()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Gửi' }).click()
  await page.getByText('Đã báo trạm y tế').waitFor()
  await context.close()

  await office.page.reload()
  await office.page.getByText('Tổ thấy cần cách ly người này').waitFor()
  await expectAccessible(office.page)
  await office.context.close()
})

test('the round of the morning outlives a phone that is switched off where there is no network, and not the signing out', async () => {
  const [team] = await saola.app.db.sql<{ id: string; phone: Buffer; planId: string; name: string }[]>`
    select t.id, a.phone_sealed as phone, p.id as plan_id, x.full_name as name
    from followup.team t
    join identity.role_grant g on g.place_id = t.id and g.until is null
    join identity.account a on a.id = g.account_id
    join followup.team_household th on th.team_id = t.id
    join people.person x on x.household_id = th.household_id
    join followup.plan p on p.person_id = x.id and p.ended_at is null and p.unit_id = t.unit_id and p.until_day > current_date
    where not exists (select from followup.answer s where s.plan_id = p.id and s.method = 'visit' and s.day >= current_date)
    order by p.id desc limit 1`
  if (!team) throw new Error('The demo has no team with somebody to visit.')
  const disk = mkdtempSync(join(tmpdir(), 'saola-round-'))
  const round = `/to-cong-dong/${team.id}`
  const cookie = await cookieOf(saola, saola.app.keyring.decrypt(team.phone))
  let phone = await launchPhone(disk, saola.url, [])
  const open = async () => {
    const page = phone.pages()[0] ?? (await phone.newPage())
    await page.goto(round)
    return page
  }
  try {
    await phone.addCookies([{ ...cookie, expires: Date.now() / 1000 + 86_400 }])
    const morning = await open()
    await morning.getByRole('link').filter({ hasText: team.name }).first().waitFor()
    await expect.poll(async () => (await inVault(morning)).names).toContain(team.id)
    const onDisk = await morning.evaluate(() => Object.values(localStorage).join())
    expect((await inVault(morning)).bytes + onDisk).not.toContain(team.planId)
    await morning.evaluate(() => navigator.serviceWorker.ready)
    await phone.close()

    phone = await launchPhone(disk, saola.url, [])
    await phone.setOffline(true)
    const noon = await open()
    await noon.getByRole('link').filter({ hasText: team.name }).first().click()
    await noon.getByLabel('Không gặp').check()
    await noon.getByRole('button', { name: 'Gửi' }).click()
    await noon.getByText('Đã ghi trên máy này').waitFor()
    await phone.close()

    phone = await launchPhone(disk, saola.url, [])
    await phone.setOffline(true)
    const evening = await open()
    await evening.getByText('1 lần thăm chưa gửi').waitFor()
    await phone.setOffline(false)
    await evening.getByText('1 lần thăm chưa gửi').waitFor({ state: 'detached' })
    await evening.goto('/toi')
    await evening.getByRole('button', { name: 'Đăng xuất' }).click()
    await evening.getByRole('link', { name: 'Đăng nhập' }).first().waitFor()
    await expect.poll(async () => (await inVault(evening)).names).toBe('')
  } finally {
    await phone.close()
    rmSync(disk, { recursive: true, force: true })
  }
})
