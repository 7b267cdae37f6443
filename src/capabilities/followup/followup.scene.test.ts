import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { deliverDue } from '#base/messages/send.ts'
import { personMerged } from '#base/people/events.ts'
import { mergeEntries, unmergeEntries } from '#base/people/merging.ts'
import { addPeople, mergePeople } from '#base/people/people.ts'
import { at as ref } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { follow, leave } from './plans.ts'
import { goRound } from './rounds.ts'

const NOON = '2026-11-20T05:00:00Z'
const MORNING = '2026-11-21T00:05:00Z'
const COMMUNE = 'Thị trấn Phong Điền'
const PHONE = '0905123456'
const well = { symptoms: [], temperature: 36.6, spo2: null }

/** A case, and two of one household who were named by it. */
async function town(stage: Stage) {
  stage.at(NOON)
  const unitId = stage.world.units[COMMUNE] as string
  const householdId = newId()
  await stage.sql`insert into people.household (id, unit_id, address) values (${householdId}, ${unitId}, 'Tổ 3')`
  const [f0, mother, son, other] = (await stage.app.run(ctx =>
    addPeople(ctx, [
      { fullName: 'Lê Văn Ca', birthDate: '1980', unitId },
      {
        fullName: 'Nguyễn Thị Mẹ',
        birthDate: '1975',
        unitId,
        householdId,
        identifiers: { phone: `+84${PHONE.slice(1)}` },
      },
      { fullName: 'Trần Văn Con', birthDate: '2010', unitId, householdId },
      { fullName: 'Hồ Thị Khác', birthDate: '1990', unitId },
    ]),
  )) as [string, string, string, string]
  const tracer = stage.as.tracer('Thừa Thiên Huế')
  const station = stage.as.healthOfficer(COMMUNE)
  const openCase = async (personId: string) => {
    const { caseId } = await tracer.tracing.openCase({
      body: {
        personId,
        unitId,
        origin: 'community',
        onsetOn: '2026-11-19',
        sampledAt: null,
        confirmedAt: '2026-11-20T04:00:00Z',
        isolatedAt: '2026-11-20T04:00:00Z',
      },
    })
    return caseId
  }
  const name = async (caseId: string, personId: string) => {
    const met = { metFrom: '2026-11-19T01:00:00Z', metUntil: '2026-11-19T02:00:00Z', reason: 'cùng nhà' }
    return (await tracer.tracing.addContact({ params: { caseId }, body: { personId, ...met } })).contactId
  }
  const decide = (caseId: string, contactIds: string[], decision: 'contact' | 'dismissed' = 'contact') =>
    tracer.tracing.decide({ params: { caseId }, body: { contactIds, decision, reason: 'ở cùng nhà' } })
  const planOf = async (personId: string) => {
    const [plan] = await stage.sql<{ id: string; endedHow: string | null }[]>`
      select id, ended_how from followup.plan where person_id = ${personId} order by opened_at desc limit 1`
    if (!plan) throw new Error('There is no plan.')
    return plan
  }
  const stateOf = async (planId: string) => {
    const [item] = await stage.sql<{ state: string }[]>`select state from work.item where subject_id = ${planId}`
    return item?.state
  }
  const inbox = async () => (await station.work.inbox({ query: {} })).rows
  const round = async (instant: string) => {
    stage.at(instant)
    await stage.app.run(goRound)
    await stage.settle()
  }
  /** The token of the newest link that was sent. */
  const linkOf = async () => {
    const { messages } = await stage.anyone.messages.mailbox({ query: { phone: PHONE } })
    return /theo-doi\/(\S+)/.exec(messages[0]?.text ?? '')?.[1] ?? ''
  }
  const caseId = await openCase(f0)
  const contacts = [await name(caseId, mother), await name(caseId, son)]
  return {
    unitId,
    f0,
    mother,
    son,
    other,
    tracer,
    station,
    openCase,
    name,
    decide,
    planOf,
    stateOf,
    inbox,
    round,
    linkOf,
    caseId,
    contacts,
  }
}

