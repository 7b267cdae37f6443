import { getPerson } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { COUNTRY_ID } from '#base/units/ids.ts'
import { treeOf } from '#base/units/trees.ts'
import { itemsAbout } from '#base/work/queries.ts'
import { moveWork, openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { unsealed } from '#core/audit/queries.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { firstIdAt, newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { AlertView, Finding } from './contract.ts'
import { FINDING, gapFlow, unusualFlow } from './flows.ts'
import { isLate } from './list.ts'
import { heldView, OWN } from './looks.ts'
import { type Unusual, unusualRule } from './policies.ts'
import {
  type About,
  type AlertRow,
  accountHeld,
  alertAbout,
  alertBy,
  auditingAreas,
  closeAlert,
  habitRows,
  insertAlert,
  type LookedRow,
  listedTo,
  lookedBy,
  noteSigns,
  noteWatched,
  onlookers,
  signsIn,
  stirred,
  watched,
} from './queries.ts'
import { isNight, type Looked, type Sign, signsOf, soughtSign, usualOf } from './rules.ts'

const HABIT_DAYS = 14
const subjectOf = (alertId: string) => at.of('audit-alert', alertId)
const before = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS)

/** Looks at those who looked since last time, and at whom they looked; raises one item for each that is unusual. */
export async function watch(ctx: Context): Promise<void> {
  const { seen, newest } = await watched(ctx.sql)
  if (!newest || newest === seen) return
  const { accounts, people } = await stirred(ctx.sql, seen ?? firstIdAt(before(ctx.now, 1)))
  for (const accountId of accounts) await watchOfficer(ctx, accountId)
  if (people.length) await watchPeople(ctx, people)
  await noteWatched(ctx.sql, newest)
}

async function watchOfficer(ctx: Context, accountId: string): Promise<void> {
  const since = before(ctx.now, 1)
  const account = await accountHeld(ctx.sql, accountId, ctx.now)
  const unitId = account?.unitId ?? COUNTRY_ID
  const params = await paramsAt(ctx, unitId)
  const looks = (await lookedBy(ctx.sql, accountId, since)).map(row => lookOf(ctx, row))
  const listed = await listedTo(ctx.sql, accountId, since)
  const days = await habitRows(ctx.sql, 'opened', accountId, before(ctx.now, HABIT_DAYS), since)
  const listedDays = await habitRows(ctx.sql, 'listed', accountId, before(ctx.now, HABIT_DAYS), since)
  const nights = days.filter(({ hours }) => hours.some(hour => isNight(hourToday(ctx.now, hour), params))).length
  const habit = {
    perHour: usualOf(days.map(day => day.people)),
    listedPerHour: usualOf(listedDays.map(day => day.people)),
    nights,
  }
  await raise(ctx, { accountId }, unitId, signsOf({ looks, listed }, habit, params))
}

const paramsAt = async (ctx: Context, unitId: string): Promise<Unusual> =>
  (await policyAt(ctx, unusualRule, { day: dayOf(ctx.now), unitId })).params

const hourToday = (now: Date, hour: number) => new Date(`${dayOf(now)}T${String(hour).padStart(2, '0')}:00:00+07:00`)

/** A stranger is somebody of the register about whom the officer's area has nothing to do. */
function lookOf({ app }: Context, row: LookedRow): Looked {
  const { byUnitId, unitIds } = row
  const isCase = row.isOwn || unitIds.some(unit => byUnitId !== null && app.tree.contains(byUnitId, unit))
  return { at: row.at, personId: row.personId, family: row.family, stranger: row.viaRegister && !isCase }
}

async function watchPeople(ctx: Context, people: readonly string[]): Promise<void> {
  const byPerson = Map.groupBy(await onlookers(ctx.sql, people, before(ctx.now, 1)), look => look.personId)
  const { officers } = await paramsAt(ctx, COUNTRY_ID)
  for (const [personId, looks] of byPerson) {
    if (looks.length < Math.min(officers, 3)) continue
    const unitId = (await getPerson(ctx.sql, personId))?.unitId ?? COUNTRY_ID
    const sign = soughtSign(looks, await paramsAt(ctx, unitId))
    if (sign) await raise(ctx, { personId }, unitId, [sign])
  }
}

