import type { FormContent } from '#base/forms/contract.ts'
import { fits } from '#base/forms/fits.ts'
import { formOf, mustForm, refuseUnfit } from '#base/forms/index.ts'
import { type Answers, lastingOf, questionsOf } from '#base/forms/shape.ts'
import { entriesOf, getPerson } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { clearStandings, type Level, writeStandings } from '#base/standing/standing.ts'
import { insertFacts } from '#base/timeline/record.ts'
import { treeOf } from '#base/units/index.ts'
import { isListed } from '#base/units/listed.ts'
import type { App, Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { isTimeOrdered } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { type DeclarationKind, type Method, RISKS, type Risk } from './contract.ts'
import { declared } from './events.ts'
import { FORMS } from './forms.ts'
import { paperRule, riskRule } from './policies.ts'
import { areasBy, type Declaration, declarationById, declarationFact, lastOfEachKind, validOf } from './queries.ts'
import { assess, holding } from './rules.ts'
import { routeToCommune } from './work.ts'

export interface Given {
  readonly id: string
  readonly personId: string
  readonly kind: DeclarationKind
  /** Of the form that was answered. */
  readonly version: string
  readonly answers: Answers
  readonly method: Method
  /** When it was filled in. */
  readonly at: Date
}

/** What is kept of a declaration and nobody reads without the keyring. */
export interface Sealed {
  readonly answers: Answers
  readonly reasons: readonly string[]
}

export const unseal = (app: App, { sealed }: Declaration): Sealed => JSON.parse(app.keyring.decrypt(sealed)) as Sealed

/**
 * Records a declaration and what follows from it: the standing of the person, work for the commune of stay. Repeated
 * with the same id it answers what was recorded. Throws what is wrong with the answers or the time, `forms.not-in-force`,
 * `declarations.form-changed`, and `declarations.id-reused` where the id is another's.
 */
export async function declare(ctx: Context, given: Given): Promise<Declaration & Sealed> {
  const known = await declarationById(ctx.sql, given.id)
  if (known) return repeated(ctx, known, given)
  if (!isTimeOrdered(given.id)) throw new Problem('declarations.id-not-ordered')
  const person = await getPerson(ctx.sql, given.personId)
  if (!person) throw notFound('person')
  const day = dayOf(given.at)
  const form = await mustForm(ctx, FORMS[given.kind], { day, unitId: person.unitId ?? undefined })
  if (form.version !== given.version) throw new Problem('declarations.form-changed', { status: 409 })
  refuseUnfit(ctx, form.content, given.answers, day)
  const unitId = text(given.answers.stay) ?? person.unitId
  if (!unitId) throw new Problem('declarations.no-stay')
  const rule = await policyAt(ctx, riskRule, { day, unitId })
  const { risk, reasons, validUntil } = assess(
    given.answers,
    await isFromArea(ctx, given, unitId),
    rule.params,
    given.at,
  )
  const sealed: Sealed = { answers: given.answers, reasons }
  const fact: Declaration = {
    id: given.id,
    personId: person.id,
    kind: given.kind,
    formVersion: form.version,
    at: given.at,
    receivedAt: ctx.now,
    method: given.method,
    recorderId: ctx.who?.accountId ?? null,
    unitId,
    sealed: ctx.app.keyring.encrypt(JSON.stringify(sealed)),
    risk: RISKS.indexOf(risk),
    policyVersion: rule.version,
    validUntil,
  }
  if (!(await insertFacts(ctx.sql, declarationFact, [fact])).size) return declare(ctx, given)
  await restate(ctx, person.id)
  await routeToCommune(ctx, { ...fact, reasons })
  await ctx.emit(declared, { declarationId: fact.id, personId: person.id, unitId })
  return { ...fact, ...sealed }
}

/** The same again is known; anything else under the id is refused. */
function repeated(ctx: Context, known: Declaration, given: Given): Declaration & Sealed {
  const sealed = unseal(ctx.app, known)
  const isSame =
    known.kind === given.kind &&
    known.formVersion === given.version &&
    known.recorderId === (ctx.who?.accountId ?? null) &&
    JSON.stringify(sealed.answers) === JSON.stringify(given.answers)
  if (!isSame) throw new Problem('declarations.id-reused', { status: 409 })
  return { ...known, ...sealed }
}

/**
 * What somebody said that lasts and this form asks too: where they stay is asked once, on whichever form, and the newest
 * answer holds.
 */
export async function saidBefore(ctx: Context, content: FormContent, personId: string): Promise<Answers> {
  const last = await lastOfEachKind(ctx.sql, await entriesOf(ctx.sql, personId))
  const said = last
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map(one => lastingOf(content, unseal(ctx.app, one).answers, fits))
  return Object.assign({}, ...said)
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Whether somebody comes from an area that one of the units above the commune of stay has listed. */
async function isFromArea(ctx: Context, { answers, at }: Given, stayId: string): Promise<boolean> {
  const from = text(answers.from)
  if (!from) return false
  const tree = treeOf(ctx.app)
  const ids = (unitId: string) => tree.path(unitId).map(unit => unit.id)
  const arrived = dayOf(at)
  const when = { departed: text(answers.departed) ?? arrived, arrived }
  return isListed(await areasBy(ctx.sql, ids(stayId)), ids(from), when)
}

const LEVEL: Readonly<Record<Risk, Level>> = { low: 'green', medium: 'yellow', high: 'orange' }

/** States what somebody's declarations say now. */
async function restate(ctx: Context, personId: string): Promise<void> {
  const valid = await validOf(ctx.sql, await entriesOf(ctx.sql, personId), ctx.now)
  const said = valid.map(one => ({ ...one, risk: RISKS[one.risk] ?? 'low' }))
  const held = holding(said, ctx.now)
  if (!held || held.risk === 'low') return clearStandings(ctx, 'declarations', [personId])
  await writeStandings(ctx, [
    {
      personId,
      source: 'declarations',
      level: LEVEL[held.risk],
      reason: `declarations.standing.${held.risk}`,
      until: held.validUntil,
      policyVersion: held.policyVersion,
    },
  ])
}

/** The time of a paper form, refused where it cannot be: in the future, or longer ago than the policy allows. */
export async function paperTime(ctx: Context, filledAt: string, unitId: string | null): Promise<Date> {
  const at = new Date(filledAt)
  if (at > ctx.now) throw new Problem('declarations.in-future')
  const { daysBack } = (await policyAt(ctx, paperRule, { day: dayOf(ctx.now), unitId: unitId ?? undefined })).params
  if (ctx.now.getTime() - at.getTime() > daysBack * DAY_MS)
    throw new Problem('declarations.too-old', { params: { days: daysBack } })
  return at
}

/** The reasons of a declaration in words of its form. */
export async function reasonsOf(ctx: Context, one: Declaration, reasons: readonly string[]): Promise<string[]> {
  if (!reasons.length) return []
  const content = await formOf(ctx, FORMS[one.kind], one.formVersion)
  const words = new Map(questionsOf(content).map(question => [question.name, question.says ?? question.label]))
  return reasons.map(name => words.get(name)?.[ctx.locale] ?? name)
}
