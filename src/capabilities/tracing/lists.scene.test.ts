import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { sendList } from '#base/lists/testing.ts'
import { addPerson } from '#base/people/people.ts'
import { standingsOf } from '#base/standing/standing.ts'

const testdata = process.env.SAOLA_TESTDATA
const outside = test.skipIf(!testdata)
const lineList = (name: string) => readFile(join(testdata ?? '', 'testdata/epi-linelists', name))

const HERE = 'Thị trấn Phong Điền'
const FAR = 'Xã Gio Mai'
const tracerOf = (stage: Stage) => stage.as.tracer('Thừa Thiên Huế')
const atHome = { mapping: { unit: { value: HERE } } }

const filesIn = ({ sql }: Stage) => sql<{ name: string; onset: string | null; source: string | null }[]>`
  select p.full_name as name, c.onset_on as onset, s.full_name as source
  from tracing.case_file c join people.person p on p.id = c.person_id
  left join tracing.case_file f on f.id = c.source_case_id left join people.person s on s.id = f.person_id
  order by p.full_name`

const MESSY = [
  'DANH SÁCH CA BỆNH;;;;;',
  'Mã BN;Họ và tên;Năm sinh;Xã, phường;Ngày khởi phát;Lây từ',
  `BN1;Nguyễn Văn Một;1980;${HERE};1/11/2026;`,
  `BN2;Trần Thị Hai;12-3-1990;${HERE};03-11-26;BN1`,
  `BN3;Lê Văn Ba;1975;${HERE};31/11/2026;BN1`,
  `BN4;Phạm Thị Bốn;2001;${FAR};4/11/2026;BN2`,
  `BN5;"=HYPERLINK(""http://x"")";2001;${HERE};4/11/2026;`,
  `BN6;Hồ Thị Sáu;1999;${HERE};5/11/2026;BN9`,
  '',
].join('\r\n')

