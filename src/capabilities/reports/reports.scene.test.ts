import Excel from 'exceljs'
import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { recompute } from '#base/indicators/index.ts'
import { addPerson } from '#base/people/people.ts'
import { treeOf } from '#base/units/trees.ts'
import { newId } from '#core/ids.ts'
import { textOfPdf } from '../../../e2e/support/pdf.ts'
import type { ReportView } from './contract.ts'
import { draftDue } from './draft.ts'

const MORNING = '2026-11-20T06:00:00+07:00'
const EVENING = '2026-11-20T18:00:00+07:00'

/** The district of Phong Điền with two of its communes, their stations, and the tracer of the province. */
async function district(stage: Stage) {
  const { as, app, world } = stage
  const [town, hoa] = [world.units['Thị trấn Phong Điền'] as string, world.units['Xã Phong Hòa'] as string]
  const districtId = treeOf(app).path(town).at(-2)?.id as string
  const tracer = as.tracer('Thừa Thiên Huế')
  const station = as.healthOfficer('Thị trấn Phong Điền')
  await app.run(ctx => recompute(ctx))
  let n = 0
  const caseAt = async (unitId: string, confirmedAt: string, more = {}) => {
    const personId = await app.run(ctx => addPerson(ctx, { fullName: `Ca ${++n}`, birthDate: '1990', unitId }))
    const body = {
      personId,
      unitId,
      origin: 'community' as const,
      confirmedAt,
      ...NOTHING,
      ...more,
    }
    return (await tracer.tracing.openCase({ body })).caseId
  }
  const draft = async (unitId: string, by = tracer, at?: string) =>
    (await by.reports.create({ body: { unitId, ...(at ? { at } : {}) } })).reportId
  const view = (reportId: string, by = tracer) => by.reports.report({ params: { reportId } })
  const send = async (reportId: string, by = tracer, corrects: string[] = []) => {
    const { seen } = await view(reportId, by)
    return by.reports.send({ params: { reportId }, body: { seen, corrects } })
  }
  return { town, hoa, districtId, tracer, station, caseAt, draft, view, send }
}

const NOTHING = { onsetOn: null, sampledAt: null, isolatedAt: null }

/** The values of a row by their columns, those that are null or 0 left out. */
function known({ columns }: ReportView, row: { readonly values: readonly (number | null)[] }) {
  const pairs = columns.map(({ key }, i) => [key.replace('tracing.', ''), row.values[i]] as const)
  return Object.fromEntries(pairs.filter(([, value]) => value))
}

