import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { textIn } from '#base/attestation/codec.ts'
import { verify } from '#base/attestation/verify.ts'
import { recompute, total } from '#base/indicators/index.ts'
import { addPerson } from '#base/people/people.ts'
import { addPlaces } from '#base/places/places.ts'
import { standingsOf } from '#base/standing/standing.ts'
import { openWork } from '#base/work/work.ts'
import { at } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { textOfPdf } from '../../../e2e/support/pdf.ts'
import { turnDay } from './steps.ts'

const RULE = { contactDays: 7, contactWatchDays: 3, protectedDays: 5, protectedWatchDays: 5, caseDays: 7 }

/** Phong Bình with its station and its chair, and the province's rule. */
async function commune(stage: Stage) {
  const { as, app, world } = stage
  const unitId = world.units['Xã Phong Bình'] as string
  await as.administrator('Thừa Thiên Huế').policies.set({
    params: { code: 'isolation.days' },
    body: { unitId: world.units['46'] as string, from: '2026-11-01', document: 'QĐ thử', params: RULE },
  })
  const station = as.healthOfficer('Xã Phong Bình')
  const chair = as.role('commune-chair', { areaId: unitId })
  const person = (fullName: string, more = {}) =>
    app.run(ctx => addPerson(ctx, { fullName, birthDate: '1990-03-04', unitId, address: 'Thôn Tân Bình', ...more }))
  const propose = async (personIds: readonly string[], more = {}) =>
    (
      await station.isolation.propose({
        body: {
          unitId,
          kind: 'home',
          reason: 'contact',
          place: 'Thôn Tân Bình',
          fromOn: '2026-11-20',
          people: personIds.map(personId => ({
            personId,
            isProtected: false,
          })),
          ...more,
        },
      })
    ).orders.map(order => order.orderId)
  const sign = (orderIds: string[]) => chair.isolation.sign({ body: { orderIds } })
  const order = (orderId: string) => station.isolation.order({ params: { orderId } })
  /** The clock goes on to a day, and what comes with it happens. */
  const onDay = async (day: string) => {
    stage.at(`${day}T02:00:00Z`)
    await app.run(turnDay)
    await stage.settle()
  }
  const standing = async (personId: string) => (await standingsOf(stage.sql, personId, app.clock()))[0]
  return { unitId, station, chair, person, propose, sign, order, onDay, standing }
}

