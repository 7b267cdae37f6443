import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { sendDue } from '#base/interchange/send.ts'
import { type CourierProcess, SECRET, startCourier } from '#base/parcels/testing.ts'
import { addPerson } from '#base/people/people.ts'
import { newId } from '#core/ids.ts'
import { resultCarrier } from './carrier.ts'
import { carry } from './carry.ts'
import { takeCash } from './pay.ts'
import { dossierBy } from './queries.ts'
import { asSystem } from './steps.ts'
import { officeIn, setProcedures } from './testing.ts'

const EXTRACT = '1.004873'
const FEE = 15_000
const PHONE = '+84905112233'
const HOME = 'Thôn Tân Bình, xã Phong Bình'

let courier: CourierProcess
beforeAll(async () => {
  courier = await startCourier()
})
afterAll(() => courier?.stop())

/** A commune with its office, the carrier beside it, and a citizen who wants the result by post. */
async function office(stage: Stage) {
  const { app, as, world } = stage
  await stage.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = stage.server.server.address() as { port: number }
  const settings = { PARCELS_URL: courier.url, PARCELS_SECRET: SECRET }
  Object.assign(app, { config: { ...app.config, origin: `http://127.0.0.1:${port}`, settings } })
  const unitId = world.units['Xã Phong Bình'] as string
  const { officeId, personId } = await app.run(async ctx => {
    await setProcedures(ctx, EXTRACT)
    const identifiers = { phone: PHONE }
    return {
      officeId: await officeIn(ctx, unitId),
      personId: await addPerson(ctx, { fullName: 'Nguyễn Thị Dân', unitId, identifiers }),
    }
  })
  const clerk = as.role('one-stop-clerk', { areaId: unitId })
  const officer = as.role('case-officer', { areaId: unitId })
  const chair = as.role('commune-chair', { areaId: unitId })
  const take = (more: object = {}) =>
    clerk.services.intake({
      params: { officeId },
      body: {
        id: newId(),
        code: EXTRACT,
        channel: 'counter',
        person: { personId },
        filerAs: 'self',
        contact: { phone: PHONE, address: HOME },
        papers: [{ key: 'can-cuoc', how: 'paper' }],
        consent: false,
        returnBy: 'post',
        cash: false,
        ...more,
      },
    })
  /** Taken in, signed, and given to the carrier. */
  const finished = async (more: object = {}) => {
    const { dossierId } = await take(more)
    const params = { dossierId }
    await clerk.services.step({ params, body: { step: 'process' } })
    await officer.services.step({ params, body: { step: 'forward' } })
    await chair.services.sign({ body: { dossierIds: [dossierId], text: 'Chưa đăng ký kết hôn với ai.' } })
    for (let n = 0; n < 3; n++) await sendDue(app)
    const { parcels } = await clerk.parcels.about({ params: { subjectId: dossierId } })
    return { dossierId, parcel: parcels[0], parcels }
  }
  const tell = async (parcelId: string, status: string, more: object = {}) => {
    await courier.ask('tell', { order: parcelId, status, ...more })
    await stage.settle()
  }
  const view = (dossierId: string) => clerk.services.dossier({ params: { dossierId } })
  const inbox = async (kind: string) => (await clerk.work.inbox({ query: { kind } })).rows
  return { unitId, officeId, personId, clerk, take, finished, tell, view, inbox }
}

