import { abbreviationOf } from '#base/units/organisations.ts'
import { grantsFor } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { Problem } from '#core/problem.ts'
import { type OfficeRow, officersOf, officesBy } from './queries.ts'

export const READ = 'documents.read'
export const OVERSEE = 'documents.oversee'
const VERBS = ['read', 'oversee', 'register', 'issue', 'draft', 'assign', 'sign'].map(verb => `documents.${verb}`)

/** Organisations in which the caller has a verb. */
export const organisationsWith = ({ who, app }: Context, verb: string): string[] =>
  who ? [...new Set(grantsFor(who, verb, app.rights).flatMap(grant => grant.organisationId ?? []))] : []

export const verbsAt = (ctx: Context, organisationId: string): string[] =>
  VERBS.filter(verb => organisationsWith(ctx, verb).includes(organisationId))

export async function mustOffice(ctx: Context, organisationId: string): Promise<OfficeRow> {
  const [office] = await officesBy(ctx.sql, [organisationId])
  if (!office) throw new Problem('documents.no-office', { status: 404 })
  return office
}

export interface NewOffice {
  readonly organisationId: string
  readonly unitId: string
  readonly place: string
  /** Of the kind of the organisation unless said. */
  readonly abbreviation?: string
}

/** From now on the documents of these organisations are kept here. */
export async function openOffices(ctx: Context, list: readonly NewOffice[]): Promise<void> {
  await ctx.sql`
    insert into documents.office (organisation_id, unit_id, abbreviation, place, opened_at)
    select o.id, t.unit_id, coalesce(t.abbreviation, k.abbreviation, 'CQ'), t.place, ${ctx.now}
    from unnest(${list.map(one => one.organisationId)}::uuid[], ${list.map(one => one.unitId)}::uuid[],
                ${list.map(one => one.abbreviation ?? null)}::text[], ${list.map(one => one.place)}::text[])
      as t (organisation_id, unit_id, abbreviation, place)
    join units.organisation o on o.id = t.organisation_id
    left join unnest(${KINDS}::text[], ${KINDS.map(abbreviationOf)}::text[]) as k (kind, abbreviation) on k.kind = o.kind
    on conflict do nothing`
}
const KINDS = ['committee', 'health-department', 'cdc', 'health-centre', 'health-station', 'police']

const rolesWith = ({ app }: Context, verb: string): string[] =>
  [...app.rights].flatMap(([role, verbs]) => (verbs.has(verb) ? [role] : []))

export async function officersAt(ctx: Context, organisationId: string) {
  const leading = new Set(rolesWith(ctx, 'documents.assign'))
  const keeping = new Set(rolesWith(ctx, 'documents.register'))
  const rows = await officersOf(ctx.sql, organisationId, rolesWith(ctx, READ), ctx.now)
  return rows.map(({ id, name, roles }) => ({
    id,
    name,
    leads: roles.some(role => leading.has(role)),
    clerk: roles.some(role => keeping.has(role)),
  }))
}

/** All of them work there; throws `documents.not-an-officer`. */
export async function mustWorkAt(ctx: Context, organisationId: string, accountIds: readonly string[]): Promise<void> {
  if (!accountIds.length) return
  const known = new Set((await officersAt(ctx, organisationId)).map(officer => officer.id))
  if (accountIds.some(id => !known.has(id))) throw new Problem('documents.not-an-officer')
}

/** All of them lead there: they sign. */
export async function mustLeadAt(ctx: Context, organisationId: string, accountIds: readonly string[]): Promise<void> {
  const leaders = new Set((await officersAt(ctx, organisationId)).flatMap(one => (one.leads ? one.id : [])))
  if (accountIds.some(id => !leaders.has(id))) throw new Problem('documents.not-a-leader')
}
