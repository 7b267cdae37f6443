import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TINY_PICTURE } from '#base/files/testing.ts'
import { hasProgram, laidOut } from '#base/signatures/testing.ts'
import { DEMO_PIN } from '#simulation/signatures.ts'
import { DESK, expectAccessible, launchBrowser, visitAs } from './support/browser.ts'
import { signedIn } from './support/citizen.ts'
import { takeStep } from './support/dossier.ts'
import { textOfPdf } from './support/pdf.ts'
import { type Saola, startSaola } from './support/saola.ts'
import { inVault, keptIn } from './support/vault.ts'

const WAIT_MS = 20_000
const PROCEDURE = 'Cấp Giấy xác nhận tình trạng hôn nhân'
const PHOTO = { name: 'can-cuoc.png', mimeType: 'image/png', buffer: TINY_PICTURE }

let saola: Saola
let browser: Browser
let citizen: { readonly accountId: string; readonly name: string }
let code = ''
/** The result, as the citizen has it. */
let result: Buffer

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
  const [found] = await saola.app.db.sql<{ accountId: string; name: string }[]>`
    select a.id as account_id, p.full_name as name from identity.account a join people.person p on p.id = a.person_id
    join identity.role_grant g on g.role = 'one-stop-clerk' and g.area_id = p.unit_id
    where a.kind = 'citizen' and not exists (select from services.dossier d where p.id in (d.person_id, d.filer_id))
    order by a.created_at, a.id limit 1`
  if (!found) throw new Error('The demo has no citizen where a clerk works.')
  citizen = found
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

const wait = (page: Page) => page.setDefaultTimeout(WAIT_MS)
const next = (page: Page) => page.getByRole('button', { name: 'Tiếp tục' }).click()

async function staff(login: string): Promise<Page> {
  const { page } = await visitAs(browser, saola.url, login, DESK)
  wait(page)
  return page
}

const take = (page: Page, step: string, fill?: Parameters<typeof takeStep>[3]) => takeStep(page, code, step, fill)

/** Where the procedure is filed. */
let filing = ''

test('a citizen finds a procedure without accents and files it on the phone', async () => {
  const { context, page } = await signedIn(browser, saola, citizen)
  wait(page)
  await page.goto('/dich-vu-cong')
  await page.getByLabel('Tìm thủ tục').fill('xac nhan tinh trang')
  await page.getByRole('link', { name: new RegExp(PROCEDURE) }).click()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Nộp trực tuyến' }).click()
  await page.getByRole('heading', { name: 'Hồ sơ của ai' }).waitFor()
  filing = page.url()
  await expectAccessible(page)
  await next(page)
  await page.getByRole('heading', { name: 'Giấy tờ cần có' }).waitFor()
  await next(page)
  await page.getByRole('alert').getByText('Còn thiếu: Thẻ căn cước').waitFor()
  await page.locator('#can-cuoc').setInputFiles(PHOTO)
  await page.getByText('Đã gửi 1 ảnh').waitFor()
  // Closed and opened again: what was begun is there.
  await page.goto('/dich-vu-cong')
  await page.getByRole('link', { name: new RegExp(PROCEDURE) }).click()
  await next(page)
  await page.getByText('Đã gửi 1 ảnh').waitFor()
  await next(page)
  await page.getByRole('heading', { name: 'Nhận kết quả' }).waitFor()
  await page.getByLabel('Điện thoại').fill('0905 112 233')
  await next(page)
  await page.getByLabel('Nội dung cần sao, xác nhận').fill('Chưa kết hôn với ai')
  const copies = page.getByLabel('Số bản cần cấp')
  await copies.pressSequentially('2,5')
  expect(await copies.inputValue()).toBe('2,5')
  await next(page)
  await page.getByRole('alert').getByText('Chỉ ghi số nguyên, không có dấu phẩy, dấu chấm: Số bản cần cấp').waitFor()
  // Left to look at the page before, and opened again: what was typed is there.
  await page.goBack()
  await page.getByRole('heading', { name: 'Nhận kết quả' }).waitFor()
  await next(page)
  await expect.poll(() => copies.inputValue()).toBe('2,5')
  const before = await keptIn(page)
  await page.getByLabel('Mục đích sử dụng').fill('Vay vốn ngân hàng')
  await expect.poll(async () => (await inVault(page)).bytes).not.toBe(before)
  await page.reload()
  await expect.poll(() => page.getByLabel('Mục đích sử dụng').inputValue()).toBe('Vay vốn ngân hàng')
  expect(await page.getByLabel('Nội dung cần sao, xác nhận').inputValue()).toBe('Chưa kết hôn với ai')
  await copies.fill('2')
  await next(page)
  await page.getByText(citizen.name).waitFor()
  await page.getByRole('button', { name: 'Gửi hồ sơ' }).click()
  await page.getByText('Đã gửi hồ sơ').waitFor()
  await expectAccessible(page)
  code = (await page.getByText(/^H57\.\d+-\d{6}-\d{4}$/).textContent()) ?? ''
  expect(code).toMatch(/^H57\./)
  await context.close()
})