describe('a proposal', () => {
  test(
    'of a household is an order for each, for the days of the rule',
    scene(async stage => {
      const { station, person, propose, order } = await commune(stage)
      const [a, b] = [await person('Nguyễn Văn An'), await person('Lê Thị Bình')]
      const [first, second] = await propose([a, b])
      expect(await order(first as string)).toMatchObject({
        name: 'Nguyễn Văn An',
        birthYear: '1990',
        state: 'proposed',
        document: 'QĐ thử',
        fromOn: '2026-11-20',
        untilOn: '2026-11-26',
        days: 7,
        watchDays: 3,
        number: null,
      })
      const inbox = await station.work.inbox({ query: { kind: 'isolation.order' } })
      expect(inbox.rows.map(row => row.subject.id).sort()).toEqual([first, second].sort())
    }),
  )

  test(
    'concerns who is registered in the commune or on its desk, with the household, and nobody else',
    scene(async stage => {
      const { unitId, station, person, propose } = await commune(stage)
      const elsewhere = stage.world.units['Thị trấn Phong Điền'] as string
      const [guest, stranger] = [
        await person('Trần Thị Khách', { unitId: elsewhere }),
        await person('Lê Văn Lạ', { unitId: elsewhere }),
      ]
      const refused = { code: 'core.refused.area', status: 403 }
      await expect(propose([guest])).rejects.toMatchObject(refused)
      const params = { personId: guest }
      await expect(station.isolation.draft({ params, query: {} })).rejects.toMatchObject(refused)

      const arrived = { kind: 'declarations.arrival', subject: at.person(guest), unitId, personId: guest }
      const workId = await stage.app.run(ctx => openWork(ctx, arrived))
      expect(await station.isolation.draft({ params, query: { workId } })).toMatchObject({
        unitId,
        people: [{ name: 'Trần Thị Khách' }],
      })
      const other = { params: { personId: stranger }, query: { workId } }
      await expect(station.isolation.draft(other)).rejects.toMatchObject({ status: 404 })
      await expect(propose([guest, stranger])).rejects.toMatchObject(refused)
      expect(await stage.sql`select from isolation.isolation_order`).toHaveLength(0)
      expect(await propose([guest])).toHaveLength(1)
    }),
  )

  test(
    'counts the days for who is protected, or as the station says and explains',
    scene(async stage => {
      const { station, unitId, person, propose, order } = await commune(stage)
      const a = await person('Nguyễn Văn An')
      const people = [{ personId: a, isProtected: true }]
      const [id] = await propose([], { people })
      expect(await order(id as string)).toMatchObject({ untilOn: '2026-11-24', watchDays: 5 })
      const b = await person('Lê Thị Bình')
      await expect(propose([b], { days: 10 })).rejects.toMatchObject({ code: 'isolation.days-unexplained' })
      const [longer] = await propose([b], { days: 10, note: 'Nhà đông người' })
      expect(await order(longer as string)).toMatchObject({ untilOn: '2026-11-29', note: 'Nhà đông người' })
      const draft = await station.isolation.draft({ params: { personId: a }, query: {} })
      expect(draft).toMatchObject({ unitId, policy: RULE, people: [{ ordered: 'proposed' }] })
    }),
  )

  test(
    'brings the household, and says of whom an order is open',
    scene(async stage => {
      const { station, unitId, person, propose } = await commune(stage)
      const homeId = await stage.app.run(async ({ sql }) => {
        const id = '0193aaaa-0000-7000-8000-000000000001'
        await sql`insert into people.household (id, unit_id) values (${id}, ${unitId})`
        return id
      })
      const a = await person('Nguyễn Văn An', { householdId: homeId })
      const b = await person('Nguyễn Thị Em', { householdId: homeId })
      await propose([b])
      const { people } = await station.isolation.draft({ params: { personId: a }, query: {} })
      expect(people.map(({ name, ordered }) => [name, ordered])).toEqual([
        ['Nguyễn Văn An', null],
        ['Nguyễn Thị Em', 'proposed'],
      ])
    }),
  )

  test(
    'is refused for who has one, and then nobody of it gets one',
    scene(async stage => {
      const { station, person, propose } = await commune(stage)
      const [a, b] = [await person('Nguyễn Văn An'), await person('Lê Thị Bình')]
      await propose([a])
      await expect(propose([b, a])).rejects.toMatchObject({
        code: 'isolation.ordered-already',
        params: { name: 'Nguyễn Văn An' },
      })
      expect((await station.isolation.orders({ query: {} })).rows).toHaveLength(1)
    }),
  )

  test.each([
    ['2026-10-20', 'isolation.from-when'],
    ['2026-11-28', 'isolation.from-when'],
  ])('that begins on %s is refused', (fromOn, code) =>
    scene(async stage => {
      const { person, propose } = await commune(stage)
      await expect(propose([await person('Nguyễn Văn An')], { fromOn })).rejects.toMatchObject({ code })
    })(),
  )

  test(
    'is refused where the law asks for no isolation any more, unless days and reason are given',
    scene(async stage => {
      const { as, world } = stage
      const { person } = await commune(stage)
      const unitId = world.units['Thành phố Đông Hà'] as string
      const body = {
        unitId,
        kind: 'home' as const,
        reason: 'contact' as const,
        place: 'Khu phố 1',
        fromOn: '2026-11-20',
        people: [
          {
            personId: await person('Nguyễn Văn An', { unitId }),
            isProtected: false,
          },
        ],
      }
      const station = as.healthOfficer('Thành phố Đông Hà')
      await expect(station.isolation.propose({ body })).rejects.toMatchObject({
        code: 'isolation.not-ordered',
        params: { document: 'CV 1909/BYT-DP' },
      })
      await station.isolation.propose({ body: { ...body, days: 3, note: 'Biến thể mới' } })
    }),
  )
})

