import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { linkAccount, linkPerson } from '#base/identity/person-link.ts'
import { addPeople, addPerson, householdFor } from '#base/people/people.ts'
import { COUNTRY_ID } from '#base/units/ids.ts'
import { keysOf } from '#core/audit/block.ts'
import { lastBlock } from '#core/audit/queries.ts'
import { sealUpTo } from '#core/audit/seal.ts'
import { verifyAudit } from '#core/audit/verify.ts'
import { writeAudit } from '#core/audit.ts'
import { DAY_MS, MINUTE_MS } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import type { Problem } from '#core/problem.ts'
import { sendHeads } from './heads.ts'
import { unusualRule } from './policies.ts'
import { watch, watchSealing } from './watch.ts'

const UNIT = 'Xã Phong Hiền'
const ELSEWHERE = 'Thị trấn Phong Điền'
const NOW = new Date('2026-11-20T02:00:00Z')

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no problem',
    (problem: Problem) => problem.code,
  )

async function people({ app, world }: Stage, n: number, unit = UNIT): Promise<string[]> {
  const unitId = unitNamed(world, unit)
  return app.run(async ctx => {
    const ids: string[] = []
    for (let i = 0; i < n; i++)
      ids.push(
        await addPerson(ctx, {
          fullName: `Hồ Thị Mai ${'Anh Bảo Chi Dung'.split(' ')[i % 4]}`,
          birthDate: '1990',
          unitId,
        }),
      )
    return ids
  })
}

/** A citizen who is in the register. */
async function citizenOf(stage: Stage) {
  const [personId = ''] = await people(stage, 1)
  const citizen = stage.as.citizen('0905000777')
  const { accountId } = await citizen.player()
  await stage.app.run(ctx => {
    const who = { accountId, sessionId: newId(), name: '', personIds: [], grants: [] }
    return linkPerson(ctx.app.context(ctx.sql, { who, now: ctx.now }), personId)
  })
  return { citizen, personId }
}

const auditorAt = ({ as, world }: Stage, unit: string) => as.role('auditor', { areaId: unitNamed(world, unit) })

/** Looks as they are written, at a time. */
async function looked({ sql, world }: Stage, accountId: string, personIds: readonly string[], at: Date, unit = UNIT) {
  for (const [i, personId] of personIds.entries()) {
    const when = new Date(at.getTime() + i * 10_000)
    await sql`
      insert into core.audit (id, at, account_id, endpoint, ref_kind, ref_id, person_id, unit_id, by_unit_id, purpose, request_id)
      values (${newId(when)}, ${when}, ${accountId}, 'people.get', 'person', ${personId}, ${personId},
              ${unitNamed(world, unit)}, ${unitNamed(world, unit)}, 'people.read', 'scene')`
  }
}

/** Looks at lists as they are written, ten seconds apart. */
async function listed({ sql, world }: Stage, accountId: string, lists: readonly (readonly string[])[], at: Date) {
  for (const [i, shown] of lists.entries()) {
    const when = new Date(at.getTime() + i * 10_000)
    await sql`
      insert into core.audit (id, at, account_id, endpoint, by_unit_id, purpose, shown, request_id)
      values (${newId(when)}, ${when}, ${accountId}, 'tracing.cases', ${unitNamed(world, UNIT)}, 'tracing.cases',
              ${shown as string[]}::uuid[], 'scene')`
  }
}

