import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryOf, NASTY } from '#apps/testing/arbitrary.ts'
import { askAndUndo, endpoints, makeTargets } from '#apps/testing/everyone.ts'
import { ledgerOf } from '#apps/testing/ledger.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { STATUSES } from '#base/parcels/rules.ts'
import { SECRET } from '#base/parcels/testing.ts'
import { newId } from '#core/ids.ts'
import { signText } from './portal/client.ts'
import { type Call, Progress, Synchronise } from './portal/wire.ts'

/*
 * The doors that the carrier, the portal and the payment provider call are open to everybody: what counts is the signature. A
 * secret that leaked, or a program there that is broken, must not bring this one down either.
 */
const RUNS = Number(process.env.FUZZ_RUNS ?? 25)
const SEED = Number(process.env.FUZZ_SEED ?? 1)
/** Nobody is at these addresses: what is heard is all that is tried here. */
const SETTINGS = {
  PARCELS_URL: 'http://127.0.0.1:9',
  PARCELS_SECRET: SECRET,
  PORTAL_URL: 'http://127.0.0.1:9',
  PORTAL_SECRET: SECRET,
  PAYMENT_URL: 'http://127.0.0.1:9',
  PAYMENT_SECRET: SECRET,
}
type Body = Readonly<Record<string, unknown>>

interface Door {
  readonly id: string
  /** What goes around a message. */
  readonly body: (message: string, signature: string) => Body
}
const DOORS: readonly Door[] = [
  { id: 'parcels.told', body: (message, signature) => ({ message, signature }) },
  { id: 'services.paid', body: (message, signature) => ({ message, signature }) },
  ...(['DongBoHoSoMC', 'CapNhatTienDoHoSoMC', 'TraCuuHoSo', 'LayDanhSachTTHC'] as const).map(call => ({
    id: 'services.callUs',
    body: (message: string, signature: string) => ({ call, message, signature }),
  })),
]

const endpointOf = (id: string) => {
  const found = endpoints.find(one => one.id === id)
  if (!found) throw new Error(`There is no endpoint ${id}.`)
  return found.endpoint
}

function connect({ app }: Stage): void {
  Object.assign(app, { config: { ...app.config, settings: SETTINGS } })
}

/** Asks, and answers status, code and what was changed; then it is undone. */
async function knock(stage: Stage, id: string, body: unknown, changed: () => Promise<string[]>) {
  return askAndUndo(stage, endpointOf(id), { params: {}, query: {}, body }, {}, async reply => ({
    status: reply.statusCode,
    code: (JSON.parse(reply.body || '{}') as { code?: string }).code ?? '',
    changed: await changed(),
  }))
}

test(
  'what is not signed, is signed by another, for another message or too large is refused by name and changes nothing',
  scene(async stage => {
    connect(stage)
    const ledger = await ledgerOf(stage.sql)
    const message = JSON.stringify({ id: newId(), order: newId(), status: 'delivered', at: '2026-11-20T02:00:00Z' })
    const right = signText(SECRET, message)
    const wrong = new Map<string, [message: string, signature: string]>([
      ['another secret', [message, signText('khác', message)]],
      ['an empty secret', [message, signText('', message)]],
      ['another message', [`${message} `, right]],
      ['a byte changed', [message, `${right.startsWith('0') ? '1' : '0'}${right.slice(1)}`]],
      ['nothing', [message, '']],
      ['not a signature', [message, 'x'.repeat(64)]],
      ['capitals', [message, right.toUpperCase()]],
      ['too large', ['x'.repeat(600_000), signText(SECRET, 'x'.repeat(600_000))]],
    ])
    for (const door of DOORS)
      for (const [how, [text, signature]] of wrong) {
        const { status, code, changed } = await knock(stage, door.id, door.body(text, signature), () =>
          ledger.changed(),
        )
        expect([door.id, how, changed]).toEqual([door.id, how, []])
        expect(`${how}: ${status} ${code}`).toMatch(
          /: (403 \w+\.[\w-]*forged|4(00|13|22) core\.(invalid-input|too-large))$/,
        )
      }
  }),
)

