import type { Context } from '#core/app.ts'
import { newId } from '#core/ids.ts'
import { notFound } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { entriesOf, getPerson, type IdentifierKind, identifiersOf, replaceNumber, replacePhone } from './people.ts'

export const FIELDS = ['fullName', 'birthDate', 'sex', 'unitId', 'address', 'idNumber', 'phone'] as const
export type Field = (typeof FIELDS)[number]
/** What an entry is to say; what is not named stays. */
export type Fields = Readonly<Partial<Record<Field, string>>>

/** What an entry says, field by field; null where it says nothing. */
export async function fieldsOf(ctx: Context, personId: string): Promise<Record<Field, string | null>> {
  const person = await getPerson(ctx.sql, personId)
  if (!person) throw notFound('person')
  const { fullName, birthDate, sex, unitId, address } = person
  const numbers = await identifiersOf(ctx, person.id)
  return {
    fullName,
    birthDate,
    sex,
    unitId,
    address: address || null,
    idNumber: numbers.cccd ?? numbers.cmnd ?? numbers.passport ?? null,
    phone: numbers.phone ?? null,
  }
}

export interface NewNumbers {
  readonly id?: { readonly kind: IdentifierKind; readonly value: string }
}

/**
 * Makes the entry say otherwise and keeps what it said, who changed it and why. Facts keep what they were recorded with.
 * Answers which fields changed. Throws `people.identifier-taken` when a number has a holder.
 */
export async function changePerson(
  ctx: Context,
  personId: string,
  asked: Fields,
  reason: string,
  numbers: NewNumbers = {},
): Promise<Field[]> {
  const person = await getPerson(ctx.sql, personId)
  if (!person) throw notFound('person')
  const was = await fieldsOf(ctx, person.id)
  const changed = FIELDS.filter(field => asked[field] !== undefined && asked[field] !== was[field])
  if (!changed.length) return []
  const { fullName, birthDate, sex, unitId, address } = asked
  await ctx.sql`
    update people.person set
      full_name = coalesce(${fullName ?? null}, full_name),
      name_key = coalesce(${fullName ? nameKey(fullName) : null}, name_key),
      birth_date = coalesce(${birthDate ?? null}, birth_date), sex = coalesce(${sex ?? null}, sex),
      unit_id = coalesce(${unitId ?? null}::uuid, unit_id), address = coalesce(${address ?? null}, address),
      updated_at = ${ctx.now}
    where id = ${person.id}`
  if (changed.includes('phone')) await replacePhone(ctx, person.id, asked.phone as string)
  if (changed.includes('idNumber') && numbers.id) await replaceNumber(ctx, person.id, numbers.id.kind, numbers.id.value)
  await noteChanges(
    ctx,
    person.id,
    changed.map(field => ({ field, was: was[field], became: asked[field] ?? null })),
    reason,
  )
  return changed
}

interface Change {
  readonly field: Field
  readonly was: string | null
  readonly became: string | null
}

export async function noteChanges(ctx: Context, personId: string, changes: readonly Change[], reason: string) {
  const seal = (text: string | null) => text && ctx.app.keyring.encrypt(text)
  for (const { field, was, became } of changes)
    await ctx.sql`
      insert into people.change (id, person_id, field, was, became, at, by_account, reason)
      values (${newId(ctx.now)}, ${personId}, ${field}, ${seal(was)}, ${seal(became)}, ${ctx.now},
              ${ctx.who?.accountId ?? null}, ${reason})`
}

interface Written {
  readonly id: string
  readonly at: Date
  readonly by: string | null
  readonly reason: string
}

/** What became of a person's entries: changes, merges, and merges that were taken back; the latest first. */
export async function historyOf(ctx: Context, personId: string) {
  const { sql, app } = ctx
  const ids = await entriesOf(sql, personId)
  const open = (sealed: Buffer | null) => sealed && app.keyring.decrypt(sealed)
  const changes = await sql<(Written & { field: Field; was: Buffer | null; became: Buffer | null })[]>`
    select c.id, c.at, a.name as by, c.reason, c.field, c.was, c.became
    from people.change c left join identity.account a on a.id = c.by_account where c.person_id = any(${ids}::uuid[])`
  const merges = await sql<(Written & { fromId: string; intoId: string; fromName: string; intoName: string })[]>`
    select m.from_id as id, m.at, a.name as by, m.reason, m.from_id, m.into_id, f.full_name as from_name, i.full_name as into_name
    from people.alias m left join identity.account a on a.id = m.by_account
    join people.person f on f.id = m.from_id join people.person i on i.id = m.into_id
    where m.from_id = any(${ids}::uuid[])`
  const taken = await sql<(Written & { fromName: string; intoName: string })[]>`
    select u.id, u.at, a.name as by, u.reason, f.full_name as from_name, i.full_name as into_name
    from people.unmerge u left join identity.account a on a.id = u.by_account
    join people.person f on f.id = u.from_id join people.person i on i.id = u.into_id
    where u.from_id = any(${ids}::uuid[]) or u.into_id = any(${ids}::uuid[])`
  const nothing = { field: null, was: null, became: null, fromName: null, intoName: null, fromId: null }
  const told = [
    ...changes.map(one => ({
      ...nothing,
      ...one,
      what: 'changed' as const,
      was: open(one.was),
      became: open(one.became),
    })),
    ...merges.map(one => ({ ...nothing, ...one, what: 'merged' as const })),
    ...taken.map(one => ({ ...nothing, ...one, what: 'unmerged' as const })),
  ]
  return told
    .toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1))
    .map(one => ({ ...one, at: one.at.toISOString() }))
}
