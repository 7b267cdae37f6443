import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatBhyt, formatCccd, formatNational, formatPosterUrl, parseCode } from '#base/people/codes.ts'
import { signOwn } from '#base/people/own-code.ts'
import { addPerson } from '#base/people/people.ts'
import { getPlaces } from '#base/places/places.ts'
import { writeStandings } from '#base/standing/standing.ts'
import { expectAccessible, launchBrowser, type Visit } from './support/browser.ts'
import { type FakeCamera, fakeCamera } from './support/camera.ts'
import { codeSentTo, phoneOf, signedIn, signInOnScreen } from './support/citizen.ts'
import { codesInPdf, codesOn } from './support/qr.ts'
import { type Saola, startSaola } from './support/saola.ts'
import { inVault, keptIn, onDevice } from './support/vault.ts'

const MARKET = 'Chợ Đầu mối Nông sản và Thủy sản phường Phú Hậu'
const OFFICE_PHONE = '0935000001'
const STAFF_PHONE = '0935000002'

let saola: Saola
let camera: FakeCamera
let browser: Browser

beforeAll(async () => {
  saola = await startSaola()
  camera = fakeCamera(join(tmpdir(), `saola-camera-${process.pid}.y4m`))
  browser = await launchBrowser(camera.flags)
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
  camera?.remove()
})

const communeId = async (): Promise<string> => {
  const [row] = await saola.app.db.sql<{ id: string }[]>`
    select id from units.unit where full_name = 'Phường Phú Hậu' and tier = 'commune'`
  if (!row) throw new Error('The demo has lost a ward.')
  return row.id
}

const next = (page: Page) => page.getByRole('button', { name: 'Tiếp tục' }).click()

async function chooseCommune(page: Page): Promise<void> {
  await page.getByRole('searchbox').fill('phu hau hue')
  await page.getByRole('radio', { name: /Phường Phú Hậu/ }).check()
  await next(page)
}

