import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { family } from '#capabilities/declarations/testing.ts'
import { newId } from '#core/ids.ts'
import { sealerFor } from '#core/web/seal.ts'

const NOON = '2026-11-20T05:00:00Z'
const STAY = 'Xã Phong Bình'
const MEMBER = '0905777888'

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (e: { code: string }) => e.code,
  )

/** A citizen of Phong Điền on the way to Phong Bình, which has two teams. */
async function travelling(stage: Stage) {
  stage.at(NOON)
  const unitId = stage.world.units[STAY] as string
  const people = await family(stage)
  await stage.as.tracer('Thừa Thiên Huế').declarations.addArea({
    body: {
      areaId: unitNamed(stage.world, '45'),
      unitId: unitNamed(stage.world, 'Thừa Thiên Huế'),
      from: '2026-11-15',
      document: 'CV 1/BCĐ',
    },
  })
  const station = stage.as.healthOfficer(STAY)
  const team = async (name: string, areas: string[], phone: string) => {
    const { teamId } = await station.followup.addTeam({ body: { unitId, name, areas } })
    await station.followup.addMember({ params: { teamId }, body: { phone, name: `Tổ viên ${name}` } })
    return teamId
  }
  const teamId = await team('Tổ 1', ['Thôn Vĩnh An'], MEMBER)
  const otherId = await team('Tổ 2', ['Thôn Hòa Viện'], '0905777999')
  const declare = async (stayAddress: string) => {
    await people.citizen.declarations.declare({ body: people.declaration({ answers: people.travel({ stayAddress }) }) })
    await stage.settle()
    const { rows } = await station.work.inbox({ query: { kind: 'declarations.arrival' } })
    return rows[0]?.id as string
  }
  const item = async (workId: string) => (await station.work.item({ params: { workId } })).state
  const round = async (id = teamId, phone = MEMBER) =>
    stage.as.citizen(phone).followup.round({ params: { teamId: id } })
  return { ...people, unitId, station, teamId, otherId, member: stage.as.citizen(MEMBER), declare, item, round }
}

test(
  'the team of the hamlet where somebody stays looks for them, though their household is of another commune',
  scene(async stage => {
    const { declare, item, round, member, otherId, personId, station, teamId } = await travelling(stage)
    const workId = await declare('Số 5, thôn Vĩnh An')
    const { arrivals } = await round()
    expect(arrivals).toMatchObject([
      { id: workId, name: 'Trần Thị Bình', address: 'Số 5, thôn Vĩnh An', missed: false, ordered: false },
    ])
    expect((await round(otherId, '0905777999')).arrivals).toEqual([])
    expect(await station.followup.stay({ params: { workId } })).toMatchObject({ teamId, how: 'area', visits: [] })
    const stranger = stage.as.citizen('0905777999')
    const params = { arrivalId: workId }
    const body = { id: newId(stage.app.clock()), there: true, isolate: true, note: 'Ho, sốt nhẹ' }
    expect(await code(stranger.followup.arrival({ params, body }))).not.toBe('done')

    await member.followup.arrival({ params, body })
    await member.followup.arrival({ params, body })
    await stage.settle()
    expect(await item(workId)).toBe('arrived')
    expect((await round()).arrivals).toEqual([])
    const { visits } = await station.followup.stay({ params: { workId } })
    expect(visits).toMatchObject([{ there: true, isolate: true, note: 'Ho, sốt nhẹ', by: 'Tổ viên Tổ 1' }])
    const { steps } = await station.work.item({ params: { workId } })
    expect(steps.find(step => step.name === 'arrive')).toMatchObject({ by: 'Tổ viên Tổ 1' })

    await station.work.move({ params: { workId }, body: { step: 'watch', version: 2, note: 'Theo dõi tại nhà' } })
    await stage.settle()
    const followed = await round()
    expect(followed.households).toMatchObject([{ address: 'Số 5, thôn Vĩnh An', people: [{ name: 'Trần Thị Bình' }] }])
    const planId = followed.households[0]?.people[0]?.planId as string
    const report = { id: newId(stage.app.clock()), symptoms: [], temperature: 36.5, spo2: null, reached: true }
    await member.followup.record({ params: { planId }, body: { ...report, method: 'visit' } })
    expect(await station.followup.plan({ params: { planId } })).toMatchObject({ team: 'Tổ 1', personId })
  }),
)