describe('the signature', () => {
  test(
    'gives numbers in the order of the list, puts in force, tells and binds',
    scene(async stage => {
      const { chair, person, propose, sign, order, standing } = await commune(stage)
      const phone = '0905222333'
      const reached = { identifiers: { phone: `+84${phone.slice(1)}` } }
      const ids = [await person('Nguyễn Văn An', reached), await person('Lê Thị Bình'), await person('Trần Văn Cường')]
      const orders = await propose(ids)
      const { results } = await sign(orders)
      expect(results.map(result => result.problem)).toEqual([null, null, null])
      for (const [i, id] of orders.entries())
        expect(await order(id)).toMatchObject({ state: 'in-force', number: `0${i + 1}/QĐ-UBND`, signer: /^Cán bộ/ })
      expect(await standing(ids[0] as string)).toMatchObject({
        level: 'orange',
        source: 'isolation',
        until: new Date('2026-11-26T16:59:59Z'),
      })
      const told = await stage.sql`select from messages.message where template = 'isolation.signed'`
      expect(told).toHaveLength(3)
      const { messages } = await stage.anyone.messages.mailbox({ query: { phone } })
      expect(messages[0]?.text).toContain('Cần giúp đỡ, vui lòng gọi 1900 9095.')
      expect((await chair.isolation.orders({ query: { view: 'sign' } })).rows).toEqual([])
    }),
  )

  test(
    'of fifty at once gives fifty numbers without a gap',
    scene(async stage => {
      const { station, person, propose, sign } = await commune(stage)
      const ids = await Promise.all(Array.from({ length: 50 }, (_, i) => person(`Nguyễn Văn ${i}`)))
      await sign(await propose(ids))
      const { rows } = await station.isolation.orders({ query: {} })
      const numbers = rows.map(row => Number(row.number?.split('/')[0])).sort((a, b) => a - b)
      expect(numbers).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
    }),
  )

  test(
    'is the chair’s alone, in the chair’s commune, and given once',
    scene(async stage => {
      const { as, world } = stage
      const { station, person, propose, sign, order } = await commune(stage)
      const orders = await propose([await person('Nguyễn Văn An')])
      await expect(station.isolation.sign({ body: { orderIds: orders } })).rejects.toMatchObject({
        code: 'core.refused.verb',
      })
      const other = as.role('commune-chair', { areaId: world.units['Xã Phong Hòa'] as string })
      const [refused] = (await other.isolation.sign({ body: { orderIds: orders } })).results
      expect(refused?.problem?.code).toBe('core.refused.area')
      await sign(orders)
      const [again] = (await sign(orders)).results
      expect(again?.problem?.code).toBe('isolation.not-now')
      expect(await order(orders[0] as string)).toMatchObject({ number: '01/QĐ-UBND' })
    }),
  )

  test(
    'before the first day waits for it',
    scene(async stage => {
      const { person, propose, sign, order, onDay, standing } = await commune(stage)
      const a = await person('Nguyễn Văn An')
      const [id] = await propose([a], { fromOn: '2026-11-22' })
      await sign([id as string])
      expect(await order(id as string)).toMatchObject({ state: 'signed', number: '01/QĐ-UBND' })
      expect(await standing(a)).toBeUndefined()
      await onDay('2026-11-22')
      expect(await order(id as string)).toMatchObject({ state: 'in-force' })
      expect(await standing(a)).toMatchObject({ level: 'orange' })
    }),
  )

  test(
    'can be refused, with a reason that the station reads',
    scene(async stage => {
      const { station, chair, person, propose, order } = await commune(stage)
      const a = await person('Nguyễn Văn An')
      const orderIds = await propose([a])
      const [bare] = (await chair.isolation.step({ body: { step: 'refuse', orderIds } })).results
      expect(bare?.problem?.code).toBe('work.needs-note')
      await chair.isolation.step({ body: { step: 'refuse', orderIds, note: 'Đã có kết quả âm tính' } })
      const refused = await order(orderIds[0] as string)
      expect(refused).toMatchObject({ state: 'refused', number: null })
      const { steps } = await station.work.item({ params: { workId: refused.workId } })
      expect(steps.at(-1)).toMatchObject({ name: 'refuse', note: 'Đã có kết quả âm tính' })
      await propose([a])
    }),
  )

  test(
    'cannot be gone round by a step of the inbox',
    scene(async stage => {
      const { chair, person, propose, order } = await commune(stage)
      const [id] = await propose([await person('Nguyễn Văn An')])
      const { workId } = await order(id as string)
      const move = (step: string) => chair.work.move({ params: { workId }, body: { step, version: 1 } })
      await expect(move('sign')).rejects.toMatchObject({ code: 'work.needs-form' })
      await expect(move('begin')).rejects.toMatchObject({ code: 'work.no-such-step' })
    }),
  )
})

