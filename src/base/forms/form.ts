import * as z from 'zod/mini'
import {
  type Policy,
  type PolicyDefault,
  type PolicyFamily,
  policy,
  policyAt,
  policyOf,
  ruleOf,
} from '#base/policies/index.ts'
import { treeOf } from '#base/units/index.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { notFound, Problem } from '#core/problem.ts'
import { BLANK_TITLE, blankForm, OWN_FORMS } from './blank.ts'
import { FormContent } from './contract.ts'
import { fits } from './fits.ts'
import { type Answers, askedOf, faultsOf, kindOf, questionsOf, type Shape, valuesOf } from './shape.ts'

const Params = z
  .extend(FormContent, { inForce: z.boolean() })
  .check(z.refine(content => contentFaults(content).length === 0, { error: 'form' }))
type Params = z.infer<typeof Params>

/**
 * A form with versions and dates of force. It is a policy, so that a version is set, dated, withdrawn and found again
 * as every other rule is; `inForce` says whether it may be answered.
 */
export interface Form extends Policy<Params> {
  readonly form: true
}

/** Declares a form: `form({ code: 'declarations.domestic', defaults: [{ from, document, params: { inForce, … } }] })`. */
export const form = (about: {
  readonly code: string
  readonly defaults: readonly [PolicyDefault<Params>, ...PolicyDefault<Params>[]]
}): Form => ({ ...policy({ ...about, schema: Params }), form: true })

/** Forms that administrators make: blank and suspended until a version of them is issued. */
export const ownForms: PolicyFamily = {
  declares: 'policy-family',
  prefix: OWN_FORMS,
  of: code =>
    form({
      code,
      defaults: [{ from: '2000-01-01', document: '–', params: { inForce: false, ...blankForm(BLANK_TITLE) } }],
    }),
}

export interface FormInForce {
  readonly code: string
  readonly version: string
  readonly document: string
  readonly from: string
  readonly content: FormContent
}

interface Where {
  readonly day?: string | undefined
  readonly unitId?: string | undefined
}

/** The form as it may be answered at a unit on a day; undefined while it is suspended. */
export async function formAt(ctx: Context, which: Form, where: Where = {}): Promise<FormInForce | undefined> {
  const { version, document, from, params } = await policyAt(ctx, which, {
    day: where.day ?? dayOf(ctx.now),
    unitId: where.unitId,
  })
  const { inForce, ...content } = params
  return inForce ? { code: which.code, version, document, from, content } : undefined
}

/** The same, or the problem `forms.not-in-force`. */
export async function mustForm(ctx: Context, which: Form, where: Where = {}): Promise<FormInForce> {
  const found = await formAt(ctx, which, where)
  if (!found) throw new Problem('forms.not-in-force', { status: 409 })
  return found
}

/** The form that something was answered on, whatever became of it since. */
export async function formOf(ctx: Context, which: Form, version: string): Promise<FormContent> {
  const { inForce: _, ...content } = (await ruleOf(ctx, which, version)).params
  return content
}

/** A form by its code: one that a module declares, or one that was made here. */
export function declaredForm(ctx: Context, code: string): Form {
  const found = policyOf(ctx.app, code)
  if (!found || !('form' in found)) throw notFound(code)
  return found as Form
}

/** Answers that do not fit; `fields` says which and why. */
class UnfitAnswers extends Problem {
  readonly fields: readonly { readonly path: string; readonly message: string }[]
  constructor(faults: ReturnType<typeof faultsOf>) {
    super('forms.answers-invalid', { params: { fields: faults.map(fault => fault.name).join(', ') } })
    this.fields = faults.map(({ name, why }) => ({ path: `answers.${name}`, message: why }))
  }
}

/** Refuses answers that the form does not allow. `today` is the day on which they were given. */
export function refuseUnfit(ctx: Context, content: FormContent, answers: Answers, today: string): void {
  const faults = faultsOf(content, answers, fits, today)
  const tree = treeOf(ctx.app)
  for (const question of questionsOf(content)) {
    const value = answers[question.name]
    if (kindOf(content, question) === 'unit' && typeof value === 'string' && tree.get(value)?.tier !== 'commune')
      faults.push({ name: question.name, why: 'wrong' })
  }
  if (faults.length) throw new UnfitAnswers(faults)
  if (!fits(content.schema as Shape, answers)) throw new UnfitAnswers([{ name: '', why: 'wrong' }])
}

/** Refuses a form that makes no sense. */
export function refuseContent(content: FormContent): void {
  const faults = contentFaults(content)
  if (faults.length) throw new Problem('forms.content-invalid', { params: { faults: faults.join('; ') } })
}

/** What is wrong with a form itself: a schema that is none, a property nobody asks, a choice without words. */
export function contentFaults(content: FormContent): string[] {
  const questions = questionsOf(content)
  const names = questions.map(question => question.name)
  const faults = names.filter((name, i) => names.indexOf(name) < i).map(name => `${name}: asked twice`)
  try {
    fits(content.schema as Shape, {})
    const properties = Object.keys((content.schema as { properties?: object }).properties ?? {})
    faults.push(...properties.filter(name => !names.includes(name)).map(name => `${name}: nobody asks it`))
    faults.push(...names.filter(name => !properties.includes(name)).map(name => `${name}: no such property`))
    const required = [...askedOf(content, {}, fits)].filter(([, { required }]) => required).map(([name]) => name)
    faults.push(...required.filter(name => !names.includes(name)).map(name => `${name}: required and not asked`))
  } catch (error) {
    faults.push(`no JSON Schema: ${error instanceof Error ? error.message : error}`)
  }
  for (const question of questions) {
    const kind = kindOf(content, question)
    if (kind !== 'one' && kind !== 'several' && kind !== 'listed') continue
    const values = valuesOf(content, question.name)
    const unsaid = values.filter(value => !question.options?.[value])
    faults.push(...unsaid.map(value => `${question.name}: no words for “${value}”`))
    if (!values.length) faults.push(`${question.name}: nothing to choose from`)
  }
  return faults
}
