import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { scene } from '#apps/testing/scene.ts'
import { DAY_MS } from '#core/clock.ts'
import { outbreak, PHONE, PROVINCE } from './testing.ts'

describe('ticking', () => {
  test(
    'public places are offered; a home and what nobody found in the register are told apart; another area sees none',
    scene(async stage => {
      const { stops, caseId } = await outbreak(stage)
      expect((await stops()).map(({ place, offer }) => [place, offer])).toEqual([
        ['Ở nhà', 'private'],
        ['Quán cà phê Hương', 'unlisted'],
        ['Chợ Phong Điền – Hàng cá', 'public'],
      ])
      const elsewhere = stage.as.tracer('Quảng Điền')
      expect((await elsewhere.tracing.noticeStops({ query: { caseId } })).stops).toEqual([])
      expect((await elsewhere.tracing.noticeStops({ query: {} })).stops).toEqual([])
      const looks = await stage.sql`select from core.audit where purpose = 'tracing.notice-stops'`
      expect(looks.length).toBeGreaterThan(2)
    }),
  )

  test(
    'two cases at one place become one line, with hours rounded outward and nothing of who it was',
    scene(async stage => {
      const { person, scan, open, market, halls, tracer, provinceId, view, stopAt } = await outbreak(stage)
      const second = await person('Trần Văn Hai')
      await scan(second, market, 'in', '2026-11-19T02:05:00Z', halls[0])
      await scan(second, market, 'out', '2026-11-19T03:20:00Z', halls[0])
      const other = await open(second)
      const { stops } = await tracer.tracing.noticeStops({ query: { days: '14' } })
      expect(new Set(stops.map(stop => stop.caseNumber)).size).toBe(2)
      const stopIds = stops.filter(stop => stop.place.startsWith('Chợ')).map(stop => stop.id)
      expect(stopIds).toHaveLength(2)
      const { noticeId } = await tracer.tracing.draftNotice({ body: { unitId: provinceId, stopIds } })
      const notice = await view(noticeId)
      expect(notice.versions[0]?.lines).toMatchObject([
        {
          place: 'Chợ Phong Điền – Hàng cá',
          unitName: 'Thị trấn Phong Điền',
          from: '2026-11-19T01:00:00.000Z',
          to: '2026-11-19T03:30:00.000Z',
        },
      ])
      expect(notice).toMatchObject({ state: 'draft', number: null, wouldExpireOn: '2026-12-03', findings: [] })
      expect(notice.versions[0]?.organ).toBe('Trung tâm Kiểm soát bệnh tật tỉnh Thừa Thiên Huế')
      expect(JSON.stringify(notice)).not.toMatch(/Hòa|Trần Văn Hai|BN0/)
      expect(other.number).toMatch(/^BN/)
      expect((await tracer.tracing.noticeStops({ query: {} })).stops.find(s => s.id === stopIds[0])?.noticed).toBe('')
      expect(await stopAt('Chợ')).toBeDefined()
    }),
  )

  test(
    'foreign areas are refused: a draft there, another’s stops, another’s notice',
    scene(async stage => {
      const { stopAt, published, unitId } = await outbreak(stage)
      const stranger = stage.as.tracer('Quảng Điền')
      const ownId = stage.world.units['Thị trấn Sịa'] as string
      const stopIds = [await stopAt('Chợ')]
      const refused = { status: 403, code: 'core.refused.area' }
      await expect(stranger.tracing.draftNotice({ body: { unitId, stopIds } })).rejects.toMatchObject(refused)
      await expect(stranger.tracing.draftNotice({ body: { unitId: ownId, stopIds } })).rejects.toMatchObject({
        status: 403,
        code: 'tracing.notice.foreign-stop',
      })
      const { noticeId } = await published()
      const params = { noticeId }
      await expect(stranger.tracing.notice({ params })).rejects.toMatchObject(refused)
      await expect(stranger.tracing.withdrawNotice({ params, body: { reason: 'Nhầm' } })).rejects.toMatchObject(refused)
      await expect(
        stage.as.healthOfficer('Thị trấn Phong Điền').tracing.withdrawNotice({ params, body: { reason: 'Nhầm' } }),
      ).rejects.toMatchObject({ status: 403, code: 'core.refused.verb' })
      await expect(stage.anyone.tracing.notice({ params })).rejects.toMatchObject({ status: 401 })
    }),
  )
})

