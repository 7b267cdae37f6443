import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { newId } from '#core/ids.ts'
import { formatNational } from './codes.ts'
import { addPerson, entriesOf, findByIdentifier, identifiersOf, type NewPerson, survivorOf } from './people.ts'

const NOW = '2026-11-20T02:00:00Z'
const HERE = 'Xã Phong Bình'
const ABROAD = 'Phường Đông Giang'

const enter = ({ app, world }: Stage, person: Partial<NewPerson> = {}, unit = HERE): Promise<string> =>
  app.run(ctx => addPerson(ctx, { fullName: 'Nguyễn Văn An', unitId: unitNamed(world, unit), ...person }))

const merge = ({ as }: Stage, personId: string, intoId: string, unit = 'Phong Điền') =>
  as.tracer(unit).people.merge({ params: { personId }, body: { intoId, reason: 'Cùng một người' } })

describe('somebody entered twice', () => {
  test(
    'is one person with the numbers of both entries, found by each',
    scene(async stage => {
      const from = await enter(stage, { identifiers: { cccd: '046090900001', phone: '+84905000001' } })
      const into = await enter(stage, { identifiers: { cmnd: '191234567', phone: '+84905000002' } })
      expect(await merge(stage, from, into)).toEqual({ personId: into })
      const { app, sql } = stage
      for (const [kind, number] of [
        ['cccd', '046090900001'],
        ['cmnd', '191234567'],
        ['phone', '+84905000001'],
      ] as const)
        expect((await findByIdentifier(app.context(sql), kind, number)).map(p => p.id)).toEqual([into])
      expect(await identifiersOf(app.context(sql), from)).toEqual({
        cccd: '046090900001',
        cmnd: '191234567',
        phone: '+84905000002',
      })
      const tracer = stage.as.tracer('Phong Điền')
      for (const personId of [from, into])
        expect(await tracer.people.get({ query: {}, params: { personId } })).toMatchObject({
          id: into,
          idNumber: '046090900001',
          phone: '0905000002',
        })
    }),
  )

  test(
    'was at the places of both entries: facts stay where they are, and are found through either',
    scene(async stage => {
      const { as, app, sql, world } = stage
      const qids = ['990000000000000001', '990000000000000002'] as const
      const from = await enter(stage, { birthDate: '1990-12-01', identifiers: { qid: qids[0] } })
      const into = await enter(stage, { birthDate: '1990-12-01', identifiers: { qid: qids[1] } })
      const guard = as.citizen('0905000009')
      const unitId = unitNamed(world, HERE)
      const { placeId } = await guard.checkpoints.register({
        body: { kind: 'market', name: 'Chợ', unitId, address: '' },
      })
      for (const [n, qid] of qids.entries()) {
        const at = new Date(Date.parse(NOW) - (2 - n) * 3_600_000).toISOString()
        const code = formatNational({ idNumber: '', name: 'Nguyễn Văn An', birthDate: '1990-12-01', qid })
        await guard.checkpoints.scan({
          params: { placeId },
          body: { id: newId(new Date(at)), code, direction: 'in', deviceAt: at, sentAt: NOW },
        })
      }
      await merge(stage, from, into)
      expect(await sql`select person_id from timeline.scan order by id`).toEqual([
        { personId: from },
        { personId: into },
      ])
      for (const id of [from, into]) {
        const entries = await entriesOf(sql, id)
        expect(entries).toEqual([into, from])
        expect(await sql`select count(*) as n from timeline.visit where person_id = any(${entries}::uuid[])`).toEqual([
          { n: 2 },
        ])
      }
      const { accountId } = await as.citizen('0905000001').player()
      await app.run(ctx => ctx.sql`update identity.account set person_id = ${from} where id = ${accountId}`)
      expect((await as.citizen('0905000001').checkpoints.visits({})).visits).toHaveLength(2)
    }),
  )

  test(
    'by a scanner that did not know them is found by the commune of the place, and merged into whom they are',
    scene(async stage => {
      const { as, sql, world } = stage
      const guard = as.citizen('0905000009')
      const unitId = unitNamed(world, HERE)
      const { placeId } = await guard.checkpoints.register({
        body: { kind: 'market', name: 'Chợ', unitId, address: '' },
      })
      const code = formatNational({
        idNumber: '046090900001',
        name: 'Nguyễn Văn An',
        birthDate: '1990-12-01',
        qid: '990000000000000001',
      })
      const scanned = { direction: 'in' as const, deviceAt: NOW, sentAt: NOW }
      const scan = () =>
        guard.checkpoints.scan({ params: { placeId }, body: { id: newId(new Date(NOW)), code, ...scanned } })
      expect(await scan()).toMatchObject({ identity: 'new' })
      const tracer = as.tracer('Phong Điền')
      const { people } = await tracer.people.search({ query: { q: '046090900001' } })
      expect(people).toMatchObject([{ provisional: true, unitName: HERE }])
      const known = await enter(stage, { birthDate: '1990-12-01', sex: 'male', identifiers: { phone: '+84905000001' } })
      await merge(stage, people[0]?.id as string, known)
      expect(await scan()).toMatchObject({ identity: 'agrees', name: 'Nguyễn Văn An' })
      expect((await entriesOf(sql, known)).length).toBe(2)
    }),
  )

  test(
    'or a third time: every entry leads to the last survivor in one step',
    scene(async stage => {
      const { sql, app } = stage
      const a = await enter(stage, { identifiers: { cccd: '046090900001' } })
      const [b, c, d] = [await enter(stage), await enter(stage), await enter(stage)]
      await merge(stage, a, b)
      await merge(stage, b, c)
      await merge(stage, d, a)
      for (const id of [a, b, c, d]) {
        expect(await survivorOf(sql, id)).toBe(c)
        expect((await entriesOf(sql, id)).toSorted()).toEqual([a, b, c, d].toSorted())
      }
      expect((await findByIdentifier(app.context(sql), 'cccd', '046090900001')).map(p => p.id)).toEqual([c])
      expect(await sql`select from_id, into_id, to_id from people.alias order by at, from_id`).toEqual(
        expect.arrayContaining([
          { fromId: a, intoId: b, toId: c },
          { fromId: b, intoId: c, toId: c },
          { fromId: d, intoId: a, toId: c },
        ]),
      )
    }),
  )

  test(
    'is not merged in a circle, with itself, or a second time',
    scene(async stage => {
      const [a, b, c] = [await enter(stage), await enter(stage), await enter(stage)]
      await merge(stage, a, b)
      for (const [from, into] of [
        [b, a],
        [a, a],
        [a, b],
      ] as const)
        await expect(merge(stage, from, into)).rejects.toMatchObject({ code: 'people.merge-circle', status: 409 })
      await expect(merge(stage, a, c)).rejects.toMatchObject({ code: 'people.already-merged', status: 409 })
      expect(await stage.sql`select from_id, to_id from people.alias`).toEqual([{ fromId: a, toId: b }])
    }),
  )

  test(
    'and in two families stays in the family that the surviving entry has, and in the app of whoever entered them',
    scene(async stage => {
      const { as, sql } = stage
      const member = (fullName: string) => ({
        body: {
          fullName,
          birthDate: '2015',
          sex: 'female' as const,
          unitId: unitNamed(stage.world, HERE),
          address: '',
        },
      })
      const names = async (phone: string) =>
        (await as.citizen(phone).people.mine({})).people.map(p => p.fullName).toSorted()
      const [mother, school] = ['0905000001', '0905000002'] as const
      await as.citizen(mother).people.introduce(member('Trần Thị Mẹ'))
      const { personId: child } = await as.citizen(mother).people.introduce(member('Lê Thị Con'))
      const known = await enter(stage, { fullName: 'Lê Thị Bảo Con', birthDate: '2015' })
      await as.citizen(school).people.introduce(member('Hồ Thị Cô'))
      await merge(stage, child, known)
      expect(await names(mother)).toEqual(['Lê Thị Bảo Con', 'Trần Thị Mẹ'])
      expect(await names(school)).toEqual(['Hồ Thị Cô'])
      const { household } = await as.tracer('Phong Điền').people.get({ query: {}, params: { personId: known } })
      expect(household.map(p => p.fullName)).toEqual(['Trần Thị Mẹ'])
      expect(await sql`select household_id from people.person where id = ${known}`).toEqual([{ householdId: null }])
    }),
  )

  test(
    'keeps their account when the account is of the entry that goes',
    scene(async stage => {
      const me = stage.as.citizen('0905000001')
      const { personId } = await me.people.introduce({
        body: {
          fullName: 'Nguyễn Văn An',
          birthDate: '1990',
          sex: 'male',
          unitId: unitNamed(stage.world, HERE),
          address: '',
        },
      })
      const known = await enter(stage, { fullName: 'Nguyễn Văn Ân', birthDate: '1990' })
      await merge(stage, personId, known)
      expect(await me.people.mine({})).toMatchObject({ people: [{ id: known, fullName: 'Nguyễn Văn Ân' }] })
      const child = await me.people.introduce({
        body: { fullName: 'Bé', birthDate: '2020', sex: 'male', unitId: unitNamed(stage.world, HERE), address: '' },
      })
      expect((await me.people.mine({})).people.map(p => p.id)).toEqual([known, child.personId])
    }),
  )
})

