import { policyAt } from '#base/policies/index.ts'
import { standingsOf } from '#base/standing/standing.ts'
import { workMoved } from '#base/work/events.ts'
import { getItem, type Item } from '#base/work/queries.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, HOUR_MS } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { on } from '#core/module.ts'
import { follow, leave } from './plans.ts'
import { beginning } from './policies.ts'
import { steppedAt } from './queries.ts'

/** Somebody to be followed because of a step in work of another capability; null when not because of that item. */
interface Reason {
  readonly label: string
  readonly untilDay: string
  readonly isCase: boolean
}

interface Source {
  readonly begins: string
  readonly ends: readonly string[]
  readonly reasonOf: (ctx: Context, item: Item, personId: string, since: Date) => Promise<Reason | null>
}

/**
 * What is followed besides contacts, by the flows of the inbox: a declared arrival that the commune has seen and
 * does not isolate, and whoever stays at home under an order, a case too.
 */
const SOURCES: Readonly<Record<string, Source>> = {
  'declarations.arrival': {
    begins: 'watch',
    ends: [],
    async reasonOf(ctx, { unitId }, _, since) {
      const { params } = await policyAt(ctx, beginning, { day: dayOf(since), unitId })
      return { label: 'arrival', untilDay: addDays(dayOf(since), params.arrivalDays), isCase: false }
    },
  },
  'isolation.order': {
    begins: 'begin',
    ends: ['end-early', 'cancel'],
    async reasonOf(ctx, { params: { how, until } }, personId) {
      if (how !== 'home' || typeof until !== 'string') return null
      const isCase = await isCaseNow(ctx, personId)
      return { label: isCase ? 'home' : 'order', untilDay: until, isCase }
    },
  },
}

/** Who is a case the standing of tracing says. */
async function isCaseNow({ sql, now }: Context, personId: string): Promise<boolean> {
  const standings = await standingsOf(sql, personId, now)
  return standings.some(one => one.source === 'tracing' && one.level === 'red')
}

export const followWork = on(workMoved, async ({ kind, step, workId, subject }, ctx) => {
  const source = SOURCES[kind]
  if (!source || (step !== source.begins && !source.ends.includes(step))) return
  const saidAt = (await steppedAt(ctx.sql, workId, step)) ?? ctx.now
  if (source.ends.includes(step)) return leave(ctx, [at.of(subject.kind, subject.id)], saidAt)
  const item = await getItem(ctx.sql, workId)
  if (!item?.personId) return
  const reason = await source.reasonOf(ctx, item, item.personId, saidAt)
  // Heard so late that it is over.
  if (!reason || reason.untilDay < dayOf(ctx.now)) return
  const { params } = await policyAt(ctx, beginning, { day: dayOf(saidAt), unitId: item.unitId })
  const reachBy = new Date(saidAt.getTime() + params.reachHours * HOUR_MS)
  const { personId, unitId } = item
  await follow(ctx, [{ source: at.of(subject.kind, subject.id), personId, unitId, reachBy, ...reason }], saidAt)
})
