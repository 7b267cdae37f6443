import { expect, test } from 'vitest'
import { scene } from '#apps/testing/scene.ts'
import { newId } from '#core/ids.ts'
import { town } from './testing.ts'

test(
  'who was at the same place at an overlapping time is to be reviewed, and nobody else',
  scene(async stage => {
    const { person, place, market, halls, scan, open, tracer } = await town(stage)
    const [f0, near, far, before, elsewhere] = (await Promise.all(
      ['F0', 'Gần', 'Xa', 'Trước', 'Khác'].map(name => person(name)),
    )) as [string, string, string, string, string]
    const cafe = await place('Quán Hoa', { kind: 'restaurant' })
    await scan(f0, market, 'in', '2026-11-19T01:00:00Z', halls[0])
    await scan(f0, market, 'out', '2026-11-19T02:00:00Z', halls[0])
    await scan(near, market, 'in', '2026-11-19T01:20:00Z', halls[0])
    await scan(near, market, 'out', '2026-11-19T01:50:00Z', halls[0])
    await scan(far, market, 'in', '2026-11-19T01:55:00Z', halls[1])
    await scan(before, market, 'in', '2026-11-19T00:00:00Z', halls[0])
    await scan(before, market, 'out', '2026-11-19T00:59:00Z', halls[0])
    await scan(elsewhere, cafe, 'in', '2026-11-19T01:20:00Z')
    const { caseId } = await open(f0)
    expect(await tracer.tracing.trace({ params: { caseId }, body: { generation: '1' } })).toEqual({
      found: 2,
      added: 2,
      generation: 1,
    })
    const { rows } = await tracer.tracing.contacts({ params: { caseId }, query: {} })
    expect(rows).toMatchObject([
      { name: 'Gần', minutes: 30, estimated: false, sameArea: true, exposure: 'high', state: 'review', how: 'place' },
      { name: 'Xa', minutes: 5, estimated: true, sameArea: false, exposure: 'low', state: 'review' },
    ])
    expect(await tracer.tracing.meetings({ params: { contactId: rows[0]?.id ?? '' } })).toMatchObject({
      meetings: [{ place: 'Chợ Phong Điền', from: '2026-11-19T01:20:00.000Z', until: '2026-11-19T01:50:00.000Z' }],
    })
  }),
)

test(
  'visits outside the infectious period are shown and not traced',
  scene(async stage => {
    const { person, market, scan, open, tracer } = await town(stage)
    const [f0, early] = (await Promise.all(['F0', 'Sớm'].map(name => person(name)))) as [string, string]
    for (const who of [f0, early]) await scan(who, market, 'in', '2026-11-16T01:00:00Z')
    const { caseId } = await open(f0)
    expect(await tracer.tracing.getCase({ params: { caseId } })).toMatchObject({
      infectiousFrom: '2026-11-16T17:00:00.000Z',
      infectiousUntil: '2026-11-20T04:00:00.000Z',
      document: 'CV 11042/BYT-DP',
      stops: [{ words: 'Chợ Phong Điền', source: 'visit', estimated: true, traced: false }],
    })
    expect(await tracer.tracing.trace({ params: { caseId }, body: { generation: '1' } })).toMatchObject({ found: 0 })
  }),
)