test(
  'who gave a hamlet of no team waits for the station to choose one; only a team of the commune, only while it is open',
  scene(async stage => {
    const { declare, item, round, station, teamId, otherId, member } = await travelling(stage)
    const workId = await declare('Cạnh chợ')
    const params = { workId }
    expect((await round()).arrivals).toEqual([])
    expect(await station.followup.stay({ params })).toMatchObject({ teamId: null, how: null, address: 'Cạnh chợ' })
    const home = stage.world.units['Thị trấn Phong Điền'] as string
    const elsewhere = await stage.as
      .healthOfficer('Thị trấn Phong Điền')
      .followup.addTeam({ body: { unitId: home, name: 'Tổ nơi khác' } })
    const give = (id: string) => station.followup.assign({ params, body: { teamId: id, address: 'Nhà bà Lài' } })
    expect(await code(give(elsewhere.teamId))).toBe('core.not-found')
    await give(otherId)
    expect((await round(otherId, '0905777999')).arrivals).toHaveLength(1)
    await give(teamId)
    expect((await round(otherId, '0905777999')).arrivals).toEqual([])
    expect((await round()).arrivals).toMatchObject([{ id: workId, address: 'Nhà bà Lài' }])

    const arrivalId = workId
    await member.followup.arrival({
      params: { arrivalId },
      body: { id: newId(stage.app.clock()), there: false, isolate: false },
    })
    expect(await item(workId)).toBe('not-arrived')
    expect((await round()).arrivals).toMatchObject([{ missed: true }])
    await station.work.move({ params, body: { step: 'close', version: 2, note: 'Không về nữa' } })
    expect(await code(give(teamId))).toBe('followup.stay.closed')
  }),
)

test(
  'what a team saw at the door without a network moves the item when it comes, unless the station has decided meanwhile',
  scene(async stage => {
    const { declare, item, round, station } = await travelling(stage)
    const workId = await declare('Thôn Vĩnh An')
    const { pass, sealingKey } = await round()
    const kept = async () => {
      const id = newId(stage.app.clock())
      const sealed = await (await sealerFor(sealingKey))(JSON.stringify({ there: true, isolate: false }), id)
      return { id, arrivalId: workId, deviceAt: NOON, behindMs: 0, sealed }
    }
    const visit = await kept()
    const deliver = async (one: typeof visit) =>
      stage.anyone.followup.deliver({ params: { token: pass }, body: { sentAt: NOON, visits: [one] } })
    expect((await deliver(visit)).receipts).toEqual([{ id: visit.id, reason: null }])
    expect((await deliver(visit)).receipts).toEqual([{ id: visit.id, reason: null }])
    expect(await item(workId)).toBe('arrived')
    await station.work.move({ params: { workId }, body: { step: 'watch', version: 2, note: 'Theo dõi tại nhà' } })
    const late = await kept()
    expect((await deliver(late)).receipts).toEqual([{ id: late.id, reason: null }])
    expect(await item(workId)).toBe('watched')
    expect((await station.followup.stay({ params: { workId } })).visits).toHaveLength(2)
  }),
)

test(
  'who is under an order of the commune already is not proposed again: the item says so, and ends with the arrival',
  scene(async stage => {
    const { declare, item, round, station, member, personId, unitId } = await travelling(stage)
    const workId = await declare('Thôn Vĩnh An')
    // Ordered before they declared again: the first item ended with the proposal.
    await station.isolation.propose({
      body: {
        unitId,
        kind: 'home',
        reason: 'contact',
        place: 'Thôn Vĩnh An',
        fromOn: '2026-11-20',
        days: 7,
        note: 'Thử',
        people: [{ personId, isProtected: false }],
      },
    })
    await stage.settle()
    expect(await item(workId)).toBe('isolation-proposed')
    stage.at('2026-11-20T06:00:00Z')
    const again = await declare('Thôn Vĩnh An')
    expect(again).not.toBe(workId)
    expect((await round()).arrivals).toMatchObject([{ id: again, ordered: true }])
    expect((await station.followup.stay({ params: { workId: again } })).order).toMatchObject({
      state: 'proposed',
      unitName: STAY,
    })
    await member.followup.arrival({
      params: { arrivalId: again },
      body: { id: newId(stage.app.clock()), there: true, isolate: false },
    })
    await stage.settle()
    expect(await item(again)).toBe('isolation-proposed')
    expect(await stage.sql`select from isolation.isolation_order where person_id = ${personId}`).toHaveLength(1)
  }),
)
