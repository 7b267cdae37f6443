import { describe, expect, test } from 'vitest'
import type { Acting } from '#apps/testing/cast.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { check, recompute } from '#base/indicators/index.ts'
import { addPerson } from '#base/people/people.ts'
import { accountOf, makeOffice, PAPER } from '#capabilities/documents/testing.ts'
import { dossierIn, officeIn } from '#capabilities/services/testing.ts'
import { newId } from '#core/ids.ts'
import { textOfPdf } from '../../../e2e/support/pdf.ts'
import type { Performance } from './contract.ts'

const PROVINCE = 'Thừa Thiên Huế'
const COMMUNES = ['Xã Phong Bình', 'Xã Phong Hiền'] as const
/** 09:00 on the 20th of November 2026, in Vietnam. */
const MONTH = '2026-11'
const SPANS = [
  ['2026-11-01', '2026-11-20'],
  ['2026-10-01', '2026-10-20'],
  ['2025-11-01', '2025-11-20'],
  ['2026-01-01', '2026-11-20'],
] as const

interface Made {
  readonly unitId: string
  readonly channel: string
  readonly filedOn: string
  readonly finishedOn: string | null
  readonly late: boolean
  readonly returnedBy: string | null
  readonly papers: readonly string[]
  readonly stars: number | null
}

const CHANNELS = ['online', 'counter', 'post', 'online', 'portal', 'counter']
const WAYS = ['app', 'post', 'counter', null]
const DAYS = [
  '2026-11-03',
  '2026-11-20',
  '2026-10-05',
  '2026-10-20',
  '2026-10-25',
  '2025-11-11',
  '2025-11-28',
  '2026-03-09',
]

/** Dossiers of two communes over two years, of every kind and outcome. */
async function dossiers(stage: Stage): Promise<Made[]> {
  const made: Made[] = []
  const offices = new Map<string, { officeId: string; personId: string }>()
  for (const name of COMMUNES) {
    const unitId = stage.world.units[name] as string
    const officeId = await stage.app.run(ctx => officeIn(ctx, unitId))
    const person = { fullName: 'Người Giả Định', birthDate: '1990', unitId }
    offices.set(unitId, { officeId, personId: await stage.app.run(ctx => addPerson(ctx, person)) })
  }
  const units = [...offices.keys()]
  for (let i = 0; i < 48; i++) {
    const one: Made = {
      unitId: units[i % 5 === 0 ? 1 : 0] as string,
      channel: CHANNELS[i % CHANNELS.length] as string,
      filedOn: DAYS[i % DAYS.length] as string,
      finishedOn: i % 4 === 3 ? null : (DAYS[i % DAYS.length] as string),
      late: i % 7 === 0,
      returnedBy: WAYS[i % WAYS.length] ?? null,
      papers: ['photo', 'paper', 'reused'].slice(0, i % 4),
      stars: i % 3 ? (i % 5) + 1 : null,
    }
    made.push(one)
    await write(stage, one, offices.get(one.unitId) as { officeId: string; personId: string })
  }
  await stage.app.run(ctx => recompute(ctx))
  return made
}

async function write({ app, sql }: Stage, one: Made, at: { officeId: string; personId: string }): Promise<void> {
  const id = await app.run(ctx => dossierIn(ctx, { ...at, unitId: one.unitId }))
  // At midnight in Vietnam the day begins, at one second before it the day before is still there.
  const moment = (day: string | null) => (day ? new Date(`${day}T00:00:00+07:00`) : null)
  const filed = moment(one.filedOn) as Date
  const finished = moment(one.finishedOn)
  const due = new Date(filed.getTime() + (one.late ? -1000 : 86_400_000))
  await sql`
    update services.dossier set channel = ${one.channel}, filed_at = ${filed}, received_at = ${filed}, due_at = ${due},
      finished_at = ${finished}, state = ${finished ? 'returned' : 'not-received'},
      returned_at = ${one.returnedBy && finished}, returned_by = ${finished && one.returnedBy}
    where id = ${id}`
  await sql`update work.item set open = false, closed_at = ${filed} where subject_id = ${id}`
  for (const how of one.papers)
    await sql`
      insert into services.paper (id, dossier_id, key, name, how, at)
      values (${newId(filed)}, ${id}, ${how}, ${how}, ${how}, ${filed})`
  if (one.stars)
    await sql`
      insert into services.rating (id, dossier_id, moment, stars, at)
      values (${newId(filed)}, ${id}, 'finished', ${one.stars}, ${filed})`
}

