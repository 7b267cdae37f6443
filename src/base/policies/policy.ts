import * as z from 'zod/mini'
import type { Schema } from '#core/contract.ts'
import type { Declaration } from '#core/module.ts'

/** A day in Vietnam, `YYYY-MM-DD`. */
export type Day = string

/** What the program itself knows of a rule: in force from a day, until the next default's day. */
export interface PolicyDefault<T> {
  readonly from: Day
  /** The legal document, or who decided: `QĐ 5053/QĐ-BYT`. */
  readonly document: string
  readonly params: T
}

/** A rule with parameters that change over time and from place to place (tham số chính sách). */
export interface Policy<T extends object = object> extends Declaration {
  readonly declares: 'policy'
  /** `module.rule`. Its words: `<code>.policy`, and `<code>.policy.<parameter>` for each parameter. */
  readonly code: string
  readonly schema: Schema
  /** Oldest first. */
  readonly defaults: readonly PolicyDefault<T>[]
}

/**
 * Rules of one shape that come up while the installation runs: each under a code of its own below `prefix`, and there once
 * something was set for it.
 */
export interface PolicyFamily extends Declaration {
  readonly declares: 'policy-family'
  /** `forms.own.` */
  readonly prefix: string
  readonly of: (code: string) => Policy
}

/** What may follow the prefix of a family. */
const MEMBER = /^[a-z0-9][a-z0-9-]{0,49}$/
export const isMember = ({ prefix }: PolicyFamily, code: string): boolean =>
  code.startsWith(prefix) && MEMBER.test(code.slice(prefix.length))

type ObjectSchema = z.core.$ZodType<object>

/**
 * Declares a rule: `policy({ code: 'tracing.infectious', schema: z.object({ daysBefore: … }), defaults: [ … ] })`.
 * Throws at once when a default does not fit its own schema.
 */
export function policy<S extends ObjectSchema>(definition: {
  readonly code: string
  readonly schema: S
  readonly defaults: readonly [PolicyDefault<z.core.input<S>>, ...PolicyDefault<z.core.input<S>>[]]
}): Policy<z.core.output<S>> {
  const { code, schema } = definition
  const defaults = definition.defaults.map(one => ({ ...one, params: z.parse(schema, one.params) }))
  return { declares: 'policy', code, schema, defaults: defaults.sort((a, b) => (a.from < b.from ? -1 : 1)) }
}

/** A row of the table: what an administrator set for a unit and everything below it. */
export interface Override {
  readonly id: string
  readonly code: string
  readonly unitId: string
  readonly document: string
  readonly validFrom: Day
  /** The first day on which it holds no more; null while it has no end. */
  readonly validTo: Day | null
  readonly params: unknown
}

/** The rule as it holds somewhere on a day. */
export interface Rule<T> {
  /** Stored on every decision made under the rule: it finds the parameters again. */
  readonly version: string
  readonly document: string
  readonly params: T
  readonly from: Day
  /** The unit whose administrator set it; null for the program's default. */
  readonly unitId: string | null
}

export interface Asked {
  readonly day: Day
  /** From the country down to the unit asked about. */
  readonly path: readonly string[]
}

/**
 * Which rule holds. The nearest unit on the way up wins over a farther one, whatever their dates; within a unit the
 * one that began last; without any, the program's default of the day (its first one for days before that).
 * `overrides` are those of this policy, later settings after earlier ones.
 */
export function ruleAt<T extends object>(definition: Policy<T>, overrides: readonly Override[], asked: Asked): Rule<T> {
  const { day } = asked
  const inForce = overrides.filter(o => o.validFrom <= day && (o.validTo === null || day < o.validTo))
  for (const unitId of asked.path.toReversed()) {
    const here = inForce.filter(o => o.unitId === unitId)
    const last = here.reduce<Override | undefined>((a, b) => (a && a.validFrom > b.validFrom ? a : b), undefined)
    if (last) return fromOverride(definition, last)
  }
  return fromDefault(definition, day)
}

/** Parsed once per row, so that the same setting is also the same object. */
const parsed = new WeakMap<Override, object>()

function paramsOf<T extends object>(definition: Policy<T>, override: Override): T {
  const params = parsed.get(override) ?? (z.parse(definition.schema, override.params) as object)
  parsed.set(override, params)
  return params as T
}

export function fromOverride<T extends object>(definition: Policy<T>, override: Override): Rule<T> {
  return {
    version: `${definition.code}@${override.id}`,
    document: override.document,
    params: paramsOf(definition, override),
    from: override.validFrom,
    unitId: override.unitId,
  }
}

export function fromDefault<T extends object>(definition: Policy<T>, day: Day): Rule<T> {
  const held = definition.defaults.findLast(one => one.from <= day) ?? definition.defaults[0]
  if (!held) throw new Error(`The policy “${definition.code}” has no default.`)
  return {
    version: `${definition.code}@${held.from}`,
    document: held.document,
    params: held.params,
    from: held.from,
    unitId: null,
  }
}

export interface FieldIssue {
  readonly path: string
  readonly message: string
}

/** The parameters as they will be stored, or what is wrong with them. A name the rule does not know is wrong too. */
export function checkParams(
  definition: Policy,
  given: Readonly<Record<string, unknown>>,
): { readonly params: object } | { readonly issues: readonly FieldIssue[] } {
  const parsed = z.safeParse(definition.schema, given)
  if (!parsed.success)
    return { issues: parsed.error.issues.map(issue => ({ path: issue.path.join('.'), message: issue.code })) }
  const params = parsed.data as object
  const strange = Object.keys(given).filter(name => !(name in params))
  return strange.length ? { issues: strange.map(path => ({ path, message: 'unknown' })) } : { params }
}
