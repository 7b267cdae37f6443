import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import type { Channel, Outgoing } from '#base/messages/channel.ts'
import { channelsService, deliverDue } from '#base/messages/send.ts'
import { addPeople, mergePeople, type NewPerson } from '#base/people/people.ts'
import { approval } from './policies.ts'

const COMMUNE = 'Xã Phong Hòa'
const NEIGHBOUR = 'Xã Phong An'
const EVERYBODY = { ageFrom: null, ageTo: null, sex: null, perHousehold: false }

interface Office extends Stage {
  readonly commune: string
  readonly neighbour: string
  readonly sent: Outgoing[]
  people(...list: Partial<NewPerson>[]): Promise<string[]>
  draft(more?: object): {
    unitId: string
    audience: typeof EVERYBODY
    text: string
    urgency: 'ordinary'
    startAt: null
    dong: number
  }
}

/** A scene with an SMS carrier that takes everything. */
const office = (play: (office: Office) => Promise<void>) =>
  scene(async stage => {
    const sent: Outgoing[] = []
    const sms: Channel = {
      name: 'sms',
      isSms: true,
      canReach: to => to.phone !== undefined,
      async send(message) {
        sent.push(message)
        return {}
      },
    }
    stage.app.provide(channelsService, [sms])
    const [commune, neighbour] = [COMMUNE, NEIGHBOUR].map(name => stage.world.units[name] as string) as [string, string]
    let n = 0
    await play({
      ...stage,
      commune,
      neighbour,
      sent,
      people: (...list) =>
        stage.app.run(ctx =>
          addPeople(
            ctx,
            list.map(one => ({
              fullName: 'Nguyễn Văn An',
              birthDate: '1980-01-01',
              sex: 'male' as const,
              unitId: commune,
              identifiers: { phone: `+8490700${String(n++).padStart(4, '0')}` },
              ...one,
            })),
          ),
        ),
      draft: more => ({
        unitId: commune,
        audience: EVERYBODY,
        text: 'Mời ông/bà {ten} ở {xa} đi tiêm',
        urgency: 'ordinary',
        startAt: null,
        dong: 1_000_000,
        ...more,
      }),
    })
  })

describe('before it is sent', () => {
  test(
    'it is counted who gets it, in how many parts and at what price',
    office(async ({ as, people, draft, app, sql }) => {
      const shared = { identifiers: { phone: '+84961234567' } }
      const [, , , silent] = await people({}, shared, { ...shared, birthDate: '1950' }, {}, { identifiers: {} })
      await sql`
        insert into messages.preference (person_id, ordinary, off, at) values (${silent as string}, false, '{}', now())`
      const counted = await as.healthOfficer(COMMUNE).broadcasts.estimate({ body: draft() })
      expect(counted).toMatchObject({
        people: 5,
        recipients: 2,
        unreachable: 1,
        optedOut: 1,
        segments: 2,
        dong: 700,
        longest: 1,
        needsApproval: false,
        channels: [{ channel: 'sms', recipients: 2, segments: 2, dong: 700 }],
      })
      expect(counted.networks.map(one => [one.network, one.recipients])).toEqual(
        expect.arrayContaining([
          ['Viettel', 1],
          ['MobiFone', 1],
        ]),
      )
      expect(counted.samples).toMatchObject([{ channel: 'sms', encoding: 'GSM-7', segments: 1 }])
      expect(counted.samples[0]?.text).toContain('Moi ong/ba Nguyen Van An o Xa Phong Hoa di tiem')
      expect(await app.db.sql`select count(*) from messages.message`).toEqual([{ count: 0 }])
    }),
  )

  test(
    'by age, sex and household',
    office(async ({ as, commune, people, draft, sql }) => {
      const householdId = '00000000-0000-7000-8000-00000000b0b0'
      await sql`insert into people.household (id, unit_id) values (${householdId}, ${commune})`
      await people(
        { birthDate: '1950-06-01', householdId },
        { birthDate: '2008-11-20', householdId, householdRole: 'head' },
        { birthDate: '2008-11-21' },
        { birthDate: '1999', sex: 'female' },
      )
      const count = async (audience: object) =>
        (
          await as
            .healthOfficer(COMMUNE)
            .broadcasts.estimate({ body: draft({ audience: { ...EVERYBODY, ...audience } }) })
        ).recipients
      expect(await count({})).toBe(4)
      expect(await count({ ageFrom: 18 })).toBe(3)
      expect(await count({ ageFrom: 18, ageTo: 60 })).toBe(2)
      expect(await count({ ageTo: 17 })).toBe(1)
      expect(await count({ sex: 'female' })).toBe(1)
      expect(await count({ perHousehold: true })).toBe(3)
    }),
  )

  test(
    'only people of the area; who was entered twice gets it once',
    office(async ({ as, people, draft, neighbour, app }) => {
      const [first, second] = await people({}, { identifiers: { phone: '+84907009999' } }, { unitId: neighbour })
      await app.run(ctx => mergePeople(ctx, second as string, first as string, 'cùng một người'))
      const { people: meant } = await as.healthOfficer(COMMUNE).broadcasts.estimate({ body: draft() })
      expect(meant).toBe(1)
      const elsewhere = as.healthOfficer(COMMUNE).broadcasts.estimate({ body: draft({ unitId: neighbour }) })
      await expect(elsewhere).rejects.toMatchObject({ code: 'core.refused.area' })
    }),
  )

  test.each([
    ['a field that nobody fills in', { text: 'Mời {tên}' }, 'broadcasts.unknown-field'],
    ['what is longer than an SMS may be', { text: 'ạ'.repeat(900) }, 'broadcasts.too-long'],
    ['what has become dearer', { dong: 1 }, 'broadcasts.dearer'],
    ['nobody', { audience: { ...EVERYBODY, ageFrom: 119 } }, 'broadcasts.nobody'],
    ['next year', { startAt: '2027-11-20T02:00:00Z' }, 'broadcasts.too-far'],
  ])('%s is refused', async (_, more, code) => {
    await office(async ({ as, people, draft, sql }) => {
      await people({})
      const sending = as.healthOfficer(COMMUNE).broadcasts.send({ body: draft(more) })
      await expect(sending).rejects.toMatchObject({ code })
      expect(await sql`select count(*) from broadcasts.broadcast`).toEqual([{ count: 0 }])
    })()
  })
})

