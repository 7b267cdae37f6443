import { expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { linkAccount } from '#base/identity/person-link.ts'
import { peopleExtract } from '#base/people/list.ts'
import { mergeEntries } from '#base/people/merging.ts'
import { addPerson, getPerson } from '#base/people/people.ts'
import { addPlaces } from '#base/places/places.ts'
import { treeOf } from '#base/units/trees.ts'
import { openWork } from '#base/work/work.ts'
import { countMeant } from '#capabilities/broadcasts/audience.ts'
import { DAY_MS } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { firstIdAt } from '#core/ids.ts'
import type { Problem } from '#core/problem.ts'
import { enforce } from './enforce.ts'

const EVERYBODY = { ageFrom: null, ageTo: null, sex: null, perHousehold: false }
const NAME = 'Trần Thị Quyền'
const PHONE = '0905111222'
const START = Date.parse('2026-11-20T02:00:00Z')
const VISIT = new Date('2026-11-18T02:00:00Z')

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no problem',
    (problem: Problem) => problem.code,
  )

/** A citizen with an account, a visit at a market and a preference. */
async function citizen(stage: Stage) {
  const { app, as, world, sql } = stage
  const unitId = unitNamed(world, 'Xã Phong Bình')
  const me = as.citizen(PHONE)
  const { accountId } = await me.player()
  const personId = await app.run(async ctx => {
    const id = await addPerson(ctx, {
      fullName: NAME,
      birthDate: '1990',
      unitId,
      identifiers: { phone: '+84905111222' },
    })
    await linkAccount(ctx, accountId, id, NAME)
    return id
  })
  const [placeId] = await app.run(ctx => addPlaces(ctx, [{ kind: 'market', name: 'Chợ An Lỗ', unitId }]))
  await sql`
    insert into timeline.visit (person_id, place_id, unit_id, in_at, out_at, scan_id)
    values (${personId}, ${placeId as string}, ${unitId}, ${VISIT}, ${new Date(VISIT.getTime() + 3_600_000)}, ${firstIdAt(VISIT)})`
  const officer = as.role('data-officer', { areaId: unitNamed(world, '46') })
  return { me: as.citizen(PHONE), personId, officer, accountId }
}

async function unpacked(stage: Stage, token: string, exportId: string): Promise<Map<string, string>> {
  const reply = await stage.server.inject({ url: `/api/me/data/copies/${exportId}`, cookies: { saola: token } })
  expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, 'application/zip'])
  const zip = await fromBufferPromise(reply.rawPayload)
  const files = new Map<string, string>()
  for await (const entry of zip.eachEntry()) {
    const parts: Buffer[] = []
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer)
    files.set(entry.fileName, Buffer.concat(parts).toString('utf8'))
  }
  return files
}

test(
  'a citizen asks for a copy and downloads all that is kept of them, for seven days and nobody else',
  scene(async stage => {
    const { me } = await citizen(stage)
    const { exportId } = await me.retention.copy({})
    const { copies } = await me.retention.mine({})
    expect(copies).toMatchObject([
      { id: exportId, madeAt: '2026-11-20T02:00:00.000Z', expiresAt: '2026-11-27T02:00:00.000Z' },
    ])
    const { token } = await me.player()
    const files = await unpacked(stage, token, exportId)
    const [json, page] = [
      [...files].find(([name]) => name.endsWith('.json')),
      [...files].find(([name]) => name.endsWith('.html')),
    ]
    const said = JSON.parse(json?.[1] ?? '{}') as { tables: { table: string; rows: Record<string, unknown>[] }[] }
    const of = (table: string) => said.tables.find(one => one.table === table)?.rows
    expect(of('people.person')).toMatchObject([{ fullName: NAME }])
    expect(of('people.identifier')).toMatchObject([{ kind: 'phone', sealed: '+84905111222' }])
    expect(of('timeline.visit')).toMatchObject([{ place: 'Chợ An Lỗ' }])
    expect(of('identity.session')).toBeDefined()
    expect(page?.[1]).toContain('Chợ An Lỗ')
    const other = await stage.as.citizen('0905111333').player()
    const stranger = await stage.server.inject({
      url: `/api/me/data/copies/${exportId}`,
      cookies: { saola: other.token },
    })
    expect(stranger.statusCode).toBe(404)
    stage.at(new Date(START + 8 * DAY_MS))
    await enforce(stage.app)
    expect(await stage.sql`select from retention.piece`).toHaveLength(0)
  }),
)