describe('a citizen', () => {
  let visit: Visit
  beforeAll(async () => {
    visit = await phoneOf(browser, saola)
  })
  afterAll(() => visit?.context.close())

  test('mistypes the code, and types the right one into the same field', async () => {
    const { page, context } = await phoneOf(browser, saola)
    await page.goto('/')
    await page.getByRole('link', { name: 'Đăng nhập bằng số điện thoại' }).click()
    const phone = page.getByLabel('Số điện thoại')
    await phone.fill('0835000007')
    // The second digit is wrong: mended where it stands, though digits are set in groups.
    await phone.press('Home')
    await phone.press('ArrowRight')
    await phone.press('Delete')
    await phone.pressSequentially('9')
    expect((await phone.inputValue()).replaceAll(' ', '')).toBe('0935000007')
    await page.getByRole('button', { name: 'Gửi mã cho tôi' }).click()
    const right = await codeSentTo(context, '0935000007')
    const code = page.getByLabel('Mã gồm 6 chữ số')
    await code.fill(right === '111111' ? '222222' : '111111')
    await page.locator('.s-summary:focus').waitFor()
    expect(await code.evaluate(field => field.scrollWidth <= field.clientWidth)).toBe(true)
    await code.fill('')
    // Slower than the second at which the page says anew when another code may be asked for.
    await code.pressSequentially(right, { delay: 300 })
    await page.getByRole('link', { name: 'Tạo mã QR của tôi' }).waitFor()
    await context.close()
  })

  test('signs in by phone code, answers six questions and holds a national code', async () => {
    const { page } = visit
    await page.goto('/')
    await expectAccessible(page)
    await signInOnScreen(page, '0935000009')
    await page.getByRole('link', { name: 'Tạo mã QR của tôi' }).click()

    await page.getByRole('heading', { name: 'Họ tên của ông/bà là gì?' }).waitFor()
    await next(page)
    await page.getByRole('alert').getByText('Vui lòng nhập họ và tên').waitFor()
    await expectAccessible(page)
    await page.getByLabel('Họ và tên').fill('công tằng tôn nữ thị phương uyên')
    await next(page)
    await page.getByLabel('Ngày', { exact: true }).fill('31')
    await page.getByLabel('Tháng').fill('2')
    await page.getByLabel('Năm', { exact: true }).fill('1990')
    await next(page)
    await page.getByRole('alert').getByText('Ngày này không có trong lịch').waitFor()
    await page.getByLabel('Ngày', { exact: true }).fill('1')
    await page.getByLabel('Tháng').fill('12')
    await next(page)
    await page.getByLabel('Nữ').check()
    await next(page)
    await chooseCommune(page)
    await next(page)
    // A man's number on a woman's card: asked about once, gently, and kept when she says so.
    await page.getByLabel(/Số căn cước/).fill('046 090 900 017')
    await next(page)
    await page.getByText('Giới tính trong số này khác giới tính đã khai.').waitFor()
    await expectAccessible(page)
    const before = await keptIn(page)
    await page.getByRole('button', { name: 'Vẫn dùng số này' }).click()
    await page.getByRole('heading', { name: 'Xem lại trước khi gửi' }).waitFor()
    await page.getByText('Công Tằng Tôn Nữ Thị Phương Uyên').waitFor()
    await expect.poll(async () => (await inVault(page)).bytes).not.toBe(before)
    for (const own of ['Phương Uyên', '046090900017']) expect(await onDevice(page)).not.toContain(own)
    await page.reload()
    await page.getByRole('button', { name: 'Tạo mã QR của tôi' }).click()

    const code = page.getByRole('img', { name: /Mã QR cá nhân/ })
    await code.waitFor()
    await expectAccessible(page)
    const [masked = ''] = await codesOn(code)
    expect(parseCode(masked)).toMatchObject({
      kind: 'national',
      idNumber: '******900017',
      name: 'CONG TANG TON NU THI PHUONG UYEN',
      birthDate: '1990-**-**',
      sex: 'female',
      phone: '0935000009',
      masked: true,
    })
    await page.getByRole('switch', { name: /Hiện đủ số giấy tờ/ }).click()
    await expect
      .poll(async () => parseCode((await codesOn(code))[0] ?? ''))
      .toMatchObject({ idNumber: '046090900017', birthDate: '1990-12-01', masked: false })
  })

  test('shows the code without a network, and how old it is', async () => {
    const { page, context } = visit
    await page.goto('/')
    await page.evaluate(() => navigator.serviceWorker.ready)
    await page.getByRole('img', { name: /Mã QR cá nhân/ }).waitFor()
    // What is kept for reading offline is written down half a second after it came.
    await expect.poll(async () => (await inVault(page)).names).toContain('answer.["people","mine"')
    for (const own of ['fullName', 'birthDate', 'grants']) expect(await onDevice(page)).not.toContain(own)
    await context.setOffline(true)
    await page.reload()
    const code = page.getByRole('img', { name: /Mã QR cá nhân/ })
    await code.waitFor()
    expect(parseCode((await codesOn(code))[0] ?? '')).toMatchObject({ kind: 'national', masked: true })
    await page.getByText(/Mã lưu trên máy .* trước\. Vẫn dùng được khi không có mạng\./).waitFor()
    await context.setOffline(false)
  })

  test('adds a child, whose code is one tap away', async () => {
    const { page } = visit
    await page.goto('/toi')
    await page.getByRole('link', { name: 'Thêm người trong nhà' }).click()
    await page.getByLabel('Họ và tên').fill('Lê Bảo An')
    await next(page)
    await page.getByLabel('Năm', { exact: true }).fill('2019')
    await next(page)
    await page.getByLabel('Nam').check()
    await next(page)
    await chooseCommune(page)
    await next(page)
    await page.getByRole('button', { name: 'Bỏ qua' }).click()
    await page.getByRole('button', { name: 'Tạo mã QR' }).click()
    await page.getByRole('button', { name: 'Bảo An' }).click()
    const code = page.getByRole('img', { name: 'Mã QR cá nhân của Lê Bảo An' })
    await expect.poll(async () => (await codesOn(code))[0]).toContain('LE BAO AN|2019')
  })

  test('reads what holds for them, and in English at a tap', async () => {
    const { page, context } = await signedIn(browser, saola, '0935000009')
    const { personId } = await (await context.request.get('/api/me')).json()
    const until = new Date(Date.now() + 7 * 86_400_000)
    await saola.app.run(ctx =>
      writeStandings(ctx, [{ personId, source: 'test', level: 'orange', reason: 'tracing.standing.contact', until }]),
    )
    await page.goto('/')
    await page.getByText('Vui lòng ở nhà và chờ trạm y tế liên hệ').waitFor()
    await page.getByText('Người tiếp xúc gần (F1)').waitFor()
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByText("Please stay at home and wait for the health station's call").waitFor()
    await page.getByText(/Why: Close contact/).waitFor()
    await page.getByRole('switch', { name: /Show the whole ID number/ }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Tiếng Việt' }).click()
    await page.getByRole('switch', { name: /Hiện đủ số giấy tờ/ }).waitFor()
    await context.close()
  })
})

test('who is in the register already says who they are by the birth date', async () => {
  const unitId = await communeId()
  await saola.app.run(ctx =>
    addPerson(ctx, {
      fullName: 'Trần Thị Ngọc Hân',
      birthDate: '1950',
      unitId,
      identifiers: { phone: '+84935000008', qid: '990000000000000008' },
    }),
  )
  const { page, context } = await signedIn(browser, saola, '0935000008')
  await page.goto('/khai-bao')
  await page.getByRole('radio', { name: 'T••• T•• N••• Hân' }).check()
  await expectAccessible(page)
  await next(page)
  await page.getByLabel('Năm', { exact: true }).fill('1951')
  await page.getByRole('button', { name: 'Xác nhận' }).click()
  await page.getByRole('alert').getByText('Ngày sinh chưa khớp').waitFor()
  // Typed key by key: what is wrong takes the hands to itself once, and not at each of them.
  await page.getByLabel('Năm', { exact: true }).fill('')
  await page.getByLabel('Năm', { exact: true }).pressSequentially('1950')
  await page.getByRole('button', { name: 'Xác nhận' }).click()
  await page.getByRole('img', { name: 'Mã QR cá nhân của Trần Thị Ngọc Hân' }).waitFor()
  await context.close()
})

describe('an office', () => {
  let placeId = ''
  let posterUrl = ''
  let areaUrls: readonly string[] = []

  test('registers as a checkpoint and gets its poster to print', async () => {
    const { page, context } = await phoneOf(browser, saola)
    await page.goto('/')
    await signInOnScreen(page, OFFICE_PHONE)
    await page.getByRole('link', { name: 'Địa điểm' }).click()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Đăng ký địa điểm' }).click()
    await page.getByRole('radio', { name: 'Chợ' }).check()
    await expectAccessible(page)
    await next(page)
    await page.getByLabel('Tên địa điểm').waitFor()
    await page.goBack()
    await page.getByRole('radio', { name: 'Chợ', checked: true }).waitFor()
    await page.goForward()
    await page.getByLabel('Tên địa điểm').fill(MARKET)
    await next(page)
    await chooseCommune(page)
    await page.getByLabel('Địa chỉ').fill('1 Nguyễn Gia Thiều')
    await next(page)
    await page.getByLabel('Các khu vực').fill('Cổng chính\nDãy thủy sản')
    await next(page)
    await page.getByLabel('Người phụ trách').fill('Hồ Thị Chợ')
    await next(page)
    await page.getByRole('button', { name: 'Đăng ký địa điểm' }).click()
    await page.getByRole('heading', { name: 'Đã đăng ký điểm kiểm dịch' }).waitFor()
    await expectAccessible(page)

    placeId = page.url().split('/').at(-2) ?? ''
    const [place] = await getPlaces(saola.app.db.sql, [placeId])
    posterUrl = formatPosterUrl(saola.url, place?.code ?? '')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Tải áp phích để in' }).click()
    const file = await download
    expect(file.suggestedFilename()).toBe(`Áp phích ${MARKET}.pdf`)
    const [atTheDoor, ...atTheAreas] = await codesInPdf(readFileSync(await file.path()), await context.newPage())
    expect(atTheDoor).toBe(posterUrl)
    expect(atTheAreas).toHaveLength(2)
    areaUrls = atTheAreas
    await context.close()
  })

  test('adds staff by phone, takes them off and puts them back', async () => {
    const { page, context } = await signedIn(browser, saola, OFFICE_PHONE)
    await page.goto(`/dia-diem/${placeId}/nhan-vien`)
    await page.getByText('Hồ Thị Chợ (ông/bà)').waitFor()
    await page.getByRole('link', { name: 'Thêm nhân viên' }).click()
    await page.getByLabel('Số điện thoại').fill(STAFF_PHONE)
    await page.getByLabel('Họ và tên').fill('Lê Thị Canh Cổng')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Thêm nhân viên' }).click()
    await page.getByRole('button', { name: 'Xóa Lê Thị Canh Cổng' }).click()
    await page.getByText('Đã xóa Lê Thị Canh Cổng.').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Hoàn tác' }).click()
    await page.getByRole('button', { name: 'Xóa Lê Thị Canh Cổng' }).waitFor()
    // The last manager types a word before leaving, and is not let go even then.
    await page.getByRole('button', { name: 'Xóa Hồ Thị Chợ' }).click()
    await page.getByLabel(/Vui lòng gõ chữ/).fill('dong y')
    await page.getByRole('button', { name: 'Thôi làm ở đây', exact: true }).click()
    await page.getByRole('alert').getByText('Đây là người quản lý cuối cùng').waitFor()
    await context.close()
  })

  describe('its staff, with the camera', () => {
    const an = { idNumber: '046090900033', name: 'Nguyễn Văn An', birthDate: '1990-12-01', sex: 'male' as const }
    const binh = { idNumber: '046190900034', name: 'Trần Thị Bình', birthDate: '1990-02-03', sex: 'female' as const }
    const card = { address: 'Tổ 3', issuedOn: '2021-05-01' }
    const qid = '990000000000000033'
    const national = { ...an, qid, phone: '0935000033' }
    let visit: Visit
    let anId = ''

    beforeAll(async () => {
      const unitId = await communeId()
      anId = await saola.app.run(ctx =>
        addPerson(ctx, {
          fullName: an.name,
          ...an,
          unitId,
          identifiers: { cccd: an.idNumber, qid, bhyt: '4690000033' },
        }),
      )
      await saola.app.run(async ctx => {
        const personId = await addPerson(ctx, {
          fullName: binh.name,
          ...binh,
          unitId,
          identifiers: { cccd: binh.idNumber },
        })
        await writeStandings(ctx, [{ personId, source: 'test', level: 'red', reason: 'tracing.standing.case' }])
      })
      visit = await signedIn(browser, saola, STAFF_PHONE)
      await visit.page.goto('/quet-ma')
      await visit.page.getByRole('radio', { name: 'VÀO' }).waitFor()
    })
    afterAll(() => visit?.context.close())

    const ownCode = () => {
      const key = saola.app.keyring.keys('codes').at(0)
      if (!key) throw new Error('There is no key for codes.')
      return signOwn({ subject: 'person', id: anId }, key)
    }

    /** Holds a code before the camera and reads the one huge answer. */
    async function scanned(code: string, page = visit.page): Promise<string> {
      camera.show(code)
      const answer = page.getByRole('alertdialog')
      await answer.waitFor()
      const [text = ''] = await answer.allInnerTexts()
      camera.clear()
      await expectAccessible(page)
      await page
        .getByRole('button', { name: 'Quét tiếp' })
        .click({ timeout: 2000 })
        .catch(() => undefined)
      await answer.waitFor({ state: 'detached' })
      return text.replace(/\s+/g, ' ')
    }

    test.each([
      ['a national code', () => formatNational(national), 'Khớp với danh sách.'],
      ['a masked national code', () => formatNational(national, { masked: true }), 'Khớp với danh sách.'],
      [
        'one that hides all but the name',
        () => formatNational({ ...national, idNumber: '' }, { masked: true }),
        'Chưa xác minh. Nên xem giấy tờ.',
      ],
      ['a chip card', () => formatCccd({ ...an, ...card }), 'Khớp với danh sách.'],
      ['an insurance card', () => formatBhyt({ ...an, code: '4690000033' }), 'Khớp với danh sách.'],
      ['a card of our own', ownCode, 'Mã thật, danh tính đã xác minh.'],
    ])('%s lets in, and says how sure it is', async (_, code, identity) => {
      const answer = await scanned(code())
      expect(answer).toContain(`Mời vào ${identity} Nguyễn Văn An Sinh năm 1990 Vào lúc`)
    })

    test('who is not in the register is new, and a card with another name is compared with the papers', async () => {
      const unknown = { ...an, idNumber: '046090900099', name: 'Phạm Văn Lạ', ...card }
      expect(await scanned(formatCccd(unknown))).toContain('Mời vào Người mới. Nên xem giấy tờ. Phạm Văn Lạ')
      expect(await scanned(formatCccd({ ...an, name: 'Phạm Văn Khác', ...card }))).toContain('Kiểm tra giấy tờ')
    })

    test('somebody under orders is sent to the health staff, and the guard learns no more', async () => {
      expect(await scanned(formatCccd({ ...binh, ...card }))).toBe('Mời gặp nhân viên y tế Quét tiếp')
    })

    test('who leaves is never held', async () => {
      const { page } = visit
      await page.getByRole('radio', { name: 'RA' }).check()
      expect(await scanned(formatCccd({ ...binh, ...card }))).toContain('Mời ra')
      await page.reload()
      await expect.poll(() => page.getByRole('radio', { name: 'RA' }).isChecked()).toBe(true)
      await page.getByRole('radio', { name: 'VÀO' }).check()
    })

    test.each([
      ['what is no code of a person', 'https://example.com/quang-cao', 'Không nhận ra mã này.'],
      ['half a card', '046090900033||Nguyễn Văn', 'Mã bị thiếu một phần'],
    ])('%s is not taken', async (_, code, reason) => {
      expect(await scanned(code)).toContain(`Mã chưa dùng được ${reason}`)
    })

    const counted = async () => {
      const [row] = await saola.app.db.sql<{ n: number }[]>`
        select count(*)::int as n from timeline.scan where place_id = ${placeId}`
      return row?.n ?? 0
    }

    test('a scan whose answer is lost on the way is sent again and counts once', async () => {
      const { page } = visit
      const ids: string[] = []
      await page.route('**/scans', async route => {
        ids.push(route.request().postDataJSON().id)
        if (ids.length > 1) return route.continue()
        await route.fetch()
        await route.abort('connectionreset')
      })
      const before = await counted()
      camera.show(formatCccd({ ...an, ...card }))
      await page.getByRole('alertdialog', { name: 'Đã lưu trên máy' }).waitFor()
      camera.clear()
      await page.getByRole('alertdialog', { name: 'Mời vào' }).waitFor()
      await page.getByRole('alertdialog').waitFor({ state: 'detached' })
      await page.unroute('**/scans')
      expect(ids).toEqual([ids[0], ids[0]])
      expect(await counted()).toBe(before + 1)
    })

    test('a code is typed, or comes from a hand scanner, without touching the screen', async () => {
      const { page } = visit
      await page.goto('/quet-ma?cach=go-ma')
      await page.getByLabel('Mã cần kiểm tra').waitFor()
      await page.keyboard.type(ownCode())
      await page.keyboard.press('Enter')
      await page.getByRole('alertdialog', { name: 'Mời vào' }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('alertdialog').waitFor({ state: 'detached' })
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('code')
      await expectAccessible(page)
    })

    /** In the page: taps at once when an answer comes, on its button and beside it, and tells whether it stays. */
    const staysThoughTapped = () =>
      new Promise<boolean>(done => {
        const watch = new MutationObserver(() => {
          const button = document.querySelector<HTMLElement>('[role=alertdialog] button')
          if (!button) return
          watch.disconnect()
          setTimeout(() => {
            button.click()
            document.body.click()
            setTimeout(() => done(document.contains(button)), 100)
          }, 100)
        })
        watch.observe(document.body, { childList: true, subtree: true })
      })

    /** Not at once: an answer that has only just come does not go yet. */
    const putAway = (page: Page) =>
      expect
        .poll(async () => {
          await page.keyboard.press('Escape')
          return page.getByRole('alertdialog').count()
        })
        .toBe(0)

    test('a second tap does not put an answer away unseen; it keeps the keys to itself, and goes by Escape', async () => {
      const { page } = visit
      const field = page.getByLabel('Mã cần kiểm tra')
      await page.getByRole('button', { name: 'Kiểm tra' }).click()
      await page.getByText('Vui lòng gõ mã cần kiểm tra.').waitFor()
      await field.and(page.locator(':focus')).waitFor()
      await expectAccessible(page)
      await field.fill(ownCode())
      const stays = page.evaluate(staysThoughTapped)
      await page.getByRole('button', { name: 'Kiểm tra' }).click()
      expect(await stays).toBe(true)
      await page.getByRole('alertdialog').waitFor({ state: 'detached' })
      expect(await field.inputValue()).toBe('')

      // The code of a place: its answer has two buttons and does not go by itself.
      await field.fill(posterUrl)
      await page.keyboard.press('Enter')
      const focused = (name: string) => page.getByRole('button', { name }).and(page.locator(':focus')).waitFor()
      await focused('Quét tiếp')
      await page.keyboard.press('Tab')
      await focused('Ghi nhận cho bản thân tôi')
      await page.keyboard.press('Tab')
      await focused('Quét tiếp')
      await page.keyboard.press('Shift+Tab')
      await focused('Ghi nhận cho bản thân tôi')
      await putAway(page)
    })

    test('a code that is not taken stays to be corrected, and a hand scanner’s next takes its place', async () => {
      const { page } = visit
      const field = page.getByLabel('Mã cần kiểm tra')
      const code = ownCode()
      const mistyped = code.slice(0, 20) + (code[20] === 'A' ? 'B' : 'A') + code.slice(21)
      for (const [wrong, why] of [
        ['k7q', 'Không nhận ra mã này.'],
        [mistyped, 'Mã không do hệ thống này cấp.'],
      ] as const) {
        await field.fill('')
        await page.keyboard.type(wrong)
        await page.keyboard.press('Enter')
        await page.getByRole('alertdialog').getByText(why).waitFor()
        await putAway(page)
        await field.and(page.locator(':focus')).waitFor()
        expect(await field.inputValue()).toBe(wrong)
      }
      await page.keyboard.type(code)
      await page.keyboard.press('Enter')
      await page.getByRole('alertdialog', { name: 'Mời vào' }).waitFor()
      await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    })

    test('a photograph of a code is read where the camera may not be used', async () => {
      const { page, context } = visit
      await context.clearPermissions()
      await page.goto('/quet-ma')
      await page.getByRole('button', { name: 'Mở máy ảnh' }).click()
      await page.getByRole('alert').waitFor()
      await expectAccessible(page)
      const paper = await context.newPage()
      const { toDataURL } = await import('qrcode')
      await paper.setContent(`<img src="${await toDataURL(formatNational(national))}" width="400">`)
      const photo = await paper.locator('img').screenshot()
      await paper.close()
      await page.locator('input[type=file]').setInputFiles({ name: 'anh.png', mimeType: 'image/png', buffer: photo })
      await page.getByRole('alertdialog', { name: 'Mời vào' }).waitFor()
      await context.grantPermissions(['camera'])
    })

    test('a hospital never refuses', async () => {
      const { page, context } = await signedIn(browser, saola, '0935000003')
      const unitId = await communeId()
      await context.request.post('/api/checkpoints', {
        data: { kind: 'hospital', name: 'Bệnh viện Phú Hậu', unitId, address: '' },
      })
      await page.goto('/quet-ma')
      await page.getByRole('radio', { name: 'VÀO' }).waitFor()
      const answer = await scanned(formatCccd({ ...binh, ...card }), page)
      expect(answer).toBe('Mời vào, gặp nhân viên y tế Quét tiếp')
      await context.close()
    })

    test('the manager sees how many went in today', async () => {
      const { page, context } = await signedIn(browser, saola, OFFICE_PHONE)
      await page.goto(`/dia-diem/${placeId}`)
      const figure = page.getByRole('region', { name: 'Hôm nay' }).locator('strong').first()
      await expect.poll(() => figure.textContent(), { timeout: 30_000 }).toMatch(/^[1-9]/)
      await expectAccessible(page)
      await context.close()
    })
  })

  test('a citizen scans the poster at the door, and finds the visit afterwards', async () => {
    const { page, context } = await signedIn(browser, saola, '0935000005')
    const me = { fullName: 'Đặng Thị Đi Chợ', birthDate: '1980', sex: 'female', unitId: await communeId(), address: '' }
    expect((await context.request.post('/api/me/people', { data: me })).status()).toBe(200)
    await page.goto('/quet-ma')
    await page.getByRole('heading', { name: 'Quét mã địa điểm' }).waitFor()
    await page.getByRole('button', { name: 'Gõ mã' }).click()
    const typed = page.getByLabel('Mã cần kiểm tra')
    await typed.fill('K7Q-2M9-XD')
    await page.getByRole('button', { name: 'Kiểm tra' }).click()
    await page.getByRole('alert').getByText('Không nhận ra mã này.').waitFor()
    expect(await typed.inputValue()).toBe('K7Q-2M9-XD')
    await typed.press('End')
    await typed.press('Z')
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Dùng máy ảnh' }).click()
    camera.show(posterUrl)
    await page.getByRole('heading', { name: MARKET }).waitFor()
    camera.clear()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Tôi vào' }).click()
    await page.getByRole('alertdialog', { name: 'Mời vào' }).waitFor()
    await page.getByText(/Đã ghi nhận lượt vào lúc \d\d:\d\d\./).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Xong' }).click()
    await page.goto('/toi')
    await page.getByRole('link', { name: 'Nơi đã đến' }).click()
    await expect.poll(() => page.getByText(MARKET).count()).toBeGreaterThan(0)
    await expectAccessible(page)
    await context.close()
  })

  test('the phone’s own camera opens the poster, and signing in leads back to it', async () => {
    const { page, context } = await phoneOf(browser, saola)
    await page.goto(posterUrl)
    await page.getByRole('heading', { name: MARKET }).waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Đăng nhập' }).click()
    expect(new URL(page.url()).searchParams.get('den')).toBe(new URL(posterUrl).pathname)
    await page.goto(areaUrls[0] ?? '')
    await page.getByRole('heading', { name: `${MARKET} · Cổng chính` }).waitFor()
    await page.goto('/q/K7Q2M9XDZ')
    await page.getByRole('heading', { name: 'Không nhận ra mã này' }).waitFor()
    await context.close()
  })
})

test('an office registers by keyboard alone', async () => {
  const { page, context } = await signedIn(browser, saola, '0935000004')
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  /** Tabs on until the focus is on what is asked for. */
  const reach = async (name: RegExp) => {
    for (let steps = 0; steps < 40; steps++) {
      const focused = await page.evaluate(() => {
        const at = document.activeElement as HTMLInputElement | null
        return [at?.textContent, at?.labels?.[0]?.textContent, at?.getAttribute('aria-label')].join(' ')
      })
      if (name.test(focused)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`${name} is not reached by Tab.`)
  }
  await page.goto('/dia-diem')
  await page.getByRole('link', { name: 'Đăng ký địa điểm' }).waitFor()
  await reach(/^Đăng ký địa điểm/)
  await press('Enter')
  await page.getByRole('heading', { name: 'Đây là loại địa điểm nào?' }).waitFor()
  await reach(/Cơ quan/)
  await press('Space', 'ArrowRight', 'Enter')
  await page.getByRole('heading', { name: 'Địa điểm tên là gì?' }).waitFor()
  await reach(/Tên địa điểm/)
  await page.keyboard.type('Công ty TNHH Bàn Phím')
  await press('Enter')
  await page.getByRole('heading', { name: 'Địa điểm ở xã, phường nào?' }).waitFor()
  await reach(/Xã, phường/)
  await page.keyboard.type('phu hau hue')
  await page.getByRole('radio', { name: /Phường Phú Hậu/ }).waitFor()
  await reach(/Phường Phú Hậu/)
  await press('Space', 'Enter')
  await page.getByRole('heading', { name: 'Địa chỉ ở đâu?' }).waitFor()
  await reach(/Tiếp tục/)
  await press('Enter')
  await reach(/Không chia khu vực/)
  await press('Enter')
  await reach(/Người phụ trách/)
  await page.keyboard.type('Bùi Thị Phím')
  await press('Enter')
  await page.getByRole('heading', { name: 'Xem lại trước khi đăng ký' }).waitFor()
  await page.getByText('Doanh nghiệp').waitFor()
  await reach(/^Đăng ký địa điểm/)
  await press('Enter')
  await page.getByRole('heading', { name: 'Đã đăng ký điểm kiểm dịch' }).waitFor()
  // Whoever registered it closes it, and opens it again.
  await reach(/^Xem địa điểm này/)
  await press('Enter')
  await page.getByRole('link', { name: 'Đóng địa điểm' }).waitFor()
  await reach(/^Đóng địa điểm/)
  await press('Enter')
  await page.getByRole('heading', { name: 'Đóng “Công ty TNHH Bàn Phím”?' }).waitFor()
  await reach(/^Đóng địa điểm/)
  await expectAccessible(page)
  await press('Enter')
  await page.getByText('Địa điểm này đã đóng từ').waitFor()
  await reach(/^Mở lại/)
  await press('Enter')
  await page.getByRole('link', { name: 'Quét mã ở đây' }).waitFor()
  await context.close()
})
