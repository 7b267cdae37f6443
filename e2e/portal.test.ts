import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startProcess, stopProcess } from '#base/parcels/testing.ts'
import { dossierBy } from '#capabilities/services/queries.ts'
import { freePort } from './miniature.ts'
import { DESK, expectAccessible, launchBrowser, PHONE, visitAs } from './support/browser.ts'
import { takeStep } from './support/dossier.ts'
import { type Saola, startSaola } from './support/saola.ts'

const WAIT_MS = 20_000
const CLERK = 'motcua'
const SECRET = 'bí mật của Cổng'
const STAND_IN = join(import.meta.dirname, '../src/capabilities/services/portal/stand-in.ts')
const WAITS = { timeout: 60_000 }

const home = mkdtempSync(join(tmpdir(), 'saola-portal-'))
let saola: Saola
let browser: Browser
let port: number
let portal: Awaited<ReturnType<typeof startProcess>>
let filing: { readonly office: string; readonly procedure: string }
let code: string

beforeAll(async () => {
  port = await freePort()
  ;[saola, portal] = [await startSaola(), await startPortal()]
  const settings = { ...saola.app.config.settings, PORTAL_URL: portal.url, PORTAL_SECRET: SECRET }
  Object.assign(saola.app, { config: { ...saola.app.config, settings } })
  // This portal is a new one: of the dossiers of the demo it was told nothing.
  await saola.app.db.sql`truncate services.portal_dossier`
  const [found] = await saola.app.db.sql<{ office: string; procedure: string }[]>`
    select o.code as office, p.code as procedure from identity.account a
    join identity.role_grant g on g.account_id = a.id and g.role = 'one-stop-clerk'
    join services.office o on o.unit_id = g.area_id, services.procedure p
    where a.login = ${CLERK} and p.level = 'full' and p.content->'receives' ? 'commune'
      and p.content->>'online' = 'true' and p.content->>'decides' <> 'province' and p.content->'fees' = '[]'::jsonb
    order by p.code limit 1`
  if (!found) throw new Error('The demo has no procedure without a fee where a clerk works.')
  filing = found
  code = `${filing.office}-261130-9001`
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  if (portal) await stopProcess(portal.child)
  await saola?.stop()
  rmSync(home, { recursive: true, force: true })
})

const startPortal = () => startProcess(STAND_IN, [SECRET, join(home, 'portal.json')], port)

const ask = async (path: string, body: object = {}) =>
  (await fetch(`${portal.url}/${path}`, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<{
    answers: readonly { readonly error_code: number }[]
  }>
const send = (call: string, body: object, times = 1) => ask('send', { url: saola.url, call, body, times })
const onWay = async () =>
  (await saola.app.db.sql`select from interchange.outgoing where state = 'queued' and subject_kind = 'dossier'`).length
/** Through which states the dossier went there. */
const storyThere = async (): Promise<readonly string[]> => {
  const { story } = (await (await fetch(portal.url)).json()) as { story: Record<string, string[]> }
  return story[code] ?? []
}

async function staff(login: string, viewport = DESK): Promise<Page> {
  const { page } = await visitAs(browser, saola.url, login, viewport)
  page.setDefaultTimeout(WAIT_MS)
  return page
}

async function take(login: string, step: string, fill?: Parameters<typeof takeStep>[3]) {
  const page = await staff(login)
  await takeStep(page, code, step, fill)
  await page.context().close()
}

test('what a citizen files on the portal comes in once, and its states arrive there in their order', async () => {
  const dossier = {
    MaHoSo: code,
    MaTTHC: filing.procedure,
    ChuHoSo: 'Trần Văn Cổng',
    SoDienThoai: '0905112299',
    TrangThaiHoSo: '1',
    DonViXuLy: filing.office,
  }
  const { answers } = await send('DongBoHoSoMC', { isUpdating: false, data: [dossier] }, 3)
  expect(answers.map(one => one.error_code)).toEqual([0, 0, 0])
  expect(await saola.app.db.sql`select from services.dossier where code = ${code}`).toHaveLength(1)
  await take(CLERK, 'Tiếp nhận')
  await expect.poll(storyThere, WAITS).toEqual(['2'])
  // Taken there, but the answer is lost: said again it counts once.
  await ask('slow')
  await take(CLERK, 'Chuyển xử lý')
  await expect.poll(storyThere, WAITS).toEqual(['2', '4'])
})

test('what happens while the portal is dead arrives when it is back, and nothing twice', async () => {
  await stopProcess(portal.child, 'SIGKILL')
  await take('thuly', 'Yêu cầu bổ sung', async dialog => {
    await dialog.getByLabel('Giấy tờ, nội dung cần bổ sung').fill('Bản sao có chứng thực')
    await dialog.getByLabel('Lý do').fill('Bản gửi kèm bị mờ')
  })
  const leader = await staff('lanhdao')
  await leader.goto('/console/services/portal')
  await leader.getByText('Chưa kết nối được với Cổng').waitFor({ timeout: 60_000 })
  await leader.context().close()
  portal = await startPortal()
  await expect.poll(storyThere, { timeout: 120_000 }).toEqual(['2', '4', '5'])
  // The citizen supplies it there, and their click comes twice.
  await send('CapNhatTienDoHoSoMC', { MaHoSo: code, TrangThai: '4', NoiDungXuLy: 'Đã bổ sung' }, 2)
  await expect.poll(storyThere, WAITS).toEqual(['2', '4', '5', '4'])
  expect((await dossierBy(saola.app.db.sql, { code }))?.state).toBe('processing')
})

test('what differs is shown with what to do, and one is mended; a message of an unknown dossier lies there', async () => {
  const unknown = `${filing.office}-261130-9999`
  await send('CapNhatTienDoHoSoMC', { MaHoSo: unknown, TrangThai: '7', NoiDungXuLy: 'Công dân rút' })
  // What we tell of it would set it right before anybody sees that it was wrong.
  await expect.poll(onWay, WAITS).toBe(0)
  await ask('set', { dossiers: [{ MaHoSo: code, TrangThaiHoSo: '2' }] })
  const page = await staff('lanhdao')
  await page.goto('/console/services/portal')
  await page.getByText(`Cổng báo về hồ sơ ${unknown} không có ở đây.`).waitFor()
  await page.getByRole('button', { name: 'Đối chiếu ngay' }).click()
  const row = page.getByRole('row').filter({ hasText: code })
  await row.getByText('Đã tiếp nhận').waitFor()
  await expectAccessible(page)
  await page.setViewportSize(PHONE)
  await expectAccessible(page)
  await row.getByRole('button', { name: 'Gửi lại lên Cổng' }).click()
  const stateThere = async () => {
    const { dossiers } = (await (await fetch(portal.url)).json()) as {
      dossiers: readonly { MaHoSo: string; TrangThaiHoSo: string }[]
    }
    return dossiers.find(one => one.MaHoSo === code)?.TrangThaiHoSo
  }
  await expect.poll(stateThere, WAITS).toBe('4')
  await page.getByRole('button', { name: 'Đối chiếu ngay' }).click()
  await row.waitFor({ state: 'detached' })
  await page.getByText('Không có hồ sơ nào khác').waitFor()
  await page.context().close()
})