describe('an auditor', () => {
  test(
    'a search names nobody’s number and tells whom it showed: they see it, the auditor finds it, and it is sealed',
    scene(async stage => {
      const { app, sql, world, as } = stage
      const unitId = unitNamed(world, UNIT)
      const [mine, other] = await app.run(ctx =>
        addPeople(ctx, [
          { fullName: 'Trần Thị Tìm', birthDate: '1990', unitId, identifiers: { phone: '+84905111222' } },
          { fullName: 'Trần Thị Tìm', birthDate: '1960', unitId },
        ]),
      )
      const me = as.citizen('0905111222')
      const { accountId } = await me.player()
      await app.run(ctx => linkAccount(ctx, accountId, mine as string, 'Trần Thị Tìm'))
      const tracer = as.role('tracer', { areaId: unitId })
      await tracer.people.search({ query: { q: 'tran thi tim' } })
      await tracer.people.search({ query: { q: '0905111222' } })
      await tracer.people.search({ query: { q: 'khong co ai' } })
      const rows = await sql<{ purpose: string; shown: string[] | null; all: string }[]>`
      select purpose, shown, a::text as all from core.audit a where endpoint = 'people.search' order by seq`
      expect(rows.map(row => [row.purpose, row.shown?.toSorted() ?? null])).toEqual([
        ['people.find-name', [mine, other].toSorted()],
        ['people.find-number', [mine]],
        ['people.find-name', null],
      ])
      expect(rows.some(row => /0905|tran|Trần/.test(row.all))).toBe(false)

      const { looks } = await as.citizen('0905111222').audit.looks({ params: { personId: mine as string } })
      expect(looks.map(look => look.purpose).sort()).toEqual([
        'Tìm theo số giấy tờ, điện thoại trong sổ người dân',
        'Tìm theo tên trong sổ người dân',
      ])
      const auditor = as.role('auditor', { areaId: unitNamed(world, '46') })
      const found = await auditor.audit.list({ query: { person: '0905111222' } })
      expect(found.rows.map(row => row.shown)).toEqual([1, 2])
      const { people } = await auditor.audit.get({ params: { auditId: found.rows[1]?.id as string } })
      expect(people.map(one => one.id).toSorted()).toEqual([mine, other].toSorted())

      await app.run(async ctx => sealUpTo(ctx, Number.MAX_SAFE_INTEGER, await lastBlock(ctx.sql)))
      await sql`update core.audit set shown = array[${other as string}]::uuid[] where purpose = 'people.find-number'`
      const faults: string[] = []
      const keys = keysOf(app.keyring.signingKeys('audit').map(pair => pair.publicKey))
      await verifyAudit(sql, { keys, onFault: fault => void faults.push(fault.what) })
      expect(faults).toEqual(['row-changed'])
    }),
  )

  test(
    'reads who of the area looked at whom, and who looked at somebody of the area; nobody else’s',
    scene(async stage => {
      const [here = ''] = await people(stage, 1)
      const [there = ''] = await people(stage, 1, ELSEWHERE)
      const officer = stage.as.healthOfficer(UNIT)
      await officer.people.get({ query: {}, params: { personId: here } })
      await stage.as.healthOfficer(ELSEWHERE).people.get({ query: {}, params: { personId: there } })
      const auditor = auditorAt(stage, UNIT)
      const { rows } = await auditor.audit.list({ query: {} })
      expect(rows.filter(row => row.person)).toMatchObject([
        {
          what: 'Xem thông tin trong sổ người dân',
          person: { id: here },
          by: { role: 'Cán bộ y tế', office: UNIT },
          unit: UNIT,
        },
      ])
      const both = await auditorAt(stage, 'Thừa Thiên Huế').audit.list({ query: {} })
      expect(both.rows.flatMap(row => row.person?.id ?? []).toSorted()).toEqual([here, there].toSorted())
      expect(await code(officer.audit.list({ query: {} }))).toBe('core.refused.verb')
      expect(await code(auditor.people.get({ query: {}, params: { personId: here } }))).toBe('core.refused.verb')
      const [row] = await stage.sql`
        select purpose from core.audit where endpoint = 'audit.list' and account_id = ${(await auditor.player()).accountId}`
      expect(row).toEqual({ purpose: 'audit.list' })
    }),
  )

  test(
    'finds by officer, by person and by purpose, page by page, and opens a row with its request and its seal',
    scene(async stage => {
      const ids = await people(stage, 3)
      const officer = stage.as.healthOfficer(UNIT)
      for (const personId of ids) await officer.people.get({ query: {}, params: { personId } })
      await looked(stage, (await officer.player()).accountId, Array(60).fill(ids[0]), new Date(Date.now() - DAY_MS))
      const auditor = auditorAt(stage, UNIT)
      const list = async (query: Parameters<typeof auditor.audit.list>[0]['query']) =>
        (await auditor.audit.list({ query })).rows.length
      expect(await list({ person: 'ho thi mai bao' })).toBe(1)
      expect(await list({ person: 'Người không có' })).toBe(0)
      expect(await list({ officer: 'canbo' })).toBe(50)
      expect(await list({ purpose: 'tracing.case' })).toBe(0)
      const first = await auditor.audit.list({ query: { purpose: 'people.read' } })
      const next = await auditor.audit.list({ query: { purpose: 'people.read', after: first.more ?? '' } })
      expect([first.rows.length, next.rows.length, next.more]).toEqual([50, 13, null])

      await stage.app.run(ctx => sealUpTo(ctx, Number.MAX_SAFE_INTEGER))
      const view = await auditor.audit.get({ params: { auditId: first.rows[0]?.id ?? '' } })
      expect(view).toMatchObject({ endpoint: 'people.get', purpose: 'people.read', seal: { block: 1 }, same: [] })
      const other = auditorAt(stage, ELSEWHERE)
      expect(await code(other.audit.get({ params: { auditId: view.id } }))).toBe('core.not-found')
      expect((await auditor.audit.status({})).head).toMatchObject({ n: 1 })
    }),
  )

  test(
    'takes it out as a file, which is audited with the reason that was given',
    scene(async stage => {
      const [personId = ''] = await people(stage, 1)
      await stage.as.healthOfficer(UNIT).people.get({ query: {}, params: { personId } })
      const auditor = auditorAt(stage, UNIT)
      const body = {
        name: 'audit.rows',
        format: 'csv' as const,
        columns: ['officer', 'what', 'person'],
        purpose: 'Kiểm tra quý IV',
      }
      const file = await (await auditor.lists.extract({ body })).text()
      expect(file).toContain('Xem thông tin trong sổ người dân,Hồ Thị Mai Anh')
      const [row] = (await auditor.audit.list({ query: { kind: 'all' } })).rows.filter(one => one.stated)
      expect(row).toMatchObject({ what: 'Tải ra tệp: Nhật ký tra cứu', stated: 'Kiểm tra quý IV' })
    }),
  )
})