describe('the end', () => {
  test(
    'comes by itself; the station confirms, the chair certifies, the person watches on',
    scene(async stage => {
      const { station, person, propose, sign, order, onDay, standing } = await commune(stage)
      const a = await person('Nguyễn Văn An')
      const orderIds = await propose([a])
      const id = orderIds[0] as string
      await sign(orderIds)
      await onDay('2026-11-26')
      expect(await order(id)).toMatchObject({ state: 'in-force' })
      await onDay('2026-11-27')
      expect(await order(id)).toMatchObject({ state: 'over' })
      expect(await standing(a)).toBeUndefined()
      const [early] = (await sign(orderIds)).results
      expect(early?.problem?.code).toBe('isolation.not-now')
      await station.isolation.step({ body: { step: 'confirm', orderIds } })
      await sign(orderIds)
      expect(await order(id)).toMatchObject({ state: 'completed', certificateNumber: '01/GXN-UBND' })
      expect(await standing(a)).toMatchObject({ level: 'yellow', until: new Date('2026-11-29T16:59:59Z') })
    }),
  )

  test.each([
    ['end-early', 'ended-early', 'Việc cách ly đã kết thúc trước thời hạn.'],
    ['cancel', 'cancelled', 'Quyết định đã bị hủy.'],
  ] as const)('%s takes the paper back and frees the person', (step, state, why) =>
    scene(async stage => {
      const { chair, person, propose, sign, order, standing } = await commune(stage)
      const a = await person('Nguyễn Văn An')
      const orderIds = await propose([a])
      await sign(orderIds)
      await chair.isolation.step({ body: { step, orderIds, note: 'Xét nghiệm lại âm tính' } })
      expect(await order(orderIds[0] as string)).toMatchObject({ state })
      expect(await standing(a)).toMatchObject({ level: 'green' })
      const [{ id } = { id: '' }] = await stage.sql<{ id: string }[]>`select id from attestation.statement`
      expect(await stage.anyone.attestation.status({ params: { statementId: id } })).toMatchObject({
        state: 'revoked',
        reason: why,
      })
      await propose([a])
    })(),
  )
})

/** Tests are due on the first and the last day, by the province's rule. */
const testedFirstAndLast = (stage: Stage) =>
  stage.as.administrator('Thừa Thiên Huế').policies.set({
    params: { code: 'isolation.tests' },
    body: {
      unitId: stage.world.units['46'] as string,
      from: '2026-11-01',
      document: 'QĐ thử',
      params: {
        contact: [1, 7],
        protected: [5],
        case: [7],
      },
    },
  })