describe('a tracer merges', () => {
  test.each([
    ['nobody from elsewhere', ABROAD, HERE],
    ['nobody into an entry elsewhere', HERE, ABROAD],
    ['nobody elsewhere at all', ABROAD, ABROAD],
  ])('%s', (_, fromUnit, intoUnit) =>
    scene(async stage => {
      const [from, into] = [await enter(stage, {}, fromUnit), await enter(stage, {}, intoUnit)]
      await expect(merge(stage, from, into)).rejects.toMatchObject({ code: 'core.refused.area', status: 403 })
      expect(await stage.sql`select from people.alias`).toHaveLength(0)
    })(),
  )

  test(
    'not into an entry here that stands for somebody elsewhere by now',
    scene(async stage => {
      const [here, abroad, another] = [await enter(stage), await enter(stage, {}, ABROAD), await enter(stage)]
      await stage.as.tracer('Đông Hà').player()
      await stage.app.run(
        ctx => ctx.sql`
          insert into people.alias (from_id, into_id, to_id, at, reason)
          values (${here}, ${abroad}, ${abroad}, ${ctx.now}, 'Cùng một người')`,
      )
      await expect(merge(stage, another, here)).rejects.toMatchObject({ code: 'core.refused.area' })
      await expect(
        stage.as.tracer('Phong Điền').people.get({ query: {}, params: { personId: here } }),
      ).rejects.toMatchObject({
        code: 'core.refused.area',
      })
    }),
  )

  test(
    'into nobody: an entry that is not there is refused like one elsewhere',
    scene(async stage => {
      const from = await enter(stage)
      await expect(merge(stage, from, '00000000-0000-7000-8000-00000000dead')).rejects.toMatchObject({
        code: 'core.refused.area',
      })
    }),
  )

  test(
    'and a health officer does not',
    scene(async stage => {
      const [from, into] = [await enter(stage), await enter(stage)]
      await expect(
        stage.as
          .healthOfficer(HERE)
          .people.merge({ params: { personId: from }, body: { intoId: into, reason: 'Cùng một người' } }),
      ).rejects.toMatchObject({ code: 'core.refused.verb' })
    }),
  )
})

describe('a look at a person', () => {
  test(
    'is audited with who looked, at whom and for what',
    scene(async stage => {
      const personId = await enter(stage, { identifiers: { phone: '+84905000001' } })
      const tracer = stage.as.tracer('Phong Điền')
      const { accountId } = await tracer.player()
      expect(await tracer.people.get({ query: {}, params: { personId } })).toMatchObject({ phone: '0905000001' })
      expect(
        await stage.sql`
          select account_id, ref_kind, ref_id, purpose from core.audit where endpoint = 'people.get'`,
      ).toEqual([{ accountId, refKind: 'person', refId: personId, purpose: 'people.read' }])
    }),
  )

  test(
    'that is refused shows nothing, and leaves no trace of a look',
    scene(async stage => {
      const personId = await enter(stage, {}, ABROAD)
      await expect(stage.as.tracer('Phong Điền').people.get({ query: {}, params: { personId } })).rejects.toMatchObject(
        {
          code: 'core.refused.area',
        },
      )
      expect(await stage.sql`select from core.audit where endpoint = 'people.get'`).toHaveLength(0)
    }),
  )
})