test(
  'a contact is followed by the commune of stay: one plan and one item, however many cases there are',
  scene(async stage => {
    const { mother, other, caseId, contacts, decide, openCase, name, planOf, stateOf, inbox, station } =
      await town(stage)
    const [first = ''] = contacts
    await decide(caseId, [first])
    expect(await inbox()).toMatchObject([
      {
        kind: 'followup.watch',
        state: 'to-reach',
        person: { name: 'Nguyễn Thị Mẹ' },
        dueAt: '2026-11-21T05:00:00.000Z',
      },
    ])
    const second = await openCase(other)
    const again = await name(second, mother)
    await decide(second, [again])
    expect(await inbox()).toHaveLength(1)
    const plan = await planOf(mother)
    const view = await station.followup.plan({ params: { planId: plan.id } })
    expect(view).toMatchObject({
      from: '2026-11-20',
      until: '2026-11-30',
      testsDue: ['2026-11-27'],
      progress: { day: 0, of: 10 },
    })
    expect(view.sources.map(one => one.id).sort()).toEqual([first, again].sort())

    await decide(caseId, [first], 'dismissed')
    expect(await stateOf(plan.id)).toBe('to-reach')
    await decide(second, [again], 'dismissed')
    expect(await stateOf(plan.id)).toBe('withdrawn')
    expect(await planOf(mother)).toMatchObject({ endedHow: 'withdrawn' })
    expect(await inbox()).toEqual([])
  }),
)

test(
  'what is heard late changes nothing that was said later',
  scene(async stage => {
    const { mother, unitId } = await town(stage)
    const source = ref.of('contact', newId())
    const told = {
      source,
      label: 'BN1',
      personId: mother,
      unitId,
      untilDay: '2026-11-30',
      isCase: false,
      reachBy: new Date(NOON),
    }
    const [early, late] = [new Date('2026-11-20T01:00:00Z'), new Date('2026-11-20T02:00:00Z')]
    await stage.app.run(ctx => leave(ctx, [source], late))
    await stage.app.run(ctx => follow(ctx, [told], early))
    expect(await stage.sql`select from followup.plan`).toHaveLength(0)
    await stage.app.run(ctx => follow(ctx, [told], new Date('2026-11-20T03:00:00Z')))
    await stage.app.run(ctx => follow(ctx, [told], new Date('2026-11-20T03:00:00Z')))
    expect(await stage.sql`select from followup.plan where ended_at is null`).toHaveLength(1)
  }),
)

test(
  'the link of the morning needs no sign-in and speaks for one household; a worrying answer goes on top, once',
  scene(async stage => {
    const { mother, son, other, caseId, contacts, decide, name, planOf, inbox, round, linkOf, station } =
      await town(stage)
    const neighbour = await name(caseId, other)
    await decide(caseId, [...contacts, neighbour])
    await round('2026-11-20T23:55:00Z')
    expect(await linkOf()).toBe('')
    await round(MORNING)
    const token = await linkOf()
    const home = await stage.anyone.followup.household({ params: { token } })
    expect(home.people).toEqual([
      expect.objectContaining({ name: 'Thị Mẹ', answered: false, progress: { day: 1, of: 10 } }),
      expect.objectContaining({ name: 'Văn Con', answered: false }),
    ])
    await round('2026-11-21T00:10:00Z')
    expect(await stage.sql`select from messages.message where template = 'followup.daily'`).toHaveLength(1)

    const [motherPlan, sonPlan, otherPlan] = [await planOf(mother), await planOf(son), await planOf(other)]
    const say = (planId: string, report = {}) =>
      stage.anyone.followup.answer({ params: { token }, body: { id: newId(), planId, ...well, ...report } })
    expect(await say(motherPlan.id)).toEqual({ worries: [] })
    const id = newId()
    const ill = { id, symptoms: ['fever' as const], temperature: 38.2 }
    expect(await say(sonPlan.id, ill)).toEqual({ worries: ['fever', 'temperature'] })
    expect(await say(sonPlan.id, ill)).toEqual({ worries: ['fever', 'temperature'] })
    expect(await stage.sql`select from followup.answer where plan_id = ${sonPlan.id}`).toHaveLength(1)
    await expect(say(otherPlan.id)).rejects.toMatchObject({ status: 404 })

    // Who answers for the work sees how it goes, and nothing of what was said.
    const about = { params: { planId: sonPlan.id } }
    expect(await stage.as.leader(COMMUNE).followup.summary(about)).toEqual({
      from: '2026-11-20',
      until: '2026-11-30',
      progress: { day: 1, of: 10 },
      isCase: false,
      team: null,
      expected: 1,
      answered: 1,
      absent: 0,
      lastOn: '2026-11-21',
    })
    await expect(stage.as.leader(COMMUNE).followup.plan(about)).rejects.toMatchObject({ status: 403 })
    await expect(stage.as.leader('Xã Phong Hòa').followup.summary(about)).rejects.toMatchObject({ status: 403 })

    const rows = await inbox()
    expect(rows[0]).toMatchObject({
      state: 'worrying',
      person: { name: 'Trần Văn Con' },
      late: true,
      daysLeft: 0,
    })
    const list = await station.followup.plans({ query: {} })
    expect(list.rows[0]).toMatchObject({ state: 'worrying' })
    expect(
      list.rows
        .map(row => row.name)
        .slice(0, 2)
        .sort(),
    ).toEqual(['Nguyễn Thị Mẹ', 'Trần Văn Con'])
    expect(await station.followup.counts({ query: {} })).toEqual({ followed: 3, asked: 3, answered: 2, worrying: 1 })
    await station.work.move({
      params: { workId: rows[0]?.id ?? '' },
      body: { step: 'calm', note: 'đã khám, cho thuốc hạ sốt', version: rows[0]?.version ?? 0 },
    })
    expect((await inbox()).find(row => row.person?.name === 'Trần Văn Con')).toMatchObject({ state: 'watched' })

    // The next day the link still says whose station is to be called, and nothing else; a wrong one says nothing.
    stage.at('2026-11-21T17:00:01Z')
    const unitId = stage.world.units[COMMUNE]
    const refused = { code: 'core.refused.link' }
    await expect(stage.anyone.followup.household({ params: { token } })).rejects.toMatchObject(refused)
    await expect(say(motherPlan.id)).rejects.toMatchObject(refused)
    expect(await stage.anyone.followup.linkUnit({ params: { token } })).toEqual({ unitId })
    for (const wrong of [`${token}x`, 'abc', token.replace(/^\d+\.[^.]+/, '1.YWJj')])
      expect(await stage.anyone.followup.linkUnit({ params: { token: wrong } })).toEqual({ unitId: null })
  }),
)