describe('tests before the end', () => {
  /** A signed order of seven days. */
  async function ordered(stage: Stage) {
    const town = await commune(stage)
    await testedFirstAndLast(stage)
    const personId = await town.person('Nguyễn Văn An')
    const orderIds = await town.propose([personId])
    const params = { orderId: orderIds[0] as string }
    const body = (more = {}) => ({
      id: newId(),
      takenOn: '2026-11-20',
      method: 'rapid' as const,
      outcome: 'negative' as const,
      ...more,
    })
    const write = (more = {}) => town.station.isolation.test({ params, body: body(more) })
    const due = async () => {
      const { rows } = await town.station.isolation.orders({ query: { view: 'test' } })
      return rows.map(row => row.testDue)
    }
    const confirm = async (more = {}) =>
      (await town.station.isolation.step({ body: { step: 'confirm', orderIds, ...more } })).results[0]?.problem?.code
    return { ...town, personId, orderIds, params, body, write, due, confirm }
  }

  test(
    'are due by the rule; the station sees for whom, and a result answers for the days before it',
    scene(async stage => {
      const { order, orderIds, sign, write, due, onDay } = await ordered(stage)
      expect(await order(orderIds[0] as string)).toMatchObject({ testDays: ['2026-11-20', '2026-11-26'] })
      expect(await due()).toEqual([])
      await sign(orderIds)
      expect(await due()).toEqual(['2026-11-20'])
      await write()
      expect(await due()).toEqual([])
      await onDay('2026-11-27')
      expect(await due()).toEqual(['2026-11-26'])
      await write({ takenOn: '2026-11-27' })
      expect(await due()).toEqual([])
    }),
  )

  test(
    'are written down once, by the station of the unit, within the order and not in the future',
    scene(async stage => {
      const { chair, params, body, orderIds, sign, write, order } = await ordered(stage)
      await expect(write()).rejects.toMatchObject({ code: 'isolation.not-tested-now' })
      await sign(orderIds)
      const id = newId()
      await write({ id })
      await write({ id })
      expect((await order(params.orderId)).tests).toMatchObject([{ id, outcome: 'negative', method: 'rapid' }])
      for (const takenOn of ['2026-11-19', '2026-11-21'])
        await expect(write({ takenOn })).rejects.toMatchObject({ code: 'isolation.test-when' })
      await expect(chair.isolation.test({ params, body: body() })).rejects.toMatchObject({ code: 'core.refused.verb' })
      const elsewhere = stage.as.healthOfficer('Xã Phong Hòa').isolation.test({ params, body: body() })
      await expect(elsewhere).rejects.toMatchObject({ code: 'core.refused.area' })
    }),
  )

  test(
    'are asked for when it is confirmed as kept: a reason stands in for one, nothing for a positive one',
    scene(async stage => {
      const { orderIds, sign, write, confirm, onDay, order } = await ordered(stage)
      await sign(orderIds)
      await onDay('2026-11-27')
      expect(await confirm()).toBe('isolation.tests-lacking')
      await write({ takenOn: '2026-11-26', outcome: 'positive' })
      expect(await confirm({ note: 'Hết bộ xét nghiệm' })).toBe('isolation.tested-positive')
      await onDay('2026-11-28')
      await write({ takenOn: '2026-11-28' })
      expect(await confirm()).toBeUndefined()
      expect(await order(orderIds[0] as string)).toMatchObject({ state: 'confirmed', testDue: null })
    }),
  )

  test(
    'that could not be made are explained to the chair',
    scene(async stage => {
      const { orderIds, sign, confirm, onDay, order, chair } = await ordered(stage)
      await sign(orderIds)
      await onDay('2026-11-27')
      expect(await confirm({ note: 'Hết bộ xét nghiệm' })).toBeUndefined()
      const { workId, state } = await order(orderIds[0] as string)
      expect(state).toBe('confirmed')
      const { steps } = await chair.work.item({ params: { workId } })
      expect(steps.at(-1)).toMatchObject({ name: 'confirm', note: 'Hết bộ xét nghiệm' })
    }),
  )

  test(
    'count for the follow-up of the same person, and those of the follow-up for the order',
    scene(async stage => {
      const { personId, station, orderIds, sign, write, due } = await ordered(stage)
      await sign(orderIds)
      await stage.settle()
      const [plan] = await stage.sql<{ id: string }[]>`select id from followup.plan where person_id = ${personId}`
      const params = { planId: plan?.id as string }
      await write()
      await stage.settle()
      expect((await station.followup.plan({ params })).tests).toMatchObject([{ outcome: 'negative' }])
      stage.at('2026-11-26T02:00:00Z')
      expect(await due()).toEqual(['2026-11-26'])
      await station.followup.test({
        params,
        body: { id: newId(), takenOn: '2026-11-26', method: 'pcr', outcome: 'negative' },
      })
      await stage.settle()
      expect(await due()).toEqual([])
    }),
  )

  test(
    'that are positive make a case of somebody nobody follows, by the rule of what confirms',
    scene(async stage => {
      const { person, propose, station, sign } = await ordered(stage)
      const personId = await person('Lê Thị Bình')
      const orderIds = await propose([personId], { kind: 'centralised' })
      await sign(orderIds)
      await stage.settle()
      expect(await stage.sql`select from followup.plan where person_id = ${personId}`).toHaveLength(0)
      const body = { id: newId(), takenOn: '2026-11-20', method: 'pcr' as const, outcome: 'positive' as const }
      await station.isolation.test({ params: { orderId: orderIds[0] as string }, body })
      await stage.settle()
      const cases = await stage.sql`select from tracing.case_file where person_id = ${personId}`
      expect(cases).toHaveLength(1)
    }),
  )
})

