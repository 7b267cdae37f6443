import { indicatorsOf, recompute } from '#base/indicators/index.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS } from '#core/clock.ts'

/** Whose figures count what the demo wrote as rows, or told of by events that nobody has read yet. */
const WRITTEN: readonly string[] = ['identity', 'documents', 'services', 'parcels', 'signatures', 'halls']
/** Of every so many officers one did not come in a month that is over. */
const AWAY = 9

/** The officers have been here for so many days, and have come in most of the months; then what counts them is counted. */
export async function replayOfficers(ctx: Context, days: number): Promise<void> {
  const since = new Date(ctx.now.getTime() - days * DAY_MS)
  await ctx.sql`update identity.account set created_at = ${since} where kind = 'officer' and created_at > ${since}`
  await ctx.sql`
    insert into identity.active_month (account_id, month, unit_id, since)
    select a.id, month::date, a.unit_id, month::date + (a.n % 9)::int
    from (select id, unit_id, row_number() over (order by login) as n
          from identity.account where kind = 'officer' and unit_id is not null) a
    cross join generate_series(
      date_trunc('month', ${since}::timestamptz at time zone 'Asia/Ho_Chi_Minh') + interval '1 month',
      date_trunc('month', ${ctx.now}::timestamptz at time zone 'Asia/Ho_Chi_Minh'), interval '1 month') month
    where (a.n + extract(month from month)::int) % ${AWAY} <> 0
      and month::date + (a.n % 9)::int <= (${ctx.now}::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date
    on conflict do nothing`
  for (const { name } of indicatorsOf(ctx.app).values())
    if (WRITTEN.includes(name.split('.')[0] ?? '')) await recompute(ctx, name)
}