const share = (part: number, whole: number) => (whole ? part / whole : null)
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

/** Every figure of dossiers anew, in plain words, from what was made. */
function plainly(all: readonly Made[], from: string, until: string) {
  const within = (day: string | null) => day !== null && day >= from && day <= until
  const filed = all.filter(one => within(one.filedOn))
  const done = all.filter(one => within(one.finishedOn))
  const returned = done.filter(one => one.returnedBy)
  const papers = filed.flatMap(one => one.papers)
  const stars = filed.flatMap(one => one.stars ?? [])
  const online = filed.filter(one => one.channel === 'online' || one.channel === 'portal')
  return {
    'services.filed': filed.length,
    'services.share-online': share(online.length, filed.length),
    'services.filed-post': filed.filter(one => one.channel === 'post').length,
    'services.done': done.length,
    'services.share-in-time': share(done.filter(one => !one.late).length, done.length),
    'services.done-late': done.filter(one => one.late).length,
    'services.returned': returned.length,
    'services.share-post': share(returned.filter(one => one.returnedBy === 'post').length, returned.length),
    'services.share-digital-papers': share(papers.filter(how => how !== 'paper').length, papers.length),
    'services.share-reuse': share(papers.filter(how => how === 'reused').length, papers.length),
    'services.share-content': share(stars.filter(n => n >= 4).length, stars.length),
  }
}

const shown = (seen: Performance, name: string) =>
  seen.sections
    .flatMap(section => section.figures)
    .find(figure => figure.name === name)
    ?.values.map(one => one.value)

const problem = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    error => error.code,
  )

describe('the figures of dossiers', () => {
  test(
    'are, in each span, in whole and by unit, what they are when they are counted one by one',
    scene(async stage => {
      const all = await dossiers(stage)
      const unitId = stage.world.units[PROVINCE] as string
      const seen = await stage.as.leader(PROVINCE).performance.overview({ query: { unitId, month: MONTH } })
      expect(seen.spans.map(({ from, until }) => [from, until])).toEqual(SPANS)
      const plain = SPANS.map(([from, until]) => plainly(all, from, until))
      for (const name of Object.keys(plain[0] ?? {}) as (keyof ReturnType<typeof plainly>)[])
        expect([name, shown(seen, name)]).toEqual([name, plain.map(one => one[name])])
      expect(sum(seen.units.rows.flatMap(row => row.figures[0]?.[3]?.value ?? 0))).toBe(plain[3]?.['services.filed'])
      for (const row of seen.units.rows) {
        const own = all.filter(one => one.unitId === row.id)
        const ofRow = SPANS.map(([from, until]) => plainly(own, from, until))
        for (const [i, { name }] of seen.units.columns.entries())
          if (name in (ofRow[0] ?? {}))
            expect([row.name, name, row.figures[i]?.map(one => one.value)]).toEqual([
              row.name,
              name,
              ofRow.map(one => one[name as keyof typeof one]),
            ])
      }
      expect(seen.units.elsewhere).toBeNull()
    }),
  )

  test(
    'say nothing of the time before there were any, instead of nought',
    scene(async stage => {
      const unitId = stage.world.units[PROVINCE] as string
      const leader = stage.as.leader(PROVINCE)
      const empty = await leader.performance.overview({ query: { unitId, month: MONTH } })
      expect(shown(empty, 'services.filed')).toEqual([null, null, null, null])
      expect(empty.index).toMatchObject({ points: 0, of: 0 })
      await dossiers(stage)
      const seen = await leader.performance.overview({ query: { unitId, month: '2025-11' } })
      expect(shown(seen, 'services.filed')).toEqual([12, null, null, 12])
      expect(await problem(leader.performance.overview({ query: { unitId, month: '2026-12' } }))).toBe(
        'performance.future',
      )
    }),
  )

  test(
    'open the dossiers they count, for who may, and leave as a spreadsheet, a paper and a text',
    scene(async stage => {
      const all = await dossiers(stage)
      const unitId = stage.world.units[PROVINCE] as string
      const leader = stage.as.leader(PROVINCE)
      const query = { unitId, figure: 'services.filed-online', from: '2026-11-01', until: '2026-11-20' }
      const things = await leader.performance.things({ query })
      const online = all.filter(
        one => one.filedOn >= query.from && one.filedOn <= query.until && ['online', 'portal'].includes(one.channel),
      )
      expect(things.rows).toHaveLength(online.length)
      expect(things).toMatchObject({ atLeast: online.length, exact: true, more: null })
      const admin = stage.as.administrator(PROVINCE)
      expect(await problem(admin.performance.things({ query }))).toBe('core.refused.verb')
      expect(await problem(leader.performance.things({ query: { ...query, figure: 'tracing.cases' } }))).toBe(
        'core.not-found',
      )
      expect(await problem(stage.as.role('specialist', { areaId: unitId }).performance.things({ query }))).toBe(
        'core.refused.verb',
      )

      const month = { unitId, month: MONTH }
      const { text } = await leader.performance.overview({ query: month })
      expect(text).toContain('HÀNH CHÍNH SỐ 11/2026')
      expect(text).toContain('- Tỷ lệ nộp trực tuyến: ')
      const pdf = await leader.performance.file({ query: { ...month, as: 'pdf' } })
      const paper = (await textOfPdf(await bytesOf(pdf))).join(' ')
      expect(paper).toContain('Tỷ lệ nộp trực tuyến')
      const { default: Excel } = await import('exceljs')
      const book = new Excel.Workbook()
      await book.xlsx.load(
        (await bytesOf(await leader.performance.file({ query: { ...month, as: 'xlsx' } }))).buffer as never,
      )
      const cells = new Map<string, unknown>()
      book.worksheets[0]?.eachRow(row => cells.set(String(row.getCell(1).value), row.getCell(2).value))
      expect(cells.get('Hồ sơ đã nộp')).toBe(plainly(all, ...SPANS[0])['services.filed'])
      expect(cells.get('Tỷ lệ nộp trực tuyến')).toBe(plainly(all, ...SPANS[0])['services.share-online'])
    }),
  )
})

