import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { recompute, total } from '#base/indicators/index.ts'
import { newId } from '#core/ids.ts'
import { endDays } from './queue.ts'

/** A hall with two lines, each with a counter, of which the first is open. */
async function office(stage: Stage, seats = 40) {
  const { as, world } = stage
  const unitId = world.units['Xã Phong Bình'] as string
  const chair = as.role('commune-chair', { areaId: unitId })
  const clerk = as.role('one-stop-clerk', { areaId: unitId })
  const { hallId } = await chair.halls.add({
    body: { unitId, placeId: null, name: 'Bộ phận Một cửa', address: 'Thôn 1', seats },
  })
  const lines = [
    { letter: 'A', name: 'Hộ tịch', fields: ['ho-tich'] },
    { letter: 'B', name: 'Đất đai', fields: [] },
  ]
  const params = { hallId }
  await chair.halls.change({ params, body: { name: 'Bộ phận Một cửa', address: 'Thôn 1', seats, lines } })
  const [a, b] = (await clerk.halls.board({ params })).lines.map(line => line.id) as [string, string]
  const add = async (number: number, lineIds: string[]) =>
    (await chair.halls.addCounter({ params, body: { number, name: '', lineIds } })).counterId
  const [one, two] = [await add(1, [a]), await add(2, [b])]
  const open = (counterId: string, by = clerk) =>
    by.halls.sit({ params: { counterId }, body: { open: true, note: '' } })
  const staffTakes = (lineId = a, priority: 'elderly' | null = null) =>
    clerk.halls.issue({ params, body: { id: newId(), lineId, priority } })
  const next = (counterId: string, seen: string | null, how: 'done' | 'skipped' = 'done') =>
    clerk.halls.next({ params: { counterId }, body: { seen, how } })
  const board = () => clerk.halls.board({ params })
  const phoneTakes = (phone: string, more: { here?: boolean; slotAt?: string } = {}) =>
    as.citizen(phone).halls.take({
      params,
      body: { id: newId(), lineId: a, priority: null, here: more.here ?? true, slotAt: more.slotAt ?? null },
    })
  return { unitId, chair, clerk, hallId, params, a, b, one, two, open, staffTakes, next, board, phoneTakes }
}

describe('a number', () => {
  test(
    'is the next of the hall and the day, and the same when it was asked for twice',
    scene(async stage => {
      const { clerk, params, a, b, staffTakes } = await office(stage)
      expect(await staffTakes(a)).toMatchObject({ label: 'A001', before: 0, state: 'waiting' })
      const body = { id: newId(), lineId: b, priority: null }
      expect(await clerk.halls.issue({ params, body })).toMatchObject({ label: 'B002', line: 'Đất đai' })
      expect(await clerk.halls.issue({ params, body })).toMatchObject({ label: 'B002' })
      expect(await staffTakes(a)).toMatchObject({ label: 'A003', before: 1 })
      stage.at('2026-11-23T02:00:00Z')
      expect(await staffTakes(a)).toMatchObject({ label: 'A001', day: '2026-11-23' })
    }),
  )

  test(
    'is not given outside the hours, for a line that is not there, or with an id that is another’s',
    scene(async stage => {
      const { a, params, clerk, staffTakes, phoneTakes } = await office(stage)
      await expect(staffTakes(newId())).rejects.toMatchObject({ status: 404 })
      const id = newId()
      await clerk.halls.issue({ params, body: { id, lineId: a, priority: null } })
      const body = { id, lineId: a, priority: null, here: true, slotAt: null }
      await expect(stage.as.citizen('0905000011').halls.take({ params, body })).rejects.toMatchObject({
        code: 'halls.bad-id',
      })
      stage.at('2026-11-20T11:00:00Z')
      await expect(phoneTakes('0905000012')).rejects.toMatchObject({ code: 'halls.closed-now', status: 409 })
      stage.at('2026-11-22T02:00:00Z')
      await expect(staffTakes()).rejects.toMatchObject({ code: 'halls.closed-now' })
    }),
  )

  test(
    'by phone is one at a time and three a day',
    scene(async stage => {
      const { phoneTakes } = await office(stage)
      const phone = '0905000013'
      for (let n = 0; n < 3; n++) {
        const { id } = await phoneTakes(phone)
        await expect(phoneTakes(phone)).rejects.toMatchObject({
          code: n < 2 ? 'halls.has-number' : 'halls.too-many-numbers',
        })
        await stage.as.citizen(phone).halls.leave({ params: { ticketId: id } })
      }
      await expect(phoneTakes(phone)).rejects.toMatchObject({ code: 'halls.too-many-numbers', status: 429 })
      await expect(stage.as.citizen('0905000014').halls.here({ params: { ticketId: newId() } })).rejects.toMatchObject({
        status: 404,
      })
    }),
  )

  test(
    'comes from the kiosk that has the newest link, and from no other',
    scene(async stage => {
      const { chair, params, a } = await office(stage)
      const tokenOf = async () => (await chair.halls.newKiosk({ params })).link.split('/').at(-1) as string
      const old = await tokenOf()
      const token = await tokenOf()
      const body = { id: newId(), lineId: a, priority: 'pregnant' as const }
      await expect(stage.anyone.halls.takeAtKiosk({ params: { token: old }, body })).rejects.toMatchObject({
        code: 'core.refused.link',
      })
      expect(await stage.anyone.halls.takeAtKiosk({ params: { token }, body })).toMatchObject({
        label: 'A001',
        priority: 'pregnant',
        here: true,
      })
      expect(await stage.anyone.halls.kiosk({ params: { token } })).toMatchObject({
        lines: [{ waiting: 1 }, { waiting: 0 }],
      })
    }),
  )
})