test(
  'an interview adds where nobody scanned, and the household is asked first',
  scene(async stage => {
    const { person, place, scan, open, tracer } = await town(stage)
    const householdId = newId()
    await stage.sql`insert into people.household (id, unit_id) values (${householdId}, ${stage.world.units['Thị trấn Phong Điền'] as string})`
    const f0 = await person('F0', { householdId })
    await person('Vợ', { householdId })
    const guest = await person('Khách')
    const cafe = await place('Quán Hoa', { kind: 'restaurant' })
    await scan(guest, cafe, 'in', '2026-11-19T11:30:00Z')
    const { caseId } = await open(f0)
    const stop = {
      words: 'cà phê gần chợ với mấy người bạn',
      placeId: cafe,
      from: '2026-11-19T11:00:00Z',
      to: '2026-11-19T12:00:00Z',
      companions: 'anh Tâm',
    }
    await tracer.tracing.addStop({ params: { caseId }, body: stop })
    await tracer.tracing.trace({ params: { caseId }, body: { generation: '1' } })
    expect((await tracer.tracing.contacts({ params: { caseId }, query: {} })).rows).toMatchObject([
      { name: 'Vợ', how: 'household', exposure: 'high' },
      { name: 'Khách', how: 'place', minutes: 30, estimated: true },
    ])
    await expect(
      tracer.tracing.addStop({ params: { caseId }, body: { ...stop, to: stop.from } }),
    ).rejects.toMatchObject({ code: 'tracing.stop.ends-before-start' })
    await expect(
      tracer.tracing.addStop({
        params: { caseId },
        body: { ...stop, from: '2026-12-01T00:00:00Z', to: '2026-12-01T01:00:00Z' },
      }),
    ).rejects.toMatchObject({ code: 'tracing.stop.in-future' })
  }),
)

test(
  'nobody passes it on before being exposed',
  scene(async stage => {
    const { person, place, market, scan, open, tracer } = await town(stage)
    const [f0, f1, late, early] = (await Promise.all(['F0', 'F1', 'Sau', 'Trước'].map(name => person(name)))) as [
      string,
      string,
      string,
      string,
    ]
    const office = await place('UBND', { kind: 'office' })
    const stay = async (who: string, where: string, from: string, to: string) => {
      await scan(who, where, 'in', from)
      await scan(who, where, 'out', to)
    }
    await stay(f1, office, '2026-11-18T01:00:00Z', '2026-11-18T03:00:00Z')
    await stay(early, office, '2026-11-18T01:00:00Z', '2026-11-18T03:00:00Z')
    await stay(f0, market, '2026-11-19T01:00:00Z', '2026-11-19T02:00:00Z')
    await stay(f1, market, '2026-11-19T01:00:00Z', '2026-11-19T02:00:00Z')
    await stay(f1, office, '2026-11-19T03:00:00Z', '2026-11-19T05:00:00Z')
    await stay(late, office, '2026-11-19T04:00:00Z', '2026-11-19T06:00:00Z')
    const { caseId } = await open(f0)
    await tracer.tracing.trace({ params: { caseId }, body: { generation: '1' } })
    expect(await tracer.tracing.trace({ params: { caseId }, body: { generation: '2' } })).toMatchObject({ found: 0 })
    const [first] = (await tracer.tracing.contacts({ params: { caseId }, query: {} })).rows
    await tracer.tracing.decide({
      params: { caseId },
      body: { contactIds: [first?.id ?? ''], decision: 'contact', reason: '' },
    })
    expect(await tracer.tracing.trace({ params: { caseId }, body: { generation: '2' } })).toMatchObject({
      found: 1,
      added: 1,
    })
    expect((await tracer.tracing.contacts({ params: { caseId }, query: { generation: '2' } })).rows).toMatchObject([
      { name: 'Sau', via: 'F1', minutes: 60, generation: 2 },
    ])
  }),
)

