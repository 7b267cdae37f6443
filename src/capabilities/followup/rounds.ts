import { type NewMessage, sendMessages } from '#base/messages/send.ts'
import { addressesOf, getPeople, householdOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { moveMany } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, HOUR_MS, startOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { LINK } from './contract.ts'
import { dayAsked } from './events.ts'
import { asSystem, end, itemsOf } from './plans.ts'
import { reports } from './policies.ts'
import { answersOf, insertAsked, testsOf } from './queries.ts'
import { lackingOf } from './rules.ts'

/** What time brings about: the morning's question, what is missing, what has come to its last day. */
export async function goRound(ctx: Context): Promise<void> {
  await askToday(ctx)
  await noteMissing(ctx)
  await finishPlans(ctx)
}

interface Asked {
  readonly id: string
  readonly personId: string
  readonly unitId: string
}

/** From the hour of the policy on, once a day: each household is sent its link. */
async function askToday(ctx: Context): Promise<void> {
  const day = dayOf(ctx.now)
  const waiting = await ctx.sql<Asked[]>`
    select id, person_id, unit_id from followup.plan
    where ended_at is null and from_day < ${day} and until_day >= ${day} and asked_on is distinct from ${day}
    order by unit_id, id`
  for (const [unitId, plans] of Map.groupBy(waiting, plan => plan.unitId)) {
    const rule = await policyAt(ctx, reports, { day, unitId })
    if (ctx.now.getTime() < startOf(day).getTime() + rule.params.hour * HOUR_MS) continue
    const ids = plans.map(plan => plan.id)
    await insertAsked(
      ctx.sql,
      plans.map(plan => ({ planId: plan.id, unitId, day, at: ctx.now })),
    )
    await ctx.sql`update followup.plan set asked_on = ${day} where id = any(${ids}::uuid[])`
    await sendLinks(ctx, plans)
    await ctx.emit(dayAsked, { unitId, day })
  }
}

/** One link for each household: to who is followed and has a phone, else to another who lives there. */
async function sendLinks(ctx: Context, plans: readonly Asked[]): Promise<void> {
  const homes = new Map<string, { plan: Asked; members: readonly string[] }>()
  const planOf = new Map(plans.map(plan => [plan.personId, plan]))
  for (const plan of plans) {
    const members = await householdOf(ctx.sql, plan.personId)
    const first = members.toSorted()[0] ?? plan.personId
    if (!homes.has(first)) homes.set(first, { plan, members })
  }
  const everybody = [...homes.values()].flatMap(home => home.members)
  const addresses = await ctx.app.use(addressesOf)(ctx, everybody)
  const people = new Map((await getPeople(ctx.sql, everybody)).map(person => [person.id, person]))
  const ageOrder = (id: string) => people.get(id)?.birthDate ?? '9'
  const messages = [...homes.values()].flatMap(({ plan, members }): NewMessage[] => {
    const reachable = members.filter(id => addresses.get(id)?.phone)
    const byRight = reachable.toSorted(
      (a, b) =>
        Number(planOf.has(b)) - Number(planOf.has(a)) || ageOrder(a).localeCompare(ageOrder(b)) || a.localeCompare(b),
    )
    const [to] = byRight
    return to ? [messageTo(ctx, planOf.get(to) ?? plan, to)] : []
  })
  await sendMessages(ctx, messages)
}

function messageTo(ctx: Context, plan: Asked, personId: string): NewMessage {
  const { keyring, config } = ctx.app
  const until = startOf(addDays(dayOf(ctx.now), 1))
  const link = `${config.origin}/theo-doi/${keyring.signLink(LINK, plan.id, until)}`
  return {
    template: 'followup.daily',
    to: { personId },
    values: { link },
    about: at.of('plan', plan.id),
    unitId: plan.unitId,
    until,
  }
}

/** Whose answer is late rises in the inbox, once a day. */
async function noteMissing(ctx: Context): Promise<void> {
  const day = dayOf(ctx.now)
  const open = await ctx.sql<{ id: string; unitId: string }[]>`
    select a.plan_id as id, a.unit_id from followup.asked a
    join followup.plan p on p.id = a.plan_id and p.ended_at is null
    where a.day = ${day} and a.missed_at is null
      and not exists (select from followup.answer s where s.plan_id = a.plan_id and s.day = ${day} and s.reached)`
  for (const [unitId, plans] of Map.groupBy(open, plan => plan.unitId)) {
    const { hour, lateHours } = (await policyAt(ctx, reports, { day, unitId })).params
    if (ctx.now.getTime() < startOf(day).getTime() + (hour + lateHours) * HOUR_MS) continue
    const ids = plans.map(plan => plan.id)
    await ctx.sql`
      update followup.asked set missed_at = ${ctx.now} where day = ${day} and plan_id = any(${ids}::uuid[])`
    const items = (await itemsOf(ctx, ids)).filter(item => item.state === 'watched')
    await moveMany(
      asSystem(ctx),
      items.map(({ id }) => ({ id, step: 'miss' })),
    )
  }
}

const FINISHED_FROM = ['to-reach', 'watched', 'missed', 'lost']

/** After the last day: released when every answer and test is there and good, else a person decides. */
async function finishPlans(ctx: Context): Promise<void> {
  const day = dayOf(ctx.now)
  const over = await ctx.sql<{ id: string; fromDay: string; untilDay: string; testDays: string[] }[]>`
    select id, from_day, until_day, test_days::text[] as test_days from followup.plan
    where ended_at is null and until_day < ${day}`
  const ids = over.map(plan => plan.id)
  const items = new Map((await itemsOf(ctx, ids)).map(item => [item.subjectId, item]))
  const waiting = over.filter(plan => FINISHED_FROM.includes(items.get(plan.id)?.state ?? ''))
  const waitingIds = waiting.map(plan => plan.id)
  const answers = Map.groupBy(await answersOf(ctx.sql, waitingIds), one => one.planId)
  const tests = Map.groupBy(await testsOf(ctx.sql, waitingIds), one => one.planId)
  const isComplete = (plan: (typeof over)[number]) =>
    items.get(plan.id)?.state === 'watched' &&
    lackingOf({ ...plan, answers: answers.get(plan.id) ?? [], tests: tests.get(plan.id) ?? [] }).length === 0
  const complete = waiting.filter(isComplete).map(plan => plan.id)
  await end(ctx, complete, 'released')
  await moveMany(
    asSystem(ctx),
    waiting.flatMap(plan => {
      const item = items.get(plan.id)
      return item && !complete.includes(plan.id) ? [{ id: item.id, step: 'finish' }] : []
    }),
  )
}