test(
  'a place of the register takes an order: sites of the province first, a closed one not at all',
  scene(async stage => {
    const { station, person, propose, order, unitId } = await commune(stage)
    const elsewhere = stage.world.units['Thị trấn Phong Điền'] as string
    const [site, office, closed] = (await stage.app.run(ctx =>
      addPlaces(ctx, [
        { kind: 'isolation', name: 'Khu cách ly huyện', unitId: elsewhere, address: '1 Lê Lợi' },
        { kind: 'office', name: 'Nhà văn hóa xã', unitId },
        { kind: 'isolation', name: 'Khu cách ly cũ', unitId },
      ]),
    )) as [string, string, string]
    await stage.sql`update places.place set closed_at = ${new Date('2026-11-01')} where id = ${closed}`
    const sites = async (q?: string) =>
      (await station.isolation.sites({ query: { unitId, ...(q ? { q } : {}) } })).sites.map(one => one.id)
    expect(await sites()).toEqual([site])
    expect(await sites('nha van hoa')).toEqual([office])
    const [id] = await propose([await person('Nguyễn Văn An')], { kind: 'centralised', placeId: site })
    expect(await order(id as string)).toMatchObject({ placeId: site })
    const other = await person('Lê Thị Bình')
    for (const placeId of [closed, newId()])
      await expect(propose([other], { placeId })).rejects.toMatchObject({ status: 404 })
    const stranger = stage.as.healthOfficer('Xã Phong Hòa').isolation.sites({ query: { unitId } })
    await expect(stranger).rejects.toMatchObject({ code: 'core.refused.area' })
  }),
)

test(
  'the person has the papers, and their codes are genuine; nobody else has them',
  scene(async stage => {
    const { as, app } = stage
    const { person, propose, sign } = await commune(stage)
    const a = await person('Nguyễn Văn An')
    const orderIds = await propose([a])
    const citizen = as.citizen('0901000077')
    const { accountId } = await citizen.player()
    expect((await citizen.isolation.mine({})).orders).toEqual([])
    await app.run(ctx => ctx.sql`update identity.account set person_id = ${a} where id = ${accountId}`)
    expect((await citizen.isolation.mine({})).orders).toEqual([])
    await sign(orderIds)
    const [mine] = (await citizen.isolation.mine({})).orders
    expect(mine).toMatchObject({ name: 'Nguyễn Văn An', papers: [{ paper: 'order', number: '01/QĐ-UBND' }] })
    const known = await stage.anyone.attestation.known({})
    expect(await verify(textIn(mine?.papers[0]?.link ?? ''), known, app.clock())).toMatchObject({ is: 'genuine' })
    const params = { orderId: orderIds[0] as string, paper: 'order' as const }
    const pdf = await citizen.isolation.myPaper({ params })
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    await expect(as.citizen('0901000078').isolation.myPaper({ params })).rejects.toMatchObject({ status: 403 })
    await expect(citizen.isolation.myPaper({ params: { ...params, paper: 'certificate' } })).rejects.toMatchObject({
      code: 'isolation.no-paper',
    })
  }),
)

