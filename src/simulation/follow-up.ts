import { moveMany } from '#base/work/work.ts'
import { asSystem, itemsOf } from '#capabilities/followup/plans.ts'
import {
  type AnswerRow,
  insertAnswers,
  insertAsked,
  insertTests,
  type PlanRow,
  type TestRow,
} from '#capabilities/followup/queries.ts'
import { daysExpected } from '#capabilities/followup/rules.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, HOUR_MS, MINUTE_MS, startOf } from '#core/clock.ts'
import { newId } from '#core/ids.ts'

const ASKED_HOUR = 7
const MISSED = 0.06
const BY_PHONE = 0.14
const BY_VISIT = 0.1
const FEELS_ILL = 0.02
const VERSION = 'followup.reports@2020-01-01'

/** A number in [0, 1) that is always the same for the same things. */
function chance(...parts: readonly string[]): number {
  let hash = 2_166_136_261
  for (const char of parts.join(' ')) hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
}

/** What those who are followed answered so far: most in the morning by the link, some on the phone or at the door. */
export async function replayAnswers(ctx: Context): Promise<void> {
  const plans = await ctx.sql<PlanRow[]>`
    select id, person_id, unit_id, from_day, until_day, test_days::text[] as test_days, is_case from followup.plan
    where ended_at is null order by id`
  const today = dayOf(ctx.now)
  const items = new Map(
    (
      await itemsOf(
        ctx,
        plans.map(plan => plan.id),
      )
    ).map(item => [item.subjectId, item]),
  )
  const followed = plans.filter(plan => items.get(plan.id)?.state === 'watched')
  const answers = followed.flatMap(plan => daysExpected(plan, today).flatMap(day => answerOf(ctx.now, plan, day)))
  await insertAsked(
    ctx.sql,
    plans.flatMap(plan =>
      daysExpected(plan, today).flatMap(day => {
        const at = new Date(startOf(day).getTime() + ASKED_HOUR * HOUR_MS)
        return day < today ? [{ planId: plan.id, unitId: plan.unitId, day, at }] : []
      }),
    ),
  )
  await insertAnswers(ctx.sql, answers)
  await insertTests(
    ctx.sql,
    followed.flatMap(plan => testsOf(plan, today)),
  )
  const ill = new Set(answers.filter(one => one.worries.length && one.day >= addDays(today, -1)).map(one => one.planId))
  await moveMany(
    asSystem(ctx),
    [...ill].flatMap(id => items.get(id)?.id ?? []).map(id => ({ id, step: 'worry' })),
  )
}

function answerOf(now: Date, plan: PlanRow, day: string): AnswerRow[] {
  const luck = chance(plan.id, day)
  const hour = ASKED_HOUR + chance(plan.id, day, 'hour') * 4
  const at = new Date(startOf(day).getTime() + hour * HOUR_MS + MINUTE_MS)
  if (luck < MISSED || at > now) return []
  const method = luck < MISSED + BY_PHONE ? 'phone' : luck < MISSED + BY_PHONE + BY_VISIT ? 'visit' : 'self'
  const ill = chance(plan.id, day, 'ill') < FEELS_ILL
  return [
    {
      id: newId(at),
      planId: plan.id,
      unitId: plan.unitId,
      day,
      method,
      reached: true,
      symptoms: ill ? ['fever', 'cough'] : [],
      temperature: ill ? 38.1 : Math.round((36.3 + chance(plan.id, day, 'warm') * 0.8) * 10) / 10,
      spo2: null,
      note: '',
      worries: ill ? ['fever', 'cough', 'temperature'] : [],
      policyVersion: VERSION,
      accountId: null,
      at,
    },
  ]
}

const testsOf = (plan: PlanRow, today: string): TestRow[] =>
  plan.testDays
    .filter(day => day < today && chance(plan.id, day, 'test') < 0.9)
    .map(day => {
      const at = new Date(startOf(day).getTime() + 10 * HOUR_MS)
      return {
        id: newId(at),
        planId: plan.id,
        takenOn: day,
        method: 'rapid' as const,
        outcome: 'negative' as const,
        note: '',
        accountId: null,
        at,
      }
    })