describe('a text to many', () => {
  test(
    'goes to each, in their own words, and says what became of it',
    office(async ({ as, people, draft, sent }) => {
      await people({ fullName: 'Trần Thị Bình' }, {})
      const officer = as.healthOfficer(COMMUNE)
      const { broadcastId } = await officer.broadcasts.send({ body: draft() })
      expect(sent.map(one => one.short.split('\n')[0]).sort()).toEqual([
        'Moi ong/ba Nguyen Van An o Xa Phong Hoa di tiem',
        'Moi ong/ba Tran Thi Binh o Xa Phong Hoa di tiem',
      ])
      expect(sent[0]?.short).toContain('Tu choi: http://localhost/tin-nhan/cai-dat')
      expect(await officer.broadcasts.get({ params: { broadcastId } })).toMatchObject({
        state: 'sent',
        people: 2,
        waiting: 0,
        canStop: false,
        figures: { sent: 2, failed: 0, queued: 0 },
        channels: [{ channel: 'sms', figures: { sent: 2 }, segments: 2, dong: 700 }],
      })
      expect((await officer.broadcasts.list({ query: {} })).rows).toMatchObject([{ id: broadcastId, people: 2 }])
      expect((await as.healthOfficer(NEIGHBOUR).broadcasts.list({ query: {} })).rows).toEqual([])
    }),
  )

  test(
    'waits for its hour, and for the morning',
    office(async ({ as, app, people, draft, sent, settle, at: setClock }) => {
      await people({})
      const officer = as.healthOfficer(COMMUNE)
      const body = draft({ startAt: '2026-11-20T16:00:00Z' })
      const { broadcastId } = await officer.broadcasts.send({ body })
      const minute = async (at: string) => {
        setClock(at)
        for (const name of ['broadcasts.start', 'messages.due'])
          for (const module of app.modules) if (module.every?.[name]) await app.run(module.every[name].run)
        await settle()
      }
      await minute('2026-11-20T15:59:00Z')
      expect(await officer.broadcasts.get({ params: { broadcastId } })).toMatchObject({ state: 'scheduled' })
      await minute('2026-11-20T16:00:00Z')
      expect(await officer.broadcasts.get({ params: { broadcastId } })).toMatchObject({ state: 'sending' })
      expect(sent).toEqual([])
      await minute('2026-11-21T00:00:00Z')
      expect(sent).toHaveLength(1)
    }),
  )

  test(
    'is stopped while it is being sent',
    office(async ({ as, app, people, draft, sent, sql, settle, at: setClock }) => {
      await people({}, {}, {})
      const officer = as.healthOfficer(COMMUNE)
      setClock('2026-11-20T16:00:00Z')
      const { broadcastId } = await officer.broadcasts.send({ body: draft() })
      await officer.broadcasts.stop({ params: { broadcastId } })
      expect(await officer.broadcasts.get({ params: { broadcastId } })).toMatchObject({
        state: 'stopped',
        canStop: false,
        figures: { suppressed: 3, queued: 0 },
      })
      setClock('2026-11-21T03:00:00Z')
      await app.run(deliverDue)
      await settle()
      expect(sent).toEqual([])
      expect(await sql`select count(*) from messages.message where sealed is not null`).toEqual([{ count: 0 }])
      await expect(officer.broadcasts.stop({ params: { broadcastId } })).rejects.toMatchObject({
        code: 'broadcasts.over',
      })
    }),
  )
})

