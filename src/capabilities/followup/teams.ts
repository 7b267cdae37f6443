import { citizenAccount, phoneOrRefuse } from '#base/identity/accounts.ts'
import { addGrant, revokeGrants } from '#base/identity/grants.ts'
import { localPhone } from '#base/identity/rules.ts'
import { birthYear } from '#base/people/identifiers.ts'
import { householdFor, numbersOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { testsLacking } from '#base/timeline/test-days.ts'
import { treeOf } from '#base/units/index.ts'
import { whyNot } from '#base/work/rules.ts'
import { judgeOf } from '#base/work/work.ts'
import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { tellShown } from '#core/audit.ts'
import { dayOf } from '#core/clock.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { notFound } from '#core/problem.ts'
import type { TeamLine, TeamRound, TeamView } from './contract.ts'
import { reports } from './policies.ts'
import { answersOf, plansOfPeople, testsOf } from './queries.ts'
import { dayState, progressOf } from './rules.ts'
import { expectedBy, teamOf } from './stays.ts'

const ROLE = 'community-team'

interface TeamRow {
  readonly id: string
  readonly name: string
  readonly areas: string[]
  readonly unitId: string
  readonly unitName: string | null
  readonly members: number
  readonly households: number
  readonly followed: number
}

const teamRows = (sql: Sql, now: Date) => sql`
  select t.id, t.name, t.areas, t.unit_id, u.full_name as unit_name,
         (select count(*) from identity.role_grant g
          where g.place_id = t.id and g.since <= ${now} and (g.until is null or g.until > ${now})) as members,
         (select count(*) from followup.team_household h where h.team_id = t.id) as households,
         (select count(*) from followup.plan p where p.unit_id = t.unit_id and p.ended_at is null
            and ${teamOf(sql, sql`p.person_id`, sql`p.unit_id`)} = t.id) as followed
  from followup.team t left join units.unit u on u.id = t.unit_id`

async function mustTeam({ sql, now }: Context, teamId: string): Promise<TeamRow> {
  const [team] = await sql<TeamRow[]>`${teamRows(sql, now)} where t.id = ${teamId} and t.closed_at is null`
  if (!team) throw notFound('team')
  return team
}

export async function teamLines(
  { sql, now }: Context,
  scope: Scope,
  unitIds: readonly string[] | undefined,
): Promise<TeamLine[]> {
  return sql<TeamRow[]>`
    ${teamRows(sql, now)}
    where t.closed_at is null and ${scope.everywhere ? sql`true` : sql`t.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
      and ${unitIds ? sql`t.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`}
    order by u.name, t.name, t.id limit 1000`
}

export async function addTeam(
  { sql, now }: Context,
  unitId: string,
  name: string,
  areas: readonly string[] = [],
): Promise<string> {
  const id = newId(now)
  await sql`
    insert into followup.team (id, unit_id, name, areas, created_at)
    values (${id}, ${unitId}, ${name}, ${areas as string[]}, ${now})`
  return id
}

/** Areas that are not said stay as they are. */
export async function renameTeam(
  { sql }: Context,
  teamId: string,
  name: string,
  areas: readonly string[] | undefined,
): Promise<void> {
  await sql`
    update followup.team set name = ${name}, areas = coalesce(${(areas as string[]) ?? null}::text[], areas)
    where id = ${teamId}`
}

/** Members lose their role at the team, households their place on its list; another team may take them. */
export async function closeTeam(ctx: Context, teamId: string, why: string): Promise<void> {
  const { sql, now } = ctx
  const closed = await sql`
    update followup.team set closed_at = ${now}, closed_why = ${why} where id = ${teamId} and closed_at is null`
  if (!closed.count) throw notFound('team')
  await sql`delete from followup.team_household where team_id = ${teamId}`
  await sql`delete from followup.team_person where team_id = ${teamId}`
  await revokeGrants(ctx, { placeId: teamId, role: ROLE })
}

interface HomeRow {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly people: number
  readonly followed: number
  /** Whose name it is. */
  readonly personId: string | null
}

/** Households, each under the name of its head. */
const homeRows = (sql: Sql) => sql`
  select h.id, h.address, named.id as person_id, coalesce(named.full_name, '') as name,
         (select count(*) from people.person x where x.household_id = h.id) as people,
         (select count(*) from people.person x join followup.plan p on p.person_id = x.id and p.ended_at is null
          where x.household_id = h.id) as followed
  from people.household h
  left join lateral (
    select x.id, x.full_name from people.person x where x.id = h.head_id or x.household_id = h.id
    order by x.id = h.head_id desc nulls last, x.birth_date limit 1) named on true`

export async function teamView(ctx: Context, teamId: string): Promise<TeamView> {
  const { sql, now, app } = ctx
  const team = await mustTeam(ctx, teamId)
  const staff = await sql<{ grantId: string; name: string; phoneSealed: Buffer | null }[]>`
    select g.id as grant_id, a.name, a.phone_sealed
    from identity.role_grant g join identity.account a on a.id = g.account_id
    where g.place_id = ${teamId} and g.since <= ${now} and (g.until is null or g.until > ${now})
    order by a.name_sort`
  const list = await sql<HomeRow[]>`
    ${homeRows(sql)} join followup.team_household th on th.household_id = h.id
    where th.team_id = ${teamId} order by followed desc, h.address, h.id`
  const unlisted = await sql<HomeRow[]>`
    ${homeRows(sql)}
    where h.id in (
      select x.household_id from followup.plan p join people.person x on x.id = p.person_id
      where p.unit_id = ${team.unitId} and p.ended_at is null
        and ${teamOf(sql, sql`p.person_id`, sql`p.unit_id`)} is null and x.unit_id = p.unit_id)
      and not exists (select from followup.team_household th where th.household_id = h.id)
    order by h.address, h.id limit 200`
  tellShown(ctx, [...list, ...unlisted])
  return {
    ...team,
    staff: staff.map(({ grantId, name, phoneSealed }) => ({
      grantId,
      name,
      phone: phoneSealed ? localPhone(app.keyring.decrypt(phoneSealed)) : '',
    })),
    list,
    unlisted,
    refused: whyNot(judgeOf(ctx), 'followup.team', team.unitId) ?? null,
  }
}

export async function addMember(ctx: Context, teamId: string, phone: string, name: string): Promise<string> {
  const { accountId } = await citizenAccount(ctx, phoneOrRefuse(phone), name)
  return addGrant(ctx, { accountId, role: ROLE, placeId: teamId })
}

export async function removeMember(ctx: Context, teamId: string, grantId: string): Promise<void> {
  if (!(await revokeGrants(ctx, { grantId, placeId: teamId, role: ROLE }))) throw notFound('member')
}

/** Puts households of people of the team's own unit on its list; answers how many. */
export async function listHouseholds(ctx: Context, teamId: string, personIds: readonly string[]): Promise<number> {
  const { unitId } = await mustTeam(ctx, teamId)
  const here = await ctx.sql<{ id: string }[]>`
    select distinct coalesce(a.to_id, x.id) as id from people.person x left join people.alias a on a.from_id = x.id
    where x.id = any(${personIds as string[]}::uuid[]) and x.unit_id = ${unitId}`
  if (!here.length) throw notFound('person')
  const ids = new Set<string>()
  for (const { id } of here) ids.add(await householdFor(ctx, id, unitId))
  return takeHouseholds(ctx, teamId, [...ids])
}

/** Puts households where somebody of the team's unit lives on its list; answers how many. */
export async function takeHouseholds(ctx: Context, teamId: string, householdIds: readonly string[]): Promise<number> {
  const { unitId } = await mustTeam(ctx, teamId)
  const taken = await ctx.sql`
    insert into followup.team_household (household_id, team_id, since)
    select distinct x.household_id, ${teamId}::uuid, ${ctx.now}::timestamptz from people.person x
    where x.household_id = any(${householdIds as string[]}::uuid[]) and x.unit_id = ${unitId}
    on conflict (household_id) do update set team_id = excluded.team_id, since = excluded.since`
  if (!taken.count) throw notFound('household')
  return taken.count
}

export async function unlistHousehold({ sql }: Context, teamId: string, householdId: string): Promise<void> {
  const gone = await sql`
    delete from followup.team_household where team_id = ${teamId} and household_id = ${householdId}`
  if (!gone.count) throw notFound('household')
}

interface Door {
  /** The household, or, of who stays with others, the person. */
  readonly id: string
  readonly address: string
}

/** Whose doors a team goes to, by person. */
async function doorsOf({ sql, app }: Context, { id, unitId }: TeamRow): Promise<Map<string, Door>> {
  const rows = await sql<{ personId: string; homeId: string | null; home: string; sealed: Buffer | null }[]>`
    select p.person_id, x.household_id as home_id, coalesce(h.address, x.address) as home, tp.address_sealed as sealed
    from followup.plan p join people.person x on x.id = p.person_id
    left join people.household h on h.id = x.household_id
    left join followup.team_person tp on tp.person_id = p.person_id and tp.team_id = ${id}
    where p.unit_id = ${unitId} and p.ended_at is null and ${teamOf(sql, sql`p.person_id`, sql`p.unit_id`)} = ${id}
    order by home, home_id`
  return new Map(
    rows.map(({ personId, homeId, home, sealed }) => [
      personId,
      sealed ? { id: personId, address: app.keyring.decrypt(sealed) } : { id: homeId ?? personId, address: home },
    ]),
  )
}

async function arrivalsOf(ctx: Context, { id, unitId }: TeamRow): Promise<TeamRound['arrivals']> {
  const rows = await expectedBy(ctx.sql, id, unitId)
  const phones = await numbersOf(
    ctx,
    rows.map(row => row.personId),
    ['phone'],
  )
  tellShown(ctx, rows)
  return rows.map(({ workId, personId, name, birthDate, sealed, home, state, isOrdered }) => {
    const phone = phones.get(personId)?.phone
    return {
      id: workId,
      name,
      birthYear: birthDate ? String(birthYear(birthDate)) : null,
      phone: phone ? localPhone(phone) : null,
      address: sealed ? ctx.app.keyring.decrypt(sealed) : home,
      missed: state === 'not-arrived',
      ordered: isOrdered,
    }
  })
}

/** What is to be done at the doors today. Households without anybody followed are left out. */
export async function roundOf(ctx: Context, teamId: string): Promise<Omit<TeamRound, 'pass' | 'sealingKey'>> {
  const team = await mustTeam(ctx, teamId)
  const day = dayOf(ctx.now)
  const doors = await doorsOf(ctx, team)
  const plans = await plansOfPeople(ctx.sql, [...doors.keys()])
  tellShown(ctx, plans)
  const ids = plans.map(plan => plan.id)
  const answers = Map.groupBy(await answersOf(ctx.sql, ids), one => one.planId)
  const tests = Map.groupBy(await testsOf(ctx.sql, ids), one => one.planId)
  const phones = await numbersOf(
    ctx,
    plans.map(plan => plan.personId),
    ['phone'],
  )
  const rows = plans.map(plan => {
    const said = answers.get(plan.id) ?? []
    const phone = phones.get(plan.personId)?.phone
    const due = testsLacking({ testDays: plan.testDays, tests: tests.get(plan.id) ?? [] })
    return {
      planId: plan.id,
      name: plan.name,
      birthYear: plan.birthDate ? String(birthYear(plan.birthDate)) : null,
      phone: phone ? localPhone(phone) : null,
      progress: progressOf(plan, day),
      today: dayState(day, plan, day, said),
      visited: said.some(one => one.day === day && one.method === 'visit'),
      testDue: due.some(one => one <= day),
      door: doors.get(plan.personId),
    }
  })
  const byDoor = Map.groupBy(rows, row => row.door?.id ?? '')
  const { params } = await policyAt(ctx, reports, { day, unitId: team.unitId })
  return {
    name: team.name,
    unitId: team.unitId,
    unitName: treeOf(ctx.app).get(team.unitId)?.fullName ?? '',
    asks: params.symptoms,
    arrivals: await arrivalsOf(ctx, team),
    households: [...byDoor].map(([id, people]) => ({ id, address: people[0]?.door?.address ?? '', people })),
  }
}

/** What accounts with a role at a team call it. */
export async function teamNames(sql: Sql, ids: readonly string[]): Promise<[string, string][]> {
  const rows = await sql<{ id: string; name: string }[]>`
    select id, name from followup.team where id = any(${ids as string[]}::uuid[])`
  return rows.map(row => [row.id, row.name])
}