describe('what is published', () => {
  test(
    'never holds a name, a phone or an ID number; what may tell who it was has to be read first',
    scene(async stage => {
      const { draft, edit, publish, view } = await outbreak(stage)
      const noticeId = await draft()
      await expect(publish(noticeId)).rejects.toMatchObject({ code: 'tracing.notice.no-phone' })
      for (const advice of [
        'Ca bệnh là nguyễn thị hoà, bán cá.',
        'Gọi cho con gái: 0905 123 456.',
        'Số căn cước 046190000123.',
      ]) {
        await edit(noticeId, { advice })
        await expect(publish(noticeId, true)).rejects.toMatchObject({ code: 'tracing.notice.personal' })
      }
      await edit(noticeId, { advice: 'Ai gặp chị Hòa, gọi ngay.' })
      expect((await view(noticeId)).findings).toEqual([{ field: 'advice', finding: 'given-name', refused: false }])
      await expect(publish(noticeId)).rejects.toMatchObject({ status: 409, code: 'tracing.notice.unchecked' })
      expect(await publish(noticeId, true)).toEqual({ state: 'current', number: '01/TB-KSBT' })
      await edit(noticeId).catch(problem => expect(problem).toMatchObject({ code: 'tracing.notice.no-draft' }))
    }),
  )

  test(
    'is read in the language that its reader chooses by a link, which is kept and leads back to what was looked at',
    scene(async stage => {
      const { page } = await outbreak(stage)
      expect((await page()).text).toContain('<html lang="vi">')
      const chosen = await page('?xa=1&lang=en')
      expect([chosen.status, chosen.headers.location]).toEqual([303, '/site/thong-bao?xa=1'])
      expect(String(chosen.headers['set-cookie'])).toMatch(/^lang=en;.*Path=\/;.*SameSite=Lax/)
      const { text } = await page('', { cookie: 'lang=en', 'accept-language': 'vi' })
      expect(text).toContain('<html lang="en">')
      expect(text).toContain('href="?lang=vi"')
      expect((await page('?lang=fr')).status).toBe(200)
    }),
  )

  test(
    'is a page for everybody, without JavaScript: places, hours, what to do, and nobody’s name',
    scene(async stage => {
      const { published, draft, page, view } = await outbreak(stage)
      expect((await page()).text).toContain('Hiện không có thông báo khẩn nào')
      const { code, noticeId } = await published('Chợ', 'Quán')
      const { status, text, headers } = await page(`/${code}`)
      expect(status).toBe(200)
      expect(headers['content-type']).toContain('text/html')
      expect(headers['set-cookie']).toBeUndefined()
      expect(headers['cache-control']).toContain('public')
      expect(text).toContain('<title>Thông báo khẩn số 01/TB-KSBT</title>')
      expect(text).toContain('<meta property="og:title" content="Thông báo khẩn số 01/TB-KSBT">')
      expect(text).toContain(`<meta property="og:image" content="http://localhost/site/thong-bao/${code}/anh/1.png">`)
      for (const said of [
        'Chợ Phong Điền – Hàng cá',
        'Thị trấn Phong Điền',
        '08:00–09:15',
        'Thứ Năm, 19/11/2026',
        PHONE,
      ])
        expect(text).toContain(said)
      expect(text).toContain('href="tel:02343999000"')
      expect(text).toContain(`href="/co-mat/${code}"`)
      expect(text).not.toMatch(/<script|Nguyễn Thị Hòa|BN0/)
      expect((await page()).text).toContain(`/site/thong-bao/${code}`)
      const commune = stage.world.units['Thị trấn Phong Điền'] as string
      expect((await page(`?xa=${commune}`)).text).toContain('1 thông báo có nơi ở')
      expect((await page(`?xa=${commune}&xa=1`)).status).toBe(200)
      expect((await page('/KHONGCO1')).status).toBe(404)
      expect((await page(`/${(await view(await draft('Quán'))).code}`)).status).toBe(404)
      expect((await view(noticeId)).text).toContain('• 08:00–09:15: Chợ Phong Điền – Hàng cá, Thị trấn Phong Điền')
    }),
  )

  test(
    'is a picture for groups; what is put in is text and never markup',
    scene(async stage => {
      const { draft, edit, publish, page, view, tracer } = await outbreak(stage)
      const noticeId = await draft()
      const line = (await view(noticeId)).versions[0]?.lines[0]
      await edit(noticeId, { lines: [{ ...line, place: 'Chợ <script>alert(1)</script> & "An Lỗ"' }] })
      const params = { noticeId, n: '1', picture: '1' }
      const drawn = await tracer.tracing.noticePicture({ params })
      expect(await sharp(Buffer.from(await (drawn as Blob).arrayBuffer())).metadata()).toMatchObject({
        format: 'png',
        width: 1080,
        height: 1350,
      })
      await expect(tracer.tracing.noticePicture({ params: { ...params, picture: '9' } })).rejects.toMatchObject({
        status: 404,
      })
      await publish(noticeId)
      const { code, pictures } = await view(noticeId)
      expect(pictures).toBe(1)
      const picture = await page(`/${code}/anh/1.png`)
      expect(picture.headers['content-type']).toBe('image/png')
      expect((await page(`/${code}/anh/2.png`)).status).toBe(404)
      const { text } = await page(`/${code}`)
      expect(text).toContain('Chợ &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;An Lỗ&quot;')
      expect(text).not.toContain('<script')
    }),
  )
})