describe('a slot', () => {
  test(
    'holds as many as the distance allows, and one more is told so',
    scene(async stage => {
      const { params, phoneTakes } = await office(stage, 4)
      const slots = async () => (await stage.as.citizen('0905000020').halls.slots({ params })).days
      const [today, later] = await slots()
      expect(today?.day).toBe('2026-11-20')
      expect(later?.day).toBe('2026-11-23')
      const slot = later?.slots[0] as { at: string; left: number }
      expect(slot).toEqual({ at: '2026-11-23T00:00:00.000Z', left: 2 })
      await phoneTakes('0905000021', { slotAt: slot.at })
      await phoneTakes('0905000022', { slotAt: slot.at })
      await expect(phoneTakes('0905000023', { slotAt: slot.at })).rejects.toMatchObject({ code: 'halls.slot-full' })
      expect((await slots())[1]?.slots[0]?.left).toBe(0)
      for (const slotAt of ['2026-11-23T00:10:00Z', '2026-11-20T01:00:00Z', '2026-12-20T01:00:00Z'])
        await expect(phoneTakes('0905000024', { slotAt })).rejects.toMatchObject({ code: 'halls.no-such-slot' })
    }),
  )

  test(
    'queues from its time when one has come, and not before',
    scene(async stage => {
      const { one, open, next, params, phoneTakes, staffTakes, clerk } = await office(stage)
      const booked = await phoneTakes('0905000031', { slotAt: '2026-11-20T03:00:00Z' })
      expect(booked).toMatchObject({ state: 'booked', here: false })
      await open(one)
      expect(await next(one, null)).toMatchObject({ ticketId: null, left: 0 })
      stage.at('2026-11-20T03:10:00Z')
      const walked = await staffTakes()
      const { here } = stage.as.citizen('0905000031').halls
      expect(await here({ params: { ticketId: booked.id } })).toMatchObject({ state: 'waiting', before: 0 })
      expect(await next(one, null)).toMatchObject({ ticketId: booked.id })
      expect(await next(one, booked.id)).toMatchObject({ ticketId: walked.id })

      const late = await phoneTakes('0905000032', { slotAt: '2026-11-20T03:30:00Z' })
      stage.at('2026-11-20T03:50:00Z')
      const before = await staffTakes()
      stage.at('2026-11-20T03:51:00Z')
      await clerk.halls.arrive({ params, body: { number: Number(late.label.slice(1)) } })
      expect(await next(one, walked.id)).toMatchObject({ ticketId: before.id })
    }),
  )
})