test(
  'deletion: what serves the citizen goes at once, what the law keeps says until when, and then the name goes',
  scene(async stage => {
    const { me, officer, personId, accountId } = await citizen(stage)
    const { dataRequestId } = await me.retention.ask({ body: { personId, kind: 'deletion', text: 'Xin xoá' } })
    const again = me.retention.ask({ body: { personId, kind: 'deletion', text: 'Xin xoá' } })
    expect(await code(again)).toBe('retention.asked-already')
    const params = { dataRequestId }
    const [item] = await stage.sql<{ dueAt: Date }[]>`select due_at from work.item where kind = 'retention.request'`
    // Two working days from Friday.
    expect(item?.dueAt.toISOString()).toBe('2026-11-24T10:00:00.000Z')
    const { plan } = await officer.retention.request({ params })
    expect(plan.find(line => line.table === 'timeline.visit')).toMatchObject({ erased: false, basis: 'epidemic' })
    await officer.retention.reply({ params, body: { text: 'Đã tiếp nhận' } })
    const [replied] = await stage.sql<{ dueAt: Date }[]>`select due_at from work.item where kind = 'retention.request'`
    expect(replied?.dueAt.getTime()).toBe(START + 15 * DAY_MS)
    await officer.retention.carry({ params, body: { text: 'Đã thực hiện' } })
    const { requests } = await me.retention.mine({})
    expect(requests).toMatchObject([{ state: 'done', reply: 'Đã thực hiện', waits: true }])
    const name = async () =>
      (await stage.sql<{ fullName: string }[]>`select full_name from people.person where id = ${personId}`)[0]?.fullName
    await enforce(stage.app)
    expect(await name()).toBe(NAME)
    stage.at(new Date(START + 40 * DAY_MS))
    await enforce(stage.app)
    await enforce(stage.app)
    expect(await name()).toBe('Người đã yêu cầu xóa thông tin')
    expect(await stage.sql`select from people.identifier where person_id = ${personId}`).toHaveLength(0)
    const [account] =
      await stage.sql`select phone_sealed, person_id, disabled_at from identity.account where id = ${accountId}`
    expect(account).toMatchObject({ phoneSealed: null, personId: null })
  }),
)

test(
  'restriction: marked for officers, in no file and no general notice, looked at for a purpose only, until it is lifted',
  scene(async stage => {
    const { me, officer, personId } = await citizen(stage)
    const { as, world, app } = stage
    const areaId = unitNamed(world, '46')
    const tracer = as.role('tracer', { areaId })
    const params = { personId }
    const found = async () => (await tracer.people.search({ query: { q: NAME } })).people
    const inFile = async () => {
      const scope = { everywhere: false, unitIds: treeOf(app).within([areaId]) }
      const asked = { sql: stage.sql, app, scope, filter: { unitId: areaId }, columns: ['name'], now: new Date(START) }
      for await (const rows of peopleExtract.pages(asked as never))
        if ((rows as readonly { fullName: string }[]).some(row => row.fullName === NAME)) return true
      return false
    }
    const meant = async (urgency: 'ordinary' | 'urgent') =>
      (await app.run(ctx => countMeant(ctx, { unitId: areaId, audience: EVERYBODY, urgency }))).people
    const everybody = await meant('ordinary')
    expect([(await found())[0]?.restricted, await inFile()]).toEqual([false, true])

    const asked = await me.retention.ask({ body: { personId, kind: 'restriction', text: 'Xin hạn chế' } })
    expect((await found())[0]?.restricted).toBe(false)
    await officer.retention.carry({ params: asked, body: { text: 'Đã thực hiện' } })
    expect((await found())[0]?.restricted).toBe(true)
    const workId = await app.run(ctx =>
      openWork(ctx, { kind: 'register.correction', subject: at.of('thing', '1'), unitId: areaId, personId }),
    )
    expect(await as.role('health-officer', { areaId }).work.item({ params: { workId } })).toMatchObject({
      restricted: true,
    })
    expect([await inFile(), await meant('ordinary'), await meant('urgent')]).toEqual([false, everybody - 1, everybody])

    expect(await code(tracer.people.get({ params, query: {} }))).toBe('people.restricted')
    expect(await code(tracer.people.history({ params, query: {} }))).toBe('people.restricted')
    await tracer.people.get({ params, query: { purpose: 'Điều tra ca bệnh' } })
    const { looks } = await me.audit.looks({ params })
    expect(looks.map(look => look.purpose)).toContain('Xem thông tin trong sổ người dân: Điều tra ca bệnh')

    const other = as.citizen('0905111333')
    expect(await code(other.retention.lift({ params: asked }))).toBe('core.not-found')
    await me.retention.lift({ params: asked })
    expect(await code(me.retention.lift({ params: asked }))).toBe('retention.holds-nothing')
    expect([(await found())[0]?.restricted, await inFile(), await meant('ordinary')]).toEqual([false, true, everybody])
  }),
)