test(
  'what is signed and reads as it should, about things of anybody, is never answered with a fault',
  scene(async stage => {
    const { own, foreign } = await makeTargets(stage)
    connect(stage)
    const { officeCode, codes } = await nameThings(stage)
    const ledger = await ledgerOf(stage.sql)
    const ids = fc.constantFrom(
      ...[own, foreign].flatMap(side => [side.parcelId, side.dossierId, side.personId].filter(Boolean)),
      newId(),
    )
    const text = fc.constantFrom(...NASTY, 'Nguyễn Thị Dân', '')
    const draws = {
      ids: ids as fc.Arbitrary<string>,
      byName: (name: string) => {
        if (name === 'MaHoSo') return fc.constantFrom(...codes, `${officeCode}-261120-0042`, 'x', '../../x')
        if (name === 'MaTTHC') return fc.constantFrom('1.004873', '9.999')
        if (name === 'DonViXuLy') return fc.constantFrom(officeCode, 'H99')
        if (name === 'TrangThai' || name === 'TrangThaiHoSo') return fc.constantFrom('1', '4', '7', '9', '10', '999')
        return undefined
      },
    }
    const told = fc.record({
      id: fc.oneof(text, fc.uuid()),
      order: ids,
      status: fc.constantFrom(...STATUSES, 'eaten'),
      at: fc.constantFrom('2026-11-20T02:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59+14:00', 'hôm qua'),
      place: text,
      note: text,
      codTaken: fc.constantFrom(0, 15_000, 2 ** 31, Number.MAX_SAFE_INTEGER, -1, undefined),
    })
    const paid = fc.record({
      id: fc.oneof(text, fc.uuid()),
      paymentId: ids,
      amount: fc.constantFrom(0, 15_000, 2 ** 31, Number.MAX_SAFE_INTEGER),
      outcome: fc.constantFrom('paid', 'failed', 'perhaps'),
    })
    const calls: Readonly<Record<Call, fc.Arbitrary<unknown>>> = {
      DongBoHoSoMC: arbitraryOf(Synchronise, draws),
      CapNhatTienDoHoSoMC: arbitraryOf(Progress, draws),
      TraCuuHoSo: fc.record({ MaHoSo: fc.constantFrom(...codes, ...NASTY) }),
      LayDanhSachTTHC: fc.constant({}),
      LayThuTuc: fc.constant({ MaTTHC: '1.004873' }),
    }
    const shots: [id: string, drawn: fc.Arbitrary<unknown>, around: Body][] = [
      ['parcels.told', told, {}],
      ['services.paid', paid, {}],
      ...Object.entries(calls).map(
        ([call, drawn]) => ['services.callUs', drawn, { call }] as [string, fc.Arbitrary<unknown>, Body],
      ),
    ]
    const faults: string[] = []
    let taken = 0
    for (const [id, drawn, around] of shots)
      for (const one of fc.sample(fc.oneof({ weight: 9, arbitrary: drawn }, { weight: 1, arbitrary: fc.jsonValue() }), {
        seed: SEED,
        numRuns: RUNS,
      })) {
        const message = JSON.stringify(one) ?? ''
        const body = { ...around, message, signature: signText(SECRET, message) }
        const { status, code, changed } = await knock(stage, id, body, () => ledger.changed())
        if (status < 400) taken++
        if (status >= 500) faults.push(`${id} answered ${status} to ${message.slice(0, 400)}`)
        if (status >= 400 && changed.length) faults.push(`${id} refused ${code} and changed ${changed.join(', ')}`)
      }
    expect(faults).toEqual([])
    expect(taken / (shots.length * RUNS)).toBeGreaterThan(0.5)
  }),
  600_000,
)

/** An office of the portal, and what dossiers there are called. */
async function nameThings({ sql }: Stage) {
  const [office] = await sql<{ code: string }[]>`select code from services.office order by code limit 1`
  const dossiers = await sql<{ code: string; id: string }[]>`select id, code from services.dossier order by id limit 4`
  if (!office || !dossiers.length) throw new Error('There is no office, or nothing was filed.')
  await sql`update services.dossier set channel_ref = code where channel = 'portal' and channel_ref is null`
  return { officeCode: office.code, codes: dossiers.map(one => one.code) }
}

test(
  'a message that is sent again, or from a clock that is wrong, counts once and never undoes what is known',
  scene(async stage => {
    const { own, foreign } = await makeTargets(stage)
    connect(stage)
    const parcel = async (id: unknown) =>
      (await stage.sql<{ state: string }[]>`select state from parcels.parcel where id = ${id as string}`)[0]?.state
    const say = async (order: unknown, status: string, at: string) => {
      const message = JSON.stringify({ id: newId(), order, status, at })
      const body = { message, signature: signText(SECRET, message) }
      for (let n = 0; n < 3; n++) await stage.anyone.parcels.told({ body })
    }
    const [one, other] = [own.parcelId, foreign.parcelId]
    await say(one, 'delivered', '2026-11-20T01:00:00Z')
    for (const at of ['1970-01-01T00:00:00Z', '2026-11-20T01:00:00Z', '2099-01-01T00:00:00Z'])
      await say(one, 'returned', at)
    expect(await parcel(one)).toBe('delivered')
    expect(await stage.sql`select from parcels.event where parcel_id = ${one as string}`).toHaveLength(4)
    await say(other, 'lost', '2099-01-01T00:00:00Z')
    expect(await parcel(other)).toBe('lost')
    stage.at('2026-11-20T05:00:00Z')
    await say(other, 'in-transit', '2026-11-20T04:50:00Z')
    expect(await parcel(other)).toBe('moving')
    expect(await stage.sql`select from parcels.stray`).toHaveLength(0)
  }),
)