test(
  'a decision tells the contact, changes the standing and gives the commune its work',
  scene(async stage => {
    const { person, market, scan, open, tracer, unitId } = await town(stage)
    const [f0] = await Promise.all([person('F0')])
    const f1 = await person('Nguyễn Thị F Một', { identifiers: { phone: '+84905123456' } })
    for (const who of [f0, f1]) await scan(who, market, 'in', '2026-11-19T01:00:00Z')
    const { caseId, number } = await open(f0)
    await tracer.tracing.trace({ params: { caseId }, body: { generation: '1' } })
    const [contact] = (await tracer.tracing.contacts({ params: { caseId }, query: {} })).rows
    const decide = (decision: 'contact' | 'dismissed') =>
      tracer.tracing.decide({
        params: { caseId },
        body: { contactIds: [contact?.id ?? ''], decision, reason: 'bán cùng sạp' },
      })
    expect(await decide('contact')).toEqual({ decided: 1, unchanged: 0 })
    expect(await decide('contact')).toEqual({ decided: 0, unchanged: 1 })
    expect(await stage.sql`select level, reason from standing.standing where person_id = ${f1}`).toEqual([
      { level: 2, reason: 'tracing.standing.contact' },
    ])
    expect(
      await stage.sql`select state from messages.delivery d join messages.message m on m.id = d.message_id where m.person_id = ${f1}`,
    ).toEqual([{ state: 'sent' }])

    const station = stage.as.healthOfficer('Thị trấn Phong Điền')
    const { rows: inbox } = await station.work.inbox({ query: {} })
    expect(inbox).toMatchObject([{ kind: 'followup.watch', dueAt: '2026-11-21T05:00:00.000Z' }])
    expect(JSON.stringify(inbox)).toContain('Nguyễn Thị F Một')
    expect(JSON.stringify(inbox)).toContain(number)
    const other = stage.as.healthOfficer('Xã Phong Bình')
    expect((await other.work.inbox({ query: {} })).rows).toEqual([])
    const workId = inbox[0]?.id ?? ''
    await expect(other.work.item({ params: { workId } })).rejects.toMatchObject({
      code: 'core.refused.area',
      status: 403,
    })

    stage.at('2026-11-20T09:00:00Z')
    await station.work.move({ params: { workId }, body: { step: 'reach', version: inbox[0]?.version ?? 0 } })
    expect(await tracer.tracing.getCase({ params: { caseId } })).toMatchObject({ counts: { contact: 1, reached: 1 } })
    expect(await decide('dismissed')).toEqual({ decided: 1, unchanged: 0 })
    expect(await stage.sql`select 1 from standing.standing where person_id = ${f1}`).toEqual([])
    expect(unitId).toBeTruthy()
  }),
)

test(
  'a person has one open case; times in the future are refused',
  scene(async stage => {
    const { person, open } = await town(stage)
    const f0 = await person('F0')
    await open(f0)
    await expect(open(f0)).rejects.toMatchObject({ code: 'tracing.case.open-already', status: 409 })
    const other = await person('Khác')
    await expect(open(other, { confirmedAt: '2026-11-21T05:00:00Z' })).rejects.toMatchObject({
      code: 'tracing.in-future',
    })
    await expect(open(other, { onsetOn: '2026-11-25' })).rejects.toMatchObject({ code: 'tracing.in-future' })
    await expect(open(other, { sampledAt: '2026-11-20T04:30:00Z' })).rejects.toMatchObject({
      code: 'tracing.case.sampled-after',
    })
  }),
)

test(
  'a leader reads cases and changes none; a look is audited with its purpose',
  scene(async stage => {
    const { person, open, tracer } = await town(stage)
    const { caseId } = await open(await person('F0'))
    const leader = stage.as.leader('Thừa Thiên Huế')
    expect(await leader.tracing.getCase({ params: { caseId } })).toMatchObject({ name: 'F0' })
    await expect(leader.tracing.trace({ params: { caseId }, body: { generation: '1' } })).rejects.toMatchObject({
      code: 'core.refused.verb',
    })
    const abroad = stage.as.tracer('Tỉnh Quảng Trị')
    await expect(abroad.tracing.getCase({ params: { caseId } })).rejects.toMatchObject({ code: 'core.refused.area' })
    expect((await abroad.tracing.cases({ query: {} })).rows).toEqual([])
    expect((await tracer.tracing.cases({ query: {} })).rows).toHaveLength(1)
    expect(
      await stage.sql`select count(*) as n from core.audit where endpoint = 'tracing.getCase' and purpose = 'tracing.case'`,
    ).toEqual([{ n: 1 }])
  }),
)
