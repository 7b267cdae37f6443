import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { Fragment } from '#core/db/db.ts'
import type { Audience } from './contract.ts'
import { yearsBefore } from './rules.ts'

export interface Whom {
  readonly unitId: string
  readonly audience: Audience
  readonly urgency: 'ordinary' | 'urgent'
}

/**
 * Who stays in the area and is meant: `p`. Where only the year of birth is known, whoever may be a year too young for the
 * upper bound is left out; who asked for restriction is meant by what is urgent only.
 */
function meant(ctx: Context, { unitId, urgency, audience: { ageFrom, ageTo, sex } }: Whom): Fragment {
  const { sql } = ctx
  const today = dayOf(ctx.now)
  return sql`
    p.unit_id = any(${treeOf(ctx.app).within([unitId]) as string[]}::uuid[])
    and not exists (select from people.alias a where a.from_id = p.id)
    and ${urgency === 'urgent' ? sql`true` : sql`p.restricted_at is null`}
    and ${ageFrom === null ? sql`true` : sql`p.birth_date <= ${yearsBefore(today, ageFrom)}`}
    and ${ageTo === null ? sql`true` : sql`p.birth_date > ${yearsBefore(today, ageTo + 1)}`}
    and ${sex === null ? sql`true` : sql`p.sex = ${sex}`}`
}

/**
 * Who gets it: rows of `person_id`. Of those who share a phone, or a household where it is one a home, the head or else
 * the oldest.
 */
export function recipients(ctx: Context, whom: Whom): Fragment {
  const { sql } = ctx
  const home = whom.audience.perHousehold ? sql`coalesce(p.household_id, p.id)` : sql`p.id`
  return sql`
    select distinct on (lookup) id as person_id from (
      select distinct on (${home}) p.id, p.birth_date, i.lookup
      from people.person p
      cross join lateral (
        select lookup from people.identifier i where i.person_id = p.id and i.kind in ('phone', 'email')
        order by i.kind desc, i.lookup limit 1) i
      where ${meant(ctx, whom)}
      order by ${home}, p.household_role is distinct from 'head', p.birth_date nulls last, p.id) reachable
    order by lookup, birth_date nulls last, id`
}

/** How many are meant, and how many of them have neither a phone nor an e-mail address. */
export async function countMeant(ctx: Context, whom: Whom): Promise<{ people: number; unreachable: number }> {
  const [row] = await ctx.sql<{ people: number; unreachable: number }[]>`
    select count(*) as people, count(*) filter (where not exists (
      select from people.identifier i where i.person_id = p.id and i.kind in ('phone', 'email'))) as unreachable
    from people.person p where ${meant(ctx, whom)}`
  return row ?? { people: 0, unreachable: 0 }
}