describe('a citizen', () => {
  test(
    'asks why somebody looked, once; who audits that office answers, and the answer comes back',
    scene(async stage => {
      stage.at(NOW)
      const { citizen, personId } = await citizenOf(stage)
      const officer = stage.as.healthOfficer(UNIT)
      await officer.people.get({ query: {}, params: { personId } })
      const params = { personId }
      const [look] = (await citizen.audit.looks({ params })).looks
      expect(look).toMatchObject({ purpose: 'Xem thông tin trong sổ người dân', question: null, name: null })
      const body = { lookId: look?.id ?? '', text: 'Vì sao trạm xem thông tin của tôi?' }
      await citizen.audit.ask({ params, body })
      expect(await code(citizen.audit.ask({ params, body }))).toBe('audit.asked-already')
      expect(await code(stage.as.citizen('0905000888').audit.ask({ params, body }))).toBe('core.refused.not-yours')
      const [kept] = await stage.sql<{ textSealed: Buffer }[]>`select text_sealed from audit.question`
      expect(kept?.textSealed.toString()).not.toContain('Vì sao')

      const auditor = auditorAt(stage, UNIT)
      const { rows } = await auditor.work.inbox({ query: {} })
      expect(rows).toMatchObject([{ kind: 'audit.question', dueAt: '2026-11-24T10:00:00.000Z' }])
      expect((await auditorAt(stage, ELSEWHERE).work.inbox({ query: {} })).rows).toEqual([])
      const questionId = rows[0]?.subject.id ?? ''
      const view = await auditor.audit.question({ params: { questionId } })
      expect(view).toMatchObject({ text: body.text, by: { office: UNIT }, look: { times: 1 }, refused: null })
      await auditor.audit.answer({ params: { questionId }, body: { text: 'Trạm lập danh sách tiêm chủng.' } })
      const [after] = (await citizen.audit.looks({ params })).looks
      expect(after?.question).toMatchObject({ text: body.text, answer: 'Trạm lập danh sách tiêm chủng.' })
      expect((await auditor.work.inbox({ query: {} })).rows).toEqual([])
      const again = auditor.audit.answer({ params: { questionId }, body: { text: 'Khác' } })
      expect(await code(again)).toBe('work.done')
    }),
  )

  test(
    'is not answered by the one who looked',
    scene(async stage => {
      const { citizen, personId } = await citizenOf(stage)
      const areaId = unitNamed(stage.world, UNIT)
      const officer = stage.as.healthOfficer(UNIT)
      const { accountId } = await officer.player()
      await stage.sql`
        insert into identity.role_grant (id, account_id, role, area_id, since)
        values (${newId()}, ${accountId}, 'auditor', ${areaId}, ${new Date(NOW.getTime() - DAY_MS)})`
      await officer.people.get({ query: {}, params: { personId } })
      const [look] = (await citizen.audit.looks({ params: { personId } })).looks
      const body = { lookId: look?.id ?? '', text: 'Vì sao?' }
      const { questionId } = await citizen.audit.ask({ params: { personId }, body })
      const answer = { params: { questionId }, body: { text: 'Không sao' } }
      expect(await code(officer.audit.answer(answer))).toBe('audit.own-looking')
    }),
  )
})