const bytesOf = async (file: unknown): Promise<Uint8Array> => new Uint8Array(await (file as Blob).arrayBuffer())

describe('documents', () => {
  test(
    'are counted by agency, and open only for whoever oversees the agency',
    scene(async stage => {
      const health = await makeOffice(stage, 'Phong Điền')
      const committee = await makeOffice(stage, 'Phong Điền', 'committee')
      for (const [office, count] of [
        [health, 3],
        [committee, 2],
      ] as const)
        for (let i = 0; i < count; i++)
          await office.clerk.documents.register({ body: { ...PAPER, notation: `${i}/X`, organisationId: office.id } })
      const unitId = stage.world.units['Phong Điền'] as string
      const seen = await health.leader.performance.overview({ query: { unitId, month: MONTH } })
      const received = seen.agencies.columns.findIndex(one => one.name === 'documents.received')
      const by = new Map(seen.agencies.rows.map(row => [row.id, row.figures[received]?.[0]?.value]))
      expect([by.get(health.id), by.get(committee.id)]).toEqual([3, 2])
      expect(shown(seen, 'documents.received')?.[0]).toBe(5)
      const query = { unitId, figure: 'documents.received', from: '2026-11-01', until: '2026-11-20' }
      const open = async (organisationId: string) =>
        health.leader.performance.things({ query: { ...query, organisationId } })
      expect((await open(health.id)).rows).toHaveLength(3)
      // There are two, and they are none of this leader’s.
      expect(await open(committee.id)).toMatchObject({ rows: [], atLeast: 2 })
      for (const name of ['documents.received', 'documents.issued', 'documents.tasks-due'])
        expect(await stage.app.run(ctx => check(ctx, name))).toEqual([])
      await stage.sql`update indicators.agency_value set value = value + 1 where organisation_id = ${health.id}`
      expect(await stage.app.run(ctx => check(ctx, 'documents.received'))).toMatchObject([{ stored: 4, computed: 3 }])
      await stage.app.run(ctx => recompute(ctx, 'documents.received'))
      expect(await stage.app.run(ctx => check(ctx, 'documents.received'))).toEqual([])
    }),
  )

  test(
    'that are late are named with whom they lie and why to their leader, and only counted for another',
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      const other = await makeOffice(stage, 'Phong Điền', 'committee')
      const leadId = await accountOf(office.specialist)
      const { taskId } = await office.leader.documents.giveTask({
        body: { organisationId: office.id, title: 'Rà soát vật tư', leadId, helperIds: [], dueOn: '2026-11-23' },
      })
      await office.specialist.documents.noteTask({
        params: { taskId },
        body: { what: 'word', note: 'Hai xã chưa gửi số liệu' },
      })
      stage.at('2026-11-26T02:00:00Z')
      const unitId = stage.world.units['Phong Điền'] as string
      const late = async ({ leader }: typeof office) => (await leader.performance.late({ query: { unitId } })).rows
      expect(await late(office)).toMatchObject([
        {
          kind: 'documents.task',
          why: 'Hai xã chưa gửi số liệu',
          who: expect.any(String),
          organisationName: 'Sở Y tế Phong Điền',
        },
      ])
      expect(await late(other)).toEqual([])
      const seen = await other.leader.performance.overview({ query: { unitId, month: MONTH } })
      expect(seen.late).toMatchObject({ total: 1, rows: [{ name: 'Sở Y tế Phong Điền', count: 1 }] })
      expect(seen.text).toContain('Đang quá hạn: 1 việc')
    }),
  )
})

