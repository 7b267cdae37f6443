import { declareFlows, errand, secret } from '#base/work/testing.ts'
import { type NewWork, openMany, openWork } from '#base/work/work.ts'
import { at } from '#core/contract.ts'
import { type Stage, scene } from './scene.ts'

export const COMMUNE = 'Xã Phong Hòa'
export const NEIGHBOUR = 'Xã Phong An'

export interface Desk extends Stage {
  readonly commune: string
  readonly neighbour: string
  open(work?: Partial<NewWork>): Promise<string>
  many(n: number, work?: (i: number) => Partial<NewWork>): Promise<string[]>
}

/** A scene in which there are errands. */
export const desk = (play: (desk: Desk) => Promise<void>) =>
  scene(async stage => {
    declareFlows(stage.app, errand, secret)
    const commune = stage.world.units[COMMUNE] as string
    const neighbour = stage.world.units[NEIGHBOUR] as string
    const one = (i: number): NewWork => ({ kind: errand.kind, subject: at.of('thing', String(i)), unitId: commune })
    let n = 0
    await play({
      ...stage,
      commune,
      neighbour,
      open: work => stage.app.run(ctx => openWork(ctx, { ...one(n++), ...work })),
      many: (count, work = () => ({})) =>
        stage.app.run(ctx =>
          openMany(
            ctx,
            Array.from({ length: count }, (_, i) => ({ ...one(1000 + i), ...work(i) })),
          ),
        ),
    })
  })
