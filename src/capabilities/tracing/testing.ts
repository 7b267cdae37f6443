import type { Stage } from '#apps/testing/scene.ts'
import { addPerson } from '#base/people/people.ts'
import { addPlaces, type NewPlace } from '#base/places/places.ts'
import { recorder } from '#base/timeline/record.ts'
import { type Direction, scanFact } from '#base/timeline/scan.ts'
import { newId } from '#core/ids.ts'

const NOON = '2026-11-20T05:00:00Z'

/** For scenes: Phong Điền with a market of two halls, people, and what was scanned. */
export async function town(stage: Stage) {
  stage.at(NOON)
  const unitId = stage.world.units['Thị trấn Phong Điền'] as string
  const { app } = stage
  const person = (fullName: string, more = {}) =>
    app.run(ctx => addPerson(ctx, { fullName, birthDate: '1990', unitId, ...more }))
  const place = async (name: string, more: Partial<NewPlace> = {}) => {
    const [id] = await app.run(ctx => addPlaces(ctx, [{ kind: 'market', name, unitId, ...more }]))
    return id as string
  }
  const market = await place('Chợ Phong Điền')
  const halls = [await place('Hàng cá', { parentId: market }), await place('Hàng vải', { parentId: market })] as const
  const scan = async (
    personId: string,
    placeId: string,
    direction: Direction,
    time: string,
    areaId: string | null = null,
  ) => {
    const at = new Date(time)
    await app.use(recorder).record(scanFact, {
      id: newId(at),
      personId,
      placeId,
      areaId,
      unitId,
      direction,
      method: 'national',
      verified: false,
      at,
      deviceAt: at,
      receivedAt: at,
      uncertaintyS: 0,
      recorderId: null,
    })
  }
  const open = async (personId: string, more = {}) => {
    await stage.settle()
    return stage.as.tracer('Thừa Thiên Huế').tracing.openCase({
      body: {
        personId,
        unitId,
        origin: 'community',
        onsetOn: '2026-11-19',
        sampledAt: null,
        confirmedAt: '2026-11-20T04:00:00Z',
        isolatedAt: '2026-11-20T04:00:00Z',
        ...more,
      },
    })
  }
  return { unitId, person, place, market, halls, scan, open, tracer: stage.as.tracer('Thừa Thiên Huế') }
}
