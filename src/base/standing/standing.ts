import { entryRows, survivorOf } from '#base/people/people.ts'
import type { Context } from '#core/app.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import { type Locale, say } from '#core/words.ts'
import type { StandingReason } from './contract.ts'
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
export async function standingsOf(sql: Sql, personId: string, now: Date): Promise<readonly Standing[]> {
  const survivor = await survivorOf(sql, personId)
  return (await standingsOfMany(sql, [survivor], now)).get(survivor) ?? []
}

/** The same of many people at once, by the entry that stands for each. */
export async function standingsOfMany(
  sql: Sql,
  survivors: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, readonly Standing[]>> {
  const rows = await sql<(Omit<Standing, 'level'> & { level: number })[]>`
    select entry.person_id, s.source, s.level, s.reason, s.until, s.policy_version
    from (${entryRows(sql, survivors)}) entry join standing.standing s on s.person_id = entry.entry_id
    where s.until is null or s.until > ${now}
    order by s.level desc, s.at desc`
  return Map.groupBy(
    rows.map(row => ({ ...row, level: LEVELS[row.level] ?? 'green' })),
    one => one.personId,
  )
}

/** Why, for the person and for health staff. */
export const reasonView = (locale: Locale, { level, reason, until }: Standing): StandingReason => ({
  level,
  text: say(locale, reason),
  until: until?.toISOString() ?? null,
})

/**
 * For queries over many people: the gravest level in force as its number, null when nothing is said. `survivor` is the
 * column with the entry that stands for the person.
 */
export const gravestLevel = (sql: Sql, survivor: Fragment, now: Date): Fragment => sql`greatest(
  (select max(s.level) from standing.standing s
   where s.person_id = ${survivor} and (s.until is null or s.until > ${now})),
  (select max(s.level) from people.alias entry join standing.standing s on s.person_id = entry.from_id
   where entry.to_id = ${survivor} and (s.until is null or s.until > ${now})))`
