import type { Hold } from '#base/timeline/partitions.ts'
import type { Context } from '#core/app.ts'
import { tellShown } from '#core/audit.ts'
import type { Sql } from '#core/db/db.ts'
import { mustCase } from './queries.ts'

const STAY = "interval '4 hours'"

/**
 * Before visits are dropped, those that open cases need are copied: of the case while it could pass it on, and of its
 * contacts that were decided on where they met.
 */
export const evidenceHold: Hold = {
  declares: 'hold',
  table: 'timeline.visit',
  async copy({ sql, now }: Context, until: Date) {
    const end = sql.unsafe(`coalesce(v.out_at, v.in_at + ${STAY})`)
    await sql`
      with entry as (
        select id as survivor_id, id from people.person
        union select to_id, from_id from people.alias),
      needed as (
        select c.id as case_id, c.person_id, v.scan_id, v.place_id, v.area_id, v.in_at, v.out_at
        from tracing.case_file c
        join entry e on e.survivor_id = c.person_id
        join timeline.visit v on v.person_id = e.id
        where c.closed_at is null and v.in_at < ${until}
          and ${end} > c.infectious_from and v.in_at < coalesce(c.infectious_until, 'infinity')
        union
        select c.id, k.person_id, v.scan_id, v.place_id, v.area_id, v.in_at, v.out_at
        from tracing.case_file c
        join tracing.contact k on k.case_id = c.id and k.state = 'contact'
        join entry e on e.survivor_id = k.person_id
        join timeline.visit v on v.person_id = e.id
        left join tracing.meeting m on m.contact_id = k.id
        where c.closed_at is null and v.in_at < ${until}
          and (m.place_id is null or m.place_id = v.place_id)
          and ${end} > coalesce(m.from_at, k.met_from) and v.in_at < coalesce(m.until_at, k.met_until))
      insert into tracing.evidence (case_id, person_id, scan_id, place_id, area_id, in_at, out_at, kept_at)
      select distinct on (case_id, scan_id) case_id, person_id, scan_id, place_id, area_id, in_at, out_at, ${now}
      from needed order by case_id, scan_id
      on conflict do nothing`
  },
}

export interface HeldVisit {
  readonly personId: string
  readonly person: string
  readonly place: string
  readonly from: Date
  readonly until: Date | null
}

const heldOf = (sql: Sql, caseId: string) => sql<HeldVisit[]>`
  select p.id as person_id, p.full_name as person, coalesce(l.name, '') as place, e.in_at as "from", e.out_at as until
  from tracing.evidence e
  join people.person p on p.id = e.person_id
  left join places.place l on l.id = coalesce(e.area_id, e.place_id)
  where e.case_id = ${caseId} order by e.in_at, p.name_key`

/** What is kept in a case of visits whose weeks are gone. */
export async function heldVisits(ctx: Context, caseId: string) {
  const file = await mustCase(ctx, caseId)
  const visits = await heldOf(ctx.sql, file.id)
  tellShown(ctx, visits)
  return {
    visits: visits.map(one => ({
      ...one,
      isCase: one.personId === file.personId,
      from: one.from.toISOString(),
      until: one.until?.toISOString() ?? null,
    })),
  }
}