test(
  'papers are printed together, of the own area only; each look is written down',
  scene(async stage => {
    const { as, world } = stage
    const { station, person, propose, sign } = await commune(stage)
    const orderIds = await propose([await person('Nguyễn Văn An'), await person('Lê Thị Bình')])
    await sign(orderIds)
    const pdf = await station.isolation.papers({ body: { orderIds, paper: 'order' } })
    const pages = Buffer.from(await pdf.arrayBuffer())
      .toString('latin1')
      .match(/\/Type \/Page\b/g)
    expect(pages).toHaveLength(2)
    const [first] = await textOfPdf(new Uint8Array(await pdf.arrayBuffer()))
    expect(first).toContain('ông/bà Nguyễn Văn An, sinh năm 1990, nơi ở: Thôn Tân Bình, Xã Phong Bình')
    const other = as.role('commune-chair', { areaId: world.units['Xã Phong Hòa'] as string })
    await expect(other.isolation.papers({ body: { orderIds, paper: 'order' } })).rejects.toMatchObject({
      code: 'isolation.no-paper',
    })
    const looks = await stage.sql`select from core.audit where purpose = 'isolation.print'`
    expect(looks.length).toBeGreaterThan(0)
  }),
)

test(
  'figures follow: who is in isolation, by kind, and what waits for the chair',
  scene(async stage => {
    const { station, person, propose, sign, onDay, unitId } = await commune(stage)
    const names = 'isolation.people,isolation.people-home,isolation.to-sign'
    const at = async (day: string) =>
      (await station.indicators.values({ query: { names, unitId, day } })).totals.map(one => one.value)
    const orders = await propose([await person('Nguyễn Văn An'), await person('Lê Thị Bình')])
    await propose([await person('Trần Văn Cường')], { kind: 'centralised' }).then(sign)
    await stage.settle()
    expect(await at('2026-11-20')).toEqual([1, 0, 2])
    await sign(orders)
    expect(await at('2026-11-20')).toEqual([3, 2, 0])
    await onDay('2026-11-27')
    expect(await at('2026-11-26')).toEqual([3, 2, 0])
    expect(await at('2026-11-27')).toEqual([0, 0, 0])
  }),
)

describe('before it is sent', () => {
  test(
    'it is said who lacks which test, and whose last result is positive; of other communes nothing',
    scene(async stage => {
      stage.at('2026-11-20T01:00:00Z')
      await testedFirstAndLast(stage)
      const { station, person, propose, sign, onDay } = await commune(stage)
      const [a, b, c] = [await person('Lê Đủ'), await person('Lê Thiếu'), await person('Lê Dương')]
      const orderIds = await propose([a, b, c])
      await sign(orderIds)
      const [complete, lacks, positive] = orderIds as [string, string, string]
      await onDay('2026-11-26')
      const result = (orderId: string, outcome: 'negative' | 'positive') =>
        station.isolation.test({
          params: { orderId },
          body: { id: newId(stage.app.clock()), takenOn: '2026-11-26', method: 'rapid', outcome },
        })
      await result(complete, 'negative')
      await result(positive, 'positive')
      await onDay('2026-11-27')
      const { orders } = await station.isolation.lacking({ body: { orderIds } })
      const { testDays } = await station.isolation.order({ params: { orderId: lacks } })
      expect(testDays.length).toBeGreaterThan(0)
      expect(orders).toEqual([
        { id: lacks, days: testDays, positive: false },
        { id: positive, days: testDays, positive: true },
      ])
      const far = stage.as.healthOfficer('Xã Phong Hòa')
      expect(await far.isolation.lacking({ body: { orderIds } })).toEqual({ orders: [] })
      const { results } = await station.isolation.step({ body: { step: 'confirm', orderIds } })
      expect(results.map(one => one.problem?.code ?? null)).toEqual([
        null,
        'isolation.tests-lacking',
        'isolation.tested-positive',
      ])
    }),
  )
})

test(
  'the order says on which days a test is due',
  scene(async stage => {
    stage.at('2026-11-20T01:00:00Z')
    await testedFirstAndLast(stage)
    const { chair, person, propose, sign, order } = await commune(stage)
    const orderIds = await propose([await person('Nguyễn Văn Thử')])
    await sign(orderIds)
    const { testDays } = await order(orderIds[0] as string)
    const pdf = await chair.isolation.papers({ body: { orderIds, paper: 'order' } })
    const [text = ''] = await textOfPdf(new Uint8Array(await pdf.arrayBuffer()))
    expect(text.replace(/\s+/g, ' ')).toContain(
      `Xét nghiệm vào ngày: ${testDays.map(day => day.split('-').reverse().join('/')).join(', ')}.`,
    )
  }),
)