describe('the figures of a report', () => {
  test(
    'are of the hours before the cut-off, by origin and by unit; what nobody said is empty',
    scene(async stage => {
      const { town, hoa, districtId, caseAt, draft, view } = await district(stage)
      stage.at('2026-11-20T19:00:00+07:00')
      await caseAt(town, '2026-11-19T17:59:00+07:00')
      await caseAt(town, '2026-11-19T18:00:00+07:00')
      await caseAt(town, '2026-11-20T00:10:00+07:00', { origin: 'entry' })
      await caseAt(hoa, '2026-11-20T17:59:00+07:00')
      await caseAt(hoa, EVENING)
      const report = await view(await draft(districtId, undefined, EVENING))
      expect(report).toMatchObject({ state: 'draft', scheduled: true, fromAt: '2026-11-19T11:00:00.000Z' })
      const part = (unitId: string) => report.parts.find(one => one.unitId === unitId)
      expect(known(report, part(town) as never)).toEqual({
        cases: 2,
        'cases-community': 1,
        'cases-entry': 1,
        'reports.cumulative': 3,
      })
      expect(known(report, part(hoa) as never)).toEqual({ cases: 1, 'cases-community': 1, 'reports.cumulative': 1 })
      expect(known(report, report.whole)).toMatchObject({ cases: 3, 'reports.cumulative': 4 })
      const whole = (key: string) => report.whole.values[report.columns.findIndex(one => one.key === key)]
      expect([whole('tracing.cases-locked-area'), whole('tests')]).toEqual([0, null])
      expect(report.text).toContain('Ca mới: 3\n- Ca cộng đồng: 2\n- Khu cách ly: 0')
      expect(report.text).toContain('Thị trấn Phong Điền 2; Xã Phong Hòa 1;')
      expect(report.text).toContain('(DỰ THẢO)')
    }),
  )

  test(
    'are cut off at the minute: cases, what is cumulative, the things behind them, and who was in isolation by then',
    scene(async stage => {
      const { town, caseAt, draft, view, tracer, station } = await district(stage)
      await stage.as.administrator('Thừa Thiên Huế').policies.set({
        params: { code: 'reports.hours' },
        body: {
          unitId: town,
          from: '2026-11-01',
          document: 'Thử',
          params: { cutoffs: ['16:30'], spanHours: 24, dueMinutes: 60, tiers: ['commune'] },
        },
      })
      stage.at('2026-11-20T17:10:00+07:00')
      for (const at of [
        '2026-11-19T16:29',
        '2026-11-19T16:30',
        '2026-11-20T16:05',
        '2026-11-20T16:29',
        '2026-11-20T16:30',
      ])
        await caseAt(town, `${at}:00+07:00`)
      for (const [begunAt, fromOn, releasedOn] of [
        ['2026-11-20T16:20:00+07:00', '2026-11-20', null],
        ['2026-11-20T16:40:00+07:00', '2026-11-20', null],
        ['2026-11-10T08:00:00+07:00', '2026-11-10', '2026-11-20'],
        ['2026-11-18T08:00:00+07:00', '2026-11-21', null],
      ] as const)
        await stage.sql`
          insert into isolation.isolation_order
            (id, work_id, person_id, unit_id, kind, reason, is_protected, place, from_on, until_on, days, watch_days,
             policy_version, document, state, proposed_at, begun_at, released_on)
          values (${newId()}, ${newId()}, ${newId()}, ${town}, 'home', 'contact', false, 'Tại nhà', ${fromOn},
                  ${fromOn}::date + 13, 14, 0, 'x', 'x', 'in-force', ${begunAt}, ${begunAt}, ${releasedOn})`
      await stage.app.run(ctx => recompute(ctx, 'isolation.people'))
      await station.player()
      await stage.app.run(draftDue)
      const { rows } = await station.reports.list({ query: {} })
      expect(rows.map(row => row.cutoffAt)).toEqual(['2026-11-20T09:30:00.000Z'])
      const reportId = rows[0]?.id as string
      const report = await view(reportId)
      expect(known(report, report.whole)).toMatchObject({ cases: 3, 'reports.cumulative': 4, 'isolation.people': 1 })
      const behind = async (figure: string) =>
        (await tracer.reports.things({ params: { reportId }, query: { figure } })).rows.length
      expect([await behind('tracing.cases'), await behind('isolation.people')]).toEqual([3, 1])
      expect(report.text).toContain('16:30 20/11/2026')
      const later = await view(await draft(town, tracer, '2026-11-20T16:45:00+07:00'))
      expect(known(later, later.whole)).toMatchObject({ cases: 3, 'isolation.people': 2 })
    }),
  )

  test(
    'that no module knows are entered by hand, with who did, and add up from the units that sent theirs',
    scene(async stage => {
      const { town, hoa, districtId, tracer, station, draft, view, send } = await district(stage)
      stage.at('2026-11-20T06:20:00+07:00')
      const [own, ofTown, ofHoa] = [
        await draft(districtId),
        await draft(town, station),
        await draft(hoa, stage.as.healthOfficer('Xã Phong Hòa')),
      ]
      const enter = (
        reportId: string,
        by: typeof tracer,
        figure: 'tests' | 'died',
        value: number | null,
        reason?: string,
      ) => by.reports.enter({ params: { reportId }, body: { figure, value, ...(reason ? { reason } : {}) } })
      await enter(ofTown, station, 'tests', 30)
      await enter(ofTown, station, 'tests', 40)
      await enter(ofHoa, stage.as.healthOfficer('Xã Phong Hòa'), 'tests', 5)
      await enter(own, tracer, 'tests', 100)
      const tests = async () => {
        const report = await view(own)
        const i = report.columns.findIndex(one => one.key === 'tests')
        return { whole: report.whole.values[i], missing: report.missing.map(one => one.name) }
      }
      expect(await tests()).toMatchObject({ whole: 100, missing: expect.arrayContaining(['Thị trấn Phong Điền']) })
      await send(ofTown, station)
      expect((await tests()).whole).toBe(140)
      expect((await tests()).missing).not.toContain('Thị trấn Phong Điền')
      expect((await view(ofTown, station)).entries).toMatchObject([
        { figure: 'tests', value: 40, by: expect.stringContaining('Cán bộ') },
        { figure: 'tests', value: 30 },
      ])
      await expect(enter(ofTown, station, 'tests', 41)).rejects.toMatchObject({ code: 'reports.reason-missing' })
      await enter(ofTown, station, 'tests', 41, 'Đếm thiếu một mẫu')
      expect((await view(ofTown, station)).changes).toMatchObject([{ figure: 'tests', was: 40, now: 41 }])
      await expect(enter(own, tracer, 'tests', -1)).rejects.toMatchObject({ status: 400 })
      await expect(enter(own, stage.as.leader('Thừa Thiên Huế'), 'tests', 1)).rejects.toMatchObject({
        code: 'core.refused.verb',
      })
    }),
  )
})

