import type { Context } from '#core/app.ts'
import { service } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import type { Keyring } from '#core/keyring.ts'
import { notFound, Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { type BirthDate, cleanNumber, displayName, isOldId, isPassport, isPersonalId, type Sex } from './identifiers.ts'

export type IdentifierKind = 'cccd' | 'cmnd' | 'passport' | 'bhyt' | 'qid' | 'phone' | 'email'

export interface Person {
  readonly id: string
  readonly fullName: string
  readonly nameKey: string
  readonly birthDate: BirthDate | null
  readonly sex: Sex
  readonly unitId: string | null
  readonly unitName: string | null
  readonly address: string
  readonly householdId: string | null
  readonly householdRole: string | null
  readonly provisional: boolean
  /** Used for nothing but what the law commands, as the person asked. */
  readonly restricted: boolean
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

/** What paper a number is of. */
export function idKind(number: string): 'cccd' | 'cmnd' | 'passport' | undefined {
  if (isPersonalId(number)) return 'cccd'
  if (isOldId(number)) return 'cmnd'
  return isPassport(number) ? 'passport' : undefined
}

const cleanOf = (kind: IdentifierKind, value: string) =>
  kind === 'email' ? value.trim().toLowerCase() : cleanNumber(value)

/** What an identifier is looked up by: only an exact match finds it. */
export const lookupOf = (keyring: Keyring, kind: IdentifierKind, value: string): Buffer =>
  keyring.blindIndex(kind, cleanOf(kind, value))

/** An identifier as it is stored: nobody can read it without the keyring. */
export const sealIdentifier = (keyring: Keyring, kind: IdentifierKind, value: string) => ({
  lookup: lookupOf(keyring, kind, value),
  sealed: keyring.encrypt(cleanOf(kind, value)),
})

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

/** The entry that stands for the person now: the one itself, unless it was merged into another. */
export async function survivorOf(sql: Sql, personId: string): Promise<string> {
  const [row] = await sql<{ toId: string }[]>`select to_id from people.alias where from_id = ${personId}`
  return row?.toId ?? personId
}

/** All entries that are the same person, the survivor first: facts may be recorded under any of them. */
export async function entriesOf(sql: Sql, personId: string): Promise<string[]> {
  const survivor = await survivorOf(sql, personId)
  const merged = await sql<{ id: string }[]>`
    select from_id as id from people.alias where to_id = ${survivor} order by from_id`
  return [survivor, ...merged.map(row => row.id)]
}

/** The same for SQL, of many people at once: rows of `entry_id, person_id`. `survivors` stand for themselves. */
export const entryRows = (sql: Sql, survivors: readonly string[]) => sql`
  select id as entry_id, id as person_id from unnest(${survivors as string[]}::uuid[]) as survivor (id)
  union all select from_id, to_id from people.alias where to_id = any(${survivors as string[]}::uuid[])`

/** What every list of people selects; `p` is the entry that stands for the person. */
export const personRows = (sql: Sql, more: Fragment = sql``) => sql`
  select p.id, p.full_name, p.name_key, p.birth_date, p.sex, p.unit_id, u.full_name as unit_name, p.address,
         p.household_id, p.household_role, p.provisional, p.restricted_at is not null as restricted${more}
  from people.person p left join units.unit u on u.id = p.unit_id`

/** The people that the ids stand for now, in their order; two ids of one person give that person once. */
export async function getPeople(sql: Sql, ids: readonly string[]): Promise<Person[]> {
  if (!ids.length) return []
  return sql<Person[]>`
    ${personRows(sql)}
    join (
      select coalesce(a.to_id, asked.id) as id, min(asked.n) as n
      from unnest(${ids as string[]}::uuid[]) with ordinality as asked (id, n)
      left join people.alias a on a.from_id = asked.id group by 1) found on found.id = p.id
    order by found.n`
}

/** The person that an id stands for now: of a merged entry the survivor, so the id of the answer may be another. */
export async function getPerson(sql: Sql, personId: string): Promise<Person | undefined> {
  const [person] = await getPeople(sql, [personId])
  return person
}

export interface Identifier {
  readonly kind: IdentifierKind
  readonly value: string
}

/** The people whom one of the exact numbers belongs to, each once. Phones and e-mail addresses are shared. */
export async function findByIdentifiers(ctx: Context, identifiers: readonly Identifier[]): Promise<Person[]> {
  const sought = identifiers.map(({ kind, value }) => lookupOf(ctx.app.keyring, kind, value))
  return ctx.sql<Person[]>`
    ${personRows(ctx.sql)}
    where p.id in (
      select coalesce(a.to_id, i.person_id)
      from unnest(${identifiers.map(i => i.kind)}::text[], ${sought}::bytea[]) as sought (kind, lookup)
      join people.identifier i using (kind, lookup)
      left join people.alias a on a.from_id = i.person_id)
    order by p.name_key, p.id`
}

export const findByIdentifier = (ctx: Context, kind: IdentifierKind, value: string): Promise<Person[]> =>
  findByIdentifiers(ctx, [{ kind, value }])

export type Numbers = Partial<Record<IdentifierKind, string>>

/**
 * People's numbers, opened, by the ids that were asked for. What was entered under merged entries counts; where two
 * entries differ, the survivor's own holds.
 */
export async function numbersOf(
  ctx: Pick<Context, 'sql' | 'app'>,
  personIds: readonly string[],
  kinds?: readonly IdentifierKind[],
): Promise<Map<string, Numbers>> {
  const found = new Map<string, Numbers>()
  if (!personIds.length) return found
  const rows = await ctx.sql<{ askedId: string; kind: IdentifierKind; sealed: Buffer }[]>`
    select asked.id as asked_id, i.kind, i.sealed
    from unnest(${personIds as string[]}::uuid[]) as asked (id)
    left join people.alias a on a.from_id = asked.id
    cross join lateral (
      select coalesce(a.to_id, asked.id) as id, 0 as rank
      union all select from_id, 1 from people.alias where to_id = coalesce(a.to_id, asked.id)) entry
    join people.identifier i on i.person_id = entry.id
    where ${kinds ? ctx.sql`i.kind = any(${kinds as string[]})` : ctx.sql`true`}
    order by entry.rank, entry.id, i.lookup`
  for (const { askedId, kind, sealed } of rows) {
    const numbers = found.get(askedId) ?? {}
    numbers[kind] ??= ctx.app.keyring.decrypt(sealed)
    found.set(askedId, numbers)
  }
  return found
}

/** One person's numbers, opened. For the person and for those who look with a purpose. */
export const identifiersOf = async (ctx: Context, personId: string): Promise<Numbers> =>
  (await numbersOf(ctx, [personId])).get(personId) ?? {}

/**
 * The household of a person, themselves first. A merged entry brings the person it stands for, and leaves its household
 * to a survivor who has none.
 */
export async function householdOf(sql: Sql, personId: string): Promise<string[]> {
  const [me, ...merged] = (await entriesOf(sql, personId)) as [string, ...string[]]
  const rows = await sql<{ id: string }[]>`
    with home as (
      select household_id from people.person
      where id = any(${[me, ...merged]}::uuid[]) and household_id is not null order by id <> ${me}, id limit 1)
    select distinct coalesce(a.to_id, other.id) as id from home
    join people.person other using (household_id)
    left join people.alias a on a.from_id = other.id`
  return [me, ...rows.map(row => row.id).filter(id => id !== me)]
}

const OF_AGE = 18

/** Whether somebody born then is of age today; of whom only the year is known, at its end. */
export const isOfAge = (birthDate: BirthDate | null, today: string): boolean =>
  birthDate !== null && `${Number(birthDate.slice(0, 4)) + OF_AGE}${birthDate.slice(4) || '-12-31'}` <= today

/**
 * For whom a person speaks: the household, but nobody who is of age and has an account of their own. A child who grew up
 * and signed in is theirs alone from that moment.
 */
export async function speaksFor(sql: Sql, personId: string, now: Date): Promise<string[]> {
  const [me = personId, ...others] = await householdOf(sql, personId)
  if (!others.length) return [me]
  const own = await sql<{ id: string; birthDate: BirthDate | null }[]>`
    select p.id, p.birth_date from people.person p
     where p.id = any(${others}::uuid[]) and exists (
       select from identity.account a left join people.alias m on m.from_id = a.person_id
        where coalesce(m.to_id, a.person_id) = p.id and a.disabled_at is null)`
  const alone = new Set(own.filter(one => isOfAge(one.birthDate, dayOf(now))).map(one => one.id))
  return [me, ...others.filter(id => !alone.has(id))]
}

/** The household of a person, made in a commune with the person as its head when there is none yet. */
export async function householdFor({ sql, now }: Context, personId: string, unitId: string): Promise<string> {
  // Two members entered in one moment must not make two households.
  const [person] = await sql<{ householdId: string | null; unitId: string | null; address: string }[]>`
    select household_id, unit_id, address from people.person where id = ${personId} for update`
  if (!person) throw notFound('person')
  if (person.householdId) return person.householdId
  const id = newId(now)
  await sql`
    insert into people.household (id, unit_id, head_id, address)
    values (${id}, ${person.unitId ?? unitId}, ${personId}, ${person.address})`
  await sql`
    update people.person set household_id = ${id}, household_role = coalesce(household_role, 'head'), updated_at = ${now}
    where id = ${personId}`
  return id
}

/** The phone of a person is this one and no other. */
export async function replacePhone(ctx: Context, personId: string, phone: string): Promise<void> {
  await dropPhone(ctx, personId)
  const { lookup, sealed } = sealIdentifier(ctx.app.keyring, 'phone', phone)
  await ctx.sql`
    insert into people.identifier (person_id, kind, lookup, sealed) values (${personId}, 'phone', ${lookup}, ${sealed})`
  await touch(ctx, [personId])
}

/** The paper of a person is this one: others of its kind are not theirs any more. */
export async function replaceNumber(ctx: Context, personId: string, kind: IdentifierKind, value: string) {
  const { lookup, sealed } = sealIdentifier(ctx.app.keyring, kind, value)
  await ctx.sql`
    delete from people.identifier
     where person_id = any(${await entriesOf(ctx.sql, personId)}::uuid[]) and kind = ${kind}`
  await ctx.sql`
    insert into people.identifier (person_id, kind, lookup, sealed) values (${personId}, ${kind}, ${lookup}, ${sealed})`
  await touch(ctx, [personId])
}

/** Their numbers changed: what is derived from entries looks at them again. */
const touch = ({ sql, now }: Context, personIds: readonly string[]) => sql`
  update people.person set updated_at = ${now} where id = any(${personIds as string[]}::uuid[])`

/** The person is not reached at this phone any more; at any, unless it is said. */
export async function dropPhone(ctx: Context, personId: string, phone?: string): Promise<void> {
  const lookup = phone ? lookupOf(ctx.app.keyring, 'phone', phone) : null
  await ctx.sql`
    delete from people.identifier
     where person_id = any(${await entriesOf(ctx.sql, personId)}::uuid[]) and kind = 'phone'
       and (${lookup}::bytea is null or lookup = ${lookup})`
}

const MERGE_LOCK = 4_202_612

/**
 * Reads one entry as another from now on, and with it whatever had been merged into it; answers the survivor. Aliases
 * stay one step long. Refuses circles (`people.merge-circle`) and entries merged before (`people.already-merged`).
 */
export async function mergePeople(ctx: Context, fromId: string, intoId: string, reason: string): Promise<string> {
  const { sql, now, who } = ctx
  // One merge at a time: two crossing ones would each see no circle.
  await sql`select pg_advisory_xact_lock(${MERGE_LOCK})`
  const survivor = await survivorOf(sql, intoId)
  const standsForFrom = await survivorOf(sql, fromId)
  if (standsForFrom === survivor) throw new Problem('people.merge-circle', { status: 409 })
  if (standsForFrom !== fromId) throw new Problem('people.already-merged', { status: 409 })
  await sql`update people.alias set to_id = ${survivor} where to_id = ${fromId}`
  await sql`
    insert into people.alias (from_id, into_id, to_id, at, by_account, reason)
    values (${fromId}, ${intoId}, ${survivor}, ${now}, ${who?.accountId ?? null}, ${reason})`
  return survivor
}

/**
 * Takes a merge back: the entry stands for itself again, with whatever had been merged into it; answers who it was read
 * as. Facts are where they always were. Throws `people.not-merged`.
 */
export async function unmergePeople(ctx: Context, fromId: string, reason: string): Promise<string> {
  const { sql, now, who } = ctx
  await sql`select pg_advisory_xact_lock(${MERGE_LOCK})`
  const [taken] = await sql<{ toId: string }[]>`
    with gone as (delete from people.alias where from_id = ${fromId} returning *),
    kept as (
      insert into people.unmerge
        (id, from_id, into_id, merged_at, merged_by, merge_reason, at, by_account, reason)
      select ${newId(now)}::uuid, from_id, into_id, at, by_account, reason, ${now}::timestamptz,
             ${who?.accountId ?? null}::uuid, ${reason} from gone)
    select to_id from gone`
  if (!taken) throw new Problem('people.not-merged', { status: 409 })
  await sql`
    with recursive below (id) as (
      select ${fromId}::uuid union select a.from_id from people.alias a join below b on a.into_id = b.id)
    update people.alias set to_id = ${fromId} where from_id in (select id from below)`
  await touch(ctx, [fromId, taken.toId])
  return taken.toId
}