describe('unusual looking', () => {
  test(
    'counts whom lists showed with a limit of its own, which a unit may set',
    scene(async stage => {
      stage.at(NOW)
      const officer = stage.as.healthOfficer(UNIT)
      const { accountId } = await officer.player()
      const ids = await people(stage, 25)
      const at = new Date(NOW.getTime() - 30 * MINUTE_MS)
      await listed(stage, accountId, [ids.slice(0, 20), ids.slice(5, 25), ids.slice(0, 20)], at)
      await stage.app.run(watch)
      const auditor = auditorAt(stage, UNIT)
      const inbox = async () => (await auditor.work.inbox({ query: {} })).rows
      expect(await inbox()).toEqual([])

      const [usual] = unusualRule.defaults
      await stage.as.administrator('46').policies.set({
        params: { code: unusualRule.code },
        body: {
          unitId: unitNamed(stage.world, '46'),
          document: 'KH 12/KH-SYT',
          from: '2026-11-20',
          params: { ...usual?.params, listedPerHour: 24 },
        },
      })
      await listed(stage, accountId, [ids.slice(0, 1)], new Date(NOW.getTime() - MINUTE_MS))
      await stage.app.run(watch)
      expect(await inbox()).toMatchObject([{ kind: 'audit.unusual', params: { rule: 'listed', people: 25, more: 0 } }])
    }),
  )

  test(
    'raises one item that says why; it is closed with a finding, and not raised again',
    scene(async stage => {
      stage.at(NOW)
      const officer = stage.as.healthOfficer(UNIT)
      const { accountId } = await officer.player()
      const ids = await people(stage, 45)
      const at = new Date(NOW.getTime() - 100 * MINUTE_MS)
      await looked(stage, accountId, ids, at)
      await stage.app.run(watch)
      const auditor = auditorAt(stage, UNIT)
      const inbox = async () => (await auditor.work.inbox({ query: {} })).rows
      expect(await inbox()).toMatchObject([{ kind: 'audit.unusual', params: { rule: 'many', people: 45, more: 1 } }])

      await looked(stage, accountId, ids.slice(0, 5), new Date(NOW.getTime() - 5 * MINUTE_MS))
      await stage.app.run(watch)
      const [item, ...others] = await inbox()
      expect(others).toEqual([])
      expect((await stage.as.administrator(UNIT).work.inbox({ query: {} })).rows).toHaveLength(1)
      const params = { alertId: item?.subject.id ?? '' }
      const view = await auditor.audit.alert({ params })
      expect(view).toMatchObject({ account: { id: accountId, office: UNIT }, refused: null, finding: null })
      expect(view.signs.map(sign => [sign.rule, sign.people, sign.most])).toEqual([
        ['many', 45, 40],
        ['strangers', 45, 14],
      ])
      expect(await code(officer.audit.alert({ params }))).toBe('core.refused.verb')
      await auditor.audit.close({ params, body: { finding: 'justified', note: 'Rà soát theo danh sách tiêm chủng.' } })
      await looked(stage, accountId, ids.slice(0, 2), new Date(NOW.getTime() - 4 * MINUTE_MS))
      await stage.app.run(watch)
      expect(await inbox()).toEqual([])
      expect(await auditor.audit.alert({ params })).toMatchObject({ finding: 'justified' })
    }),
  )

  test(
    'is of the family, and of one person by many offices; not of who follows a case',
    scene(async stage => {
      stage.at(NOW)
      const { app, world, sql } = stage
      const officer = stage.as.healthOfficer(UNIT)
      const { accountId } = await officer.player()
      const [own = '', sister = '', sought = ''] = await people(stage, 3)
      const unitId = unitNamed(world, UNIT)
      await app.run(async ctx => {
        const household = await householdFor(ctx, own, unitId)
        await ctx.sql`update people.person set household_id = ${household} where id in (${own}, ${sister})`
        await ctx.sql`update identity.account set person_id = ${own} where id = ${accountId}`
      })
      const at = new Date(NOW.getTime() - 60 * MINUTE_MS)
      await looked(stage, accountId, [sister], at)
      const units = [UNIT, ELSEWHERE, 'Xã Điền Hương']
      for (let i = 0; i < 9; i++) {
        const unit = units[i % 3] as string
        const one = stage.as.role((['tracer', 'leader', 'helpdesk'] as const)[Math.floor(i / 3)] ?? 'tracer', {
          areaId: unitNamed(world, unit),
        })
        await looked(stage, (await one.player()).accountId, [sought], at, unit)
      }
      await app.run(watch)
      const alerts = await sql<{ rule: string }[]>`
        select s.rule from audit.alert a join audit.sign s on s.alert_id = a.id order by 1`
      expect(alerts.map(row => row.rule)).toEqual(['family', 'sought'])
    }),
  )

  test(
    'of an auditor is for another one to clear up',
    scene(async stage => {
      stage.at(NOW)
      const auditor = auditorAt(stage, UNIT)
      const { accountId } = await auditor.player()
      await looked(stage, accountId, await people(stage, 45), new Date(NOW.getTime() - 100 * MINUTE_MS))
      await stage.app.run(watch)
      const [item] = (await auditor.work.inbox({ query: {} })).rows
      const closing = {
        params: { alertId: item?.subject.id ?? '' },
        body: { finding: 'justified' as const, note: 'Không sao' },
      }
      expect(await code(auditor.audit.close(closing))).toBe('audit.own-looking')
      expect(await code(stage.as.administrator(UNIT).audit.close(closing))).toBe('no problem')
    }),
  )
})

