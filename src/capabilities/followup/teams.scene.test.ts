import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { addPeople } from '#base/people/people.ts'
import { at as ref } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { sealerFor } from '#core/web/seal.ts'
import type { VisitReport } from './contract.ts'
import { follow } from './plans.ts'

const COMMUNE = 'Thị trấn Phong Điền'
const BEGUN = new Date('2026-11-19T05:00:00Z')
const NOON = '2026-11-20T05:00:00Z'
const MEMBER = '0905777888'
const WELL: VisitReport = { symptoms: [], temperature: 36.6, spo2: null, reached: true }
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (e: { code: string }) => e.code,
  )

/** A team with a member and a household, of which both are followed; and somebody of no list. */
async function team(stage: Stage) {
  stage.at(BEGUN)
  const unitId = stage.world.units[COMMUNE] as string
  const householdId = newId()
  await stage.sql`insert into people.household (id, unit_id, address) values (${householdId}, ${unitId}, 'Tổ 3')`
  const people = await stage.app.run(ctx =>
    addPeople(ctx, [
      { fullName: 'Nguyễn Thị Mẹ', birthDate: '1975', unitId, householdId },
      { fullName: 'Trần Văn Con', birthDate: '2010', unitId, householdId },
      { fullName: 'Hồ Thị Khác', birthDate: '1990', unitId },
    ]),
  )
  await stage.app.run(ctx =>
    follow(
      ctx,
      people.map(personId => ({
        source: ref.of('contact', newId()),
        label: 'BN1',
        personId,
        unitId,
        untilDay: '2026-11-30',
        isCase: false,
        reachBy: new Date(NOON),
      })),
      BEGUN,
    ),
  )
  await stage.settle()
  const station = stage.as.healthOfficer(COMMUNE)
  const { teamId } = await station.followup.addTeam({ body: { unitId, name: 'Tổ 3' } })
  const params = { teamId }
  const { grantId } = await station.followup.addMember({ params, body: { phone: MEMBER, name: 'Lê Thị Tổ' } })
  await station.followup.takeHouseholds({ params, body: { householdIds: [householdId] } })
  const plans = await stage.sql<{ id: string }[]>`
    select id from followup.plan order by array_position(${people as string[]}::uuid[], person_id)`
  const [mother, son, other] = plans.map(plan => plan.id) as [string, string, string]
  stage.at(NOON)
  const member = stage.as.citizen(MEMBER)
  const round = await member.followup.round({ params })
  const kept = async (planId: string, deviceAt: string, report: VisitReport = WELL, more = {}) => {
    const id = newId(new Date(deviceAt))
    const sealed = await (await sealerFor(round.sealingKey))(JSON.stringify(report), id)
    return { id, planId, deviceAt, behindMs: 0, sealed, ...more }
  }
  const deliver = async (visits: Awaited<ReturnType<typeof kept>>[], sentAt = stage.app.clock().toISOString()) =>
    (await stage.anyone.followup.deliver({ params: { token: round.pass }, body: { sentAt, visits } })).receipts
  const answers = (planId: string) => stage.sql<
    { day: string; method: string; note: string; worries: string[]; by: string | null }[]
  >`
    select a.day, a.method, a.note, a.worries, x.name as by from followup.answer a
    left join identity.account x on x.id = a.account_id where a.plan_id = ${planId} order by a.at`
  const stateOf = async (planId: string) =>
    (await stage.sql<{ state: string }[]>`select state from work.item where subject_id = ${planId}`)[0]?.state
  return { params, grantId, householdId, station, member, mother, son, other, kept, deliver, answers, stateOf }
}

test(
  'what a team kept without a network counts on its day, in its name, once, whoever sends it',
  scene(async stage => {
    const { mother, son, kept, deliver, answers, stateOf } = await team(stage)
    const visits = [
      await kept(mother, '2026-11-20T03:00:00Z'),
      await kept(son, '2026-11-20T03:10:00Z', { ...WELL, symptoms: ['breathless'], note: 'Mệt từ tối' }),
    ]
    stage.at('2026-11-21T01:00:00Z')
    const fine = visits.map(({ id }) => ({ id, reason: null }))
    expect(await deliver(visits)).toEqual(fine)
    expect(await deliver(visits)).toEqual(fine)
    await stage.settle()
    expect(await answers(mother)).toEqual([
      { day: '2026-11-20', method: 'visit', note: '', worries: [], by: 'Lê Thị Tổ' },
    ])
    expect(await answers(son)).toMatchObject([{ day: '2026-11-20', note: 'Mệt từ tối', worries: ['breathless'] }])
    expect([await stateOf(mother), await stateOf(son)]).toEqual(['watched', 'worrying'])
  }),
)