describe('a counter', () => {
  test(
    'calls who is first of its lines; a key pressed twice calls nobody twice',
    scene(async stage => {
      const { a, b, one, two, open, next, staffTakes, clerk, board } = await office(stage)
      await expect(next(one, null)).rejects.toMatchObject({ code: 'halls.counter-closed' })
      await open(one)
      await expect(open(two)).rejects.toMatchObject({ code: 'halls.sits-elsewhere' })
      const land = await staffTakes(b)
      const first = await staffTakes(a)
      const old = await staffTakes(a, 'elderly')
      expect(await next(one, null)).toEqual({ ticketId: old.id, label: 'A003', left: 1 })
      await expect(next(one, null)).rejects.toMatchObject({ code: 'halls.moved-on', status: 409 })
      expect(await clerk.halls.recall({ params: { counterId: one }, body: { seen: old.id } })).toMatchObject({
        label: 'A003',
      })
      expect(await next(one, old.id, 'skipped')).toEqual({ ticketId: first.id, label: 'A002', left: 0 })
      const { waiting, counters } = await board()
      expect(counters[0]).toMatchObject({ label: 'A002', calls: 1, mine: true })
      expect(waiting.map(({ id, state }) => [id, state])).toEqual([
        [land.id, 'waiting'],
        [old.id, 'skipped'],
      ])
      const back = { seen: first.id, how: 'done' as const, ticketId: old.id }
      expect(await clerk.halls.next({ params: { counterId: one }, body: back })).toMatchObject({ label: 'A003' })
    }),
  )

  test(
    'transfers with the time one has waited, and closes with a word for people',
    scene(async stage => {
      const { b, one, two, open, next, staffTakes, clerk, hallId } = await office(stage)
      const early = await staffTakes()
      stage.at('2026-11-20T02:05:00Z')
      await staffTakes(b)
      await open(one)
      await next(one, null)
      const at = { params: { counterId: one }, body: { seen: early.id, lineId: b } }
      expect(await clerk.halls.transfer(at)).toMatchObject({ ticketId: null })
      await clerk.halls.sit({ params: { counterId: one }, body: { open: false, note: 'Nghỉ trưa đến 13:30' } })
      await open(two)
      expect(await next(two, null)).toMatchObject({ ticketId: early.id, label: 'A001' })
      const screen = await stage.anyone.halls.screen({ params: { hallId } })
      expect(screen.counters).toMatchObject([
        { number: 1, open: false, note: 'Nghỉ trưa đến 13:30', label: null },
        { number: 2, open: true, label: 'A001' },
      ])
      expect(screen.lines).toMatchObject([
        { letter: 'A', counters: 0, wait: null },
        { letter: 'B', counters: 1, waiting: 1 },
      ])
    }),
  )

  test(
    'tells the phone once when three are before it, and the screen knows nobody',
    scene(async stage => {
      const { one, open, next, staffTakes, phoneTakes, hallId } = await office(stage)
      await open(one)
      for (let n = 0; n < 5; n++) await staffTakes()
      const phone = '0905000041'
      const mine = await phoneTakes(phone)
      expect(mine).toMatchObject({ label: 'A006', before: 5 })
      const told = () => stage.sql`select from messages.message where template = 'halls.soon'`
      expect(await told()).toHaveLength(0)
      let { ticketId } = await next(one, null)
      expect(await told()).toHaveLength(0)
      ticketId = (await next(one, ticketId)).ticketId
      expect(await told()).toHaveLength(1)
      await next(one, ticketId)
      expect(await told()).toHaveLength(1)
      const { tickets } = await stage.as.citizen(phone).halls.mine({})
      expect(tickets).toMatchObject([{ label: 'A006', before: 2, state: 'waiting' }])
      const reply = JSON.stringify(await stage.anyone.halls.screen({ params: { hallId } }))
      expect(reply).toContain('A006')
      expect(reply).not.toMatch(/account|officer|name":"Vai|phone|0905/i)
    }),
  )

  test(
    'is nobody else’s: another commune neither sees the board nor calls',
    scene(async stage => {
      const { one, params } = await office(stage)
      const other = stage.as.role('one-stop-clerk', { areaId: stage.world.units['Thị trấn Phong Điền'] as string })
      await expect(other.halls.board({ params })).rejects.toMatchObject({ status: 403 })
      const body = { seen: null, how: 'done' as const }
      await expect(other.halls.next({ params: { counterId: one }, body })).rejects.toMatchObject({ status: 403 })
    }),
  )
})

