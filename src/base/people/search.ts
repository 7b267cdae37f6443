import { parsePhone } from '#base/identity/phone.ts'
import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { type SortColumn, sortedBy } from '#core/sorting.ts'
import { nameKey, tidy } from '#core/text.ts'
import {
  type BirthDate,
  birthYear,
  cleanNumber,
  isOldId,
  isPassport,
  isPersonalId,
  parseBirthDate,
  parseInsurance,
} from './identifiers.ts'
import { findByIdentifiers, type Identifier, type Person, personRows } from './people.ts'

export const SEARCH_CAP = 50

/** People found, and whether there were more than the cap: then the screen asks for a birth year. */
export interface Found {
  readonly people: Person[]
  readonly capped: boolean
}

/**
 * Finds people by ID, insurance or phone number (exact, by blind index), or by words of the name in order or their
 * beginnings, with or without accents, and a birth year or date anywhere in the text. Limited to `scope`.
 */
export async function searchPeople(ctx: Context, text: string, scope: Scope): Promise<Found> {
  const numbers = numbersIn(text)
  if (!numbers.length) return searchNames(ctx, text, scope)
  const people = await findByIdentifiers(ctx, numbers)
  const reached = new Set(scope.everywhere ? [] : scope.unitIds)
  return capped(people.filter(p => scope.everywhere || (p.unitId !== null && reached.has(p.unitId))))
}

const capped = (people: readonly Person[]): Found => ({
  people: people.slice(0, SEARCH_CAP),
  capped: people.length > SEARCH_CAP,
})

/** Everything a number may be: ten digits are an insurance code as well as a telephone, twelve an ID as well as both. */
function numbersIn(text: string): Identifier[] {
  const value = cleanNumber(text)
  const phone = /^[\d+()]{8,}$/.test(value) ? parsePhone(value)?.e164 : undefined
  const insurance = parseInsurance(value)?.socialNumber
  const isOneWord = !text.trim().includes(' ')
  const fits: [boolean, Identifier][] = [
    [isPersonalId(value), { kind: 'cccd', value }],
    [isOldId(value), { kind: 'cmnd', value }],
    [isOneWord && isPassport(value), { kind: 'passport', value }],
    [phone !== undefined, { kind: 'phone', value: phone ?? '' }],
    [insurance !== undefined, { kind: 'bhyt', value: insurance ?? '' }],
  ]
  return fits.flatMap(([does, identifier]) => (does ? [identifier] : []))
}

const BIRTH = /(?<![\d/.-])(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}|(?:19|20)\d{2})(?![\d/.-])/

async function searchNames({ sql }: Context, text: string, scope: Scope): Promise<Found> {
  const written = BIRTH.exec(text)?.[0]
  const birth = written && parseBirthDate(written)
  const name = birth ? text.replace(written, ' ') : text
  const words = nameKey(name).split(' ').filter(Boolean)
  if (!words.length) return { people: [], capped: false }
  const exact = words.join(' ')
  // Some words of the name in their order, each from its beginning: “nguyen an” is no Nguyễn Văn Hòa.
  const begins = `% ${words.join('% ')}%`
  const indexed = `%${words.join('%')}%`
  const people = await sql<Person[]>`
    ${personRows(sql)}
    where p.name_key like ${indexed} and ' ' || p.name_key like ${begins}
      and not exists (select from people.alias a where a.from_id = p.id)
      and ${birth ? sql`p.birth_date similar to ${birthPattern(birth)}` : sql`true`}
      and ${scope.everywhere ? sql`true` : sql`p.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    order by p.name_key = ${exact} desc, position(${` ${exact} `} in ' ' || p.name_key || ' ') > 0 desc,
             position(${tidy(name).toLowerCase()} in lower(p.full_name)) > 0 desc, p.name_key, p.id
    limit ${SEARCH_CAP + 1}`
  return capped(people)
}

/** By the given name first, as people are listed here; without a date of birth, before all others. */
const ORDERS = {
  name: { type: 'text', by: sql => sql`people.listed_as(p.name_key) collate "C"` },
  birth: { type: 'text', by: sql => sql`coalesce(p.birth_date, '') collate "C"` },
} satisfies Record<string, SortColumn>

export const PEOPLE_A_PAGE = 50
/** Counts no further than this: “hơn 1.000”. */
export const MOST_PEOPLE_COUNTED = 1000

export interface RegisterFilter {
  readonly unitIds?: readonly string[] | undefined
  /** YYYY */
  readonly born?: string | undefined
}

/** Of people `p`, merged entries aside. */
const registered = (sql: Sql, scope: Scope, { unitIds, born }: RegisterFilter) => sql`
  not exists (select from people.alias a where a.from_id = p.id)
    and ${scope.everywhere ? sql`true` : sql`p.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    and ${unitIds ? sql`p.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`}
    and ${born ? sql`coalesce(p.birth_date, '') collate "C" between ${born} and ${`${born}-12-31`}` : sql`true`}`

/** A page of the register, one row more than it shows. */
export function listPeople(
  sql: Sql,
  scope: Scope,
  filter: RegisterFilter,
  { sort, after }: { readonly sort: 'name' | '-name' | 'birth' | '-birth'; readonly after?: string | undefined },
): Promise<(Person & { readonly sortKey: string })[]> {
  const sorted = sortedBy(sql, ORDERS, sort, { id: sql`p.id`, after })
  return sql<(Person & { readonly sortKey: string })[]>`
    ${personRows(sql, sql`, ${sorted.key} as sort_key`)}
    where ${registered(sql, scope, filter)} and ${sorted.after}
    order by ${sorted.order} limit ${PEOPLE_A_PAGE + 1}`
}

export async function countPeople(sql: Sql, scope: Scope, filter: RegisterFilter): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*) as n from (
      select from people.person p where ${registered(sql, scope, filter)} limit ${MOST_PEOPLE_COUNTED + 1}) counted`
  return row?.n ?? 0
}

/** A whole date fits entries of which only the year is known. */
const birthPattern = (birth: BirthDate) => (birth.length === 4 ? `${birth}%` : `${birth}|${birthYear(birth)}`)