test('whom a dossier is for is still there when the page is opened anew', async () => {
  const { context, page } = await signedIn(browser, saola, citizen)
  wait(page)
  await page.goto(filing)
  await page.getByRole('radio', { name: /ủy quyền/ }).check()
  await page.getByLabel('Họ và tên').fill('Trần Văn Cụ')
  await page.getByLabel('Năm', { exact: true }).fill('1938')
  await page.getByRole('searchbox').pressSequentially('phuong thuan hoa')
  await page.getByRole('radio', { name: 'Phường Thuận Hòa' }).waitFor()
  // Enter takes what was found, and does not send what is half filled.
  await page.keyboard.press('Enter')
  await page.getByRole('radio', { name: 'Phường Thuận Hòa', checked: true }).waitFor()
  await next(page)
  await page.getByRole('heading', { name: 'Giấy tờ cần có' }).waitFor()
  await page.goto(filing)
  await page.getByRole('radio', { name: 'Phường Thuận Hòa', checked: true }).waitFor()
  expect(await page.getByLabel('Họ và tên').inputValue()).toBe('Trần Văn Cụ')
  await context.close()
})

test('the clerk accepts it, the case officer asks for a supplement with a reason', async () => {
  const clerk = await staff('motcua')
  await take(clerk, 'Tiếp nhận')
  await take(clerk, 'Chuyển xử lý')
  await clerk.context().close()
  const officer = await staff('thuly')
  await take(officer, 'Yêu cầu bổ sung', async dialog => {
    await dialog.getByRole('button', { name: 'Yêu cầu bổ sung', exact: true }).click()
    await dialog.getByText('Vui lòng ghi lý do').waitFor()
    await dialog.getByLabel('Giấy tờ, nội dung cần bổ sung').fill('Ảnh căn cước rõ cả hai mặt')
    await dialog.getByLabel('Lý do').fill('Ảnh căn cước bị mờ, không đọc được số')
  })
  await officer.getByText('Tạm dừng tính giờ').first().waitFor()
  await officer.context().close()
})

test('the citizen reads why, supplies it and pays', async () => {
  const { context, page } = await signedIn(browser, saola, citizen)
  wait(page)
  await page.goto('/')
  await page
    .getByRole('link', { name: /Cần bổ sung giấy tờ/ })
    .filter({ hasText: PROCEDURE })
    .first()
    .click()
  await page.getByText('Ảnh căn cước bị mờ, không đọc được số').waitFor()
  await page.locator('#can-cuoc').setInputFiles({ ...PHOTO, name: 'mat-sau.png' })
  await page.getByText('Đã gửi 1 ảnh').waitFor()
  await page.getByRole('button', { name: 'Gửi bổ sung' }).click()
  await page.getByText('Cơ quan đang giải quyết hồ sơ.').waitFor()
  await page.getByRole('button', { name: 'Nộp trực tuyến' }).click()
  await page.getByRole('heading', { name: 'Cổng thanh toán thử nghiệm' }).waitFor()
  await page.getByRole('button', { name: 'Thanh toán' }).click()
  await page.getByText('Biên lai', { exact: true }).first().waitFor()
  await context.close()
})

