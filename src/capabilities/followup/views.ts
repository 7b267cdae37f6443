import { birthYear } from '#base/people/identifiers.ts'
import { householdOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { testsLacking } from '#base/timeline/test-days.ts'
import { treeOf } from '#base/units/index.ts'
import { whyNot } from '#base/work/rules.ts'
import { judgeOf } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf } from '#core/clock.ts'
import type { InputOf } from '#core/contract.ts'
import { counted } from '#core/paging.ts'
import { Problem } from '#core/problem.ts'
import type { Day, followup, Household, PlanSummary, PlanView } from './contract.ts'
import { testsAt } from './courses.ts'
import { reports } from './policies.ts'
import {
  type AnswerRow,
  answersOf,
  countFollowed,
  entriesOfAll,
  FOLLOWED_A_PAGE,
  getPlan,
  listFollowed,
  MOST_FOLLOWED_COUNTED,
  type PlanRow,
  plansOfPeople,
  sourcesOf,
  type TestRow,
  testsOf,
} from './queries.ts'
import { dayState, daysExpected, progressOf } from './rules.ts'
import { teamOf } from './stays.ts'

/** As many days as fit beside the names. */
const DAYS_SHOWN = 7

/** What became of days: the answer, and the test that was due or taken. */
function daysOf(
  plan: PlanRow,
  days: readonly string[],
  today: string,
  answers: readonly AnswerRow[],
  tests: readonly TestRow[],
): Day[] {
  const lacking = testsLacking({ testDays: plan.testDays, tests })
  return days.map(day => ({
    day,
    state: dayState(day, plan, today, answers),
    test: tests.findLast(one => one.takenOn === day)?.outcome ?? (lacking.includes(day) ? 'due' : null),
  }))
}

const CURSOR = /^(\d+)~([\da-f-]{36})~(\d+)~([\da-f-]{36})$/

export async function plansPage(ctx: Context, query: InputOf<typeof followup.plans>['query']) {
  const today = dayOf(ctx.now)
  const scope = ctx.scope('followup.read')
  const { unitId, view, q } = query
  const filter = { unitIds: unitId ? ctx.app.tree.within([unitId]) : undefined, view, q, day: today }
  const [, rank, home, ownRank, id] = CURSOR.exec(query.after ?? '') ?? []
  if (query.after && !id) throw new Problem('core.unreadable', { status: 400 })
  const rows = await listFollowed(ctx.sql, scope, {
    ...filter,
    after: home && id ? { rank: Number(rank), home, ownRank: Number(ownRank), id } : undefined,
  })
  const shown = rows.slice(0, FOLLOWED_A_PAGE)
  const last = rows.length > FOLLOWED_A_PAGE ? shown.at(-1) : undefined
  const ids = shown.map(row => row.id)
  const answers = Map.groupBy(await answersOf(ctx.sql, ids), one => one.planId)
  const tests = Map.groupBy(await testsOf(ctx.sql, ids), one => one.planId)
  const days = Array.from({ length: DAYS_SHOWN }, (_, i) => addDays(today, i - DAYS_SHOWN + 1))
  const count = query.after ? undefined : await countFollowed(ctx.sql, scope, filter)
  return {
    rows: shown.map(row => ({
      ...row,
      birthYear: row.birthDate ? String(birthYear(row.birthDate)) : null,
      progress: progressOf(row, today),
      until: row.untilDay,
      days: daysOf(row, days, today, answers.get(row.id) ?? [], tests.get(row.id) ?? []),
    })),
    more: last ? `${last.rank}~${last.home}~${last.ownRank}~${last.id}` : null,
    ...counted(count, MOST_FOLLOWED_COUNTED),
  }
}

/** Who is followed, and the team that visits them. */
async function followedBy({ sql }: Context, plan: PlanRow) {
  const [person] = await sql<{ name: string; team: string | null }[]>`
    select x.full_name as name, t.name as team from people.person x
    left join followup.team t on t.id = ${teamOf(sql, sql`x.id`, sql`${plan.unitId}::uuid`)}
    where x.id = ${plan.personId}`
  return person
}