test(
  'the citizen answers for the household when signed in, and for nobody else',
  scene(async stage => {
    const { mother, son, other, caseId, contacts, decide, name, planOf } = await town(stage)
    await decide(caseId, [...contacts, await name(caseId, other)])
    const citizen = stage.as.citizen(PHONE)
    const { accountId } = await citizen.player()
    await stage.sql`update identity.account set person_id = ${mother} where id = ${accountId}`
    const body = () => ({ id: newId(), ...well })
    expect((await citizen.followup.mine({})).people.map(one => one.name)).toEqual(['Thị Mẹ', 'Văn Con'])
    await citizen.followup.answerMine({ params: { planId: (await planOf(son)).id }, body: body() })
    expect((await citizen.followup.mine({})).people).toMatchObject([{ answered: false }, { answered: true }])
    await expect(
      citizen.followup.answerMine({ params: { planId: (await planOf(other)).id }, body: body() }),
    ).rejects.toMatchObject({ code: 'core.refused.not-yours' })
  }),
)

test(
  'who does not answer rises once, and comes down by answering; the phone counts as reached',
  scene(async stage => {
    const { mother, caseId, contacts, decide, planOf, stateOf, inbox, round, station, tracer } = await town(stage)
    await decide(caseId, contacts.slice(0, 1))
    const { id: planId } = await planOf(mother)
    const record = (reached: boolean, report = {}) =>
      station.followup.record({
        params: { planId },
        body: { id: newId(), method: 'phone', reached, ...well, ...report },
      })
    await record(false)
    expect(await stateOf(planId)).toBe('to-reach')
    await record(true)
    expect(await stateOf(planId)).toBe('watched')
    expect(await tracer.tracing.getCase({ params: { caseId } })).toMatchObject({ counts: { reached: 1 } })

    await round(MORNING)
    await round('2026-11-21T07:55:00Z')
    expect(await stateOf(planId)).toBe('watched')
    await round('2026-11-21T08:00:00Z')
    const [item] = await inbox()
    expect(item).toMatchObject({ state: 'missed', dueAt: '2026-11-21T12:00:00.000Z' })
    await station.work.move({
      params: { workId: item?.id ?? '' },
      body: { step: 'calm', note: 'mất sóng, sẽ gọi lại', version: item?.version ?? 0 },
    })
    await round('2026-11-21T08:05:00Z')
    expect(await stateOf(planId)).toBe('watched')

    await round('2026-11-22T00:05:00Z')
    await round('2026-11-22T08:00:00Z')
    expect(await stateOf(planId)).toBe('missed')
    await record(true)
    expect(await stateOf(planId)).toBe('watched')
    const { days, answers } = await station.followup.plan({ params: { planId } })
    expect(days.slice(0, 2).map(day => day.state)).toEqual(['missed', 'answered'])
    expect(answers).toHaveLength(3)
    expect(
      await stage.sql`select from core.audit where endpoint = 'followup.plan' and purpose = 'followup.plan'`,
    ).not.toHaveLength(0)
  }),
)

