import { linkAccount } from '#base/identity/person-link.ts'
import { indicatorsOf, recompute } from '#base/indicators/index.ts'
import { addPeople } from '#base/people/people.ts'
import { treeOf } from '#base/units/index.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, HOUR_MS } from '#core/clock.ts'
import { declareWell } from './declarations.ts'

/** Whose figures count what the demo wrote as rows, or told of by events that nobody has read yet. */
const WRITTEN: readonly string[] = ['identity', 'documents', 'services', 'parcels', 'signatures', 'halls']
/** Of every so many officers one did not come in a month that is over. */
const AWAY = 9

/** Of every so many officers one has not declared lately. */
const SILENT = 5
const WEEK_HOURS = 6 * 24

/**
 * The officers are people of the register, too, and most have said in these days that they are well: those who answer for
 * them see who has not. Who works for the province lives in a commune, `homeId`.
 */
export async function replayStaff(ctx: Context, homeId: string): Promise<void> {
  const officers = await ctx.sql<{ id: string; name: string; unitId: string }[]>`
    select id, name, unit_id from identity.account
    where kind = 'officer' and unit_id is not null and person_id is null order by login`
  const tree = treeOf(ctx.app)
  const personIds = await addPeople(
    ctx,
    officers.map(({ name, unitId }, n) => ({
      fullName: name,
      sex: / (Thị|Nữ) /.test(name) ? ('female' as const) : ('male' as const),
      birthDate: `${1966 + ((n * 7) % 31)}-0${1 + (n % 9)}-1${n % 10}`,
      unitId: tree.get(unitId)?.tier === 'commune' ? unitId : homeId,
    })),
  )
  for (const [n, personId] of personIds.entries()) {
    await linkAccount(ctx, officers[n]?.id as string, personId)
    const at = new Date(ctx.now.getTime() - ((n * 31) % WEEK_HOURS) * HOUR_MS)
    if (n % SILENT) await declareWell(ctx, personId, at)
  }
}

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
