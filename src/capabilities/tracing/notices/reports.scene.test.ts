import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { addPerson } from '#base/people/people.ts'
import { enforce } from '#base/retention/enforce.ts'
import { outbreak, PROVINCE } from './testing.ts'

const STAY = 'Xã Phong Bình'
const HERE = 'xã Phong Bình'

/** A notice with two places, a citizen who lives in Phong Bình, and its health station. */
async function told(stage: Stage) {
  const here = await outbreak(stage)
  const { code, lineIds, noticeId } = await here.published('Chợ', 'Quán')
  const stayId = stage.world.units[STAY] as string
  const citizen = stage.as.citizen('0905000001')
  const { accountId } = await citizen.player()
  const personId = await stage.app.run(ctx =>
    addPerson(ctx, {
      fullName: 'Lê Thị Mua',
      birthDate: '1988',
      unitId: stayId,
      identifiers: { phone: '+84905000001' },
    }),
  )
  await stage.sql`update identity.account set person_id = ${personId} where id = ${accountId}`
  const report = (ids = lineIds.slice(0, 1), more = {}) =>
    citizen.tracing.reportMine({ params: { code }, body: { personId, lineIds: ids, ...more } })
  const named = { name: 'trần văn lạ', phone: '0905 000 009', unitId: stayId }
  const byName = (more = {}, ids = lineIds.slice(0, 1)) =>
    stage.device().tracing.reportByName({ params: { code }, body: { ...named, lineIds: ids, ...more } })
  const station = stage.as.healthOfficer(STAY)
  const inbox = async (who = station) => (await who.work.inbox({ query: { kind: 'tracing.report' } })).rows
  return { ...here, code, lineIds, noticeId, stayId, citizen, personId, report, byName, station, inbox }
}