describe('a site', () => {
  test(
    'says how many are in it day by day, whoever sent them, against how many it takes; its commune says that',
    scene(async stage => {
      stage.at('2026-11-20T01:00:00Z')
      await stage.app.run(ctx => recompute(ctx))
      const { unitId, station, chair, person, propose, sign, onDay } = await commune(stage)
      const siteUnit = stage.world.units['Thị trấn Phong Điền'] as string
      const [placeId] = (await stage.app.run(ctx =>
        addPlaces(ctx, [{ kind: 'isolation', name: 'Khu cách ly Trường Nội trú', unitId: siteUnit }]),
      )) as [string]
      const keeper = stage.as.healthOfficer('Thị trấn Phong Điền')
      const away = { code: 'core.refused.area', status: 403 }
      const capacity = (n: number, from?: string) => ({
        params: { placeId },
        body: { capacity: n, ...(from ? { from } : {}) },
      })
      await expect(station.isolation.setCapacity(capacity(9))).rejects.toMatchObject(away)
      await keeper.isolation.setCapacity(capacity(1, '2026-11-19'))
      await keeper.isolation.setCapacity(capacity(2))

      const there = { kind: 'centralised', place: 'Khu cách ly Trường Nội trú', placeId }
      const orderIds = await propose([await person('Một'), await person('Hai'), await person('Ba')], there)
      const use = async (day?: string) =>
        (await keeper.isolation.siteUse({ query: day ? { day } : {} })).sites.find(site => site.id === placeId)
      expect(await use()).toMatchObject({ people: 0, coming: 3, capacity: 2, refused: null })
      const registrar = stage.as.registrar('Thừa Thiên Huế')
      const close = () => registrar.places.close({ params: { placeId } })
      await expect(close()).rejects.toMatchObject({ params: { people: 0, coming: 3 } })
      await sign(orderIds)
      await stage.settle()
      expect(await use()).toMatchObject({ people: 3, coming: 0 })
      expect(await use('2026-11-19')).toMatchObject({ people: 0, capacity: 1 })
      const { sites } = await station.isolation.sites({ query: { unitId, q: 'Nội trú' } })
      expect(sites).toMatchObject([{ id: placeId, people: 3, capacity: 2 }])
      expect((await station.isolation.siteUse({ query: {} })).sites).toEqual([])
      await expect(close()).rejects.toMatchObject({
        code: 'isolation.sites.not-empty',
        status: 409,
        params: { people: 3, coming: 0 },
      })
      expect(await stage.anyone.places.get({ params: { placeId } })).toMatchObject({ closedAt: null })

      stage.at('2026-11-21T01:00:00Z')
      const [first] = orderIds as [string]
      await chair.isolation.step({ body: { step: 'end-early', orderIds: [first], note: 'Âm tính' } })
      await onDay('2026-11-22')
      expect((await use())?.days.slice(-4).map(day => day.people)).toEqual([0, 3, 2, 2])
      const figures = ['isolation.in-sites', 'isolation.capacity', 'isolation.occupancy']
      const read = async (day: string) => {
        const found = await stage.app.run(ctx => total(ctx, { names: figures, unitId: siteUnit, from: day, to: day }))
        return figures.map(name => found.get(name)?.value)
      }
      expect(await read('2026-11-20')).toEqual([3, 2, 1.5])
      expect(await read('2026-11-22')).toEqual([2, 2, 1])
      await chair.isolation.step({ body: { step: 'end-early', orderIds: orderIds.slice(1), note: 'Âm tính' } })
      await onDay('2026-11-23')
      await close()
      await expect(keeper.isolation.siteUse({ query: { day: '2026-12-01' } })).rejects.toMatchObject({
        code: 'isolation.sites.in-future',
      })
    }),
  )
})
