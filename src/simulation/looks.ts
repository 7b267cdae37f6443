import { watch } from '#base/audit/watch.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf, HOUR_MS, MINUTE_MS, startOf } from '#core/clock.ts'
import { newId } from '#core/ids.ts'

interface Looking {
  readonly communeId: string
  /** Whose looks are those of every day. */
  readonly officerId: string
  /** Who looks at too many, in the night. */
  readonly curiousId: string
  /** A citizen of the demo, at whom both look. */
  readonly citizenId: string
}

const DAYS = 12
const A_DAY = 9
const IN_A_NIGHT = 57

interface Look {
  readonly at: Date
  readonly accountId: string
  readonly personId: string
  readonly purpose: 'people.read' | 'followup.plan'
}

/** Who looked at whom in the last days, as it would have been written; and what is unusual in it, found as every night. */
export async function replayLooks(ctx: Context, looking: Looking): Promise<void> {
  const { communeId, officerId, curiousId, citizenId } = looking
  const people = (
    await ctx.sql<{ id: string }[]>`
      select id from people.person where unit_id = ${communeId} and id <> ${citizenId} order by id limit 400`
  ).map(row => row.id)
  const today = startOf(dayOf(ctx.now))
  const looks: Look[] = []
  for (let day = 1; day <= DAYS; day++)
    for (let n = 0; n < A_DAY; n++)
      looks.push({
        at: new Date(today.getTime() - day * DAY_MS + 8 * HOUR_MS + n * 47 * MINUTE_MS),
        accountId: n % 3 ? officerId : curiousId,
        personId: n === 4 && day % 4 === 1 ? citizenId : (people[(day * 11 + n * 37) % people.length] ?? citizenId),
        purpose: n % 2 ? 'followup.plan' : 'people.read',
      })
  const night = nightBefore(ctx.now)
  people
    .slice(-IN_A_NIGHT)
    .concat(citizenId)
    .forEach((personId, n) => {
      looks.push({ at: new Date(night.getTime() + n * 52_000), accountId: curiousId, personId, purpose: 'people.read' })
    })
  await write(ctx, communeId, looks)
  await watch(ctx)
}

/** The night that has just been, and within the day that is watched. */
function nightBefore(now: Date): Date {
  const midnight = startOf(dayOf(now)).getTime()
  return new Date(now.getTime() - midnight > 2 * HOUR_MS ? midnight + 10 * MINUTE_MS : midnight - 70 * MINUTE_MS)
}

const write = (ctx: Context, unitId: string, looks: readonly Look[]) => ctx.sql`
  insert into core.audit
    (id, at, account_id, endpoint, ref_kind, ref_id, person_id, unit_id, by_unit_id, purpose, page, request_id)
  select id, at, account_id, case purpose when 'people.read' then 'people.get' else 'followup.plan' end, 'person',
         person_id::text, person_id, ${unitId}, ${unitId}, purpose,
         case purpose when 'people.read' then '/console/people' else '/console/followup' end, 'demo-' || n
  from unnest(
    ${looks.map(look => newId(look.at))}::uuid[], ${looks.map(look => look.at)}::timestamptz[],
    ${looks.map(look => look.accountId)}::uuid[], ${looks.map(look => look.personId)}::uuid[],
    ${looks.map(look => look.purpose)}::text[])
    with ordinality as t (id, at, account_id, person_id, purpose, n)
  order by id`