test(
  'where nothing is sealed for long, whoever audits the widest area is told once',
  scene(async stage => {
    const auditor = auditorAt(stage, 'Thừa Thiên Huế')
    await auditor.audit.list({ query: {} })
    stage.at(new Date(NOW.getTime() + 14 * MINUTE_MS))
    await stage.app.run(watchSealing)
    expect((await auditor.work.inbox({ query: {} })).rows).toEqual([])
    stage.at(new Date(NOW.getTime() + 16 * MINUTE_MS))
    await stage.app.run(watchSealing)
    await stage.app.run(watchSealing)
    expect((await auditor.work.inbox({ query: {} })).rows).toMatchObject([{ kind: 'audit.gap' }])
    expect((await auditor.audit.status({})).late).toBe(true)
  }),
)

test(
  'the newest head goes to the addresses of the policy; what is kept is never less than three months',
  scene(async stage => {
    await stage.as.nobody().identity.me({})
    await stage.app.run(ctx => writeAudit(ctx, 'scene.row'))
    await stage.app.run(ctx => sealUpTo(ctx, Number.MAX_SAFE_INTEGER))
    const administrator = stage.as.administrator()
    const set = (policy: string, params: Record<string, unknown>) =>
      administrator.policies.set({
        params: { code: policy },
        body: { unitId: COUNTRY_ID, from: '2026-11-01', document: 'QĐ thử', params },
      })
    await set('audit.heads', { emails: ['giam-sat@example.vn'], hook: '', gapMinutes: 15 })
    await stage.app.run(sendHeads)
    const sent = await stage.sql`select template from messages.message where template = 'audit.head'`
    expect(sent).toHaveLength(1)
    expect(await code(set('audit.keep', { months: 2 }))).toBe('policies.params-invalid')
    expect(await code(set('audit.heads', { emails: [], hook: 'http://10.0.0.1/x', gapMinutes: 15 }))).toBe(
      'policies.params-invalid',
    )
  }),
)

test(
  'every purpose for which one may look has words',
  scene(async stage => {
    const { purposes } = await auditorAt(stage, UNIT).audit.status({})
    expect(purposes.length).toBeGreaterThan(30)
    expect(purposes.filter(({ words }) => words === 'Việc khác được phép')).toEqual([])
  }),
)