test(
  'a late visit changes nothing that was said since, and a clock that was set is noted, not refused',
  scene(async stage => {
    const { mother, station, kept, deliver, answers, stateOf } = await team(stage)
    const worrying = await kept(
      mother,
      '2026-11-20T02:00:00Z',
      { ...WELL, symptoms: ['fever'] },
      { behindMs: 3_600_000 },
    )
    stage.at('2026-11-20T08:00:00Z')
    const body = { id: newId(stage.app.clock()), method: 'phone' as const, ...WELL }
    await station.followup.record({ params: { planId: mother }, body })
    expect(await deliver([worrying])).toEqual([{ id: worrying.id, reason: null }])
    await stage.settle()
    expect(await stateOf(mother)).toBe('watched')
    const [late] = await answers(mother)
    expect(late?.note).toContain('giờ thăm chưa chắc')
  }),
)

test(
  'a visit to who is on no list, after the member left, or that cannot be read waits for the health station; the others are kept',
  scene(async stage => {
    const { params, grantId, station, member, mother, son, other, kept, deliver, answers } = await team(stage)
    const good = await kept(mother, '2026-11-20T03:00:00Z')
    const bad = [
      await kept(other, '2026-11-20T03:05:00Z'),
      await kept(newId(), '2026-11-20T03:05:00Z'),
      await kept(son, '2026-11-20T03:05:00Z', WELL, { sealed: 'AAAA' }),
      await kept(son, '2026-11-20T03:05:00Z', { ...WELL, temperature: 99 }),
    ]
    const receipts = await deliver([...bad, good])
    expect(receipts.map(one => one.reason)).toEqual([
      ...['followup.deliver.not-allowed', 'followup.deliver.not-allowed', 'core.unreadable', 'core.unreadable'],
      null,
    ])
    expect((await deliver([...bad, good])).map(one => one.reason)).toEqual(receipts.map(one => one.reason))
    expect(await answers(mother)).toHaveLength(1)
    const waits = async () =>
      (await station.work.inbox({ query: { kind: 'followup.parked' } })).rows.map(({ params: said }) => said)
    expect(await waits()).toEqual([{ place: 'Tổ 3', count: 4, why: 'several' }])
    const { visits } = await station.followup.parked({ params })
    const unlisted = visits.find(visit => visit.person === 'Hồ Thị Khác')
    expect(unlisted).toMatchObject({ reached: true, temperature: 36.6, recorder: 'Lê Thị Tổ', readable: true })
    const settle = (ids: string[] | undefined, decision: 'record' | 'discard', reason = '') =>
      station.followup.settle({ params, body: { ...(ids ? { ids } : {}), decision, reason } })
    const unread = visits.filter(visit => !visit.readable).map(visit => visit.id)
    expect(await code(settle(unread, 'record'))).toBe('followup.not-recordable')
    expect(await code(settle(unread, 'discard'))).toBe('followup.reason-missing')
    expect(await code(member.followup.parked({ params }))).toBe('core.refused.verb')
    expect(await settle([unlisted?.id as string], 'record')).toEqual({ settled: 1, left: 3 })
    expect(await answers(other)).toMatchObject([{ method: 'visit', day: '2026-11-20', by: 'Lê Thị Tổ' }])
    expect(await settle(undefined, 'discard', 'Máy hỏng, đã hỏi lại')).toEqual({ settled: 3, left: 0 })
    expect(await waits()).toEqual([])
    expect((await deliver(bad)).map(one => one.reason)).toEqual([null, null, null, null])
    expect(await answers(other)).toHaveLength(1)

    await station.followup.removeMember({ params: { ...params, grantId } })
    const late = await kept(son, '2026-11-20T04:00:00Z')
    expect(await deliver([late])).toEqual([{ id: late.id, reason: 'followup.deliver.not-allowed' }])
    const stranger = { params: { token: 'x.y' }, body: { sentAt: NOON, visits: [late] } }
    expect(await code(stage.anyone.followup.deliver(stranger))).toBe('core.refused.link')
  }),
)

