import { noteMoved, takeBack } from '#base/people/moved.ts'
import { entriesOf } from '#base/people/people.ts'
import { treeOf } from '#base/units/trees.ts'
import { ARRIVAL, isArrival } from '#base/work/arrival-kind.ts'
import { stayAddress } from '#base/work/arrivals.ts'
import { getItem } from '#base/work/queries.ts'
import { moveMany } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { at } from '#core/contract.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import { notFound, Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import type { ArrivalReport, Stay } from './contract.ts'
import { watchFlow } from './flow.ts'
import { asSystem } from './plans.ts'
import { isIn } from './rules.ts'

/** An order that is open under this flow keeps somebody where they are. */
const ORDER = 'isolation.order'
const ARRIVALS = `%${ARRIVAL}`
const EXPECTED = ['to-confirm', 'not-arrived']

/**
 * The team that visits somebody who stays in a unit: the one they were given to there, else the one that has their
 * household on its list. Who stays elsewhere is not looked for at home.
 */
export const teamOf = (sql: Sql, person: Fragment, unit: Fragment) => sql`coalesce(
  (select t.id from followup.team_person tp join followup.team t on t.id = tp.team_id
   where tp.person_id = ${person} and t.unit_id = ${unit} and t.closed_at is null),
  (select t.id from people.person h join followup.team_household th on th.household_id = h.household_id
   join followup.team t on t.id = th.team_id
   where h.id = ${person} and t.unit_id = ${unit} and t.closed_at is null))`

/** Whether an order to isolate is open for somebody, whichever unit proposed it. */
const isOrdered = (sql: Sql, person: Fragment) => sql`exists (
  select from work.item o where o.kind = ${ORDER} and o.open and o.person_id = ${person})`

/** Somebody is expected: the one team that goes to the hamlet they gave will look for them, unless one does already. */
export async function expectAt(ctx: Context, workId: string): Promise<void> {
  const item = await getItem(ctx.sql, workId)
  if (!item?.personId || !isArrival(item.kind)) return
  const address = await addressOf(ctx, { kind: item.subjectKind, id: item.subjectId })
  const teams = await ctx.sql<{ id: string; areas: string[] }[]>`
    select id, areas from followup.team where unit_id = ${item.unitId} and closed_at is null and areas <> '{}'`
  const [team, other] = teams.filter(one => one.areas.some(area => isIn(address, area)))
  if (team && !other) await giveTo(ctx, team.id, { personId: item.personId, address, how: 'area' })
}

const addressOf = async (ctx: Context, subject: { kind: string; id: string }) =>
  (await ctx.app.use(stayAddress)(ctx, subject)) ?? ''

async function giveTo(
  { sql, now, app }: Context,
  teamId: string,
  { personId, address, how }: { personId: string; address: string; how: 'area' | 'hand' },
): Promise<void> {
  await sql`
    insert into followup.team_person (person_id, team_id, address_sealed, how, since)
    values (${personId}, ${teamId}, ${app.keyring.encrypt(address)}, ${how}, ${now})
    on conflict (person_id) do update
      set team_id = excluded.team_id, address_sealed = excluded.address_sealed, how = excluded.how, since = excluded.since`
}

/** An open item of somebody who is expected or followed. */
async function mustStay(ctx: Context, workId: string) {
  const item = await getItem(ctx.sql, workId)
  const isStay = item && (isArrival(item.kind) || item.kind === watchFlow.kind)
  if (!isStay || !item.personId) throw notFound('work')
  return { ...item, personId: item.personId }
}

/** The station gives somebody who stays in the unit to one of its teams, at an address. */
export async function assignTeam(ctx: Context, workId: string, teamId: string, address: string): Promise<void> {
  const { personId, unitId, open } = await mustStay(ctx, workId)
  if (!open) throw new Problem('followup.stay.closed', { status: 409 })
  const [team] = await ctx.sql`
    select from followup.team where id = ${teamId} and unit_id = ${unitId} and closed_at is null`
  if (!team) throw notFound('team')
  await giveTo(ctx, teamId, { personId, address, how: 'hand' })
}