describe('sending', () => {
  test(
    'freezes what was looked at under a number; what changed since is looked at again first',
    scene(async stage => {
      const { town, station, caseAt, draft, view, send } = await district(stage)
      stage.at('2026-11-20T06:20:00+07:00')
      await caseAt(town, '2026-11-20T01:00:00+07:00')
      const reportId = await draft(town, station)
      const { seen } = await view(reportId, station)
      await caseAt(town, '2026-11-20T02:00:00+07:00')
      const params = { reportId }
      await expect(station.reports.send({ params, body: { seen, corrects: [] } })).rejects.toMatchObject({
        code: 'reports.changed',
        status: 409,
      })
      expect(await send(reportId, station)).toEqual({ number: '01/BC-BCĐ' })
      expect(await view(reportId, station)).toMatchObject({ state: 'sent', number: '01/BC-BCĐ', cases: 2, changes: [] })
      await expect(send(reportId, station)).rejects.toMatchObject({ code: 'reports.not-a-draft' })
      expect((await station.work.inbox({ query: { kind: 'reports.report' } })).rows).toEqual([])
      const rows = await stage.sql<{ version: string }[]>`select hours_version as version from reports.report`
      expect(rows).toEqual([{ version: 'reports.hours@2020-01-01' }])
    }),
  )

  test(
    'waits for figures that are not computed yet',
    scene(async stage => {
      const { town, station, draft, send } = await district(stage)
      const reportId = await draft(town, station)
      await stage.sql`update indicators.definition set version = 0 where name = 'tracing.cases'`
      await expect(send(reportId, station)).rejects.toMatchObject({ code: 'reports.not-ready', status: 409 })
    }),
  )

  test(
    'later changes stand against what was sent, with the cases that changed; the next report says them once',
    scene(async stage => {
      const { town, tracer, caseAt, draft, view, send } = await district(stage)
      stage.at('2026-11-20T06:20:00+07:00')
      const caseId = await caseAt(town, '2026-11-20T01:00:00+07:00')
      const first = await draft(town)
      await send(first)
      stage.at('2026-11-20T18:20:00+07:00')
      const late = await caseAt(town, '2026-11-20T05:30:00+07:00')
      await tracer.tracing.reclassify({ params: { caseId }, body: { origin: 'entry', reason: 'Về từ Lào' } })
      const changes = [
        { figure: 'tracing.cases', unitId: null, was: 1, now: 2, correctedIn: null },
        { figure: 'tracing.cases-entry', unitId: null, was: 0, now: 1, correctedIn: null },
      ]
      expect(await view(first)).toMatchObject({ cases: 1, changes })
      const things = (figure: string) => tracer.reports.things({ params: { reportId: first }, query: { figure } })
      const changed = async (figure: string) => (await things(figure)).rows.map(({ id, change }) => [id, change])
      expect(await changed('tracing.cases')).toEqual([
        [late, 'added'],
        [caseId, null],
      ])
      expect(await changed('tracing.cases-community')).toEqual([
        [late, 'added'],
        [caseId, 'gone'],
      ])

      const second = await draft(town)
      const { corrections, text } = await view(second)
      expect(corrections).toMatchObject([
        { ofId: first, figure: 'tracing.cases', was: 1, now: 2 },
        { ofId: first, figure: 'tracing.cases-entry', was: 0, now: 1 },
      ])
      expect(text).toContain('Đính chính:\n- Báo cáo 06:00 20/11/2026, Ca mới: 1 → 2 (+1)')
      await send(second, undefined, [first])
      expect((await view(second)).corrections).toHaveLength(2)
      expect((await view(first)).changes).toMatchObject([
        { was: 1, now: 2, correctedIn: '2026-11-20T11:00:00.000Z' },
        { was: 0, now: 1, correctedIn: '2026-11-20T11:00:00.000Z' },
      ])
      stage.at('2026-11-21T06:20:00+07:00')
      expect((await view(await draft(town))).corrections).toEqual([])
    }),
  )

  test(
    'deaths and recoveries are of the cases, beside those typed in of whom there is no file; one written down later is corrected',
    scene(async stage => {
      const { town, caseAt, draft, view, send, tracer } = await district(stage)
      stage.at('2026-11-20T18:20:00+07:00')
      const [one, two] = [
        await caseAt(town, '2026-11-10T08:00:00+07:00'),
        await caseAt(town, '2026-11-10T09:00:00+07:00'),
      ]
      const record = (caseId: string, outcome: 'recovered' | 'died', at: string) =>
        tracer.tracing.recordOutcome({ params: { caseId }, body: { outcome, at, source: 'Bệnh viện báo' } })
      await record(one, 'recovered', '2026-11-20T09:00:00+07:00')
      await stage.settle()
      const reportId = await draft(town, tracer, EVENING)
      await tracer.reports.enter({ params: { reportId }, body: { figure: 'died', value: 1 } })
      const before = await view(reportId)
      expect(known(before, before.whole)).toMatchObject({ recovered: 1, died: 1 })
      expect(before.text).toContain('Khỏi bệnh, xuất viện: 1\n- Tử vong: 0')
      expect(before.text).toMatch(/Tử vong, chưa có hồ sơ ca: 1 \(.*tay/)
      await send(reportId)

      stage.at('2026-11-20T19:00:00+07:00')
      await record(two, 'died', '2026-11-20T17:00:00+07:00')
      await stage.settle()
      const after = await view(reportId)
      expect(after.changes).toMatchObject([{ figure: 'tracing.died', unitId: null, was: 0, now: 1 }])
      const query = { figure: 'tracing.died' }
      const { rows } = await tracer.reports.things({ params: { reportId }, query })
      expect(rows).toMatchObject([{ id: two, to: `/case-outcomes/${two}`, change: 'added' }])
    }),
  )

  test(
    'a correction that is left out is offered again',
    scene(async stage => {
      const { town, caseAt, draft, view, send } = await district(stage)
      stage.at('2026-11-20T06:20:00+07:00')
      await send(await draft(town))
      stage.at('2026-11-20T18:20:00+07:00')
      await caseAt(town, '2026-11-20T05:30:00+07:00')
      const second = await draft(town)
      await send(second)
      expect((await view(second)).corrections).toEqual([])
      stage.at('2026-11-21T06:20:00+07:00')
      expect((await view(await draft(town))).corrections).toMatchObject([
        { figure: 'tracing.cases', was: 0, now: 1 },
        { figure: 'tracing.cases-community', was: 0, now: 1 },
      ])
    }),
  )
})

describe('a figure opens', () => {
  test(
    'to the cases behind it, for whoever may see them, and the look is audited',
    scene(async stage => {
      const { town, hoa, districtId, tracer, station, caseAt, draft } = await district(stage)
      stage.at('2026-11-20T06:20:00+07:00')
      const caseId = await caseAt(town, '2026-11-20T01:00:00+07:00')
      await caseAt(hoa, '2026-11-20T02:00:00+07:00')
      const reportId = await draft(districtId)
      const things = (query: object, by = tracer, id = reportId) =>
        by.reports.things({ params: { reportId: id }, query: { figure: 'tracing.cases', ...query } })
      expect((await things({})).rows).toHaveLength(2)
      expect(await things({ unitId: town })).toMatchObject({
        rows: [{ id: caseId, title: expect.stringMatching(/^BN/), to: `/cases/${caseId}`, change: null }],
        atLeast: 1,
        exact: true,
      })
      const looked = await stage.sql`select from core.audit where purpose = 'reports.things'`
      expect(looked.length).toBeGreaterThan(0)
      await expect(things({ figure: 'tests' })).rejects.toMatchObject({ status: 404 })
      const elsewhere = stage.world.units['46'] as string
      await expect(things({ unitId: elsewhere })).rejects.toMatchObject({ status: 404 })

      const own = await draft(town, station)
      await expect(things({}, station, own)).rejects.toMatchObject({
        code: 'core.refused.verb',
        status: 403,
        params: { verb: 'tracing.read' },
      })
      const { columns } = await station.reports.report({ params: { reportId: own } })
      expect(columns[0]).toMatchObject({ opens: true, refused: 'core.refused.verb', verb: 'tracing.read' })
    }),
  )
})

describe('at its hour', () => {
  test(
    'a unit that somebody serves gets a draft and an item of work with a deadline; what nobody sent lapses',
    scene(async stage => {
      const { town, station, view } = await district(stage)
      stage.at('2026-11-20T06:02:00+07:00')
      await station.player()
      await stage.app.run(draftDue)
      await stage.app.run(draftDue)
      const inbox = () => station.work.inbox({ query: { kind: 'reports.report' } })
      const [item, ...more] = (await inbox()).rows
      expect(more).toEqual([])
      expect(item).toMatchObject({ state: 'draft', unit: { id: town }, dueAt: '2026-11-20T00:00:00.000Z' })
      const reportId = item?.subject.id as string
      expect(await view(reportId, station)).toMatchObject({ state: 'draft', scheduled: true, cases: null })
      expect((await view(reportId, station)).whole.values[0]).toBe(0)

      stage.at('2026-11-20T18:03:00+07:00')
      await stage.app.run(draftDue)
      const { rows } = await inbox()
      expect(rows.map(row => row.params)).toEqual([{ at: '2026-11-20T11:00:00.000Z' }])
      expect((await view(reportId, station)).state).toBe('missed')
      const again = await station.reports.create({ body: { unitId: town, at: MORNING } })
      expect(again).toEqual({ reportId })
      await stage.app.run(draftDue)
      expect((await view(reportId, station)).state).toBe('draft')
      expect((await inbox()).rows).toHaveLength(2)
    }),
  )

  test(
    'hours and tiers are those of the area',
    scene(async stage => {
      const { town, station } = await district(stage)
      await station.player()
      const body = {
        unitId: town,
        from: '2026-11-01',
        document: 'Thử',
        params: {
          cutoffs: [16],
          spanHours: 12,
          dueMinutes: 30,
          tiers: ['province', 'commune'],
        },
      }
      await stage.as.administrator('Thừa Thiên Huế').policies.set({ params: { code: 'reports.hours' }, body })
      stage.at('2026-11-20T18:02:00+07:00')
      await stage.app.run(draftDue)
      const { rows } = await station.reports.list({ query: {} })
      expect(rows.map(row => row.cutoffAt)).toEqual(['2026-11-20T09:00:00.000Z'])
      const params = { reportId: rows[0]?.id as string }
      expect(await station.reports.report({ params })).toMatchObject({ fromAt: '2026-11-19T21:00:00.000Z' })
    }),
  )

  test.each([
    ['2026-11-20T20:00:00+07:00', 'reports.future'],
    ['2026-10-01T06:00:00+07:00', 'reports.too-old'],
  ])('none is made of %s', (at, code) =>
    scene(async stage => {
      const { town, draft } = await district(stage)
      await expect(draft(town, undefined, at)).rejects.toMatchObject({ code })
    })(),
  )
})

test(
  'a report is of its area: others see and make none',
  scene(async stage => {
    const { town, hoa, station, draft, view } = await district(stage)
    const reportId = await draft(hoa)
    await draft(town, station)
    const refused = { code: 'core.refused.area', status: 403 }
    await expect(view(reportId, station)).rejects.toMatchObject(refused)
    await expect(draft(hoa, station)).rejects.toMatchObject(refused)
    expect((await station.reports.list({ query: {} })).rows.map(row => row.unitId)).toEqual([town])
    const leader = stage.as.leader('Thừa Thiên Huế')
    expect((await leader.reports.list({ query: {} })).rows).toHaveLength(2)
    const odd = { after: `2026-99-99T00:00Z~${'-'.repeat(36)}` }
    await expect(leader.reports.list({ query: odd })).rejects.toMatchObject({ code: 'core.unreadable', status: 400 })
    expect((await leader.reports.list({ query: { unitId: hoa, state: 'draft' } })).rows).toHaveLength(1)
    await expect(stage.as.citizen().reports.list({ query: {} })).rejects.toMatchObject({ status: 403 })
  }),
)

test(
  'as a spreadsheet it has the head of a paper and real numbers, as a paper the national layout',
  scene(async stage => {
    const { town, districtId, tracer, caseAt, draft, view, send } = await district(stage)
    stage.at('2026-11-20T18:20:00+07:00')
    await caseAt(town, '2026-11-20T01:00:00+07:00')
    const reportId = await draft(districtId)
    await tracer.reports.enter({ params: { reportId }, body: { figure: 'tests', value: 1234 } })
    await send(reportId)
    const fileOf = async (as: 'pdf' | 'xlsx') => {
      const file = await tracer.reports.file({ params: { reportId }, query: { as } })
      return new Uint8Array(await file.arrayBuffer())
    }
    const book = new Excel.Workbook()
    await book.xlsx.load((await fileOf('xlsx')).buffer as never)
    const cells = book.worksheets[0]?.getSheetValues().flatMap(row => (Array.isArray(row) ? row : [])) ?? []
    for (const said of ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'HUYỆN PHONG ĐIỀN', 'Số: 01/BC-BCĐ', 1234])
      expect(cells).toContain(said)
    const row = (name: string) =>
      book.worksheets[0]?.getSheetValues().find(one => Array.isArray(one) && one[1] === name)
    expect((row('Thị trấn Phong Điền') as unknown[]).slice(2, 5)).toEqual([1, 1, 0])

    const pages = (await textOfPdf(await fileOf('pdf'))).join(' ')
    const parts = [
      'BAN CHỈ ĐẠO PHÒNG, CHỐNG DỊCH',
      'HUYỆN PHONG ĐIỀN',
      'Độc lập - Tự do - Hạnh phúc',
      'Số: 01/BC-BCĐ',
      'Phong Điền, ngày 20 tháng 11 năm 2026',
      'BÁO CÁO NHANH',
      'Tình hình dịch đến 18:00 20/11/2026',
      'Thị trấn Phong Điền 1 1 0 0 0 0 1',
      'Tổng cộng',
      '1.234',
      'TM. BAN CHỈ ĐẠO',
    ]
    expect(parts.filter(part => !pages.includes(part))).toEqual([])
    const missing = (await view(reportId)).missing.map(one => one.name)
    expect(missing.length).toBeGreaterThan(3)
    expect(missing.filter(name => !pages.includes(name))).toEqual([])
  }),
)
