import type { Context } from '#core/app.ts'
import { service } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import type { Keyring } from '#core/keyring.ts'
import { Problem } from '#core/problem.ts'
import { type BirthDate, cleanNumber, displayName, nameKey, type Sex } from './identifiers.ts'

export type IdentifierKind = 'cccd' | 'cmnd' | 'passport' | 'bhyt' | 'qid' | 'phone' | 'email'

export interface Person {
  readonly id: string
  readonly fullName: string
  readonly nameKey: string
  readonly birthDate: BirthDate | null
  readonly sex: Sex
  readonly unitId: string | null
  readonly address: string
  readonly householdId: string | null
  readonly householdRole: string | null
  readonly provisional: boolean
}

export interface NewPerson {
  readonly id?: string
  readonly fullName: string
  readonly birthDate?: BirthDate | null
  readonly sex?: Sex
  readonly unitId?: string | null
  readonly address?: string
  readonly householdId?: string | null
  readonly householdRole?: string | null
  readonly provisional?: boolean
  readonly identifiers?: Readonly<Partial<Record<IdentifierKind, string>>>
}

/** How to reach a person: what messages need of the register. */
export interface Addresses {
  readonly phone?: string
  readonly email?: string
}
export const addressesOf =
  service<(ctx: Context, personIds: readonly string[]) => Promise<Map<string, Addresses>>>('people.addresses')

/** An identifier as it is stored: nobody can read it without the keyring, and only an exact match finds it. */
export function sealIdentifier(keyring: Keyring, kind: IdentifierKind, value: string) {
  const clean = kind === 'email' ? value.trim().toLowerCase() : cleanNumber(value)
  return { lookup: keyring.blindIndex(kind, clean), sealed: keyring.encrypt(clean) }
}

/** Enters people into the register, set-based. Throws `people.identifier-taken` when a number has a holder. */
export async function addPeople(ctx: Context, people: readonly NewPerson[]): Promise<string[]> {
  const { sql, now, app } = ctx
  const rows = people.map(p => ({ ...p, id: p.id ?? newId(now), fullName: displayName(p.fullName) }))
  await sql`
    insert into people.person
      (id, full_name, name_key, birth_date, sex, unit_id, address, household_id, household_role, provisional, created_at, updated_at)
    select *, ${now}, ${now} from unnest(
      ${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.fullName)}::text[], ${rows.map(r => nameKey(r.fullName))}::text[],
      ${rows.map(r => r.birthDate ?? null)}::text[], ${rows.map(r => r.sex ?? 'unknown')}::text[],
      ${rows.map(r => r.unitId ?? null)}::uuid[], ${rows.map(r => r.address ?? '')}::text[],
      ${rows.map(r => r.householdId ?? null)}::uuid[], ${rows.map(r => r.householdRole ?? null)}::text[],
      ${rows.map(r => r.provisional ?? false)}::boolean[])`
  const identifiers = rows.flatMap(({ id, identifiers = {} }) =>
    Object.entries(identifiers).map(([kind, value]) => ({
      id,
      kind,
      ...sealIdentifier(app.keyring, kind as IdentifierKind, value),
    })),
  )
  if (identifiers.length)
    await sql`
      insert into people.identifier (person_id, kind, lookup, sealed)
      select * from unnest(${identifiers.map(i => i.id)}::uuid[], ${identifiers.map(i => i.kind)}::text[],
        ${identifiers.map(i => i.lookup)}::bytea[], ${identifiers.map(i => i.sealed)}::bytea[])`
  return rows.map(r => r.id)
}

export async function addPerson(ctx: Context, person: NewPerson): Promise<string> {
  const [id] = await addPeople(ctx, [person])
  return id as string
}

/** Follows merges to the entry that stands for the person now. */
export async function survivorOf(sql: Sql, personId: string): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    with recursive chain (id, depth) as (
      select ${personId}::uuid, 0
      union all
      select a.to_id, depth + 1 from people.alias a join chain c on a.from_id = c.id where depth < 20)
    select id from chain order by depth desc limit 1`
  return row?.id ?? personId
}

/** All entries that are the same person: facts may be recorded under any of them. */
export async function entriesOf(sql: Sql, personId: string): Promise<string[]> {
  const survivor = await survivorOf(sql, personId)
  const rows = await sql<{ id: string }[]>`
    with recursive same (id) as (
      select ${survivor}::uuid
      union
      select a.from_id from people.alias a join same s on a.to_id = s.id)
    select id from same`
  return rows.map(row => row.id)
}

const COLUMNS = (sql: Sql) =>
  sql`p.id, p.full_name, p.name_key, p.birth_date, p.sex, p.unit_id, p.address, p.household_id, p.household_role, p.provisional`

export async function getPerson(sql: Sql, personId: string): Promise<Person | undefined> {
  const [person] = await sql<Person[]>`select ${COLUMNS(sql)} from people.person p where p.id = ${personId}`
  return person
}

/** The people an exact number belongs to: one, unless it is a phone or an e-mail address. */
export async function findByIdentifier(ctx: Context, kind: IdentifierKind, value: string): Promise<Person[]> {
  const { lookup } = sealIdentifier(ctx.app.keyring, kind, value)
  return ctx.sql<Person[]>`
    select ${COLUMNS(ctx.sql)} from people.identifier i
    left join people.alias a on a.from_id = i.person_id
    join people.person p on p.id = coalesce(a.to_id, i.person_id)
    where i.kind = ${kind} and i.lookup = ${lookup}`
}

/** A person's numbers, opened. For the person and for those who look with a purpose. */
export async function identifiersOf(ctx: Context, personId: string): Promise<Partial<Record<IdentifierKind, string>>> {
  const rows = await ctx.sql<{ kind: IdentifierKind; sealed: Buffer }[]>`
    select kind, sealed from people.identifier where person_id = ${personId}`
  return Object.fromEntries(rows.map(row => [row.kind, ctx.app.keyring.decrypt(row.sealed)]))
}

export async function householdOf(sql: Sql, personId: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select other.id from people.person me
    join people.person other on other.id = me.id or other.household_id = me.household_id
    where me.id = ${personId} order by other.id = me.id desc`
  return rows.map(row => row.id)
}

/** The household of a person, made in a commune with the person as its head when there is none yet. */
export async function householdFor({ sql, now }: Context, person: Person, unitId: string): Promise<string> {
  if (person.householdId) return person.householdId
  const id = newId(now)
  await sql`
    insert into people.household (id, unit_id, head_id, address)
    values (${id}, ${person.unitId ?? unitId}, ${person.id}, ${person.address})`
  await sql`
    update people.person set household_id = ${id}, household_role = coalesce(household_role, 'head')
    where id = ${person.id}`
  return id
}

/** Reads two entries as one from now on. Refuses circles. */
export async function mergePeople(ctx: Context, fromId: string, toId: string, reason: string): Promise<string> {
  const survivor = await survivorOf(ctx.sql, toId)
  if ((await entriesOf(ctx.sql, survivor)).includes(fromId)) throw new Problem('people.merge-circle')
  await ctx.sql`
    insert into people.alias (from_id, to_id, at, by_account, reason)
    values (${fromId}, ${survivor}, ${ctx.now}, ${ctx.who?.accountId ?? null}, ${reason})`
  return survivor
}
