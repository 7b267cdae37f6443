import { addStaff } from '#base/identity/staff.ts'
import { addPlaces, getPlace, type Place } from '#base/places/places.ts'
import { treeOf } from '#base/units/index.ts'
import declarations from '#capabilities/declarations/index.ts'
import type { CrossingRecord } from '#capabilities/roadblocks/contract.ts'
import { writeCrossing } from '#capabilities/roadblocks/record.ts'
import type { Decision, Purpose, TestPaper, VehicleKind } from '#capabilities/roadblocks/rules.ts'
import { endOrHandOver, stand } from '#capabilities/roadblocks/shifts.ts'
import type { Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, HOUR_MS, MINUTE_MS } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { doubtCrossing } from './parked.ts'
import { RandomStream } from './random.ts'

const NAME = 'Chốt kiểm soát số 1, quốc lộ 1'
const HEAD = { phone: '0905000004', name: 'Võ Văn Thắng' }
const OFFICER = { phone: '0905000006', name: 'Ngô Thị Mai Hương' }
/** Đà Nẵng, from where people came home. */
const LISTED = '48'
const VEHICLES = 48
const EVERY_MS = 25 * MINUTE_MS
const SEED = 15

interface Where {
  readonly unitId: string
  readonly provinceId: string
  /** Who lists the area with the epidemic. */
  readonly lister: Who
}

/** A post with two shifts: yesterday's, handed over, and the one that runs; a vehicle every now and then. */
export async function replayRoadblock(ctx: Context, { unitId, provinceId, lister }: Where) {
  const [placeId] = (await addPlaces(ctx, [{ kind: 'roadblock', name: NAME, unitId }])) as [string]
  await addStaff(ctx, placeId, { ...HEAD, role: 'roadblock-head' })
  await addStaff(ctx, placeId, { ...OFFICER, role: 'roadblock-officer' })
  const post = (await getPlace(ctx.sql, placeId)) as Place
  const far = treeOf(ctx.app).byCode('province', LISTED)
  if (!far) throw new Error(`There is no province ${LISTED} in the register of units.`)
  const body = {
    areaId: far.id,
    unitId: provinceId,
    from: addDays(dayOf(ctx.now), -10),
    document: 'Phương án diễn tập',
  }
  await declarations.handlers.addArea(
    { params: undefined, query: undefined, body },
    ctx.app.context(ctx.sql, { who: lister, now: ctx.now }),
  )
  await keepShifts(ctx, placeId)
  await passBy(ctx, post, far.id)
  return { name: NAME, phone: HEAD.phone }
}

const LONG_MS = VEHICLES * EVERY_MS

async function keepShifts(ctx: Context, placeId: string): Promise<void> {
  const staff = await ctx.sql<{ id: string; name: string; role: string }[]>`
    select a.id, a.name, g.role from identity.role_grant g join identity.account a on a.id = g.account_id
    where g.place_id = ${placeId} order by g.role desc`
  const [officer, head] = staff.map(({ id, name, role }) => ({
    accountId: id,
    sessionId: '',
    name,
    personIds: [],
    grants: [
      {
        role,
        placeId,
      },
    ],
  }))
  if (!officer || !head) throw new Error('Nobody stands at the roadblock.')
  const as = (who: Who, now: Date) => ctx.app.context(ctx.sql, { who, now })
  const began = new Date(ctx.now.getTime() - LONG_MS - HOUR_MS)
  const over = new Date(ctx.now.getTime() - LONG_MS / 3)
  await stand(as(officer, began), placeId)
  const note = 'Đèn pha bên phải yếu, đã báo thay. Chiều có đoàn xe hàng qua.'
  await endOrHandOver(as(officer, over), placeId, { note, waiting: 0 })
  await stand(as(head, over), placeId)
  await stand(as(officer, new Date(over.getTime() + 20 * MINUTE_MS)), placeId)
}

async function passBy(ctx: Context, post: Place, listedId: string): Promise<void> {
  const random = new RandomStream(SEED, 'roadblock')
  const [recorder] = await ctx.sql<{ accountId: string }[]>`
    select account_id from identity.role_grant where place_id = ${post.id} order by role desc limit 1`
  const people = await ctx.sql<{ id: string }[]>`
    select id from people.person where left(birth_date, 4)::int between 1960 and 2003 order by id limit ${VEHICLES * 2}`
  for (let n = 0; n < VEHICLES; n++) {
    const at = new Date(ctx.now.getTime() - (VEHICLES - n) * EVERY_MS + random.below(600) * 1000)
    const travellers = people.slice(n * 2, n * 2 + (n % 3 ? 1 : 2))
    const record = vehicle(random, { at, listedId, homeId: post.unitId, many: travellers.length })
    const id = newId(at)
    const time = { at, deviceAt: at, uncertaintyS: 0 }
    const recording = {
      id,
      digest: Buffer.from(id),
      post,
      recorderId: recorder?.accountId ?? '',
      deviceId: null,
      time,
      record,
    }
    await writeCrossing(
      ctx,
      recording,
      travellers.map(person => ({ personId: person.id, method: 'known', doubt: null })),
    )
  }
  const typed = [{ driver: true, typed: { fullName: 'Đặng Hữu Phước', birthYear: '1984' } }]
  const late = vehicle(random, { at: ctx.now, listedId, homeId: post.unitId, many: 1 })
  await doubtCrossing(ctx, post, recorder?.accountId ?? '', { ...late, travellers: typed })
}

const KINDS: readonly [VehicleKind, Purpose][] = [
  ['motorbike', 'work'],
  ['car', 'work'],
  ['truck', 'goods'],
  ['motorbike', 'home'],
  ['car', 'visit'],
]

interface Passing {
  readonly at: Date
  readonly listedId: string
  readonly homeId: string
  readonly many: number
}

/** One in six comes from the listed area; half of those have a paper. */
function vehicle(random: RandomStream, { at, listedId, homeId, many }: Passing): CrossingRecord {
  const [kind, purpose] = KINDS[random.below(KINDS.length)] as (typeof KINDS)[number]
  const fromFar = random.below(6) === 0
  const tested = fromFar && random.below(2) === 0
  const takenAt = new Date(at.getTime() - 20 * HOUR_MS).toISOString()
  const test: TestPaper = { kind: 'pcr', result: 'negative', takenAt, place: 'Bệnh viện Đà Nẵng' }
  const decision: Decision = fromFar && !tested ? 'isolate' : 'pass'
  const digits = String(10_000 + random.below(89_999))
  const series = kind === 'motorbike' ? '-B1 ' : kind === 'truck' ? 'C-' : 'A-'
  return {
    plate: {
      kind: 'civil',
      text: `75${series}${digits.slice(0, 3)}.${digits.slice(3)}`,
    },
    vehicle: kind,
    permit: '',
    purpose,
    fromId: fromFar ? listedId : homeId,
    toId: homeId,
    travellers: Array.from({ length: many }, (_, i) => ({
      driver: i === 0,
      ...(tested ? { test } : {}),
    })),
    shown: decision,
    decision,
    reason: '',
  }
}