test(
  'a list as people send it: good rows become files with their links, bad ones are named with line and reason',
  scene(async stage => {
    const tracer = tracerOf(stage)
    const first = await sendList(tracer, MESSY, { kind: 'tracing.cases' })
    expect(first.list).toMatchObject({ state: 'done', added: 3, known: 0, refused: 3 })
    expect(first.faults.map(({ line, column, isRefused, reason }) => [line, column, isRefused, reason])).toEqual([
      [5, 'onset', true, 'lists.cell.day'],
      [6, 'unit', true, 'lists.cell.outside'],
      [7, 'name', true, 'lists.cell.formula'],
      [8, 'infector', false, 'tracing.list.no-infector'],
    ])
    expect(await filesIn(stage)).toEqual([
      { name: 'Hồ Thị Sáu', onset: '2026-11-05', source: null },
      { name: 'Nguyễn Văn Một', onset: '2026-11-01', source: null },
      { name: 'Trần Thị Hai', onset: '2026-11-03', source: 'Nguyễn Văn Một' },
    ])

    const refused = await tracer.lists.refused({ params: { importId: first.list.id } })
    const text = await refused.text()
    expect(text).toContain('BN3')
    expect(text).not.toContain('Trần Thị Hai')
    // The cell that began with a formula goes out as a text.
    expect(text).not.toMatch(/(^|[;,"])=HYPERLINK/m)

    const again = await sendList(tracer, MESSY, { kind: 'tracing.cases' })
    expect(again.list).toMatchObject({ added: 0, known: 3, refused: 3 })
    expect(await filesIn(stage)).toHaveLength(3)
  }),
)

test(
  'a case that a later file brings is linked to those that named it before',
  scene(async stage => {
    const tracer = tracerOf(stage)
    const rows = (...lines: string[]) => ['Mã BN,Họ và tên,Ngày khởi phát,Lây từ', ...lines, ''].join('\n')
    await sendList(tracer, rows('BN2,Trần Thị Hai,3/11/2026,BN1'), { kind: 'tracing.cases', ...atHome })
    expect(await filesIn(stage)).toMatchObject([{ source: null }])
    await sendList(tracer, rows('BN1,Nguyễn Văn Một,1/11/2026,'), { kind: 'tracing.cases', ...atHome })
    expect(await filesIn(stage)).toMatchObject([{ source: null }, { name: 'Trần Thị Hai', source: 'Nguyễn Văn Một' }])
  }),
)

outside(
  'Hagelloch 1861: 188 children and every infector, as the list is',
  scene(async stage => {
    const bytes = await lineList('outbreaks-measles_hagelloch_1861.csv')
    const { list, faults } = await sendList(tracerOf(stage), bytes, { kind: 'tracing.cases', ...atHome })
    expect(list).toMatchObject({ added: 188, refused: 0 })
    const named = bytes
      .toString()
      .split('\n')
      .slice(1)
      .filter(line => /^\d+,\d+,/.test(line)).length
    const [linked] = await stage.sql`select count(source_case_id)::int as n from tracing.case_file`
    expect(linked).toEqual({ n: named })
    expect(faults).toEqual([])
  }),
)

outside(
  'simulated Ebola: 2,161 links made, and the 1,639 that name an absent infector reported',
  scene(async stage => {
    const tracer = tracerOf(stage)
    const source = 'Ebola'
    const cases = await sendList(tracer, await lineList('outbreaks-ebola_sim.linelist.csv'), {
      kind: 'tracing.cases',
      source,
      ...atHome,
    })
    expect(cases.list.refused).toBe(0)
    const links = await sendList(tracer, await lineList('outbreaks-ebola_sim.contacts.csv'), {
      kind: 'tracing.links',
      source,
    })
    const absent = links.faults.filter(fault => fault.reason === 'tracing.list.no-infector').length
    expect({ linked: links.list.added, absent }).toEqual({ linked: 2161, absent: 1639 })
  }),
  // Ten thousand rows, on a machine that does other things, too.
  180_000,
)

test(
  'a list sent again corrects how a case ended where it was the one to say so, with who and when; what a person wrote stays',
  scene(async stage => {
    stage.at('2026-11-20T05:00:00Z')
    const tracer = tracerOf(stage)
    const rows = (one: string, two: string, three: string) =>
      [
        'Mã BN;Họ và tên;Xã, phường;Ngày xác định;Kết quả điều trị;Ngày ra viện',
        `BN1;Nguyễn Văn Một;${HERE};10/11/2026;${one}`,
        `BN2;Trần Thị Hai;${HERE};10/11/2026;${two}`,
        `BN3;Lê Văn Ba;${HERE};10/11/2026;${three}`,
        '',
      ].join('\r\n')
    const send = async (text: string) => {
      const { list, faults } = await sendList(tracer, text, { kind: 'tracing.cases' })
      await stage.settle()
      return { ...list, said: faults.map(({ line, reason, params }) => [line, reason, params]) }
    }
    await send(rows(';', 'ra viện;15/11/2026', ';'))
    const cases = await stage.sql<{ id: string; name: string }[]>`
      select c.id, p.full_name as name from tracing.case_file c join people.person p on p.id = c.person_id`
    const endOf = (name: string) =>
      tracer.tracing.caseEnd({ params: { caseId: cases.find(one => one.name === name)?.id as string } })
    const three = { caseId: cases.find(one => one.name === 'Lê Văn Ba')?.id as string }
    const died = { outcome: 'died' as const, at: '2026-11-18T03:00:00Z', source: 'Bệnh viện Trung ương Huế' }
    await tracer.tracing.recordOutcome({ params: three, body: died })

    const later = rows('khỏi bệnh;19/11/2026', 'ra viện;16/11/2026', 'ra viện;19/11/2026')
    const second = await send(later)
    expect(second).toMatchObject({ added: 0, known: 3, refused: 0 })
    expect(second.said).toEqual([
      [2, 'tracing.list.outcome-written', { was: 'none', wasOn: '–', told: 'recovered', toldOn: '19/11/2026' }],
      [
        3,
        'tracing.list.outcome-corrected',
        { was: 'recovered', wasOn: '15/11/2026', told: 'recovered', toldOn: '16/11/2026' },
      ],
      [
        4,
        'tracing.list.outcome-differs',
        { was: 'died', wasOn: '18/11/2026', told: 'recovered', toldOn: '19/11/2026' },
      ],
    ])
    expect(await endOf('Nguyễn Văn Một')).toMatchObject({ outcome: 'recovered', outcomeOn: '2026-11-19' })
    const { outcomeOn, changes } = await endOf('Trần Thị Hai')
    expect(outcomeOn).toBe('2026-11-16')
    expect(changes).toMatchObject([{ was: 'recovered', wasOn: '2026-11-15', now: 'recovered', source: 'Nguồn thử' }])
    expect(changes[0]?.by).toBeTruthy()
    expect(await endOf('Lê Văn Ba')).toMatchObject({ outcome: 'died', outcomeOn: '2026-11-18' })

    // The same again changes nothing; what still differs is said again.
    const third = await send(later)
    expect(third.said.map(([line]) => line)).toEqual([4])
    expect((await endOf('Trần Thị Hai')).changes).toHaveLength(1)
  }),
)

test(
  'a case that a person registered is the one a list speaks of: how it ended is written into that file, its standing follows',
  scene(async stage => {
    stage.at('2026-11-20T05:00:00Z')
    const tracer = tracerOf(stage)
    const unitId = stage.world.units[HERE] as string
    const idNumber = '046080000123'
    const personId = await stage.app.run(ctx =>
      addPerson(ctx, { fullName: 'Trần Văn Khỏi', birthDate: '1980', unitId, identifiers: { cccd: idNumber } }),
    )
    const body = { personId, unitId, origin: 'community' as const, confirmedAt: '2026-11-10T02:00:00Z' }
    await tracer.tracing.openCase({ body: { ...body, onsetOn: null, sampledAt: null, isolatedAt: null } })
    const text = `Mã BN;Họ và tên;Năm sinh;Căn cước;Xã, phường;Ngày xác định;Kết quả điều trị;Ngày ra viện
V7;Trần Văn Khỏi;1980;${idNumber};${HERE};10/11/2026;ra viện;18/11/2026\n`
    const { list, faults } = await sendList(tracer, text, { kind: 'tracing.cases' })
    expect([list.added, faults.map(one => one.reason)]).toEqual([0, ['tracing.list.outcome-written']])
    const standings = await stage.app.run(ctx => standingsOf(ctx.sql, personId, ctx.now))
    expect(standings.filter(one => one.source === 'tracing')).toEqual([])
  }),
)