/** Who looks for somebody, where, and what they found; whether an order is open already. */
export async function stayView(ctx: Context, workId: string): Promise<Stay> {
  const { sql, app } = ctx
  const { personId, unitId, kind, subjectKind, subjectId } = await mustStay(ctx, workId)
  const [row] = await sql<{ teamId: string | null; sealed: Buffer | null; how: 'area' | 'hand' | null }[]>`
    select team.id as team_id, tp.address_sealed as sealed, tp.how
    from (select ${teamOf(sql, sql`${personId}::uuid`, sql`${unitId}::uuid`)} as id) team
    left join followup.team_person tp on tp.team_id = team.id and tp.person_id = ${personId}`
  const teams = await sql<{ id: string; name: string }[]>`
    select id, name from followup.team where unit_id = ${unitId} and closed_at is null order by name, id limit 200`
  const visits = await sql<
    { id: string; there: boolean; isolate: boolean; note: string; at: Date; by: string | null }[]
  >`
    select v.id, v.is_there as there, v.isolate, v.note, v.at, a.name as by from followup.arrival_visit v
    left join identity.account a on a.id = v.account_id where v.work_id = ${workId} order by v.at desc, v.id desc`
  const [order] = await sql<{ workId: string; kind: string; state: string; unitId: string }[]>`
    select id as work_id, kind, state, unit_id from work.item
    where kind = ${ORDER} and open and person_id = any(${await entriesOf(sql, personId)}::uuid[]) order by id limit 1`
  const address = row?.sealed
    ? app.keyring.decrypt(row.sealed)
    : isArrival(kind)
      ? await addressOf(ctx, { kind: subjectKind, id: subjectId })
      : ''
  return {
    teamId: row?.teamId ?? null,
    how: row?.teamId ? (row.how ?? 'list') : null,
    address,
    order: order
      ? {
          workId: order.workId,
          kind: order.kind,
          state: order.state,
          unitName: treeOf(app).get(order.unitId)?.fullName ?? '',
        }
      : null,
    teams,
    visits: visits.map(({ at: when, ...visit }) => ({ ...visit, at: when.toISOString() })),
  }
}

export interface Expected {
  readonly workId: string
  readonly personId: string
  readonly name: string
  readonly birthDate: string | null
  readonly state: string
  readonly sealed: Buffer | null
  readonly home: string
  readonly isOrdered: boolean
}

/** Who is to arrive and is looked for by a team. */
export const expectedBy = (sql: Sql, teamId: string, unitId: string): Promise<Expected[]> => sql<Expected[]>`
  select i.id as work_id, x.id as person_id, x.full_name as name, x.birth_date, i.state, x.address as home,
         tp.address_sealed as sealed, ${isOrdered(sql, sql`x.id`)} as is_ordered
  from work.item i join people.person x on x.id = i.person_id
  left join followup.team_person tp on tp.person_id = x.id and tp.team_id = ${teamId}
  where i.open and i.unit_id = ${unitId} and i.kind like ${ARRIVALS} and i.state = any(${EXPECTED})
    and ${teamOf(sql, sql`x.id`, sql`i.unit_id`)} = ${teamId}
  order by i.due_at, i.id`

/** Where the person of an item of arrival stays, and the team that looks for them. */
export async function locateArrival(sql: Sql, workId: string) {
  const [row] = await sql<{ unitId: string; personId: string; teamId: string | null }[]>`
    select i.unit_id, i.person_id, ${teamOf(sql, sql`i.person_id`, sql`i.unit_id`)} as team_id
    from work.item i where i.id = ${workId} and i.kind like ${ARRIVALS} and i.person_id is not null`
  return row && { unitId: row.unitId, personId: row.personId, ...(row.teamId ? { placeId: row.teamId } : {}) }
}

interface Seen extends ArrivalReport {
  readonly id: string
  /** When and by whom, where that is not now and the caller: what was kept without a network. */
  readonly at?: Date
  readonly by?: string
}

/**
 * What a team found at the door. The item follows, in the member's name; what the station did meanwhile stays. The same id
 * counts once.
 */
export async function takeArrival(ctx: Context, workId: string, seen: Seen): Promise<void> {
  const { sql } = ctx
  const where = await ctx.app.locate(sql, at.of('arrival', workId))
  if (!where?.placeId) throw notFound('work')
  const by = seen.by ?? ctx.who?.accountId ?? null
  const isolate = seen.there && seen.isolate
  const note = seen.note ?? ''
  const made = await sql`
    insert into followup.arrival_visit (id, work_id, team_id, is_there, isolate, note, account_id, at)
    values (${seen.id}, ${workId}, ${where.placeId}, ${seen.there}, ${isolate}, ${note}, ${by}, ${seen.at ?? ctx.now})
    on conflict (id) do nothing`
  if (!made.count) return
  const item = await getItem(sql, workId)
  const step = seen.there ? 'arrive' : 'miss'
  if (!item?.open || !(seen.there ? EXPECTED : ['to-confirm']).includes(item.state)) return
  const told = [say('vi', `followup.arrival.told.${seen.there ? (isolate ? 'isolate' : 'there') : 'absent'}`), note]
  await moveMany(asSystem(ctx), [{ id: workId, step, note: told.filter(Boolean).join(' ') }], { inNameOf: by })
}

/** Two entries turned out to be one person: what was said of either holds, of the one that stays first. */
export async function joinStays(ctx: Context, fromId: string, toId: string): Promise<void> {
  const { sql } = ctx
  const moved = await sql`
    update followup.team_person set person_id = ${toId} where person_id = ${fromId}
      and not exists (select from followup.team_person where person_id = ${toId}) returning person_id`
  await noteMoved(ctx, fromId, 'followup.stay', moved.length ? [toId] : [])
  await sql`delete from followup.team_person where person_id = ${fromId}`
}

/** They are two people after all. */
export async function partStays(ctx: Context, fromId: string): Promise<void> {
  const [heldBy] = await takeBack(ctx, fromId, 'followup.stay')
  if (heldBy) await ctx.sql`update followup.team_person set person_id = ${fromId} where person_id = ${heldBy}`
}