test(
  'whoever protects the data ends a restriction with a reason; another one still holds; a merge carries it on',
  scene(async stage => {
    const { me, officer, personId } = await citizen(stage)
    const done = async (kind: 'restriction' | 'objection') => {
      const params = await me.retention.ask({ body: { personId, kind, text: 'Xin' } })
      await officer.retention.carry({ params, body: { text: 'Đã thực hiện' } })
      return params
    }
    const [first, second] = [await done('restriction'), await done('objection')]
    const held = async (id: string) => (await getPerson(stage.sql, id))?.restricted
    await officer.retention.end({ params: first, body: { text: 'Luật buộc phải xử lý' } })
    expect(await held(personId)).toBe(true)
    const { requests } = await me.retention.mine({})
    expect(requests.find(one => one.kind === 'restriction')).toMatchObject({
      reply: 'Luật buộc phải xử lý',
      holds: false,
    })
    const same = await stage.app.run(ctx => addPerson(ctx, { fullName: NAME, birthDate: '1990' }))
    await stage.app.run(ctx => mergeEntries(ctx, personId, same, 'Cùng một người'))
    expect(await held(same)).toBe(true)
    await officer.retention.end({ params: second, body: { text: 'Luật buộc phải xử lý' } })
    expect(await held(same)).toBe(false)
  }),
)

test(
  'a refusal says on which basis; an objection stops what need not be sent; only the officer of the area answers',
  scene(async stage => {
    const { me, officer, personId } = await citizen(stage)
    const first = await me.retention.ask({ body: { personId, kind: 'objection', text: 'Không muốn nhận tin' } })
    await officer.retention.carry({ params: first, body: { text: 'Đã dừng' } })
    expect(await stage.sql`select ordinary from messages.preference where person_id = ${personId}`).toEqual([
      { ordinary: false },
    ])
    const second = await me.retention.ask({ body: { personId, kind: 'restriction', text: 'Xin hạn chế' } })
    const elsewhere = stage.as.role('data-officer', { areaId: unitNamed(stage.world, '45') })
    expect(await code(elsewhere.retention.request({ params: second }))).toBe('core.refused.area')
    await officer.retention.refuse({ params: second, body: { basis: 'epidemic', text: 'Còn trong 28 ngày.' } })
    const { requests } = await me.retention.mine({})
    expect(requests.find(one => one.kind === 'restriction')).toMatchObject({
      state: 'refused',
      reply: 'Pháp luật về phòng, chống bệnh truyền nhiễm. Còn trong 28 ngày.',
    })
    const other = await stage.app.run(ctx => addPerson(ctx, { fullName: 'Người Khác', birthDate: '1980' }))
    const stranger = me.retention.ask({ body: { personId: other, kind: 'deletion', text: 'Xoá' } })
    expect(await code(stranger)).toBe('core.not-found')
  }),
)