test(
  'officers are active in the months in which they came, and an account counts where it is and until it is closed',
  scene(async stage => {
    const unitId = stage.world.units['Xã Phong Bình'] as string
    const admin = stage.as.administrator(PROVINCE)
    const { accountId } = await admin.identity.createAccount({
      body: { name: 'Lê Thị Mới', login: 'moi.lethi', unitId, grants: [] },
    })
    const see = async () => {
      const query = { unitId: stage.world.units[PROVINCE] as string, month: MONTH }
      const seen = await stage.as.leader(PROVINCE).performance.overview({ query })
      const column = seen.units.columns.findIndex(one => one.name === 'identity.accounts')
      const here = seen.units.rows.find(row => row.id === unitId)?.figures[column]?.[0]?.value ?? 0
      return { all: shown(seen, 'identity.accounts')?.[0] ?? 0, here, active: shown(seen, 'identity.active')?.[0] ?? 0 }
    }
    // Whoever looks for the first time has an account, too.
    await see()
    const before = await see()
    expect(before.here).toBeGreaterThanOrEqual(1)
    const params = { accountId }
    await admin.identity.disableAccount({ params, body: { disabled: true } })
    expect((await see()).here).toBe(before.here - 1)
    await admin.identity.disableAccount({ params, body: { disabled: false } })
    expect((await see()).here).toBe(before.here)
    const next = stage.world.units['Xã Phong Hiền'] as string
    await admin.identity.updateAccount({ params, body: { name: 'Lê Thị Mới', unitId: next } })
    expect(await see()).toMatchObject({ all: before.all, here: before.here - 1 })
    expect(await stage.app.run(ctx => check(ctx, 'identity.accounts'))).toEqual([])
    const activeIn = async (month: string) => {
      const query = { unitId: stage.world.units[PROVINCE] as string, month }
      return shown(await stage.as.leader(PROVINCE).performance.overview({ query }), 'identity.active')
    }
    const came = async (month: string) =>
      (
        await stage.sql<{ n: number }[]>`
        select count(*) as n from identity.active_month where month = ${`${month}-01`}`
      )[0]?.n
    // Each opens to the officers it counts, for whoever administers them; others are not offered to.
    const range = { unitId: stage.world.units[PROVINCE] as string, from: '2026-11-01', until: '2026-11-20' }
    const namesOf = async (figure: string) =>
      (await admin.performance.things({ query: { ...range, figure } })).rows.map(row => row.title)
    const accounts = await namesOf('identity.accounts')
    expect(accounts).toContain('Lê Thị Mới')
    expect(accounts).toHaveLength((await see()).all)
    expect(await namesOf('identity.active')).toHaveLength((await see()).active)
    const offered = async (acting: Acting) =>
      (await acting.performance.overview({ query: { unitId: range.unitId, month: MONTH } })).sections
        .flatMap(section => section.figures)
        .find(one => one.name === 'identity.accounts')?.opens
    expect([await offered(admin), await offered(stage.as.leader(PROVINCE))]).toEqual(['identity.accounts', null])
    const november = await came(MONTH)
    expect(november).toBeGreaterThanOrEqual(2)
    expect((await activeIn(MONTH))?.[0]).toBe(november)
    // Who goes on with the session of November has come in December, too, and is one officer of the year.
    stage.at('2026-12-02T02:00:00Z')
    await activeIn('2026-12')
    expect(await came('2026-12')).toBe(1)
    expect(await activeIn('2026-12')).toEqual([1, null, null, november])
  }),
)
