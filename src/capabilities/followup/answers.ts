import { entriesOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { testResult } from '#base/timeline/results.ts'
import { moveMany } from '#base/work/work.ts'
import { orderTested } from '#capabilities/isolation/events.ts'
import type { Context } from '#core/app.ts'
import { dayOf, MINUTE_MS, startOf } from '#core/clock.ts'
import { on } from '#core/module.ts'
import { Problem } from '#core/problem.ts'
import type { Report } from './contract.ts'
import { signsAt } from './courses.ts'
import { answered, tested as testedEvent, testedPositive } from './events.ts'
import { asSystem, end, followed, itemsOf, noteReached } from './plans.ts'
import { testing } from './policies.ts'
import { answersOf, insertAnswers, insertTests, lockPlan, openPlanOf, type PlanRow } from './queries.ts'
import { onsetOf, worriesOf } from './rules.ts'

/** More answers of one person on one day are no answers. */
const MOST_A_DAY = 20

export interface Said extends Report {
  readonly method: 'self' | 'phone' | 'visit'
  readonly reached: boolean
  readonly note?: string | undefined
  /** When and by whom, where that is not now and the caller: a visit that was kept. */
  readonly at?: Date
  readonly by?: string
}

/** Writes an answer of today and does what follows from it. Answers what of it is worrying; the same id counts once. */
export async function takeAnswer(ctx: Context, planId: string, said: Said): Promise<{ worries: string[] }> {
  const plan = await lockPlan(ctx.sql, planId)
  const saidAt = said.at ?? ctx.now
  const day = dayOf(saidAt)
  const rule = await signsAt(ctx, plan, day)
  const report = said.reached ? said : { symptoms: [], temperature: null, spo2: null }
  const worries = worriesOf(report, rule.signs)
  const [before] = await ctx.sql<{ n: number; isKnown: boolean | null }[]>`
    select count(*) filter (where day = ${day}) as n, bool_or(id = ${said.id}) as is_known
    from followup.answer where plan_id = ${planId}`
  if (before?.isKnown) return { worries }
  if (plan.endedHow) throw new Problem('followup.ended', { status: 409 })
  if ((before?.n ?? 0) >= MOST_A_DAY) throw new Problem('followup.too-many', { status: 429 })
  const isNew = await insertAnswers(ctx.sql, [
    {
      id: said.id,
      planId,
      unitId: plan.unitId,
      day,
      method: said.method,
      reached: said.reached,
      symptoms: report.symptoms,
      temperature: report.temperature,
      spo2: report.spo2,
      note: said.note ?? '',
      worries,
      policyVersion: rule.version,
      accountId: said.by ?? ctx.who?.accountId ?? null,
      at: saidAt,
    },
  ])
  if (!isNew) return { worries }
  await ctx.emit(answered, { planId, unitId: plan.unitId, day })
  if (said.reached && !(await heardSince(ctx, planId, saidAt))) await follows(ctx, plan, said.method, worries, saidAt)
  return { worries }
}

/** Whether they have said something later: what is heard late changes nothing then. */
async function heardSince({ sql }: Context, planId: string, saidAt: Date): Promise<boolean> {
  const later = await sql`
    select from followup.answer where plan_id = ${planId} and reached and at > ${saidAt} limit 1`
  return later.length > 0
}

/** What an answer does to the work: spoken with, answered after all, or to be looked at at once. */
async function follows(
  ctx: Context,
  plan: PlanRow,
  method: Said['method'],
  worries: readonly string[],
  saidAt = ctx.now,
): Promise<void> {
  const [item] = await itemsOf(ctx, [plan.id])
  if (!item) return
  const spoken = method !== 'self'
  const steps = [
    ...(item.state === 'lost' || (spoken && item.state === 'to-reach') ? ['reach'] : []),
    ...(item.state === 'missed' && !worries.length ? ['answer'] : []),
    ...(item.state !== 'worrying' && worries.length ? ['worry'] : []),
  ]
  await moveMany(
    asSystem(ctx),
    steps.map(step => ({ id: item.id, step })),
  )
  if (spoken && item.state === 'to-reach') await noteReached(ctx, plan, saidAt)
}

export interface Tested {
  readonly id: string
  readonly takenOn: string
  readonly method: 'pcr' | 'rapid'
  readonly outcome: 'negative' | 'positive'
  readonly note?: string | undefined
}

/**
 * Writes a result. A positive one by a method that confirms ends the follow-up: tracing hears of it and opens the case.
 * By another method it is worrying. Answers whether the person became a case.
 */
export async function takeTest(ctx: Context, planId: string, tested: Tested): Promise<{ becameCase: boolean }> {
  const plan = await lockPlan(ctx.sql, planId)
  const rule = await policyAt(ctx, testing, { day: tested.takenOn, unitId: plan.unitId })
  // Of a case it says no more than that it goes on.
  const isNews = tested.outcome === 'positive' && !plan.isCase
  const confirms = isNews && rule.params.confirms.includes(tested.method)
  const [known] = await ctx.sql`select from followup.test where id = ${tested.id}`
  if (known) return { becameCase: confirms }
  if (plan.endedHow) throw new Problem('followup.ended', { status: 409 })
  if (startOf(tested.takenOn).getTime() > ctx.now.getTime() + MINUTE_MS) throw new Problem('followup.test.in-future')
  if (tested.takenOn < plan.fromDay) throw new Problem('followup.test.too-early')
  await insertTests(ctx.sql, [
    { ...tested, planId, note: tested.note ?? '', accountId: ctx.who?.accountId ?? null, at: ctx.now },
  ])
  await ctx.emit(testedEvent, { testId: tested.id, personId: plan.personId })
  if (confirms) await becomeCase(ctx, plan, tested)
  else if (isNews) await follows(ctx, plan, 'phone', ['test'])
  return { becameCase: confirms }
}

/**
 * A result of somebody under an order of isolation counts for the follow-up too. Nobody who is not followed is missed: a
 * positive one that confirms is a case, unless the order is one of a case.
 */
export const noteOrderTest = on(orderTested, async ({ testId, personId, unitId, isCase }, ctx) => {
  const found = await ctx.app.use(testResult)(ctx.sql, testId)
  if (!found) return
  const plan = await openPlanOf(ctx.sql, await entriesOf(ctx.sql, personId))
  if (plan) return plan.fromDay <= found.takenOn ? void (await takeTest(ctx, plan.id, found)) : undefined
  const { params } = await policyAt(ctx, testing, { day: found.takenOn, unitId })
  if (isCase || found.outcome === 'negative' || !params.confirms.includes(found.method)) return
  await ctx.emit(testedPositive, { testId, personId, unitId, sources: [], takenOn: found.takenOn, onsetOn: null })
})

async function becomeCase(ctx: Context, plan: PlanRow, { id, takenOn }: Tested): Promise<void> {
  const [about] = await followed(ctx, [plan])
  const onsetOn = onsetOf(await answersOf(ctx.sql, [plan.id]))
  await end(ctx, [plan.id], 'became-case')
  if (about) await ctx.emit(testedPositive, { ...about, testId: id, takenOn, onsetOn })
}

/** A follow-up that was about to end goes on. */
export async function extendPlan(ctx: Context, planId: string, until: string, reason: string): Promise<void> {
  const plan = await lockPlan(ctx.sql, planId)
  if (plan.endedHow) throw new Problem('followup.ended', { status: 409 })
  if (until <= plan.untilDay || until < dayOf(ctx.now)) throw new Problem('followup.extend.earlier')
  await ctx.sql`update followup.plan set until_day = ${until} where id = ${planId}`
  const [item] = await itemsOf(ctx, [planId])
  if (item?.state === 'to-release')
    await moveMany(ctx, [{ id: item.id, step: 'extend', note: reason }], { form: 'followup.extend' })
}