test(
  'a contact who tests positive is a case linked to its source, with its household to review',
  scene(async stage => {
    const { mother, son, caseId, contacts, decide, planOf, stateOf, station, tracer } = await town(stage)
    await decide(caseId, contacts)
    const { id: planId } = await planOf(son)
    const test = (outcome: 'negative' | 'positive', more = {}) =>
      station.followup.test({
        params: { planId },
        body: { id: newId(), takenOn: '2026-11-21', method: 'rapid', outcome, ...more },
      })
    stage.at('2026-11-21T03:00:00Z')
    await station.followup.record({
      params: { planId },
      body: { id: newId(), method: 'visit', reached: true, ...well, symptoms: ['cough'] },
    })
    expect(await test('negative')).toEqual({ becameCase: false })
    await expect(test('negative', { takenOn: '2026-11-23' })).rejects.toMatchObject({ code: 'followup.test.in-future' })
    await expect(test('negative', { takenOn: '2026-11-18' })).rejects.toMatchObject({ code: 'followup.test.too-early' })
    expect(await test('positive')).toEqual({ becameCase: true })
    expect(await stateOf(planId)).toBe('became-case')

    const { rows } = await tracer.tracing.cases({ query: {} })
    const made = rows.find(row => row.name === 'Trần Văn Con')
    const file = await tracer.tracing.getCase({ params: { caseId: made?.id ?? '' } })
    expect(file).toMatchObject({ source: { id: caseId }, onsetOn: '2026-11-21', origin: 'isolation-site' })
    const found = await tracer.tracing.contacts({ params: { caseId: file.id }, query: {} })
    expect(found.rows).toMatchObject([{ name: 'Nguyễn Thị Mẹ', how: 'household', state: 'review' }])
    expect(await stage.sql`select level from standing.standing where person_id = ${son}`).toEqual([{ level: 3 }])
    await expect(test('negative')).rejects.toMatchObject({ code: 'followup.ended' })
    expect(await planOf(mother)).toMatchObject({ endedHow: null })
  }),
)

test(
  'after the last day the complete are released and told; for the others a person decides',
  scene(async stage => {
    const { mother, son, caseId, contacts, decide, planOf, stateOf, round, station } = await town(stage)
    await decide(caseId, contacts)
    const [whole, broken] = [await planOf(mother), await planOf(son)]
    const say = (planId: string) =>
      station.followup.record({ params: { planId }, body: { id: newId(), method: 'visit', reached: true, ...well } })
    for (let day = 21; day <= 30; day++) {
      stage.at(`2026-11-${day}T01:00:00Z`)
      await say(whole.id)
      if (day !== 25) await say(broken.id)
      if (day === 27)
        for (const { id: planId } of [whole, broken])
          await station.followup.test({
            params: { planId },
            body: { id: newId(), takenOn: '2026-11-27', method: 'rapid', outcome: 'negative' },
          })
    }
    await round('2026-11-30T16:00:00Z')
    expect(await stateOf(whole.id)).toBe('watched')
    await round('2026-11-30T17:05:00Z')
    expect(await stateOf(whole.id)).toBe('released')
    expect(await stateOf(broken.id)).toBe('to-release')
    expect(await stage.sql`select person_id from messages.message where template = 'followup.released'`).toEqual([
      { personId: mother },
    ])
    const extend = (until: string) =>
      station.followup.extend({ params: { planId: broken.id }, body: { until, reason: 'thiếu một ngày' } })
    await expect(extend('2026-11-30')).rejects.toMatchObject({ code: 'followup.extend.earlier' })
    await extend('2026-12-01')
    expect(await stateOf(broken.id)).toBe('watched')
    const [item] = (await station.work.inbox({ query: {} })).rows
    await station.work.move({
      params: { workId: item?.id ?? '' },
      body: { step: 'release', note: 'khỏe mạnh', version: item?.version ?? 0 },
    })
    expect(await planOf(son)).toMatchObject({ endedHow: 'released' })
    stage.at('2026-12-01T01:00:00Z')
    await stage.app.run(deliverDue)
    const { messages } = await stage.anyone.messages.mailbox({ query: { phone: PHONE } })
    expect(messages[0]?.text).toContain('khó thở, vui lòng gọi 1900 9095.')
  }),
)

