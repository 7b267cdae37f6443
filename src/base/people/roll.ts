import type { Context } from '#core/app.ts'
import { newId } from '#core/ids.ts'
import { nameKey } from '#core/text.ts'
import type { Sex } from './identifiers.ts'
import { addPeople, type IdentifierKind, type NewPerson, sealIdentifier } from './people.ts'
import { newQid } from './qid.ts'

/** Somebody as a list has them. */
export interface Listed {
  readonly fullName: string
  readonly birthDate: string | null
  readonly sex: Sex
  readonly unitId: string | null
  readonly address: string
  /** The number of a paper, which one person has alone. */
  readonly paper?: { readonly kind: IdentifierKind; readonly value: string } | undefined
  readonly phone?: string | undefined
  /** Somebody without a name of their own: entered until it is known who that is. */
  readonly provisional?: boolean
}

/** Who that is: an entry that was there or a new one; `other` when the number belongs to somebody of another name. */
export type Entered = { readonly personId: string; readonly isNew: boolean } | 'other'

/**
 * Finds the people of a list in the register, or enters them; set-based, and the same list again finds whom it entered.
 * Somebody is found by the number of a paper, else by name, birth date and commune (and address, where no birth date is
 * known). A telephone that the register lacks is added to whom it was given for.
 */
export async function enterPeople(ctx: Context, listed: readonly Listed[]): Promise<Entered[]> {
  const seals = listed.map(({ paper }) => paper && sealIdentifier(ctx.app.keyring, paper.kind, paper.value))
  const holders = await holdersOf(ctx, listed, seals)
  const namesakes = await namesakesOf(ctx, listed)
  const fresh = new Map<string, NewPerson & { readonly id: string }>()
  const entered = listed.map((one, i): Entered => {
    const holder = holders.get(i)
    if (holder) return holder.nameKey === nameKey(one.fullName) ? { personId: holder.id, isNew: false } : 'other'
    const known = namesakes.get(i)?.find(({ kinds }) => !one.paper || !kinds.includes(one.paper.kind))
    if (known) return { personId: known.id, isNew: false }
    const key = seals[i]?.lookup.toString('hex') ?? JSON.stringify(keyOf(one))
    const twin = fresh.get(key)
    if (twin) return { personId: twin.id, isNew: false }
    const person = newPerson(ctx, one)
    fresh.set(key, person)
    return { personId: person.id, isNew: true }
  })
  await addPeople(ctx, [...fresh.values()])
  await addTelephones(ctx, listed, entered)
  return entered
}

/** Without a birth date a name alone is nobody. */
const keyOf = ({ fullName, birthDate, unitId, address }: Listed) =>
  [nameKey(fullName), unitId, birthDate, birthDate ? '' : nameKey(address)] as const

function newPerson({ now }: Context, { paper, phone: _, provisional = false, ...person }: Listed) {
  const identifiers = { ...(provisional ? {} : { qid: newQid() }), ...(paper ? { [paper.kind]: paper.value } : {}) }
  return { ...person, provisional, identifiers, id: newId(now) }
}

/** Who holds the number of each row. */
async function holdersOf(
  { sql }: Context,
  listed: readonly Listed[],
  seals: readonly ({ readonly lookup: Buffer } | undefined)[],
): Promise<Map<number, { readonly id: string; readonly nameKey: string }>> {
  const asked = listed.flatMap(({ paper }, at) => {
    const lookup = seals[at]?.lookup
    return paper && lookup ? [{ at, kind: paper.kind, lookup }] : []
  })
  if (!asked.length) return new Map()
  const rows = await sql<{ at: number; id: string; nameKey: string }[]>`
    select asked.at, p.id, p.name_key
    from unnest(${asked.map(a => a.at)}::int[], ${asked.map(a => a.kind)}::text[], ${asked.map(a => a.lookup)}::bytea[])
      as asked (at, kind, lookup)
    join people.identifier i using (kind, lookup)
    left join people.alias a on a.from_id = i.person_id
    join people.person p on p.id = coalesce(a.to_id, i.person_id)`
  return new Map(rows.map(row => [row.at, row]))
}

/** Entries of the same name, birth date and commune as each row, and which numbers they have. */
async function namesakesOf({ sql }: Context, listed: readonly Listed[]) {
  const keys = listed.map(keyOf)
  const rows = await sql<{ at: number; id: string; kinds: string[]; address: string }[]>`
    select asked.at, p.id, p.address, array(select i.kind from people.identifier i where i.person_id = p.id) as kinds
    from unnest(${keys.map((_, at) => at)}::int[], ${keys.map(([name]) => name)}::text[],
      ${keys.map(([, unitId]) => unitId)}::uuid[], ${keys.map(([, , birth]) => birth)}::text[])
      as asked (at, name_key, unit_id, birth_date)
    join people.person p on p.name_key = asked.name_key and p.birth_date is not distinct from asked.birth_date
      and p.unit_id is not distinct from asked.unit_id
    where not exists (select from people.alias a where a.from_id = p.id)
    order by p.id`
  const fitting = rows.filter(({ at, address }) => keys[at]?.[2] || nameKey(address) === keys[at]?.[3])
  return Map.groupBy(fitting, row => row.at)
}

async function addTelephones(ctx: Context, listed: readonly Listed[], entered: readonly Entered[]): Promise<void> {
  const given = listed.flatMap(({ phone }, at) => {
    const who = entered[at]
    return phone && who && who !== 'other' ? [{ personId: who.personId, phone }] : []
  })
  const first = [...new Map(given.toReversed().map(one => [one.personId, one.phone]))]
  if (!first.length) return
  const seals = first.map(([, phone]) => sealIdentifier(ctx.app.keyring, 'phone', phone))
  await ctx.sql`
    insert into people.identifier (person_id, kind, lookup, sealed)
    select f.person_id, 'phone', f.lookup, f.sealed
    from unnest(${first.map(([id]) => id)}::uuid[], ${seals.map(s => s.lookup)}::bytea[], ${seals.map(s => s.sealed)}::bytea[])
      as f (person_id, lookup, sealed)
    where not exists (select from people.identifier i where i.person_id = f.person_id and i.kind = 'phone')
    on conflict do nothing`
}