test(
  'a team gets another name; one that is closed visits nobody, and its households wait for another',
  scene(async stage => {
    const { params, householdId, station, member, mother } = await team(stage)
    const far = stage.as.healthOfficer('Xã Phong Bình')
    expect(await code(far.followup.renameTeam({ params, body: { name: 'Tổ khác' } }))).toBe('core.refused.area')
    expect(await code(far.followup.closeTeam({ params, body: { why: 'Sáp nhập' } }))).toBe('core.refused.area')
    await station.followup.renameTeam({ params, body: { name: 'Tổ 3 và 4' } })
    expect((await member.identity.me({})).grants).toMatchObject([{ placeName: 'Tổ 3 và 4' }])

    await station.followup.closeTeam({ params, body: { why: 'Sáp nhập hai tổ' } })
    expect((await member.identity.me({})).grants).toEqual([])
    expect(await code(member.followup.round({ params }))).not.toBe('done')
    expect(await code(station.followup.team({ params }))).not.toBe('done')
    expect((await station.followup.teams({ query: {} })).teams).toEqual([])
    expect(await code(station.followup.closeTeam({ params, body: { why: 'Lần nữa' } }))).not.toBe('done')
    expect((await station.followup.plan({ params: { planId: mother } })).team).toBeNull()

    const unitId = stage.world.units[COMMUNE] as string
    const { teamId } = await station.followup.addTeam({ body: { unitId, name: 'Tổ 5' } })
    expect((await station.followup.team({ params: { teamId } })).unlisted).toMatchObject([{ id: householdId }])
  }),
)

test(
  'results that are typed in from paper count for who is followed, once; nobody else is guessed',
  scene(async stage => {
    const { station, mother } = await team(stage)
    const row = {
      name: 'Nguyễn Thị Mẹ',
      birth: '1975',
      takenOn: '20/11/2026',
      method: 'Test nhanh',
      outcome: 'Âm tính',
    }
    const type = async (rows: Record<string, string>[]) => {
      const { importId } = await station.lists.type({ body: { kind: 'followup.tests', rows } })
      const { rows: faults } = await station.lists.faults({ params: { importId }, query: {} })
      const { added, known } = await station.lists.get({ params: { importId } })
      return { added, known, reasons: faults.map(fault => fault.reason) }
    }
    const rows = [row, { ...row, name: 'Người Lạ' }, { ...row, takenOn: '01/11/2026' }, { ...row, outcome: 'chưa rõ' }]
    expect(await type(rows)).toEqual({
      added: 1,
      known: 0,
      reasons: ['followup.tests.nobody', 'followup.test.too-early', 'lists.cell.unknown'],
    })
    expect(await type([row])).toEqual({ added: 0, known: 1, reasons: [] })
    expect(await stage.sql`select taken_on, method, outcome from followup.test where plan_id = ${mother}`).toEqual([
      { takenOn: '2026-11-20', method: 'rapid', outcome: 'negative' },
    ])
  }),
)

test(
  'a visit that names somebody of another commune shows nobody, and is not written down there by the station',
  scene(async stage => {
    const { params, station, kept, deliver, answers, other } = await team(stage)
    const elsewhere = stage.world.units['Xã Phong Bình'] as string
    await stage.sql`update followup.plan set unit_id = ${elsewhere} where id = ${other}`
    const visit = await kept(other, '2026-11-20T03:05:00Z')
    expect(await deliver([visit])).toEqual([{ id: visit.id, reason: 'followup.deliver.not-allowed' }])
    const { visits } = await station.followup.parked({ params })
    expect(visits).toMatchObject([{ person: null, readable: false }])
    const body = { ids: visits.map(one => one.id), decision: 'record' as const, reason: '' }
    expect(await code(station.followup.settle({ params, body }))).toBe('followup.not-recordable')
    expect(await answers(other)).toEqual([])
  }),
)