describe('afterwards', () => {
  test(
    'it is corrected by a new version; the old one is shown as corrected, under the same number and address',
    scene(async stage => {
      const { published, tracer, edit, publish, page, view } = await outbreak(stage)
      const { noticeId, code } = await published('Chợ', 'Quán')
      const params = { noticeId }
      await tracer.tracing.correctNotice({ params })
      await expect(tracer.tracing.correctNotice({ params })).rejects.toMatchObject({
        code: 'tracing.notice.drafted-already',
      })
      const before = await view(noticeId)
      expect(before.versions.map(version => [version.n, version.state])).toEqual([
        [2, 'draft'],
        [1, 'published'],
      ])
      const [market] = before.versions[0]?.lines ?? []
      await edit(noticeId, { lines: [market] })
      await expect(publish(noticeId)).rejects.toMatchObject({ code: 'tracing.notice.no-correction' })
      expect((await page(`/${code}`)).text).toContain('Quán cà phê Hương')
      await edit(noticeId, { lines: [market], correction: 'Bỏ quán cà phê Hương.' })
      expect(await publish(noticeId)).toEqual({ state: 'current', number: '01/TB-KSBT' })
      const now = (await page(`/${code}`)).text
      expect(now).toContain('Bỏ quán cà phê Hương.')
      expect(now).not.toContain('15:00–16:15')
      expect(now).toContain(`/site/thong-bao/${code}/ban/1`)
      const old = (await page(`/${code}/ban/1`)).text
      expect(old).toContain('Đây là bản cũ, đã được đính chính.')
      expect(old).toContain('15:00–16:15')
      expect(old).toContain('noindex')
      expect((await page(`/${code}/ban/2`)).status).toBe(404)
      await tracer.tracing.withdrawNotice({ params, body: { reason: 'Nhầm ngày.' } })
      expect((await page(`/${code}/ban/1`)).text).not.toContain('quán cà phê Hương')
    }),
  )

  test(
    'a withdrawn notice says so and why, and names no place any more; so does one whose days are over',
    scene(async stage => {
      const { published, tracer, page, view } = await outbreak(stage)
      const { noticeId, code } = await published()
      const withdraw = (reason: string) => tracer.tracing.withdrawNotice({ params: { noticeId }, body: { reason } })
      for (const reason of ['Chị Nguyễn Thị Hòa không đến chợ.', 'Xin hỏi số 0905 111 222.', 'CCCD 046085001234 nhầm.'])
        await expect(withdraw(reason)).rejects.toMatchObject({ code: 'tracing.notice.personal' })
      await withdraw('Xét nghiệm lại âm tính.')
      const gone = (await page(`/${code}`)).text
      expect(gone).toContain('Thông báo này đã được thu hồi ngày 20/11/2026.')
      expect(gone).toContain('Xét nghiệm lại âm tính.')
      expect(gone).not.toContain('Chợ Phong Điền')
      expect((await page()).text).not.toContain(code)
      expect((await page(`/${code}/anh/1.png`)).status).toBe(404)
      expect(await view(noticeId)).toMatchObject({ state: 'withdrawn' })
      await expect(
        tracer.tracing.withdrawNotice({ params: { noticeId }, body: { reason: 'Lại' } }),
      ).rejects.toMatchObject({ status: 409, code: 'tracing.notice.withdrawn-already' })

      const next = await published()
      expect((await page(`/${next.code}`)).text).toContain('02/TB-KSBT')
      stage.at(new Date(stage.app.clock().getTime() + 14 * DAY_MS))
      const over = (await page(`/${next.code}`)).text
      expect(over).toContain('hết hiệu lực từ sau ngày 03/12/2026')
      expect(over).not.toContain('Chợ Phong Điền')
      expect((await page()).text).not.toContain(next.code)
      expect(
        (await stage.as.leader(PROVINCE).tracing.notices({ query: { state: 'expired' } })).rows.map(row => row.id),
      ).toEqual([next.noticeId])
      expect(await stage.anyone.tracing.publicNotice({ params: { code: next.code } })).toMatchObject({
        state: 'expired',
        lines: [],
      })
    }),
  )

  test(
    'where the policy asks for it a leader approves, or sends it back with a reason; withdrawing waits for nobody',
    scene(async stage => {
      const { draft, edit, publish, page, view, provinceId, tracer } = await outbreak(stage)
      await stage.as.administrator(PROVINCE).policies.set({
        params: { code: 'tracing.notices' },
        body: {
          unitId: provinceId,
          from: '2026-11-01',
          document: 'QĐ thử',
          params: {
            approval: true,
            keepDays: 21,
            reportDays: 28,
            reachHours: 4,
            series: 'TB-BCĐ',
            phone: PHONE,
          },
        },
      })
      const leader = stage.as.leader(PROVINCE)
      const noticeId = await draft()
      const params = { noticeId }
      expect(await view(noticeId)).toMatchObject({ approval: true, document: 'QĐ thử', wouldExpireOn: '2026-12-10' })
      expect(await publish(noticeId)).toEqual({ state: 'asked', number: null })
      const { code } = await view(noticeId)
      expect((await page(`/${code}`)).status).toBe(404)
      await expect(edit(noticeId)).rejects.toMatchObject({ code: 'tracing.notice.asked-already' })
      await expect(publish(noticeId)).rejects.toMatchObject({ code: 'tracing.notice.asked-already' })
      const inbox = await leader.work.inbox({ query: { kind: 'tracing.notice' } })
      expect(inbox.rows).toMatchObject([{ state: 'asked', params: { places: 1 } }])
      await expect(tracer.tracing.returnNotice({ params, body: { note: 'x' } })).rejects.toMatchObject({ status: 403 })

      await leader.tracing.returnNotice({ params, body: { note: 'Ghi rõ cổng chợ.' } })
      expect((await view(noticeId)).versions[0]).toMatchObject({ state: 'draft', returned: 'Ghi rõ cổng chợ.' })
      const { seen: before } = await leader.tracing.notice({ params })
      await edit(noticeId, { advice: 'Gọi ngay cho trạm y tế.' })
      await publish(noticeId)
      await expect(
        leader.tracing.publishNotice({ params, body: { checked: true, seen: before } }),
      ).rejects.toMatchObject({ status: 409, code: 'tracing.notice.changed' })
      expect((await page(`/${code}`)).status).toBe(404)
      const { seen } = await leader.tracing.notice({ params })
      expect(await leader.tracing.publishNotice({ params, body: { checked: false, seen } })).toEqual({
        state: 'current',
        number: '01/TB-BCĐ',
      })
      expect((await page(`/${code}`)).status).toBe(200)
      expect((await leader.work.inbox({ query: { kind: 'tracing.notice' } })).rows).toEqual([])
      await tracer.tracing.withdrawNotice({ params, body: { reason: 'Nhầm ngày.' } })
      expect((await page(`/${code}`)).text).toContain('Nhầm ngày.')
    }),
  )

  test(
    'bad input is refused: no place, hours that end before they begin, a line of nowhere, an unreadable cursor',
    scene(async stage => {
      const { draft, edit, publish, view, tracer } = await outbreak(stage)
      const noticeId = await draft()
      await edit(noticeId, { lines: [] })
      await expect(publish(noticeId)).rejects.toMatchObject({ code: 'tracing.notice.no-places' })
      const [stop] = (await tracer.tracing.noticeStops({ query: {} })).stops.filter(one => one.offer === 'public')
      await edit(noticeId, { stopIds: [stop?.id] })
      const [line] = (await view(noticeId)).versions[0]?.lines ?? []
      await expect(edit(noticeId, { lines: [{ ...line, to: line?.from }] })).rejects.toMatchObject({
        code: 'tracing.stop.ends-before-start',
      })
      await expect(edit(noticeId, { lines: [{ ...line, id: noticeId }] })).rejects.toMatchObject({ status: 404 })
      for (const after of ['x', `2026-99-99T00:00Z~${noticeId}`, `2026-11-20T00:00Z~${'-'.repeat(36)}`])
        await expect(tracer.tracing.notices({ query: { after } })).rejects.toMatchObject({ status: 400 })
      expect(await tracer.tracing.discardNotice({ params: { noticeId } })).toEqual({ gone: true })
      expect((await tracer.tracing.notices({ query: {} })).rows).toEqual([])
    }),
  )
})
