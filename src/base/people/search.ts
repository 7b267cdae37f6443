import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { nameKey } from '#core/text.ts'
import { cleanNumber, isOldId, isPassport, isPersonalId, mobileNumber, parseInsurance } from './identifiers.ts'
import { findByIdentifier, type IdentifierKind, type Person } from './people.ts'

export const SEARCH_CAP = 50

/** People found, and whether there were more than the cap: then the screen asks for a birth year. */
export interface Found {
  readonly people: readonly Person[]
  readonly capped: boolean
}

/**
 * Finds people by ID, insurance or phone number (exact, by blind index), or by words of the name in order, with or
 * without accents, and a birth year or date anywhere in the text. Limited to `scope`.
 */
export async function searchPeople(ctx: Context, text: string, scope: Scope): Promise<Found> {
  const number = identifierIn(text)
  if (number) {
    const people = await findByIdentifier(ctx, number.kind, number.value)
    return { people: people.filter(p => inScope(p, scope)), capped: false }
  }
  return searchNames(ctx, text, scope)
}

function identifierIn(text: string): { kind: IdentifierKind; value: string } | undefined {
  const value = cleanNumber(text)
  if (isPersonalId(value)) return { kind: 'cccd', value }
  const phone = mobileNumber(value)
  if (phone) return { kind: 'phone', value: phone }
  if (isOldId(value)) return { kind: 'cmnd', value }
  if (!text.trim().includes(' ') && isPassport(value)) return { kind: 'passport', value }
  const insurance = parseInsurance(value)
  return insurance ? { kind: 'bhyt', value: insurance.socialNumber } : undefined
}

const inScope = (person: Person, scope: Scope) =>
  scope.everywhere || (person.unitId !== null && scope.unitIds.includes(person.unitId))

async function searchNames({ sql }: Context, text: string, scope: Scope): Promise<Found> {
  const born = /\b(?:(\d{1,2})\/(\d{1,2})\/)?((?:19|20)\d{2})\b/.exec(text)
  const words = nameKey(born ? text.replace(born[0], ' ') : text)
    .split(' ')
    .filter(Boolean)
  if (!words.length) return { people: [], capped: false }
  const exact = words.join(' ')
  // A name is given as it begins, as it ends or by words in order: `%` between them covers all three.
  const pattern = `%${words.map(word => word.replace(/[\\%_]/g, '\\$&')).join('%')}%`
  const birth = born ? birthPattern(born) : undefined
  const people = await sql<Person[]>`
    select id, full_name, name_key, birth_date, sex, unit_id, address, household_id, household_role, provisional
    from people.person p
    where name_key like ${pattern}
      and not exists (select from people.alias a where a.from_id = p.id)
      and ${birth ? sql`birth_date like ${birth}` : sql`true`}
      and ${scope.everywhere ? sql`true` : sql`unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    order by name_key = ${exact} desc, position(${` ${exact} `} in ' ' || name_key || ' ') > 0 desc, name_key, id
    limit ${SEARCH_CAP + 1}`
  return { people: people.slice(0, SEARCH_CAP), capped: people.length > SEARCH_CAP }
}

function birthPattern([, day, month, year]: RegExpExecArray): string {
  return day && month ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : `${year}%`
}
