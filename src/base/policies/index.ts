import * as z from 'zod/mini'
import { treeOf } from '#base/units/trees.ts'
import type { App, Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { done } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { defineModule } from '#core/module.ts'
import { notFound, Problem } from '#core/problem.ts'
import { policies as contract, type PolicyEntry } from './contract.ts'
import { keeps } from './keeps.ts'
import { kept } from './kept.ts'
import {
  checkParams,
  type Day,
  type FieldIssue,
  fromDefault,
  fromOverride,
  isMember,
  type Policy,
  type PolicyFamily,
  type Rule,
  ruleAt,
} from './policy.ts'
import {
  addOverride,
  overrideById,
  overridesInForce,
  overridesOf,
  type StoredOverride,
  withdrawOverride,
} from './queries.ts'

export { type Policy, type PolicyDefault, type PolicyFamily, policy, type Rule } from './policy.ts'

const overrides = kept('policies', overridesInForce)

/**
 * The rule as it holds at a unit (the whole installation unless said) on a day. Store `version` on the decision that
 * is made under it.
 */
export async function policyAt<T extends object>(
  ctx: Context,
  definition: Policy<T>,
  { day, unitId }: { readonly day: Day; readonly unitId?: string | undefined },
): Promise<Rule<T>> {
  const rows = (await overrides.get(ctx)).get(definition.code) ?? []
  return ruleAt(definition, rows, { day, path: rows.length ? pathTo(ctx.app, unitId) : [] })
}

/** The rule that something was decided under, by the version that was stored with the decision. */
export async function ruleOf<T extends object>(ctx: Context, definition: Policy<T>, version: string): Promise<Rule<T>> {
  const name = version.slice(definition.code.length + 1)
  if (/^\d{4}-\d{2}-\d{2}$/.test(name)) return fromDefault(definition, name)
  const row = await overrideById(ctx.sql, name)
  if (!row) throw notFound(version)
  return fromOverride(definition, row)
}

export interface Setting {
  readonly unitId: string
  readonly from: Day
  readonly to?: Day | null | undefined
  readonly document: string
  readonly params: object
}

/** Sets a rule for a unit and everything below it; answers the id. The parameters fit its schema. */
export async function setPolicy(ctx: Context, code: string, setting: Setting): Promise<string> {
  const id = newId(ctx.now)
  await addOverride(ctx.sql, {
    id,
    code,
    unitId: setting.unitId,
    document: setting.document,
    validFrom: setting.from,
    validTo: setting.to ?? null,
    params: setting.params,
    setAt: ctx.now,
    setBy: ctx.who?.accountId ?? null,
  })
  await overrides.changed(ctx)
  return id
}

/** Parameters that do not fit the rule's schema; `fields` says which. */
class UnfitParams extends Problem {
  readonly fields: readonly FieldIssue[]
  constructor(code: string, issues: readonly FieldIssue[]) {
    super('policies.params-invalid', { params: { policy: code, fields: issues.map(i => i.path).join(', ') } })
    this.fields = issues.map(issue => ({ ...issue, path: `params.${issue.path}` }))
  }
}

export default defineModule({
  name: 'policies',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    async list({ query }, ctx) {
      const day = query.day ?? dayOf(ctx.now)
      const states = (await definitions(ctx)).map(async definition => {
        const rule = await policyAt(ctx, definition, { day, unitId: query.unitId })
        const schema = z.toJSONSchema(definition.schema, { io: 'input', unrepresentable: 'any' })
        return {
          code: definition.code,
          schema,
          ...rule,
          params: { ...rule.params },
          unitName: nameOf(ctx, rule.unitId),
        }
      })
      return { day, policies: await Promise.all(states) }
    },
    async history({ params: { code } }, ctx) {
      const definition = definitionOf(ctx.app, code)
      const set = (await overridesOf(ctx.sql, code)).map(row => entryOf(ctx, row))
      return { code, entries: [...set, ...defaultEntries(definition)] }
    },
    async set({ params: { code }, body }, ctx) {
      const definition = definitionOf(ctx.app, code)
      const checked = checkParams(definition, body.params)
      if ('issues' in checked) throw new UnfitParams(code, checked.issues)
      const id = await setPolicy(ctx, code, { ...body, params: checked.params })
      return { id, version: `${code}@${id}` }
    },
    async withdraw({ params, body }, ctx) {
      const by = { at: ctx.now, accountId: ctx.who?.accountId ?? null, reason: body.reason }
      if (!(await withdrawOverride(ctx.sql, params.overrideId, by)))
        throw new Problem('policies.already-withdrawn', { status: 409 })
      await overrides.changed(ctx)
      return done
    },
  },
  allows: { administrator: ['policies.set'] },
  locates: {
    async 'policy-override'(sql, id) {
      const [row] = await sql<{ unitId: string }[]>`select unit_id from policies.override where id = ${id}`
      return row
    },
  },
  constraints: { override_dates: 'policies.dates' },
  async start(app) {
    overrides.listen(app)
  },
})

/** Those that modules declare, and those of families for which something was set. */
async function definitions(ctx: Context): Promise<Policy[]> {
  const declared = ctx.app.declared<Policy>('policy')
  const codes = new Set(declared.map(({ code }) => code))
  const made = [...(await overrides.get(ctx)).keys()].filter(code => !codes.has(code))
  const all = [...declared, ...made.flatMap(code => policyOf(ctx.app, code) ?? [])]
  return all.toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

/** What a code is the rule of: as a module declares it, or as the family has it that it belongs to. */
export function policyOf(app: App, code: string): Policy | undefined {
  const declared = app.declared<Policy>('policy').find(one => one.code === code)
  if (declared) return declared
  return app
    .declared<PolicyFamily>('policy-family')
    .find(family => isMember(family, code))
    ?.of(code)
}

function definitionOf(app: App, code: string): Policy {
  const definition = policyOf(app, code)
  if (!definition) throw notFound(code)
  return definition
}

/** From the country down to the unit; the country alone when no unit is named. */
function pathTo(app: App, unitId: string | undefined): string[] {
  const tree = treeOf(app)
  return (unitId ? tree.path(unitId) : [tree.root]).map(unit => unit.id)
}

const nameOf = (ctx: Context, unitId: string | null): string | null =>
  unitId ? (treeOf(ctx.app).get(unitId)?.fullName ?? null) : null

const entryOf = (ctx: Context, row: StoredOverride): PolicyEntry => ({
  id: row.id,
  version: `${row.code}@${row.id}`,
  document: row.document,
  from: row.validFrom,
  to: row.validTo,
  unitId: row.unitId,
  unitName: nameOf(ctx, row.unitId),
  params: row.params as Record<string, unknown>,
  setAt: row.setAt.toISOString(),
  setBy: row.setBy,
  withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  reason: row.reason,
})

function defaultEntries({ code, defaults }: Policy): PolicyEntry[] {
  const entries = defaults.map((one, i) => ({
    id: null,
    version: `${code}@${one.from}`,
    document: one.document,
    from: one.from,
    to: defaults[i + 1]?.from ?? null,
    unitId: null,
    unitName: null,
    params: { ...one.params },
    setAt: null,
    setBy: null,
    withdrawnAt: null,
    reason: null,
  }))
  return entries.reverse()
}
