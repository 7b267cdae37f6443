import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { sendDue } from '#base/interchange/send.ts'
import { startProcess, stopProcess } from '#base/parcels/testing.ts'
import { addPerson } from '#base/people/people.ts'
import { fileDossier } from '../file.ts'
import { addOffice } from '../offices.ts'
import { dossierBy } from '../queries.ts'
import { asSystem, stepDossier } from '../steps.ts'
import { setProcedures } from '../testing.ts'
import { signText } from './client.ts'
import { askDossiers, readCatalogue } from './compare.ts'

const SECRET = 'bí mật của Cổng'
const EXTRACT = '1.004873'
const PERMIT = '1.012259'

let portal: Awaited<ReturnType<typeof startProcess>>
beforeAll(async () => {
  portal = await startProcess(join(import.meta.dirname, 'stand-in.ts'), [SECRET])
})
afterAll(() => stopProcess(portal.child))

const ask = async (path: string, body: object = {}) =>
  (await fetch(`${portal.url}/${path}`, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<{
    answers: { error_code: number; result: unknown }[]
  }>
interface Held {
  readonly dossiers: readonly { readonly MaHoSo: string; readonly TrangThaiHoSo: string; readonly ChuHoSo: string }[]
  readonly story: Readonly<Record<string, readonly string[]>>
}
const held = async (): Promise<Held> => (await fetch(portal.url)).json() as Promise<Held>

/** A commune whose office is connected with the portal, and a citizen. */
async function connected(stage: Stage) {
  await stage.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = stage.server.server.address() as { port: number }
  const settings = { PORTAL_URL: portal.url, PORTAL_SECRET: SECRET }
  const origin = `http://127.0.0.1:${port}`
  Object.assign(stage.app, { config: { ...stage.app.config, origin, settings } })
  const unitId = stage.world.units['Xã Phong Bình'] as string
  const office = `H57.${Math.floor(Math.random() * 9e6)}`
  const { officeId, personId } = await stage.app.run(async ctx => {
    await setProcedures(ctx, EXTRACT, PERMIT)
    const at = { address: '', phone: '02343654321' }
    const officeId = await addOffice(ctx, { unitId, code: office, name: 'Bộ phận một cửa xã Phong Bình', ...at })
    const identifiers = { phone: '+84905112233' }
    return { officeId, personId: await addPerson(ctx, { fullName: 'Nguyễn Thị Dân', unitId, identifiers }) }
  })
  const file = () =>
    stage.app.run(ctx =>
      fileDossier(ctx, {
        officeId,
        procedureCode: EXTRACT,
        channel: 'counter',
        personId,
        contact: { phone: '0905112233' },
        papers: [{ key: 'can-cuoc', how: 'paper' }],
        returnBy: 'counter',
      }),
    )
  const step = async (id: string, name: Parameters<typeof stepDossier>[2], reason?: string) => {
    await stage.app.run(ctx => stepDossier(asSystem(ctx), id, name, { reason }))
    await stage.settle()
  }
  /** Goes on until the queue is empty, or `most` rounds. */
  const go = async (most = 30) => {
    for (let n = 0; n < most && (await sendDue(stage.app)); n++);
  }
  const leader = stage.as.leader('Thừa Thiên Huế')
  const overview = () => leader.services.portal({})
  const send = (call: string, body: object, times = 1) => ask('send', { url: origin, call, body, times })
  const given = (code: string, more: object = {}) => ({
    MaHoSo: code,
    MaTTHC: EXTRACT,
    ChuHoSo: 'Trần Văn Cổng',
    SoDienThoai: '0905112299',
    TrangThaiHoSo: '1',
    DonViXuLy: office,
    ...more,
  })
  return { unitId, office, officeId, file, step, go, leader, overview, send, given }
}

const code = (office: string, n: number) => `${office}-261120-${String(n).padStart(4, '0')}`

describe('the portal is told', () => {
  test(
    'each state once and in order, through an outage and answers that got lost',
    scene(async stage => {
      const { file, step, go } = await connected(stage)
      const { id, code } = await file()
      await stage.settle()
      await ask('down?n=1')
      await go()
      expect((await held()).story[code]).toBeUndefined()
      await step(id, 'process')
      await step(id, 'supplement', 'Thiếu bản sao sổ hộ khẩu')
      await step(id, 'supplemented')
      stage.at('2026-11-20T03:00:00Z')
      await ask('slow?n=1')
      await go()
      stage.at('2026-11-20T04:00:00Z')
      await go()
      const { story, dossiers } = await held()
      expect(story[code]).toEqual(['1', '2', '4', '5', '4'])
      expect(dossiers.find(one => one.MaHoSo === code)).toMatchObject({
        TrangThaiHoSo: '4',
        ChuHoSo: 'Nguyễn Thị Dân',
        MaTTHC: EXTRACT,
        DanhSachHoSoBoSung: [{ NoiDungBoSung: 'Thiếu bản sao sổ hộ khẩu' }],
      })
    }),
  )

  test(
    'of nothing where there is none',
    scene(async stage => {
      const { file } = await connected(stage)
      Object.assign(stage.app, { config: { ...stage.app.config, settings: {} } })
      await file()
      await stage.settle()
      expect(await stage.sql`select from services.portal_dossier`).toHaveLength(0)
      expect(await stage.sql`select from interchange.outgoing`).toHaveLength(0)
    }),
  )
})

describe('what the portal sends', () => {
  test(
    'arrives once, in its order, by the code it has there',
    scene(async stage => {
      const { office, send, given, go } = await connected(stage)
      const ref = code(office, 7)
      const { answers } = await send('DongBoHoSoMC', { isUpdating: false, data: [given(ref)] }, 3)
      expect(answers.map(one => one.error_code)).toEqual([0, 0, 0])
      await stage.settle()
      const dossier = await dossierBy(stage.sql, { code: ref })
      expect(dossier).toMatchObject({ channel: 'portal', state: 'registered', applicant: 'Trần Văn Cổng' })
      expect(await stage.sql`select from services.dossier where code = ${ref}`).toHaveLength(1)
      // The same dossier in another message is no other dossier.
      await send('DongBoHoSoMC', { isUpdating: true, data: [given(ref, { TrichYeuHoSo: 'Lần hai' })] })
      expect(await stage.sql`select from services.portal_call where state = 'done'`).toHaveLength(2)
      await send('CapNhatTienDoHoSoMC', { MaHoSo: ref, TrangThai: '7', NoiDungXuLy: 'Nộp nhầm' })
      await stage.settle()
      expect((await dossierBy(stage.sql, { code: ref }))?.state).toBe('withdrawn')
      await go()
      const asked = await send('TraCuuHoSo', { MaHoSo: ref })
      expect(asked.answers[0]).toMatchObject({ error_code: 0, result: { MaHoSo: ref, TrangThaiHoSo: '7' } })
      expect((await send('TraCuuHoSo', { MaHoSo: 'H00-1' })).answers[0]).toMatchObject({ error_code: 404 })
    }),
  )

  test(
    'about a dossier nobody knows, for no office, or unreadable is refused, kept, and can be worked on again',
    scene(async stage => {
      const { office, leader, overview, send, given } = await connected(stage)
      const ref = code('H57.99', 1)
      await send('CapNhatTienDoHoSoMC', { MaHoSo: ref, TrangThai: '7', NoiDungXuLy: 'Rút' }, 2)
      await send('DongBoHoSoMC', { isUpdating: false, data: [given(ref, { DonViXuLy: 'H57.99' })] })
      await send('DongBoHoSoMC', { isUpdating: false, data: [{ MaHoSo: 'x' }] })
      await send('DongBoHoSoMC', { isUpdating: false, data: [given(code(office, 1), { MaTTHC: '9.999' })] })
      const { refused } = await overview()
      expect(refused.map(one => one.problem).sort()).toEqual([
        'core.unreadable',
        'services.no-procedure',
        'services.portal-no-office',
        'services.portal-unknown',
      ])
      const at = { address: '', phone: '' }
      const town = stage.world.units['Thị trấn Phong Điền'] as string
      await stage.app.run(ctx => addOffice(ctx, { unitId: town, code: 'H57.99', name: 'Một cửa mới', ...at }))
      const again = async (problem: string) => {
        const portalCallId = refused.find(one => one.problem === problem)?.id as string
        await leader.services.repeatCall({ params: { portalCallId } })
      }
      await again('services.portal-no-office')
      await again('services.portal-unknown')
      await stage.settle()
      expect((await dossierBy(stage.sql, { code: ref }))?.state).toBe('withdrawn')
      expect((await overview()).refused).toHaveLength(2)
    }),
  )

  test(
    'with a forged signature changes nothing',
    scene(async stage => {
      const { office, given } = await connected(stage)
      const message = JSON.stringify({ isUpdating: false, data: [given(code(office, 3))] })
      const body = { call: 'DongBoHoSoMC' as const, message, signature: signText('khác', message) }
      await expect(stage.anyone.services.callUs({ body })).rejects.toMatchObject({ code: 'services.portal-forged' })
      expect(await stage.sql`select from services.portal_call`).toHaveLength(0)
    }),
  )
})

describe('differences', () => {
  test(
    'of the catalogues are listed, and ours stays as it is',
    scene(async stage => {
      const { overview } = await connected(stage)
      const before = await stage.sql`select * from services.procedure order by id`
      const [extract] = await stage.sql<{ name: string }[]>`select name from services.procedure where code = ${EXTRACT}`
      await ask('set', {
        procedures: [
          { MaTTHC: EXTRACT, TenTTHC: `${extract?.name} mới`, MucDo: '4' },
          { MaTTHC: '1.013979', TenTTHC: 'Thủ tục mới', MucDo: '4', LePhi: 5000 },
        ],
      })
      await readCatalogue(stage.app)
      const { procedures, catalogueReadAt } = await overview()
      expect(catalogueReadAt).toBe('2026-11-20T02:00:00.000Z')
      expect(procedures.map(one => `${one.code} ${one.kind}`)).toEqual(
        expect.arrayContaining([`${EXTRACT} name`, '1.013979 only-there', `${PERMIT} only-here`]),
      )
      expect(await stage.sql`select * from services.procedure order by id`).toEqual(before)
      await expect(stage.as.healthOfficer('Xã Phong Bình').services.portal({})).rejects.toMatchObject({ status: 403 })
    }),
  )

  test(
    'of dossiers say what to do, and are gone when it was told again',
    scene(async stage => {
      const { file, step, go, leader, overview } = await connected(stage)
      const [one, two] = [await file(), await file()]
      await stage.settle()
      await step(one.id, 'process')
      await go()
      await askDossiers(stage.app)
      expect((await overview()).dossiers).toEqual([])
      await ask('set', { dossiers: [{ MaHoSo: one.code, TrangThaiHoSo: '2' }] })
      await step(two.id, 'process')
      await askDossiers(stage.app)
      const { dossiers } = await overview()
      expect(
        dossiers.map(({ code, kind, ours, theirs, onWay }) => [code, kind, ours, theirs, onWay > 0]).sort(),
      ).toEqual(
        [
          [one.code, 'state', 4, 2, false],
          [two.code, 'state', 4, 2, true],
        ].sort(),
      )
      await leader.services.resendDossier({ params: { dossierId: one.id } })
      await go()
      await askDossiers(stage.app)
      expect((await overview()).dossiers).toEqual([])
    }),
  )
})