test('the chair signs with a PIN; who keeps the seal finds it in the one inbox', async () => {
  const officer = await staff('thuly')
  await take(officer, 'Chuyển bước tiếp theo')
  await officer.context().close()
  const chair = await staff('chutich')
  await take(chair, 'Ký kết quả', async dialog => {
    await dialog.getByText(/người giữ con dấu của Ủy ban nhân dân/).waitFor()
    await dialog.getByLabel('Nội dung kết quả').fill('Hiện chưa đăng ký kết hôn với ai.')
    await dialog.getByLabel('Mã PIN của khóa ký').fill(DEMO_PIN)
    await expectAccessible(chair)
  })
  await chair.getByText('Kết quả đã ký, đang chờ đóng dấu.').waitFor()
  await chair.context().close()
  const keeper = await staff('vanthuxa')
  await keeper.goto('/console/inbox?kind=signatures.turn')
  await keeper.getByText(`Đóng dấu: Kết quả hồ sơ ${code}`).first().click()
  await keeper.getByRole('button', { name: 'Ký', exact: true }).click()
  const dialog = keeper.getByRole('dialog')
  await dialog.getByLabel('Mã PIN của khóa ký').fill(DEMO_PIN)
  await dialog.getByRole('button', { name: 'Ký 1 văn bản' }).click()
  await keeper.getByText('Đã ký 1 văn bản').waitFor()
  await keeper.context().close()
})

test('the citizen has the signed document at once, and rates', async () => {
  const { context, page } = await signedIn(browser, saola, citizen)
  wait(page)
  await page.goto('/dich-vu-cong')
  await page.getByRole('link', { name: new RegExp(code) }).click()
  // The page reads again by itself.
  await page.getByText('Ông/Bà đã nhận kết quả.').waitFor({ timeout: 45_000 })
  await page.getByText(/Văn bản điện tử đã ký số/).waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Kết quả', exact: true }).click(),
  ])
  result = await readFile(await download.path())
  const [text = ''] = await textOfPdf(result)
  expect(text).toContain('Hiện chưa đăng ký kết hôn với ai.')
  expect(text).toContain(citizen.name)
  await expectAccessible(page)
  await page.getByRole('radio', { name: '5 sao' }).check()
  await page.getByLabel('Nhận xét').fill('Nhanh, rõ ràng')
  await page.getByRole('button', { name: 'Gửi đánh giá' }).click()
  await page.getByRole('heading', { name: 'Ông/Bà hài lòng về việc phục vụ?' }).waitFor({ state: 'detached' })
  await context.close()
})

test('anybody sees on the public page who signed the result', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'vi-VN', baseURL: saola.url })
  const page = await context.newPage()
  wait(page)
  await page.goto('/site/xac-thuc-van-ban')
  const file = { name: 'ket-qua.pdf', mimeType: 'application/pdf', buffer: result }
  await page.getByLabel('Chọn tệp PDF').setInputFiles(file)
  await page.getByRole('button', { name: 'Kiểm tra' }).click()
  await page.getByText('Chữ ký hợp lệ').first().waitFor()
  await page.getByRole('heading', { name: /^Ủy ban nhân dân/ }).waitFor()
  await context.close()
})

test.skipIf(!hasProgram('pdfsig', '-v'))('pdfsig, too, finds its signature and its seal valid', () => {
  const { 'ket-qua.pdf': path } = laidOut({ 'ket-qua.pdf': result })
  const said = execFileSync('pdfsig', [path], { encoding: 'utf8', stdio: 'pipe' })
  expect(said.match(/Signature is Valid/g)?.length).toBeGreaterThan(1)
})

