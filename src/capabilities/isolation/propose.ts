import { birthYear } from '#base/people/identifiers.ts'
import { entriesOf, getPeople, householdOf, type Person } from '#base/people/people.ts'
import { getPlace } from '#base/places/places.ts'
import { policyAt } from '#base/policies/index.ts'
import { getItem } from '#base/work/queries.ts'
import { openMany } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf } from '#core/clock.ts'
import type { InputOf } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { isolation } from './contract.ts'
import { ordersProposed } from './events.ts'
import { isolationDays, testRule } from './policies.ts'
import { insertOrders, type NewOrder, onDesks, openOf } from './queries.ts'
import { lastDayOf, MOST_DAYS_AHEAD, MOST_DAYS_BACK, termOf, testDaysOf } from './rules.ts'
import { flowKind, orderRef } from './steps.ts'

export const yearOf = (date: string | null) => (date ? String(birthYear(date)) : null)

/**
 * The person, the household, and whether an order is open for each. From an item of work its unit, the commune of stay,
 * is the one that would order.
 */
export async function draftFor(ctx: Context, personId: string, workId?: string) {
  const people = await getPeople(ctx.sql, await householdOf(ctx.sql, personId))
  const item = workId ? await getItem(ctx.sql, workId) : undefined
  if (workId && (!item || item.closedAt || item.personId !== people[0]?.id)) throw notFound('work')
  const [first] = people
  if (!first) throw notFound('person')
  const open = new Map(
    (
      await openOf(
        ctx.sql,
        people.map(person => person.id),
      )
    ).map(row => [row.personId, row.state]),
  )
  const rule = await policyAt(ctx, isolationDays, {
    day: dayOf(ctx.now),
    unitId: item?.unitId ?? first.unitId ?? undefined,
  })
  return {
    unitId: item?.unitId ?? first.unitId,
    people: people.map(person => ({
      id: person.id,
      name: person.fullName,
      birthYear: yearOf(person.birthDate),
      address: person.address,
      ordered: open.get(person.id) ?? null,
    })),
    policy: rule.params,
    document: rule.document,
  }
}

type Body = InputOf<typeof isolation.propose>['body']

/**
 * Opens an order for each person, all or none. Throws `core.refused.area`, `isolation.from-when`, `isolation.not-ordered`,
 * `isolation.days-unexplained`, `isolation.ordered-already`.
 */
export async function propose(ctx: Context, body: Body) {
  const { unitId, kind, reason, fromOn, note = '' } = body
  refuseDay(fromOn, dayOf(ctx.now))
  const people = await peopleOf(ctx, body)
  await refuseOutside(
    ctx,
    people.map(one => one.person),
  )
  const placeId = await siteOf(ctx, body.placeId)
  const rule = await policyAt(ctx, isolationDays, { day: fromOn, unitId })
  const tests = await policyAt(ctx, testRule, { day: fromOn, unitId })
  const rows = people.map(({ person, isProtected }): NewOrder & { person: Person } => {
    const term = termOf(reason, isProtected, rule.params)
    if (term.days === 0 && body.days === undefined)
      throw new Problem('isolation.not-ordered', { params: { document: rule.document } })
    const days = body.days ?? term.days
    if (days !== term.days && !note) throw new Problem('isolation.days-unexplained', { params: { days: term.days } })
    const id = newId(ctx.now)
    const untilOn = lastDayOf(fromOn, days)
    return {
      person,
      id,
      workId: '',
      personId: person.id,
      isProtected,
      days,
      untilOn,
      watchDays: term.watchDays,
      testDays: testDaysOf(
        {
          reason,
          isProtected,
          fromOn,
          untilOn,
        },
        tests.params,
      ),
    }
  })
  const workIds = await openMany(
    ctx,
    rows.map(({ id, personId, untilOn }) => ({
      kind: flowKind,
      subject: orderRef(id),
      unitId,
      personId,
      params: { how: kind, from: fromOn, until: untilOn },
    })),
  )
  const orders = rows.map((row, i) => ({ ...row, workId: workIds[i] as string }))
  await insertOrders(
    ctx,
    {
      unitId,
      kind,
      reason,
      fromOn,
      note,
      place: body.place,
      placeId,
      policyVersion: rule.version,
      document: rule.document,
    },
    orders,
  )
  await ctx.emit(ordersProposed, {
    orderIds: orders.map(order => order.id),
    unitId,
    personIds: orders.map(order => order.personId),
  })
  return { orders: orders.map(({ id, workId }) => ({ orderId: id, workId })) }
}

/** The place of the register in which it is served; one that is closed takes nobody. */
async function siteOf({ sql }: Context, placeId: string | null | undefined): Promise<string | null> {
  if (!placeId) return null
  const place = await getPlace(sql, placeId)
  if (!place || place.closedAt) throw notFound('place')
  return place.id
}

function refuseDay(fromOn: string, today: string): void {
  if (fromOn < addDays(today, -MOST_DAYS_BACK) || fromOn > addDays(today, MOST_DAYS_AHEAD))
    throw new Problem('isolation.from-when', { params: { back: MOST_DAYS_BACK, ahead: MOST_DAYS_AHEAD } })
}

/** Who is neither registered in the caller's area nor, with the household, on a desk of it is nobody's to propose there. */
async function refuseOutside(ctx: Context, people: readonly Person[]): Promise<void> {
  const scope = ctx.scope('isolation.propose')
  if (scope.everywhere) return
  const away = people.filter(person => !person.unitId || !scope.unitIds.includes(person.unitId))
  const known = await onDesks(
    ctx.sql,
    scope.unitIds,
    away.map(person => person.id),
  )
  if (away.some(person => !known.has(person.id)))
    throw new Problem('core.refused.area', { status: 403, params: { verb: 'isolation.propose' } })
}

/** Each person once, by the entry that stands for them; refuses who has an open order under any entry. */
async function peopleOf(ctx: Context, body: Body) {
  const asked: { person: Person; isProtected: boolean }[] = []
  for (const { personId, isProtected } of body.people) {
    const [person] = await getPeople(ctx.sql, [personId])
    if (!person) throw notFound('person')
    if (asked.some(one => one.person.id === person.id)) continue
    const [open] = await openOf(ctx.sql, await entriesOf(ctx.sql, personId))
    if (open) throw new Problem('isolation.ordered-already', { status: 409, params: { name: person.fullName } })
    asked.push({ person, isProtected })
  }
  return asked
}
