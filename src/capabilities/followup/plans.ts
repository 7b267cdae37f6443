import { helplineAt } from '#base/helplines/number.ts'
import { sendMessages } from '#base/messages/send.ts'
import { noteMoved, takeBack } from '#base/people/moved.ts'
import { entriesOf } from '#base/people/people.ts'
import { openItems } from '#base/work/queries.ts'
import { moveMany, openMany } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at, type Ref } from '#core/contract.ts'
import { testsAt } from './courses.ts'
import { personReached, planEnded, plansOpened } from './events.ts'
import { watchFlow } from './flow.ts'
import {
  endPlans,
  insertPlans,
  joinSources,
  leaveSources,
  lengthenPlans,
  openPlanOf,
  type PlanRow,
  plansWithoutSource,
  saySources,
  sourcesOf,
} from './queries.ts'
import { testDaysOf } from './rules.ts'

/** Somebody who is to be followed from now on, and why. */
export interface Told {
  readonly source: Ref
  /** For the line in the inbox: the number of the case; `arrival`, `order`, or `home` for a case treated there. */
  readonly label: string
  readonly personId: string
  readonly unitId: string
  readonly untilDay: string
  /** A case that is treated at home. */
  readonly isCase: boolean
  /** Until when the commune has to have spoken with them. */
  readonly reachBy: Date
}

/**
 * Follows people, each once, whatever the number of reasons: another reason lengthens what there is. `saidAt` is when it
 * was said; what is heard late changes nothing that was said later.
 */
export async function follow(ctx: Context, told: readonly Told[], saidAt: Date): Promise<void> {
  const fresh = await saySources(ctx, told, saidAt)
  const news = told.filter(one => fresh.has(one.source.id))
  if (!news.length) return
  const fromDay = dayOf(saidAt)
  const rows = await Promise.all(
    news.map(async ({ personId, unitId, untilDay, isCase }) => {
      const rule = await testsAt(ctx, { isCase, unitId }, fromDay)
      const span = { fromDay, untilDay: untilDay < fromDay ? fromDay : untilDay }
      return {
        personId,
        unitId,
        ...span,
        testDays: testDaysOf(span, rule.days, isCase),
        policyVersion: rule.version,
        isCase,
      }
    }),
  )
  const opened = new Map((await insertPlans(ctx, rows, saidAt)).map(plan => [plan.id, plan]))
  const plans = await joinSources(ctx, news)
  const others = news.flatMap(one => {
    const planId = plans.get(one.source.id)
    const row = rows[news.indexOf(one)]
    return planId && row && !opened.has(planId) ? [{ ...row, planId }] : []
  })
  await lengthenPlans(ctx, others)
  await takeUp(
    ctx,
    others.map(one => one.planId),
  )
  await openMany(
    ctx,
    [...opened.values()].map(plan => {
      const reason = news.find(one => plans.get(one.source.id) === plan.id)
      return {
        kind: watchFlow.kind,
        subject: at.of('plan', plan.id),
        unitId: plan.unitId,
        personId: plan.personId,
        params: { case: reason?.label ?? '' },
        ...(reason ? { due: reason.reachBy } : {}),
      }
    }),
  )
  const cells = new Map([...opened.values()].map(({ unitId }) => [unitId, { unitId, day: fromDay }]))
  await ctx.emit(plansOpened, { cells: [...cells.values()] })
}

/** Plans that were about to end go on, because their last day moved. */
async function takeUp(ctx: Context, planIds: readonly string[]): Promise<void> {
  const items = (await itemsOf(ctx, planIds)).filter(item => item.state === 'to-release')
  await moveMany(
    asSystem(ctx),
    items.map(({ id }) => ({ id, step: 'extend' })),
  )
}

/** These reasons hold no longer; who has no other is not followed any more. */
export async function leave(ctx: Context, sources: readonly Ref[], saidAt: Date): Promise<void> {
  const planIds = await leaveSources(ctx, sources, saidAt)
  const idle = await plansWithoutSource(ctx.sql, planIds)
  await end(ctx, idle, 'withdrawn')
}

/** Nobody asks how the dead are, nor by telephone who was taken to a hospital. Who recovered is released by their tests. */
export async function endOfCase(ctx: Context, personId: string, how: string | null): Promise<void> {
  if (how !== 'died' && how !== 'transferred') return
  const plan = await openPlanOf(ctx.sql, await entriesOf(ctx.sql, personId))
  if (plan && (how === 'died' || plan.isCase)) await end(ctx, [plan.id], 'withdrawn')
}

const STEPS = { released: 'release', 'became-case': 'become-case', withdrawn: 'withdraw' } as const

/** Ends plans and their work, once. */
export async function end(
  ctx: Context,
  planIds: readonly string[],
  how: keyof typeof STEPS,
  note?: string,
): Promise<void> {
  const ended = await endPlans(ctx, planIds, how)
  if (!ended.length) return
  const items = await itemsOf(
    ctx,
    ended.map(plan => plan.id),
  )
  await moveMany(
    asSystem(ctx),
    items.map(({ id }) => ({ id, step: STEPS[how], note })),
  )
  await ctx.emit(planEnded, ...(await followed(ctx, ended)).map(one => ({ ...one, how, day: dayOf(ctx.now) })))
  if (how !== 'released') return
  await sendMessages(ctx, await Promise.all(ended.map(plan => released(ctx, plan))))
}

