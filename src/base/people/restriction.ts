import type { Context } from '#core/app.ts'
import { Problem } from '#core/problem.ts'
import type { Person } from './people.ts'

/** The entries are used for nothing any more but what the law commands: no files, no optional messages, no look without a word. */
export const restrictPeople = ({ sql, now }: Context, entries: readonly string[]) => sql`
  update people.person set restricted_at = coalesce(restricted_at, ${now}) where id = any(${entries as string[]}::uuid[])`

export const unrestrictPeople = ({ sql }: Context, entries: readonly string[]) => sql`
  update people.person set restricted_at = null where id = any(${entries as string[]}::uuid[])`

/** Of two entries that become one what was asked for either holds. */
export const carryRestriction = ({ sql }: Context, fromId: string, toId: string) => sql`
  update people.person p set restricted_at = least(p.restricted_at, f.restricted_at)
  from people.person f where p.id = ${toId} and f.id = ${fromId} and f.restricted_at is not null`

/**
 * Whoever looks at somebody who asked for restriction says what for; it is in the audit, where the person reads it.
 *
 * @throws Problem `people.restricted`
 */
export function refuseWithoutPurpose(person: Person, purpose: string | undefined): void {
  if (person.restricted && !purpose) throw new Problem('people.restricted', { status: 409 })
}
