import { declaredForm, formAt } from '#base/forms/form.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { InputOf } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import type { OfficeView, ProcedureLine, ProcedureView, services } from './contract.ts'
import { procedureSet } from './events.ts'
import {
  allOffices,
  type CatalogueFilter,
  closuresFrom,
  fieldsOn,
  type Office,
  PROCEDURES_A_PAGE,
  type ProcedureRow,
  procedureOn,
  proceduresOn,
} from './queries.ts'
import { isClosedOn } from './rules.ts'

export const feeOf = ({ content }: Pick<ProcedureRow, 'content'>): number =>
  content.fees.reduce((sum, { amount }) => sum + amount, 0)

export const lineOf = (row: ProcedureRow): ProcedureLine => ({
  id: row.id,
  code: row.code,
  name: row.name,
  field: row.field,
  level: row.level,
  fee: feeOf(row),
  term: row.content.term,
  receives: [...row.content.receives],
})

export async function catalogueView(ctx: Context, filter: CatalogueFilter) {
  const day = dayOf(ctx.now)
  const rows = await proceduresOn(ctx.sql, day, filter)
  const shown = rows.slice(0, PROCEDURES_A_PAGE)
  const more = rows.length > PROCEDURES_A_PAGE ? (shown.at(-1)?.code ?? null) : null
  return { rows: shown.map(lineOf), more, fields: await fieldsOn(ctx.sql, day) }
}

export async function mustProcedure(ctx: Context, code: string): Promise<ProcedureRow> {
  const row = await procedureOn(ctx.sql, code, dayOf(ctx.now))
  if (!row) throw new Problem('services.no-procedure', { status: 404 })
  return row
}

/** The form that somebody of a unit answers; of nobody in particular, where the first office is: that of the province. */
async function formFor(
  ctx: Context,
  code: string,
  { unitId, day }: { unitId?: string | undefined; day?: string } = {},
) {
  const where = unitId ?? (await allOffices(ctx.sql))[0]?.unitId
  return formAt(ctx, declaredForm(ctx, code), { unitId: where, day })
}

export async function procedureView(ctx: Context, row: ProcedureRow, unitId?: string): Promise<ProcedureView> {
  const form = row.content.form ? await formFor(ctx, row.content.form, { unitId }) : undefined
  return {
    ...lineOf(row),
    content: row.content,
    fromOn: row.fromOn,
    document: row.document,
    form: form ? { version: form.version, content: form.content } : null,
  }
}

/** Offices as people see them, with the closure that holds or comes. */
export async function officeViews(ctx: Context, offices: readonly Office[]): Promise<OfficeView[]> {
  const today = dayOf(ctx.now)
  const closures = Map.groupBy(
    await closuresFrom(
      ctx.sql,
      offices.map(office => office.id),
      today,
    ),
    one => one.officeId,
  )
  const tree = treeOf(ctx.app)
  return offices.map(office => {
    const [closure] = closures.get(office.id) ?? []
    return {
      ...office,
      tier: tree.get(office.unitId)?.tier ?? '',
      closure: closure
        ? {
            id: closure.id,
            fromOn: closure.fromOn,
            untilOn: closure.untilOn,
            reason: closure.reason,
            document: closure.document,
          }
        : null,
      closedToday: closure !== undefined && isClosedOn(closure, today),
    }
  })
}

/** Offices that take a procedure in, those on the way up from a unit first. */
export async function officesFor(ctx: Context, row: ProcedureRow | undefined, unitId: string | null | undefined) {
  const tree = treeOf(ctx.app)
  const way = unitId
    ? tree
        .path(unitId)
        .map(unit => unit.id)
        .reverse()
    : []
  const rank = ({ unitId: id }: Office) => (way.includes(id) ? way.indexOf(id) : way.length)
  const offices = (await allOffices(ctx.sql)).filter(
    office => !row || row.content.receives.some(tier => tier === tree.get(office.unitId)?.tier),
  )
  return officeViews(
    ctx,
    offices.toSorted((a, b) => rank(a) - rank(b) || a.code.localeCompare(b.code)),
  )
}

type Body = InputOf<typeof services.setProcedure>['body']

/**
 * Writes a version of a procedure. The day it begins may not lie before today, so that nothing that was filed changes what
 * it was filed under. Throws `services.from-past`, `services.no-signing-step`, `services.twice-paper`,
 * `services.form-not-in-force`, `core.not-found`.
 */
export async function setProcedure(ctx: Context, body: Body, { since = dayOf(ctx.now) } = {}): Promise<string> {
  const { content } = body
  if (body.fromOn < since) throw new Problem('services.from-past')
  if (content.steps.at(-1)?.role !== 'approve') throw new Problem('services.no-signing-step')
  const keys = content.papers.map(({ key }) => key)
  if (new Set(keys).size < keys.length) throw new Problem('services.twice-paper')
  if (content.form && body.isActive && !(await formFor(ctx, content.form, { day: body.fromOn })))
    throw new Problem('services.form-not-in-force', { status: 409 })
  const id = newId(ctx.now)
  const key = nameKey(`${body.name} ${body.field} ${body.code}`)
  const [row] = await ctx.sql<{ id: string }[]>`
    insert into services.procedure
      (id, code, from_on, name, name_key, field, level, content, document, is_active, set_at, set_by)
    values (${id}, ${body.code}, ${body.fromOn}, ${body.name}, ${key}, ${body.field}, ${body.level},
            ${JSON.stringify(content)}::text::jsonb, ${body.document}, ${body.isActive}, ${ctx.now},
            ${ctx.who?.accountId ?? null})
    on conflict (code, from_on) do nothing returning id`
  if (!row) throw new Problem('services.version-there', { status: 409 })
  await ctx.emit(procedureSet, { procedureId: id })
  return id
}

export async function versionsOf(ctx: Context, code: string) {
  const rows = await ctx.sql<
    { id: string; fromOn: string; name: string; document: string; isActive: boolean; setAt: Date; by: string | null }[]
  >`
    select p.id, p.from_on, p.name, p.document, p.is_active, p.set_at, a.name as by
    from services.procedure p left join identity.account a on a.id = p.set_by
    where p.code = ${code} order by p.from_on desc`
  if (!rows.length) throw notFound('procedure')
  return rows.map(row => ({ ...row, setAt: row.setAt.toISOString() }))
}
