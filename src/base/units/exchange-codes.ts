import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { Sql } from '#core/db/db.ts'
import { Problem } from '#core/problem.ts'

/** QĐ 20/2020/QĐ-TTg: 35 characters at most, from broad to narrow (`H37.02.02`). Old ones begin with figures. */
const CODE = /^[0-9A-Z.]{1,35}$/
const OLD_CODE = /^\d{3}(\.\d{2}){2}\.H\d{2}$/

export const isOldCode = (code: string): boolean => OLD_CODE.test(code)

export interface CodedOrganisation {
  readonly id: string
  readonly kind: string
  readonly name: string
}

/** The organisation that other systems know by a code, old or new. */
export async function organisationByCode(sql: Sql, code: string): Promise<CodedOrganisation | undefined> {
  const [row] = await sql<CodedOrganisation[]>`
    select o.id, o.kind, o.name from units.exchange_code c join units.organisation o on o.id = c.organisation_id
    where c.code = ${code}`
  return row
}

export interface Codes {
  readonly code: string | null
  readonly oldCode: string | null
}

export async function codesOf(sql: Sql, organisationId: string): Promise<Codes> {
  const rows = await sql<{ code: string; isOld: boolean }[]>`
    select code, is_old from units.exchange_code where organisation_id = ${organisationId}`
  const of = (isOld: boolean) => rows.find(row => row.isOld === isOld)?.code ?? null
  return { code: of(false), oldCode: of(true) }
}

/**
 * Gives an organisation a code, of the day of the decision on it; the one it had of the same kind, old or new, is a former one then. Throws `units.bad-exchange-code`,
 * `units.exchange-code-taken`.
 */
export async function giveCode(
  ctx: Context,
  organisationId: string,
  code: string,
  since: string = dayOf(ctx.now),
): Promise<void> {
  if (!CODE.test(code)) throw new Problem('units.bad-exchange-code')
  const holder = await organisationByCode(ctx.sql, code)
  if (holder && holder.id !== organisationId) throw new Problem('units.exchange-code-taken', { status: 409 })
  await ctx.sql`
    insert into units.former_code (organisation_id, code, since, ended_at, ended_by)
    select organisation_id, code, since, ${ctx.now}, ${ctx.who?.accountId ?? null} from units.exchange_code
    where organisation_id = ${organisationId} and is_old = ${isOldCode(code)} and code <> ${code}
    on conflict do nothing`
  await ctx.sql`
    insert into units.exchange_code (code, organisation_id, is_old, since, given_at)
    values (${code}, ${organisationId}, ${isOldCode(code)}, ${since}, ${ctx.now})
    on conflict (organisation_id, is_old) do update
      set code = excluded.code, since = excluded.since, given_at = excluded.given_at`
}

/** Organisations by a part of their name or a code, for a list of recipients. */
export const organisationsNamed = (sql: Sql, nameLike: string, code: string, at: Date, most: number) => sql<
  (CodedOrganisation & { code: string | null; unitId: string })[]
>`
  select o.id, o.kind, o.name, c.code, s.unit_id
  from units.organisation o
  join units.seat s on s.organisation_id = o.id and s.valid_from <= ${dayOf(at)}
    and (s.valid_to is null or s.valid_to > ${dayOf(at)})
  left join units.exchange_code c on c.organisation_id = o.id and not c.is_old
  where o.name_key like ${nameLike} or c.code = ${code}
  order by length(o.name), o.name, o.id limit ${most}`
