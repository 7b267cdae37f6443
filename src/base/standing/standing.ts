import { entriesOf } from '#base/people/people.ts'
import type { Context } from '#core/app.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import { LEVELS, type Level } from './levels.ts'

export { LEVELS, type Level } from './levels.ts'

export interface Standing {
  readonly personId: string
  /** Who says so: `tracing`, `isolation`, `declarations` … One statement per source; a later one replaces it. */
  readonly source: string
  readonly level: Level
  /** Message id of the reason, for the person and the health staff. */
  readonly reason: string
  readonly until?: Date | null
  readonly policyVersion?: string
}

/**
 * States what holds for people from now on, replacing what the same source had said of the same entry; of two
 * statements in one call the later.
 */
export async function writeStandings(ctx: Context, given: readonly Standing[]): Promise<void> {
  if (!given.length) return
  const standings = [...new Map(given.map(one => [`${one.personId} ${one.source}`, one])).values()]
  await ctx.sql`
    insert into standing.standing (person_id, source, level, reason, until, policy_version, at)
    select *, ${ctx.now} from unnest(
      ${standings.map(s => s.personId)}::uuid[], ${standings.map(s => s.source)}::text[],
      ${standings.map(s => LEVELS.indexOf(s.level))}::smallint[], ${standings.map(s => s.reason)}::text[],
      ${standings.map(s => s.until ?? null)}::timestamptz[], ${standings.map(s => s.policyVersion ?? null)}::text[])
    on conflict (person_id, source) do update
      set level = excluded.level, reason = excluded.reason, until = excluded.until,
          policy_version = excluded.policy_version, at = excluded.at`
}

/** What one source had said holds no longer. */
export async function clearStandings(ctx: Context, source: string, personIds: readonly string[]): Promise<void> {
  await ctx.sql`
    delete from standing.standing where source = ${source} and person_id = any(${personIds as string[]}::uuid[])`
}

/**
 * Every statement in force about a person, gravest first. What is said of merged entries counts as well: it stays with
 * the entry, because its source knows the person by that and takes it back by that.
 */
export async function standingsOf(sql: Sql, personId: string, now: Date): Promise<Standing[]> {
  const rows = await sql<(Omit<Standing, 'level'> & { level: number })[]>`
    select person_id, source, level, reason, until, policy_version from standing.standing
    where person_id = any(${await entriesOf(sql, personId)}::uuid[]) and (until is null or until > ${now})
    order by level desc, at desc`
  return rows.map(row => ({ ...row, level: LEVELS[row.level] ?? 'green' }))
}

/**
 * For queries over many people: the gravest level in force as its number, null when nothing is said. `survivor` is the
 * column with the entry that stands for the person.
 */
export const gravestLevel = (sql: Sql, survivor: Fragment, now: Date): Fragment => sql`greatest(
  (select max(s.level) from standing.standing s
   where s.person_id = ${survivor} and (s.until is null or s.until > ${now})),
  (select max(s.level) from people.alias entry join standing.standing s on s.person_id = entry.from_id
   where entry.to_id = ${survivor} and (s.until is null or s.until > ${now})))`
