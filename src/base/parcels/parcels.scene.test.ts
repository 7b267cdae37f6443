import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { sendDue } from '#base/interchange/send.ts'
import { newId } from '#core/ids.ts'
import { textOfPdf } from '../../../e2e/support/pdf.ts'
import { signText } from './courier.ts'
import { askForSilent, noteAccepted, orderParcel } from './parcels.ts'
import { type CourierProcess, SECRET, startCourier } from './testing.ts'

let courier: CourierProcess
beforeAll(async () => {
  courier = await startCourier()
})
afterAll(() => courier?.stop())
beforeEach(async () => void (await courier.said()))

const TO = { name: 'Nguyễn Thị Dân', phone: '0905112233', address: 'Thôn Tân Bình, xã Phong Bình' }

/** A commune with a clerk, a server that listens, and the carrier beside it. */
async function office(stage: Stage) {
  await stage.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = stage.server.server.address() as { port: number }
  const settings = { PARCELS_URL: courier.url, PARCELS_SECRET: SECRET }
  Object.assign(stage.app, { config: { ...stage.app.config, origin: `http://127.0.0.1:${port}`, settings } })
  const unitId = stage.world.units['Xã Phong Bình'] as string
  const clerk = stage.as.role('one-stop-clerk', { areaId: unitId })
  const order = async (more: object = {}) =>
    stage.app.run(ctx => orderParcel(ctx, { way: 'out', unitId, contents: 'Kết quả', to: TO, codDong: 0, ...more }))
  const parcel = (parcelId: string) => clerk.parcels.get({ params: { parcelId } })
  const tell = (order: string, status: string, more: object = {}) => courier.ask('tell', { order, status, ...more })
  const go = () => sendDue(stage.app)
  const troubles = async () => (await clerk.work.inbox({ query: { kind: 'parcels.trouble' } })).rows
  return { unitId, clerk, order, parcel, tell, go, troubles }
}

describe('an order', () => {
  test(
    'may get a number that the carrier gave before: carriers begin again after some months',
    scene(async stage => {
      const { order, parcel } = await office(stage)
      for (const { parcelId } of [await order(), await order()]) {
        await stage.app.run(ctx => noteAccepted(ctx, parcelId, 'EA000000001VN'))
        expect(await parcel(parcelId)).toMatchObject({ state: 'accepted', tracking: 'EA000000001VN' })
      }
    }),
  )

  test(
    'waits for a carrier that is down, and is taken once when the answer got lost',
    scene(async stage => {
      const { order, parcel, go } = await office(stage)
      const before = (await courier.said()).orders.length
      const [one, two] = [await order(), await order()]
      await courier.ask('down')
      await go()
      expect(await parcel(one.parcelId)).toMatchObject({ state: 'ordered', tracking: null })
      stage.at('2026-11-20T02:10:00Z')
      await courier.ask('slow')
      await go()
      expect(await parcel(one.parcelId)).toMatchObject({ state: 'ordered' })
      stage.at('2026-11-20T03:00:00Z')
      for (let n = 0; n < 3; n++) await go()
      const [first, second] = [await parcel(one.parcelId), await parcel(two.parcelId)]
      expect(first).toMatchObject({ state: 'accepted', to: TO })
      expect(second.state).toBe('accepted')
      expect(first.tracking).not.toBe(second.tracking)
      expect((await courier.said()).orders).toHaveLength(before + 2)
    }),
  )

  test(
    'with one id is one order; another’s id is refused',
    scene(async stage => {
      const { order } = await office(stage)
      const id = newId()
      expect(await order({ id })).toEqual(await order({ id }))
      await expect(order({ id, accountId: newId() })).rejects.toMatchObject({ code: 'parcels.bad-id' })
      await expect(order({ to: { ...TO, phone: '12' } })).rejects.toMatchObject({ code: 'people.phone-invalid' })
    }),
  )

  test(
    'that the carrier refuses is somebody’s work, with the reason, and those behind it go on',
    scene(async stage => {
      const { order, parcel, go, troubles } = await office(stage)
      const bad = await order({ to: { ...TO, address: 'Không có thật' } })
      const good = await order()
      for (let n = 0; n < 2; n++) await go()
      expect(await parcel(bad.parcelId)).toMatchObject({ state: 'refused', why: 'Địa chỉ không phát được.' })
      expect((await parcel(good.parcelId)).state).toBe('accepted')
      expect(await troubles()).toMatchObject([{ subject: { kind: 'parcel', id: bad.parcelId } }])
    }),
  )
})

