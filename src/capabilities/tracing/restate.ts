import { clearStandings, type Level, writeStandings } from '#base/standing/standing.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS } from '#core/clock.ts'

/** The policy of follow-up in force. */
export interface Rule {
  readonly version: string
  readonly params: { readonly standingDays: number }
}

interface Fact {
  readonly personId: string
  readonly caseVersion: string | null
  /** The nearest generation in which a case has them, and the latest decision that says so. */
  readonly generation: number | null
  readonly decidedAt: Date | null
}

/**
 * Says again what tracing knows of people, from all the cases that have them: the gravest holds. Without it, a decision
 * in one case would take back what another case says. Answers each person's level; none when nothing is known.
 */
export async function restate(
  ctx: Context,
  personIds: readonly string[],
  rule: Rule,
): Promise<Map<string, Level | undefined>> {
  const facts = await ctx.sql<Fact[]>`
    select who.id as person_id,
           (select policy_version from tracing.case_file c where c.person_id = who.id and c.closed_at is null) as case_version,
           nearest.generation, nearest.decided_at
    from unnest(${[...new Set(personIds)]}::uuid[]) as who (id)
    left join lateral (
      select k.generation, max(k.decided_at) as decided_at from tracing.contact k
      where k.person_id = who.id and k.state = 'contact'
      group by k.generation order by k.generation limit 1) nearest on true`
  const known = facts.flatMap(fact => standingOf(fact, rule, ctx.now) ?? [])
  const levels = new Map<string, Level | undefined>(known.map(one => [one.personId, one.level]))
  await writeStandings(ctx, known)
  await clearStandings(
    ctx,
    'tracing',
    personIds.filter(id => !levels.has(id)),
  )
  return levels
}

function standingOf({ personId, caseVersion, generation, decidedAt }: Fact, rule: Rule, now: Date) {
  const source = 'tracing'
  if (caseVersion !== null)
    return { personId, source, level: 'red' as const, reason: 'tracing.standing.case', policyVersion: caseVersion }
  if (generation === null || decidedAt === null) return undefined
  const until = new Date(decidedAt.getTime() + rule.params.standingDays * DAY_MS)
  if (until <= now) return undefined
  return {
    personId,
    source,
    level: generation === 1 ? ('orange' as const) : ('yellow' as const),
    reason: generation === 1 ? 'tracing.standing.contact' : 'tracing.standing.contact-of-contact',
    until,
    policyVersion: rule.version,
  }
}