/**
 * One item for an officer, or a person: what comes while it is open is added to it. What was closed within the day was
 * cleared up with all that is found again.
 */
async function raise(ctx: Context, about: About, unitId: string, signs: readonly Sign[]): Promise<void> {
  if (!signs.length) return
  const known = await alertAbout(ctx.sql, about, before(ctx.now, 1))
  if (known?.closedAt) {
    const fresh = signs.filter(sign => known.closedAt && sign.since > known.closedAt)
    return fresh.length ? open(ctx, about, unitId, fresh) : undefined
  }
  if (known) await noteSigns(ctx.sql, known.id, signs)
  else await open(ctx, about, unitId, signs)
}

async function open(ctx: Context, about: About, unitId: string, signs: readonly Sign[]): Promise<void> {
  const alertId = newId(ctx.now)
  await insertAlert(ctx.sql, alertId, about, unitId, ctx.now)
  await noteSigns(ctx.sql, alertId, signs)
  const [first] = signs
  await openWork(ctx, {
    kind: unusualFlow.kind,
    subject: subjectOf(alertId),
    unitId,
    params: { rule: first?.rule ?? '', people: first?.people ?? 0, more: signs.length - 1 },
  })
}

async function mustAlert(ctx: Context, id: string): Promise<AlertRow> {
  const row = await alertBy(ctx.sql, id)
  if (!row) throw notFound('alert')
  return row
}

const isOwn = ({ who }: Context, { accountId }: AlertRow) => who !== null && who.accountId === accountId

export async function alertView(ctx: Context, id: string): Promise<AlertView> {
  const row = await mustAlert(ctx, id)
  const account = row.accountId ? await accountHeld(ctx.sql, row.accountId, row.at) : undefined
  const person = row.personId ? await getPerson(ctx.sql, row.personId) : undefined
  return {
    id,
    account: account ? heldView(ctx, account) : null,
    person: person ? { id: person.id, name: person.fullName } : null,
    signs: (await signsIn(ctx.sql, id)).map(sign => ({
      ...sign,
      since: sign.since.toISOString(),
      until: sign.until.toISOString(),
    })),
    finding: row.finding,
    refused: isOwn(ctx, row) ? OWN : null,
  }
}

/** Nobody clears up their own looking. */
export async function close(ctx: Context, id: string, finding: Finding, note: string): Promise<void> {
  const row = await mustAlert(ctx, id)
  if (isOwn(ctx, row)) throw new Problem(OWN, { status: 403 })
  const item = (await itemsAbout(ctx.sql, subjectOf(id))).find(one => one.open)
  if (!item) throw new Problem('work.done', { status: 409 })
  await moveWork(ctx, item.id, 'close', { form: FINDING, note })
  await closeAlert(ctx.sql, id, finding, ctx.now)
}

/** Where nothing is sealed for longer than the policy allows, somebody is told: an attacker may have stopped it. */
export async function watchSealing(ctx: Context): Promise<void> {
  const { since, rows } = await unsealed(ctx.sql)
  if (!(await isLate(ctx, since))) return
  ctx.app.log.error({ rows }, 'the audit is not being sealed')
  const unitId = await widestArea(ctx)
  await openWork(ctx, { kind: gapFlow.kind, subject: at.of('audit-chain', 'sealing'), unitId, params: { rows } })
}

async function widestArea(ctx: Context): Promise<string> {
  const tree = treeOf(ctx.app)
  const areas = (await auditingAreas(ctx.sql, ctx.now)).map(({ areaId }) => areaId)
  const depth = (id: string) => tree.path(id).length || Number.POSITIVE_INFINITY
  return areas.reduce((widest, id) => (depth(id) < depth(widest) ? id : widest), areas[0] ?? COUNTRY_ID)
}