describe('a hall', () => {
  test(
    'counts who is inside against what the distance leaves',
    scene(async stage => {
      const { chair, staffTakes, phoneTakes, hallId } = await office(stage, 4)
      await stage.as.administrator().policies.set({
        params: { code: 'halls.distance' },
        body: {
          unitId: stage.world.units['46'] as string,
          from: '2026-11-20',
          document: 'CV thử',
          params: { share: 0.5 },
        },
      })
      await staffTakes()
      await phoneTakes('0905000051', { here: false })
      const room = async () => (await stage.anyone.halls.screen({ params: { hallId } })).room
      expect(await room()).toEqual({ inside: 1, limit: 2, full: false })
      await staffTakes()
      expect(await room()).toEqual({ inside: 2, limit: 2, full: true })
      expect((await chair.halls.list({})).halls).toMatchObject([{ room: { full: true }, waiting: 3 }])
    }),
  )

  test(
    'is closed for days: who booked is told, nobody gets a number, and the page says why',
    scene(async stage => {
      const { chair, params, hallId, staffTakes, phoneTakes } = await office(stage)
      await phoneTakes('0905000061', { slotAt: '2026-11-23T01:00:00Z' })
      const days = { fromOn: '2026-11-23', untilOn: '2026-11-24', reason: 'Phong tỏa theo Quyết định 15.' }
      for (const bad of [
        { ...days, untilOn: '2026-11-22' },
        { ...days, fromOn: '2026-11-19' },
      ])
        await expect(chair.halls.close({ params, body: bad })).rejects.toMatchObject({ code: 'halls.bad-days' })
      const { hallClosureId, told } = await chair.halls.close({ params, body: days })
      expect(told).toBe(1)
      expect(await stage.sql`select from messages.message where template = 'halls.closed'`).toHaveLength(1)
      await expect(phoneTakes('0905000062', { slotAt: '2026-11-23T01:00:00Z' })).rejects.toMatchObject({
        code: 'halls.no-such-slot',
      })
      stage.at('2026-11-23T02:00:00Z')
      await expect(staffTakes()).rejects.toMatchObject({ code: 'halls.closed-for-days' })
      expect((await stage.anyone.halls.screen({ params: { hallId } })).opening).toMatchObject({
        open: false,
        why: 'halls.closed-for-days',
        reason: days.reason,
        until: '2026-11-25',
      })
      await chair.halls.lift({ params: { hallId, hallClosureId } })
      expect(await staffTakes()).toMatchObject({ label: 'A002' })
    }),
  )

  test(
    'ends the waiting after closing, once, and tells whoever waited by phone',
    scene(async stage => {
      const { one, open, board, staffTakes, phoneTakes } = await office(stage)
      await open(one)
      await staffTakes()
      await phoneTakes('0905000071')
      const end = () => stage.app.run(endDays)
      stage.at('2026-11-20T10:10:00Z')
      await end()
      expect((await board()).waiting).toHaveLength(2)
      stage.at('2026-11-20T10:31:00Z')
      await end()
      await end()
      const after = await board()
      expect(after.waiting).toEqual([])
      expect(after.counters[0]).toMatchObject({ open: false, officer: null })
      expect(await stage.sql`select from messages.message where template = 'halls.ended'`).toHaveLength(1)
    }),
  )

  test(
    'counts what it did',
    scene(async stage => {
      const { unitId, one, open, next, staffTakes, phoneTakes } = await office(stage)
      await open(one)
      await staffTakes()
      await phoneTakes('0905000081')
      const { ticketId } = await next(one, null)
      stage.at('2026-11-20T03:00:00Z')
      await next(one, ticketId)
      await stage.settle()
      const of = async (name: string) => {
        await stage.app.run(ctx => recompute(ctx))
        const question = { names: [name], unitId, from: '2026-11-20', to: '2026-11-20' }
        return (await total(stage.app.context(stage.sql), question)).get(name)?.value
      }
      expect(await of('halls.taken')).toBe(2)
      expect(await of('halls.served')).toBe(1)
      expect(await of('halls.in-time')).toBe(0.5)
      expect(await of('halls.phone-share')).toBe(0.5)
    }),
  )
})