describe('a result that goes home by post', () => {
  test(
    'is a parcel with the fee that is owed; delivered, the dossier is returned and the fee is paid, once',
    scene(async stage => {
      const { finished, tell, view } = await office(stage)
      const { dossierId, parcel } = await finished()
      expect(parcel).toMatchObject({ way: 'out', cod: FEE, state: 'accepted' })
      expect((await view(dossierId)).state).toBe('finished')
      const id = parcel?.id as string
      await tell(id, 'out-for-delivery')
      expect((await view(dossierId)).state).toBe('finished')
      await tell(id, 'delivered', { codTaken: FEE, id: `d-${id}`, times: 2 })
      const { state, payments } = await view(dossierId)
      expect({ state, payments }).toMatchObject({
        state: 'returned',
        payments: [{ amount: FEE, method: 'cash', state: 'paid' }],
      })
      expect(payments[0]?.receipt).toMatch(/BLLP/)
    }),
  )

  test(
    'costs nothing at the door when the fee is paid; one that was paid while it was on its way is given back',
    scene(async stage => {
      const { finished, tell, view } = await office(stage)
      expect((await finished({ cash: true })).parcel?.cod).toBe(0)
      const { dossierId, parcel } = await finished()
      await stage.app.run(ctx => takeCash(asSystem(ctx), dossierId))
      await tell(parcel?.id as string, 'delivered', { codTaken: FEE })
      const { state, payments } = await view(dossierId)
      expect(state).toBe('returned')
      expect(payments.map(one => one.state).sort()).toEqual(['paid', 'refund'])
    }),
  )

  test(
    'whose fee is told of after the parcel is paid all the same; another sum is somebody’s work',
    scene(async stage => {
      const { finished, tell, view, inbox } = await office(stage)
      const [late, short] = [await finished(), await finished()]
      const [lateId, shortId] = [late.parcel?.id as string, short.parcel?.id as string]
      await tell(lateId, 'delivered', { at: '2026-11-20T02:10:00Z' })
      expect(await view(late.dossierId)).toMatchObject({ state: 'returned', payments: [] })
      await tell(lateId, 'delivered', { at: '2026-11-20T02:10:00Z', codTaken: FEE })
      expect((await view(late.dossierId)).payments).toMatchObject([{ state: 'paid', amount: FEE }])
      await tell(shortId, 'delivered', { codTaken: FEE - 5000 })
      expect(await view(short.dossierId)).toMatchObject({ state: 'returned', payments: [] })
      expect((await inbox('parcels.trouble')).map(row => row.subject.id)).toEqual([shortId])
      await tell(shortId, 'delivered', { codTaken: FEE })
      expect((await view(short.dossierId)).payments).toMatchObject([{ state: 'paid', amount: FEE }])
      expect(await inbox('parcels.trouble')).toEqual([])
    }),
  )

  test(
    'and is lost stays finished: the clerk is told, and hands it over another way',
    scene(async stage => {
      const { finished, tell, view, inbox, clerk } = await office(stage)
      const { dossierId, parcel } = await finished({ cash: true })
      const id = parcel?.id as string
      await tell(id, 'lost')
      expect((await view(dossierId)).state).toBe('finished')
      expect((await inbox('parcels.trouble')).map(row => row.subject.id)).toEqual([id])
      await clerk.services.hand({ params: { dossierId }, body: { by: 'counter' } })
      await tell(id, 'delivered')
      expect(await view(dossierId)).toMatchObject({ state: 'returned' })
      expect((await dossierBy(stage.sql, { id: dossierId }))?.returnedAt).toEqual(new Date('2026-11-20T02:00:00Z'))
    }),
  )

  test(
    'waits for a clerk who posts it by hand where there is no carrier',
    scene(async stage => {
      const { finished } = await office(stage)
      const { dossierId } = await finished({ returnBy: 'counter' })
      stage.app.provide(resultCarrier, undefined)
      await stage.app.run(async ctx => {
        const dossier = await dossierBy(ctx.sql, { id: dossierId })
        if (dossier) await carry(ctx, dossier)
      })
      expect(await stage.sql`select from parcels.parcel`).toHaveLength(0)
    }),
  )
})

describe('papers that come by post', () => {
  test(
    'are taken in by the number of their parcel, once, and the arrival is done with',
    scene(async stage => {
      const { unitId, officeId, personId, clerk, take, tell, inbox } = await office(stage)
      const me = stage.as.citizen('0905112233')
      const to = { name: 'Nguyễn Thị Dân', phone: '0905112233', address: HOME }
      const { parcelId, reference } = await me.parcels.bring({
        body: { id: newId(), unitId, contents: 'Đơn xác nhận', ...to },
      })
      await sendDue(stage.app)
      await tell(parcelId, 'delivered')
      expect((await inbox('parcels.arrival')).map(row => row.subject.id)).toEqual([parcelId])
      const { dossierId } = await take({ channel: 'post', parcel: reference })
      await stage.settle()
      expect(await inbox('parcels.arrival')).toEqual([])
      const { subject } = await clerk.parcels.get({ params: { parcelId } })
      expect(subject).toEqual({ kind: 'dossier', id: dossierId })
      expect((await take({ channel: 'post', parcel: reference })).dossierId).toBe(dossierId)
      const another = { unitId, fullName: 'Trần Văn Khác', birthDate: '1960', sex: 'male', address: HOME }
      await expect(take({ channel: 'post', parcel: reference, person: another })).rejects.toMatchObject({
        code: 'services.reference-taken',
      })
      expect(await stage.sql`select from services.dossier where office_id = ${officeId}`).toHaveLength(1)
      expect(await stage.sql`select from people.person where id <> ${personId} and full_name like 'Trần Văn%'`).toEqual(
        [],
      )
    }),
  )

  test(
    'to another office are not touched by a number that was mistyped',
    scene(async stage => {
      const { take, inbox } = await office(stage)
      const other = stage.world.units['Thị trấn Phong Điền'] as string
      const { parcelId, reference } = await stage.as.citizen('0905112244').parcels.bring({
        body: { id: newId(), unitId: other, contents: 'Đơn', name: 'Ai', phone: '0905112244', address: HOME },
      })
      await take({ channel: 'post', parcel: reference })
      await stage.settle()
      const [row] = await stage.sql<{ subjectId: string | null }[]>`
        select subject_id from parcels.parcel where id = ${parcelId}`
      expect(row?.subjectId).toBeNull()
      expect(await inbox('parcels.arrival')).toEqual([])
    }),
  )
})