describe('who was there', () => {
  test(
    'reports once a place, and the health station of the commune of stay has it with a deadline',
    scene(async stage => {
      const { report, inbox, lineIds, station, citizen } = await told(stage)
      expect(await report()).toEqual({
        unitName: HERE,
        reachBy: '2026-11-21T05:00:00.000Z',
        places: 1,
        again: false,
      })
      expect(await report()).toMatchObject({ places: 1, again: true })
      expect(await report(lineIds)).toMatchObject({ places: 2, again: true })
      const rows = await inbox()
      expect(rows).toMatchObject([
        {
          state: 'to-reach',
          person: { name: 'Lê Thị Mua' },
          params: { number: '01/TB-KSBT' },
          dueAt: '2026-11-21T05:00:00.000Z',
        },
      ])
      expect(await inbox(stage.as.healthOfficer('Thị trấn Phong Điền'))).toEqual([])
      const reportedId = rows[0]?.subject.id ?? ''
      expect(await station.tracing.report({ params: { reportedId } })).toMatchObject({
        name: 'Lê Thị Mua',
        phone: '0905000001',
        verified: true,
        notice: { number: '01/TB-KSBT' },
        lines: [{ place: 'Chợ Phong Điền – Hàng cá' }, { place: 'Quán cà phê Hương' }],
      })
      expect(await stage.sql`select from core.audit where purpose = 'tracing.report'`).toHaveLength(1)
      expect((await citizen.tracing.myReports({})).reports).toMatchObject([
        {
          name: 'Lê Thị Mua',
          state: 'to-reach',
          unitName: HERE,
          reachBy: '2026-11-21T05:00:00.000Z',
          places: ['Chợ Phong Điền – Hàng cá', 'Quán cà phê Hương'],
        },
      ])
    }),
  )

  test(
    'and stays elsewhere for a while: that commune has it; said again from elsewhere it moves, and is still one',
    scene(async stage => {
      const { report, inbox, unitId, stayId } = await told(stage)
      await report(undefined, { unitId })
      const other = stage.as.healthOfficer('Thị trấn Phong Điền')
      expect(await inbox()).toEqual([])
      expect(await inbox(other)).toHaveLength(1)
      expect(await report(undefined, { unitId: stayId })).toMatchObject({ unitName: HERE, again: true })
      expect(await inbox(other)).toEqual([])
      expect(await inbox()).toHaveLength(1)
    }),
  )

  test(
    'needs no account: name, phone and commune will do; what is answered tells nobody who reported before',
    scene(async stage => {
      const { byName, inbox, station, personId } = await told(stage)
      const first = await byName()
      expect(first).toEqual({ unitName: HERE, reachBy: '2026-11-21T05:00:00.000Z', places: 1, again: false })
      expect(await byName({ name: 'Trần Văn Lạ', phone: '+84905000009' })).toEqual(first)
      const rows = await inbox()
      expect(rows).toMatchObject([{ state: 'to-reach', person: null }])
      const params = { reportedId: rows[0]?.subject.id ?? '' }
      const seen = await station.tracing.report({ params })
      expect(seen).toMatchObject({
        name: 'Trần Văn Lạ',
        phone: '0905000009',
        verified: false,
        personId: null,
        likely: [],
      })
      await byName({ name: 'Lê Thị Mua', phone: '0905000001' })
      const known = (await inbox()).find(row => row.subject.id !== params.reportedId)
      expect(await station.tracing.report({ params: { reportedId: known?.subject.id ?? '' } })).toMatchObject({
        personId: null,
        likely: [
          {
            id: personId,
            name: 'Lê Thị Mua',
            birthYear: '1988',
          },
        ],
      })
      const kept = await stage.sql<{ text: string }[]>`select r::text as text from tracing.notice_report r`
      expect(kept.map(row => row.text).join()).not.toMatch(/Trần|0905|84905/)
      const events = await stage.sql<{ text: string }[]>`select e::text as text from core.event e`
      expect(events.map(row => row.text).join()).not.toMatch(/Trần Văn Lạ|0905000009/)
    }),
  )

  test(
    'who knows no more than a name and a number moves no report; the station that has it is told, and asks',
    scene(async stage => {
      const { byName, inbox, unitId, station } = await told(stage)
      const first = await byName()
      const other = stage.as.healthOfficer('Thị trấn Phong Điền')
      for (let n = 0; n < 2; n++)
        expect(await byName({ unitId })).toEqual({ ...first, unitName: 'thị trấn Phong Điền' })
      expect(await inbox(other)).toEqual([])
      const [row] = await inbox()
      const { steps } = await station.work.item({ params: { workId: row?.id ?? '' } })
      expect(steps.filter(step => step.what === 'comment').map(step => step.note)).toEqual([
        expect.stringContaining('báo đang ở Thị trấn Phong Điền'),
      ])
    }),
  )

  test(
    'calls the station: the officer enters it for the commune of stay, marked by whom; it is the one they reported, and moves',
    scene(async stage => {
      const { byName, inbox, unitId, station, code, lineIds, stayId, citizen } = await told(stage)
      const body = { name: 'Trần Văn Lạ', phone: '0905000009', unitId: stayId, lineIds }
      const call = (who = station, more = {}) =>
        who.tracing.reportCalled({ params: { code }, body: { ...body, ...more } })
      expect((await station.tracing.currentNotices({})).notices).toMatchObject([{ code, number: '01/TB-KSBT' }])
      await byName()
      expect(await call()).toMatchObject({ unitName: HERE, places: 2, again: true })
      expect(await call(station, { name: 'Ngô Thị Gọi' })).toMatchObject({ places: 2, again: false })
      const called = await inbox()
      const views = await Promise.all(
        called.map(row => station.tracing.report({ params: { reportedId: row.subject.id } })),
      )
      expect(views.map(({ name, verified, enteredBy }) => [name, verified, enteredBy !== null]).sort()).toEqual([
        ['Ngô Thị Gọi', false, true],
        ['Trần Văn Lạ', false, false],
      ])
      expect(await call(station, { unitId })).toMatchObject({ unitName: 'thị trấn Phong Điền', again: true })
      expect(await inbox(stage.as.healthOfficer('Thị trấn Phong Điền'))).toHaveLength(1)
      await expect(call(station, { phone: '0123456789' })).rejects.toMatchObject({ code: 'tracing.report.phone' })
      await expect(call(citizen)).rejects.toMatchObject({ status: 403 })
      await expect(call(stage.as.nobody())).rejects.toMatchObject({ status: 403 })
    }),
  )

  test(
    'two reports of entries that are merged later are one, with the places of both and one item',
    scene(async stage => {
      const { report, lineIds, personId, inbox, person, citizen, code, station, noticeId, view, tracer } =
        await told(stage)
      await report(lineIds.slice(0, 1))
      const double = await person('Lê Thị Mua', { unitId: stage.world.units[STAY] as string })
      const again = stage.as.citizen('0905000002')
      const { accountId } = await again.player()
      await stage.sql`update identity.account set person_id = ${double} where id = ${accountId}`
      await again.tracing.reportMine({ params: { code }, body: { personId: double, lineIds: lineIds.slice(1) } })
      expect(await inbox()).toHaveLength(2)
      await tracer.people.merge({ params: { personId: double }, body: { intoId: personId, reason: 'Một người' } })
      await stage.settle()
      const [row, ...more] = await inbox()
      expect(more).toEqual([])
      const { lines } = await station.tracing.report({ params: { reportedId: row?.subject.id ?? '' } })
      expect(lines).toHaveLength(2)
      expect((await view(noticeId)).reports).toEqual([{ unitName: STAY, all: 1, waiting: 1 }])
      expect((await citizen.tracing.myReports({})).reports).toMatchObject([{ places: { length: 2 } }])
    }),
  )

  test(
    'who may not: for somebody else, without a real phone, name or commune, of a place that is not in it, too often',
    scene(async stage => {
      const { byName, report, tracer, noticeId, person, citizen, code, lineIds } = await told(stage)
      const other = await person('Người Khác')
      const body = { personId: other, lineIds }
      await expect(citizen.tracing.reportMine({ params: { code }, body })).rejects.toMatchObject({ status: 403 })
      await expect(stage.anyone.tracing.reportMine({ params: { code }, body })).rejects.toMatchObject({ status: 401 })
      for (const [more, problem] of [
        [{ phone: '0123456789' }, 'tracing.report.phone'],
        [{ name: '0905000001' }, 'tracing.report.name'],
        [{ unitId: stage.world.units['46'] }, 'tracing.report.no-commune'],
        [{ unitId: noticeId }, 'tracing.report.no-commune'],
      ] as const)
        await expect(byName(more)).rejects.toMatchObject({ code: problem })
      await expect(byName({}, [noticeId])).rejects.toMatchObject({ code: 'tracing.report.corrected' })
      const missing = stage.anyone.tracing.publicNotice({ params: { code: 'KHONGCO1' } })
      await expect(missing).rejects.toMatchObject({ status: 404 })
      for (let n = 0; n < 10; n++) await byName({ name: `Người ${'ABCDEGHIKL'[n]}n` })
      await expect(byName({ name: 'Người Nữa' })).rejects.toMatchObject({
        status: 429,
        code: 'tracing.report.phone-wait',
      })
      await tracer.tracing.withdrawNotice({ params: { noticeId }, body: { reason: 'Nhầm' } })
      await expect(report()).rejects.toMatchObject({ status: 409, code: 'tracing.report.over' })
    }),
  )

  test(
    'one machine cannot flood the communes',
    scene(async stage => {
      const { code, lineIds, stayId } = await told(stage)
      const machine = stage.device('203.0.113.7')
      const send = (name: string) =>
        machine.tracing
          .reportByName({ params: { code }, body: { name, phone: '0905000000', unitId: stayId, lineIds } })
          .catch((problem: { code: string }) => problem.code)
      for (let n = 0; n < 300; n++) expect(await send('1')).toBe('tracing.report.name')
      expect(await send('Trần Văn Máy')).toBe('tracing.report.wait')
      const other = stage.device('203.0.113.8')
      const body = { name: 'Trần Văn Người', phone: '0905000000', unitId: stayId, lineIds }
      expect(await other.tracing.reportByName({ params: { code }, body })).toMatchObject({ places: 2 })
    }),
  )
})