export async function planSummary(ctx: Context, planId: string): Promise<PlanSummary> {
  const today = dayOf(ctx.now)
  const plan = await getPlan(ctx.sql, planId)
  const answers = await answersOf(ctx.sql, [planId])
  const expected = daysExpected(plan, today)
  const answeredOn = new Set(answers.filter(one => one.reached).map(one => one.day))
  return {
    from: plan.fromDay,
    until: plan.untilDay,
    progress: progressOf(plan, today),
    isCase: plan.isCase,
    team: (await followedBy(ctx, plan))?.team ?? null,
    expected: expected.length,
    answered: expected.filter(day => answeredOn.has(day)).length,
    absent: answers.filter(one => !one.reached).length,
    lastOn: [...answeredOn].sort().at(-1) ?? null,
  }
}

export async function planView(ctx: Context, planId: string): Promise<PlanView> {
  const today = dayOf(ctx.now)
  const plan = await getPlan(ctx.sql, planId)
  const person = await followedBy(ctx, plan)
  const home = await householdOf(ctx.sql, plan.personId)
  const others = (await plansOfPeople(ctx.sql, await entriesOfAll(ctx.sql, home))).filter(one => one.id !== planId)
  const answers = await answersOf(ctx.sql, [planId])
  const tests = await testsOf(ctx.sql, [planId])
  const rule = await policyAt(ctx, reports, { day: today, unitId: plan.unitId })
  const tested = await testsAt(ctx, plan, plan.fromDay)
  return {
    id: planId,
    personId: plan.personId,
    name: person?.name ?? '',
    from: plan.fromDay,
    until: plan.untilDay,
    progress: progressOf(plan, today),
    endedHow: plan.endedHow,
    document: tested.document,
    isCase: plan.isCase,
    team: person?.team ?? null,
    sources: (await sourcesOf(ctx.sql, [planId])).map(({ kind, refId, label }) => ({ kind, id: refId, label })),
    household: others.map(one => ({ planId: one.id, workId: one.workId, name: one.name })),
    days: daysOf(plan, daysExpected(plan, plan.untilDay), today, answers, tests),
    testsDue: testsLacking({ testDays: plan.testDays, tests }),
    answers: answers.toReversed().map(({ at, symptoms, worries, ...answer }) => ({
      ...answer,
      symptoms: [...symptoms],
      worries: [...worries],
      at: at.toISOString(),
    })),
    tests: tests.map(({ at, ...test }) => ({ ...test, at: at.toISOString() })),
    asks: rule.params.symptoms,
    refused: whyNot(judgeOf(ctx), 'followup.act', plan.unitId) ?? (plan.endedHow ? 'followup.ended' : null),
  }
}

/** `Nguyễn Văn An` → `Văn An`: what one is called at home. */
const shortName = (name: string): string => name.split(' ').slice(-2).join(' ')

/** Who of some people is followed, and whether they have answered today. */
export async function householdView(ctx: Context, personIds: readonly string[]): Promise<Household> {
  const day = dayOf(ctx.now)
  const plans = await plansOfPeople(ctx.sql, await entriesOfAll(ctx.sql, personIds))
  const answers = Map.groupBy(
    await answersOf(
      ctx.sql,
      plans.map(plan => plan.id),
    ),
    one => one.planId,
  )
  const unitId = plans[0]?.unitId
  const rule = await policyAt(ctx, reports, { day, ...(unitId ? { unitId } : {}) })
  return {
    day,
    unitId: unitId ?? null,
    unitName: unitId ? (treeOf(ctx.app).get(unitId)?.fullName ?? '') : '',
    asks: rule.params.symptoms,
    people: plans.map(plan => {
      const state = dayState(day, plan, day, answers.get(plan.id) ?? [])
      return {
        planId: plan.id,
        name: shortName(plan.name),
        progress: progressOf(plan, day),
        until: plan.untilDay,
        answered: state === 'answered' || state === 'worrying',
        worrying: state === 'worrying',
      }
    }),
  }
}