test(
  'a team reaches the households of its list, and nobody else’s',
  scene(async stage => {
    const { mother, son, other, unitId, caseId, contacts, decide, name, planOf, station } = await town(stage)
    await decide(caseId, [...contacts, await name(caseId, other)])
    const { teamId } = await station.followup.addTeam({ body: { unitId, name: 'Tổ 3' } })
    const params = { teamId }
    const { grantId } = await station.followup.addMember({ params, body: { phone: '0905777888', name: 'Lê Thị Tổ' } })
    const member = stage.as.citizen('0905777888')
    expect((await station.followup.team({ params })).unlisted).toMatchObject([{ address: 'Tổ 3', followed: 2 }])
    await station.followup.listHouseholds({ params, body: { personIds: [son] } })
    expect(await station.followup.team({ params })).toMatchObject({ households: 1, followed: 2, unlisted: [] })
    stage.at('2026-11-21T03:00:00Z')
    const round = await member.followup.round({ params })
    expect(round.households).toMatchObject([
      { address: 'Tổ 3', people: [{ name: 'Nguyễn Thị Mẹ' }, { visited: false }] },
    ])
    const visit = async (personId: string) =>
      member.followup.record({
        params: { planId: (await planOf(personId)).id },
        body: { id: newId(), method: 'visit', reached: true, ...well },
      })
    await visit(mother)
    await expect(visit(other)).rejects.toMatchObject({ code: 'core.refused.area' })
    await expect(member.followup.plan({ params: { planId: (await planOf(mother)).id } })).rejects.toMatchObject({
      status: 403,
    })
    expect((await member.identity.me({})).grants).toMatchObject([{ role: 'community-team', placeName: 'Tổ 3' }])
    await station.followup.removeMember({ params: { teamId, grantId } })
    await expect(member.followup.round({ params })).rejects.toMatchObject({ status: 403 })
  }),
)

test(
  'work that goes to another commune takes the person along',
  scene(async stage => {
    const { mother, caseId, contacts, decide, planOf, inbox, station } = await town(stage)
    await decide(caseId, contacts.slice(0, 1))
    const [item] = await inbox()
    const unitId = stage.world.units['Xã Phong Bình'] as string
    await station.work.transfer({ params: { workId: item?.id ?? '' }, body: { unitId, note: 'chuyển chỗ ở' } })
    const { id: planId } = await planOf(mother)
    await expect(station.followup.plan({ params: { planId } })).rejects.toMatchObject({ code: 'core.refused.area' })
    const there = stage.as.healthOfficer('Xã Phong Bình')
    expect(await there.followup.plan({ params: { planId } })).toMatchObject({ name: 'Nguyễn Thị Mẹ' })
  }),
)

test(
  'two entries that are one person are one plan, with the reasons and answers of both',
  scene(async stage => {
    const { mother, other, caseId, contacts, decide, name, planOf, inbox, station } = await town(stage)
    await decide(caseId, [contacts[0] ?? '', await name(caseId, other)])
    const [kept, gone] = [await planOf(mother), await planOf(other)]
    for (const { id: planId } of [kept, gone])
      await station.followup.record({
        params: { planId },
        body: { id: newId(), method: 'phone', reached: true, ...well },
      })
    await stage.app.run(async ctx => {
      const toId = await mergePeople(ctx, other, mother, 'nhập hai lần')
      await ctx.emit(personMerged, { fromId: other, toId })
    })
    await stage.settle()
    expect(await planOf(other)).toMatchObject({ id: gone.id, endedHow: 'withdrawn' })
    expect(await inbox()).toMatchObject([{ person: { name: 'Nguyễn Thị Mẹ' }, state: 'watched' }])
    expect((await station.followup.plan({ params: { planId: kept.id } })).answers).toHaveLength(2)
  }),
)

test(
  'two entries that were one person by mistake are two again: each with its plan, its answer, its line in the case',
  scene(async stage => {
    const { mother, other, caseId, contacts, decide, name, planOf, inbox, station } = await town(stage)
    await decide(caseId, [contacts[0] ?? '', await name(caseId, other)])
    const [kept, gone] = [await planOf(mother), await planOf(other)]
    for (const { id: planId } of [kept, gone])
      await station.followup.record({
        params: { planId },
        body: { id: newId(), method: 'phone', reached: true, ...well },
      })
    const lines = () => stage.sql`
      select id, person_id, state from tracing.contact where person_id in (${mother}, ${other}) order by id`
    const before = await lines()
    await stage.app.run(ctx => mergeEntries(ctx, other, mother, 'nhập hai lần'))
    await stage.settle()
    expect(await lines()).toHaveLength(1)
    await stage.app.run(ctx => unmergeEntries(ctx, other, 'hai người'))
    await stage.settle()
    expect(await lines()).toEqual(before)
    expect(await planOf(other)).toMatchObject({ id: gone.id, endedHow: null })
    expect((await inbox()).map(item => item.person?.id).toSorted()).toEqual([mother, other].toSorted())
    for (const { id: planId } of [kept, gone])
      expect((await station.followup.plan({ params: { planId } })).answers).toHaveLength(1)
  }),
)
