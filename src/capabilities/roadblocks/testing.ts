import type { Stage } from '#apps/testing/scene.ts'
import { getPlace, type Place } from '#base/places/places.ts'
import { newId } from '#core/ids.ts'
import type { CrossingRecord } from './contract.ts'
import { refOf } from './people.ts'
import { travellersOf } from './queries.ts'
import { recordCrossing } from './record.ts'

const LATER = new Date('2027-01-01T00:00:00Z')

interface About {
  readonly roadblockId: string
  /** Where it comes from and goes to. */
  readonly unitId: string
  readonly personId: string
  /** Who recorded it. */
  readonly accountId: string
}

/** A vehicle with one person at a post, as it stands in the register. */
export async function recordVehicle({ app, sql }: Pick<Stage, 'app' | 'sql'>, about: About) {
  const { roadblockId, unitId, personId, accountId } = about
  const now = app.clock()
  const id = newId(now)
  const record: CrossingRecord = {
    plate: {
      kind: 'civil',
      text: '75A-123.45',
    },
    vehicle: 'car',
    permit: '',
    fromId: unitId,
    toId: unitId,
    purpose: 'work',
    travellers: [
      {
        driver: true,
        ref: refOf(app, personId, LATER),
      },
    ],
    shown: 'pass',
    decision: 'pass',
    reason: '',
  }
  const post = (await getPlace(sql, roadblockId)) as Place
  const time = { at: now, deviceAt: now, uncertaintyS: 0 }
  await recordCrossing(app.context(sql), {
    id,
    digest: Buffer.from(id),
    post,
    recorderId: accountId,
    deviceId: null,
    time,
    record,
  })
  return { id, travellerIds: (await travellersOf(sql, [id])).map(one => one.id) }
}