describe('what the carrier tells', () => {
  test(
    'counts once and in its own order, however late or often it comes',
    scene(async stage => {
      const { order, parcel, tell, go } = await office(stage)
      const { parcelId } = await order({ codDong: 8000 })
      await go()
      const at = (minute: number) => `2026-11-20T02:${String(minute).padStart(2, '0')}:00Z`
      await tell(parcelId, 'out-for-delivery', { at: at(30) })
      await tell(parcelId, 'picked-up', { at: at(10) })
      expect((await parcel(parcelId)).state).toBe('out')
      await tell(parcelId, 'delivered', { at: at(40), id: `d-${parcelId}`, times: 3, codTaken: 8000 })
      await tell(parcelId, 'in-transit', { at: at(20) })
      const { state, events, codTaken, endedAt } = await parcel(parcelId)
      expect({ state, codTaken, ended: endedAt !== null }).toEqual({ state: 'delivered', codTaken: 8000, ended: true })
      expect(events.map(one => one.status)).toEqual(['delivered', 'out-for-delivery', 'in-transit', 'picked-up'])
    }),
  )

  test(
    'is refused when it is forged, and kept when nobody knows the parcel or it cannot be read',
    scene(async stage => {
      const { order, parcel, go } = await office(stage)
      const { parcelId } = await order()
      await go()
      const say = (told: unknown, secret = SECRET) => {
        const message = typeof told === 'string' ? told : JSON.stringify(told)
        return stage.anyone.parcels.told({ body: { message, signature: signText(secret, message) } })
      }
      const told = { id: newId(), order: parcelId, status: 'delivered', at: '2026-11-20T02:00:00Z' }
      await expect(say(told, 'another')).rejects.toMatchObject({ code: 'parcels.forged', status: 403 })
      expect((await parcel(parcelId)).state).toBe('accepted')
      for (const strange of [{ ...told, order: newId() }, { ...told, status: 'eaten' }, 'no JSON'])
        for (let n = 0; n < 2; n++) expect(await say(strange)).toEqual({ ok: true })
      const kept = await stage.sql<{ why: string }[]>`select why from parcels.stray order by why`
      expect(kept.map(row => row.why)).toEqual(['core.unreadable', 'core.unreadable', 'parcels.unknown'])
      expect((await parcel(parcelId)).events).toEqual([])
    }),
  )

  test(
    'of a lost parcel, of one nobody opens to, and silence are work until it is delivered',
    scene(async stage => {
      const { order, parcel, tell, go, troubles } = await office(stage)
      const [lost, shut, silent] = [await order(), await order(), await order()]
      for (let n = 0; n < 3; n++) await go()
      await tell(lost.parcelId, 'lost', { at: '2026-11-20T02:10:00Z' })
      expect((await parcel(lost.parcelId)).state).toBe('lost')
      for (let n = 0; n < 2; n++) await tell(shut.parcelId, 'failed-attempt')
      expect((await troubles()).map(row => row.subject.id).sort()).toEqual([lost.parcelId, shut.parcelId].sort())
      await tell(lost.parcelId, 'in-transit', { at: '2026-11-20T02:20:00Z' })
      expect(await parcel(lost.parcelId)).toMatchObject({ state: 'moving', endedAt: null })
      await tell(lost.parcelId, 'delivered', { at: '2026-11-20T02:30:00Z' })
      await tell(shut.parcelId, 'delivered')
      expect(await troubles()).toEqual([])
      stage.at('2026-11-25T02:00:00Z')
      for (let n = 0; n < 2; n++) await stage.app.run(askForSilent)
      expect((await troubles()).map(row => row.subject.id)).toEqual([silent.parcelId])
    }),
  )
})

describe('papers sent in', () => {
  test(
    'have a label, are the sender’s alone, and are work for the office when they arrive',
    scene(async stage => {
      const { unitId, clerk, parcel, tell, go } = await office(stage)
      const me = stage.as.citizen('0905112233')
      const body = { id: newId(), unitId, contents: 'Đơn xác nhận cư trú', ...TO }
      const { parcelId, reference } = await me.parcels.bring({ body })
      expect(await me.parcels.bring({ body })).toEqual({ parcelId, reference })
      await go()
      const { tracking } = await parcel(parcelId)
      const params = { myParcelId: parcelId }
      const [text = ''] = await textOfPdf(Buffer.from(await (await me.parcels.myLabel({ params })).arrayBuffer()))
      expect(text).toContain(tracking)
      expect(text).toContain('Nguyễn Thị Dân')
      const other = stage.as.citizen('0905112244')
      await expect(other.parcels.myLabel({ params })).rejects.toMatchObject({ status: 404 })
      expect((await other.parcels.mine({})).parcels).toEqual([])
      await tell(parcelId, 'delivered')
      expect((await me.parcels.mine({})).parcels).toMatchObject([{ reference, state: 'delivered', events: [{}] }])
      expect((await clerk.work.inbox({ query: { kind: 'parcels.arrival' } })).rows).toMatchObject([
        { subject: { id: parcelId } },
      ])
      const elsewhere = stage.as.role('one-stop-clerk', { areaId: stage.world.units['Thị trấn Phong Điền'] as string })
      await expect(elsewhere.parcels.get({ params: { parcelId } })).rejects.toMatchObject({ status: 403 })
      expect((await elsewhere.parcels.list({ query: { view: 'all' } })).rows).toEqual([])
    }),
  )

  test(
    'are at most five at once from one account',
    scene(async stage => {
      const { unitId } = await office(stage)
      const me = stage.as.citizen('0905112255')
      const bring = () => me.parcels.bring({ body: { id: newId(), unitId, contents: 'Đơn', ...TO } })
      for (let n = 0; n < 5; n++) await bring()
      await expect(bring()).rejects.toMatchObject({ code: 'parcels.too-many', status: 429 })
    }),
  )
})