const released = async (ctx: Context, { id, personId, unitId }: PlanRow) => ({
  template: 'followup.released',
  to: { personId },
  values: { phone: (await helplineAt(ctx, unitId)).phone },
  about: at.of('plan', id),
  unitId,
})

/** Two entries turned out to be one person: they have one plan, with the reasons, answers and tests of both. */
export async function joinPlans(ctx: Context, fromId: string, toId: string): Promise<void> {
  const { sql } = ctx
  const open = await sql<{ id: string; personId: string }[]>`
    select id, person_id from followup.plan where ended_at is null and person_id in (${fromId}, ${toId})`
  const from = open.find(plan => plan.personId === fromId)
  const to = open.find(plan => plan.personId === toId)
  if (from && to) {
    await sql`
      update followup.plan p
      set from_day = least(p.from_day, f.from_day), until_day = greatest(p.until_day, f.until_day),
          test_days = array(select distinct day from unnest(p.test_days || f.test_days) day order by 1)
      from followup.plan f where p.id = ${to.id} and f.id = ${from.id}`
    for (const [table, key] of JOINED) {
      const rows = await sql<{ id: string }[]>`
        update ${sql.unsafe(`followup.${table}`)} set plan_id = ${to.id} where plan_id = ${from.id}
        returning ${sql.unsafe(key)} as id`
      await noteMoved(
        ctx,
        fromId,
        `followup.${table}`,
        rows.map(row => `${from.id} ${row.id}`),
      )
    }
    await noteMoved(ctx, fromId, 'followup.joined', [from.id])
    await end(ctx, [from.id], 'withdrawn')
  } else if (from) {
    await sql`update followup.plan set person_id = ${toId} where id = ${from.id}`
    await noteMoved(ctx, fromId, 'followup.plan', [from.id])
  }
}

const JOINED = [
  ['source', 'ref_id'],
  ['answer', 'id'],
  ['test', 'id'],
] as const

/** They are two people after all: each is followed for the own reasons, and has the answers given for them. */
export async function partPlans(ctx: Context, fromId: string): Promise<void> {
  const { sql, now } = ctx
  const moved = await takeBack(ctx, fromId, 'followup.plan')
  await sql`update followup.plan set person_id = ${fromId} where id = any(${moved}::uuid[])`
  for (const [table, key] of JOINED) {
    const rows = (await takeBack(ctx, fromId, `followup.${table}`)).map(row => row.split(' ') as [string, string])
    await sql`
      update ${sql.unsafe(`followup.${table}`)} t set plan_id = back.plan_id
      from unnest(${rows.map(([plan]) => plan)}::uuid[], ${rows.map(([, id]) => id)}::uuid[]) as back (plan_id, id)
      where t.${sql.unsafe(key)} = back.id`
  }
  const joined = await takeBack(ctx, fromId, 'followup.joined')
  const again = await sql<{ id: string; unitId: string; label: string | null }[]>`
    update followup.plan p set ended_at = null, ended_how = null
    where id = any(${joined}::uuid[]) and until_day >= ${dayOf(now)}
      and exists (select from followup.source s where s.plan_id = p.id)
      and not exists (select from followup.plan o where o.person_id = p.person_id and o.ended_at is null)
    returning id, unit_id, (select label from followup.source s where s.plan_id = p.id limit 1) as label`
  await openMany(
    ctx,
    again.map(({ id, unitId, label }) => ({
      kind: watchFlow.kind,
      subject: at.of('plan', id),
      unitId,
      personId: fromId,
      params: { case: label ?? '' },
    })),
  )
}

/** The person stays in another commune from now on; what was counted stays where it was counted. */
export async function movePlan(ctx: Context, planId: string, unitId: string): Promise<void> {
  await ctx.sql`update followup.plan set unit_id = ${unitId} where id = ${planId}`
}

/** The commune or its team has spoken with somebody for the first time. */
export async function noteReached(ctx: Context, plan: PlanRow, when: Date): Promise<void> {
  const [one] = await followed(ctx, [plan])
  if (one) await ctx.emit(personReached, { ...one, at: when.toISOString() })
}

/** What others need to know of plans: ids only. */
export async function followed(ctx: Context, plans: readonly PlanRow[]) {
  const sources = await sourcesOf(
    ctx.sql,
    plans.map(plan => plan.id),
  )
  return plans.map(({ id, personId, unitId }) => ({
    planId: id,
    personId,
    unitId,
    sources: sources.filter(one => one.planId === id && one.holds).map(one => at.of(one.kind, one.refId)),
  }))
}

/** The open work about plans. */
export const itemsOf = (ctx: Context, planIds: readonly string[]) =>
  openItems(
    ctx.sql,
    planIds.map(id => ({ kind: watchFlow.kind, subject: at.of('plan', id) })),
  )

/** What answers and days bring about, no officer does. */
export const asSystem = (ctx: Context): Context => ctx.app.context(ctx.sql, { now: ctx.now, requestId: ctx.requestId })