describe('what costs much', () => {
  const dear = async ({ as, commune, people, draft }: Office) => {
    await people({}, {})
    await as.administrator().policies.set({
      params: { code: approval.code },
      body: { unitId: commune, from: '2026-11-20', document: 'Thử', params: { dong: 500, people: 100 } },
    })
    return (await as.healthOfficer(COMMUNE).broadcasts.send({ body: draft() })).broadcastId
  }

  test(
    'waits in the inbox of who leads the area, and goes out when it is approved by another',
    office(async stage => {
      const { as, sent } = stage
      const broadcastId = await dear(stage)
      expect(sent).toEqual([])
      const leader = as.leader(COMMUNE)
      expect((await leader.work.inbox({ query: {} })).rows).toMatchObject([
        { kind: 'broadcasts.approval', subject: { kind: 'broadcast', id: broadcastId } },
      ])
      await leader.broadcasts.approve({ params: { broadcastId } })
      expect(sent).toHaveLength(2)
      await expect(leader.broadcasts.approve({ params: { broadcastId } })).rejects.toMatchObject({ code: 'work.done' })
    }),
  )

  test(
    'is not cut into pieces that nobody looks at',
    office(async ({ as, commune, people, draft, sent }) => {
      await people({}, { birthDate: '1950-01-01' })
      await as.administrator().policies.set({
        params: { code: approval.code },
        body: { unitId: commune, from: '2026-11-20', document: 'Thử', params: { dong: 500, people: 100 } },
      })
      const officer = as.healthOfficer(COMMUNE)
      const piece = (audience: object) =>
        officer.broadcasts.send({ body: draft({ audience: { ...EVERYBODY, ...audience } }) })
      await piece({ ageTo: 60 })
      expect(sent).toHaveLength(1)
      const params = await piece({ ageFrom: 61 })
      expect(await officer.broadcasts.get({ params })).toMatchObject({ state: 'asked' })
      expect(sent).toHaveLength(1)
    }),
  )

  test(
    'is never approved by its author',
    office(async ({ as, people, draft, sent }) => {
      await people({})
      const leader = as.leader(COMMUNE)
      const { broadcastId } = await leader.broadcasts.send({ body: draft({ urgency: 'urgent' }) })
      await expect(leader.broadcasts.approve({ params: { broadcastId } })).rejects.toMatchObject({
        code: 'broadcasts.own',
      })
      expect(sent).toEqual([])
    }),
  )

  test(
    'is refused with a reason, or taken back',
    office(async stage => {
      const { as, sent } = stage
      const broadcastId = await dear(stage)
      const leader = as.leader(COMMUNE)
      const { workId } = await leader.broadcasts.get({ params: { broadcastId } })
      await leader.work.move({
        params: { workId: workId as string },
        body: { step: 'refuse', note: 'Quá tốn kém', version: 1 },
      })
      expect(await leader.broadcasts.get({ params: { broadcastId } })).toMatchObject({ state: 'refused' })
      const officer = as.healthOfficer(COMMUNE)
      const second = await officer.broadcasts.send({ body: stage.draft() })
      await officer.broadcasts.stop({ params: second })
      expect((await leader.work.inbox({ query: {} })).rows).toEqual([])
      expect(sent).toEqual([])
    }),
  )
})