test('a clerk files for an old man without a phone, by keyboard', async () => {
  const page = await staff('motcua')
  await page.goto('/console/services/intake')
  const type = (text: string) => page.keyboard.type(text)
  const press = (key: string) => page.keyboard.press(key)
  await page.getByPlaceholder('Gõ vài chữ, không cần dấu').waitFor()
  await type('xac nhan tinh trang')
  // Typed before the list was there, it is not searched yet.
  await page
    .getByRole('option', { name: /tình trạng/ })
    .first()
    .waitFor()
  await press('ArrowDown')
  await press('Enter')
  await page.getByLabel('Số định danh hoặc số điện thoại').waitFor()
  await type('046038009999')
  await press('Enter')
  await page.getByText('Chưa có ai có số này').waitFor()
  await page.getByRole('button', { name: 'Nhập người mới' }).press('Enter')
  await page.getByRole('textbox', { name: 'Họ và tên' }).waitFor()
  await type('Trần Văn Cụ')
  await press('Tab')
  await type('1938')
  await press('Enter')
  await page.getByText('Trần Văn Cụ').waitFor()
  await expectAccessible(page)
  await page.getByRole('checkbox', { name: /đồng tiền mặt/ }).waitFor()
  const take = page.getByRole('button', { name: 'Tiếp nhận và in giấy hẹn' })
  const typed = page.getByRole('checkbox', { name: 'Nhập tờ khai ngay tại quầy' })
  const lacking = page.locator('.ff-form').locator('[aria-invalid=true], [data-wrong]')
  await typed.check()
  await take.press('Enter')
  const first = page.locator('.ff-form [aria-invalid=true]:focus')
  await first.waitFor()
  const before = await lacking.count()
  await type('Làm thủ tục')
  await expect.poll(() => lacking.count()).toBeLessThan(before)
  await page.getByRole('textbox', { name: /Nội dung cần sao/ }).fill('Chưa kết hôn với ai')
  await page.getByRole('textbox', { name: /Số bản cần cấp/ }).fill('1.5')
  await page.getByRole('textbox', { name: /Mục đích sử dụng/ }).fill('Vay vốn')
  await take.press('Enter')
  await page.getByText('Chỉ ghi số nguyên, không có dấu phẩy, dấu chấm: Số bản cần cấp').waitFor()
  await page.getByRole('textbox', { name: /Số bản cần cấp/ }).fill('1')
  await take.press('Enter')
  await page.getByText(/^H57\.\d+-\d{6}-\d{4}$/).waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Giấy tiếp nhận và hẹn trả (01)' }).press('Enter'),
  ])
  expect((await textOfPdf(await readFile(await download.path())))[0]).toContain('Trần Văn Cụ')
  // For another procedure everything begins anew, also where it was read before.
  const choose = async (text: string, name: RegExp) => {
    await page.getByPlaceholder('Gõ vài chữ, không cần dấu').fill(text)
    await page.getByRole('option', { name }).first().click()
  }
  await choose('khai sinh', /^Đăng ký khai sinh/)
  await typed.check()
  await choose('xac nhan tinh trang', /tình trạng/)
  await page.getByRole('checkbox', { name: /đồng tiền mặt/ }).waitFor()
  expect(await typed.isChecked()).toBe(false)
  await page.context().close()
})

test('where it is, is told without JavaScript to who knows code and digits', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'vi-VN', baseURL: saola.url })
  const page = await context.newPage()
  wait(page)
  await page.goto(`/site/tra-cuu-ho-so/${code}`)
  await page.getByLabel('Sáu số cuối điện thoại').fill('000000')
  await page.getByRole('button', { name: 'Xem hồ sơ' }).click()
  await page.getByText('Không tìm thấy hồ sơ').waitFor()
  await page.getByLabel('Sáu số cuối điện thoại').fill('112233')
  await page.getByRole('button', { name: 'Xem hồ sơ' }).click()
  await page.getByText('Đã trả kết quả').waitFor()
  expect(await page.content()).not.toContain(citizen.name)
  await context.close()
})