describe('the commune and the tracer', () => {
  test(
    'the station speaks with them and passes on; the tracer lists them with the case, for review, once',
    scene(async stage => {
      const { report, inbox, station, tracer, caseId, personId, citizen } = await told(stage)
      await report()
      const [row] = await inbox()
      const params = { workId: row?.id ?? '' }
      const reportedId = row?.subject.id ?? ''
      await station.work.move({ params, body: { step: 'reach', version: 1 } })
      await station.work.move({ params, body: { step: 'pass-on', version: 2 } })
      expect((await citizen.tracing.myReports({})).reports).toMatchObject([{ state: 'passed-on' }])
      const listing = { params: { reportedId }, body: {} }
      await expect(station.tracing.listReported(listing)).rejects.toMatchObject({ status: 403 })
      await expect(stage.as.tracer('Quảng Điền').tracing.listReported(listing)).rejects.toMatchObject({ status: 403 })
      expect(await tracer.tracing.listReported(listing)).toEqual({ cases: 1 })
      await expect(tracer.tracing.listReported(listing)).rejects.toMatchObject({ code: 'tracing.report.done-already' })
      const contacts = async () => (await tracer.tracing.contacts({ params: { caseId }, query: {} })).rows
      const expected = {
        personId,
        how: 'reported',
        state: 'review',
        exposure: 'medium',
        estimated: true,
        reason: 'Tự báo theo thông báo khẩn 01/TB-KSBT. Chưa rõ ở gần ca bệnh đến đâu.',
      }
      expect(await contacts()).toMatchObject([expected])
      // Tracing anew finds no door that saw them, and leaves them on the list all the same.
      await tracer.tracing.trace({ params: { caseId }, body: { generation: '1' } })
      expect(await contacts()).toMatchObject([expected])
      expect(await stage.sql`select from standing.standing where person_id = ${personId}`).toHaveLength(0)
    }),
  )

  test(
    'who reported without an account is listed once somebody has found them in the register',
    scene(async stage => {
      const { byName, inbox, tracer, caseId, person } = await told(stage)
      await byName()
      const [row] = await inbox()
      const params = { reportedId: row?.subject.id ?? '' }
      await expect(tracer.tracing.listReported({ params, body: {} })).rejects.toMatchObject({
        code: 'tracing.report.nobody',
      })
      const found = await person('Trần Văn Lạ')
      expect(await tracer.tracing.listReported({ params, body: { personId: found } })).toEqual({ cases: 1 })
      const { rows } = await tracer.tracing.contacts({ params: { caseId }, query: {} })
      expect(rows).toMatchObject([{ personId: found, how: 'reported' }])
    }),
  )

  test(
    'the case itself is not its own contact; whom a door found stays as they were found',
    scene(async stage => {
      const { byName, inbox, tracer, personOfCase, person, scan, market, halls, caseId } = await told(stage)
      const seen = await person('Phạm Thị Thấy')
      await scan(seen, market, 'in', '2026-11-19T01:10:00Z', halls[0])
      await scan(seen, market, 'out', '2026-11-19T02:00:00Z', halls[0])
      await stage.settle()
      await tracer.tracing.trace({ params: { caseId }, body: { generation: '1' } })
      await byName()
      await byName({ name: 'Phạm Thị Thấy' })
      const [one, other] = (await inbox()).map(row => ({ reportedId: row.subject.id }))
      if (!one || !other) throw new Error('Two reports were expected.')
      await expect(
        tracer.tracing.listReported({ params: one, body: { personId: personOfCase } }),
      ).rejects.toMatchObject({ code: 'tracing.report.no-case' })
      expect(await tracer.tracing.listReported({ params: other, body: { personId: seen } })).toEqual({ cases: 1 })
      const { rows } = await tracer.tracing.contacts({ params: { caseId }, query: {} })
      expect(rows).toMatchObject([{ personId: seen, how: 'place', exposure: 'high' }])
    }),
  )

  test(
    'nobody is told by the notice that their own visits match: the trace does that',
    scene(async stage => {
      const { person, scan, market, halls, noticeId, tracer, edit, publish } = await told(stage)
      const seen = await person('Phạm Thị Thấy', { identifiers: { phone: '+84905000077' } })
      await scan(seen, market, 'in', '2026-11-19T01:10:00Z', halls[0])
      await tracer.tracing.correctNotice({ params: { noticeId } })
      await edit(noticeId, { correction: 'Thêm giờ.' })
      await publish(noticeId)
      await stage.settle()
      expect(await stage.sql`select from messages.message where person_id = ${seen}`).toHaveLength(0)
    }),
  )

  test(
    'the tracer sees how many reported where; reports go when nobody needs them any more',
    scene(async stage => {
      const { report, byName, view, noticeId, unitId, inbox, station } = await told(stage)
      await report()
      await byName({ unitId })
      expect((await view(noticeId)).reports).toEqual(
        expect.arrayContaining([
          { unitName: STAY, all: 1, waiting: 1 },
          { unitName: 'Thị trấn Phong Điền', all: 1, waiting: 1 },
        ]),
      )
      const [row] = await inbox()
      await station.work.move({ params: { workId: row?.id ?? '' }, body: { step: 'reach', version: 1 } })
      expect((await view(noticeId)).reports).toContainEqual({ unitName: STAY, all: 1, waiting: 0 })
      const left = async () => (await stage.sql`select from tracing.notice_report`).length
      stage.at('2026-12-31T16:00:00Z')
      await enforce(stage.app)
      expect(await left()).toBe(2)
      stage.at('2027-01-01T16:00:00Z')
      await enforce(stage.app)
      expect(await left()).toBe(0)
      expect(await stage.as.leader(PROVINCE).tracing.notice({ params: { noticeId } })).toMatchObject({ reports: [] })
    }),
  )
})
