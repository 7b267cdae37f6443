import { areasOf, getPlace } from '#base/places/places.ts'
import { whyNot } from '#base/work/rules.ts'
import { judgeOf } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { notFound, Problem } from '#core/problem.ts'
import { openCaseOf } from './queries.ts'

/** `field` names what lies in the future. */
export const inFuture = (field: string) => new Problem('tracing.in-future', { params: { field } })

export interface Reported {
  readonly onsetOn: string | null
  readonly sampledAt: string | null
  readonly confirmedAt: string
  readonly isolatedAt: string | null
}

/** The days and hours of a case as they were reported; none of them in the future. */
export function readIllness(body: Reported, now: Date) {
  const instant = (text: string | null) => (text ? new Date(text) : null)
  const illness = {
    onsetOn: body.onsetOn,
    sampledAt: instant(body.sampledAt),
    confirmedAt: new Date(body.confirmedAt),
    isolatedAt: instant(body.isolatedAt),
  }
  const soon = new Date(now.getTime() + 60_000)
  for (const field of ['confirmedAt', 'sampledAt', 'isolatedAt'] as const) {
    const time = illness[field]
    if (time && time > soon) throw inFuture(field)
  }
  if (body.onsetOn && body.onsetOn > dayOf(now)) throw inFuture('onsetOn')
  if (illness.sampledAt && illness.sampledAt > illness.confirmedAt) throw new Problem('tracing.case.sampled-after')
  return illness
}

/** One open file a person: the number says where to go on. What the caller may not read is not named. */
export async function refuseSecond(ctx: Context, personId: string): Promise<void> {
  const open = await openCaseOf(ctx.sql, personId)
  if (!open) return
  const seen = !whyNot(judgeOf(ctx), 'tracing.read', open.unitId)
  throw new Problem('tracing.case.open-already', {
    status: 409,
    params: seen ? { caseId: open.id, number: open.number } : {},
  })
}

export interface ToldStop {
  readonly words: string
  readonly placeId: string | null
  readonly areaId?: string | null | undefined
  readonly from: string
  readonly to: string
  readonly companions?: string | undefined
}

/** A stop as it was told, its place and area looked up. */
export async function readStop(ctx: Context, body: ToldStop) {
  const [from, to] = [new Date(body.from), new Date(body.to)]
  if (to <= from) throw new Problem('tracing.stop.ends-before-start')
  if (from > ctx.now) throw new Problem('tracing.stop.in-future')
  if (body.placeId && !(await getPlace(ctx.sql, body.placeId))) throw notFound('place')
  const areas = body.placeId && body.areaId ? await areasOf(ctx.sql, body.placeId) : []
  if (body.areaId && !areas.some(area => area.id === body.areaId)) throw notFound('area')
  return {
    words: body.words,
    placeId: body.placeId,
    areaId: body.areaId ?? null,
    from,
    to,
    companions: body.companions ?? '',
  }
}
