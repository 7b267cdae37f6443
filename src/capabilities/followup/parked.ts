import * as z from 'zod/mini'
import { parkedFlow as flowOfParked, tellParked } from '#base/work/parked.ts'
import { refusedAt } from '#base/work/work.ts'
import type { App, Context } from '#core/app.ts'
import { tellShown } from '#core/audit.ts'
import { at, type InputOf } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { followup, ParkedVisit } from './contract.ts'
import { readVisit, takeVisit, VISIT, type Visited } from './visits.ts'

/** Visits of a team that could not be written down: the health station of its commune looks at them. */
export const parkedFlow = flowOfParked('followup', 'followup.team')

/** What was said, or the seal that could not be opened. */
const Content = z.object({ text: z.optional(z.string()), seal: z.optional(z.string()) })
export type Content = z.infer<typeof Content>

interface NewParked {
  readonly itemId: string
  readonly digest: Buffer
  readonly teamId: string
  readonly planId: string | null
  readonly arrivalId: string | null
  readonly accountId: string
  readonly deviceId: string | null
  readonly at: Date
  readonly reason: string
  readonly content: Content
}

/** Held until the transaction ends, so that the last decision and the next parking do not miss each other. */
const lockTeam = (sql: Sql, teamId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`followup.parked ${teamId}`}, 0))`

export async function park({ app, sql, now }: Context, row: NewParked): Promise<void> {
  await lockTeam(sql, row.teamId)
  await sql`
    insert into followup.parked
      (id, item_id, digest, team_id, plan_id, arrival_id, account_id, device_id, at, received_at, reason, sealed)
    values (${newId(now)}, ${row.itemId}, ${row.digest}, ${row.teamId}, ${row.planId}, ${row.arrivalId},
            ${row.accountId}, ${row.deviceId}, ${row.at}, ${now}, ${row.reason}, ${app.keyring.encrypt(JSON.stringify(row.content))})
    on conflict (item_id, digest) do nothing`
}

/** What was parked of a visit before: its reason while it waits, null once it is settled. */
export async function parkedBefore(sql: Sql, itemId: string, digest: Buffer): Promise<string | null | undefined> {
  const [row] = await sql<{ reason: string | null }[]>`
    select case when settled_at is null then reason end as reason
    from followup.parked where item_id = ${itemId} and digest = ${digest}`
  return row?.reason
}

/** Brings the work about a team up to date with what waits of it. */
export async function tell(ctx: Context, teamId: string): Promise<void> {
  const [team] = await ctx.sql<{ name: string; unitId: string }[]>`
    select name, unit_id from followup.team where id = ${teamId}`
  if (!team) return
  const rows = await ctx.sql<{ reason: string }[]>`
    select reason from followup.parked where team_id = ${teamId} and settled_at is null`
  const reasons = rows.map(row => row.reason)
  const subject = at.of('team', teamId)
  await tellParked(ctx, { flow: parkedFlow, subject, unitId: team.unitId, place: team.name, reasons })
}

interface ParkedRow extends Omit<NewParked, 'content' | 'digest'> {
  readonly id: string
  readonly receivedAt: Date
  readonly sealed: Buffer | null
  readonly recorder: string
  readonly station: string | null
  readonly person: string | null
  readonly personId: string | null
  /** Where the one who was visited is followed, or expected. */
  readonly unitId: string | null
}

const MOST = 200

/** A device may name whom it likes: nobody is shown, or written down, who is not in the caller's area. */
async function parkedOf(ctx: Context, teamId: string, ids?: readonly string[]): Promise<ParkedRow[]> {
  const rows = await rowsOf(ctx.sql, teamId, ids)
  const isHere = ({ unitId }: ParkedRow) => unitId !== null && !refusedAt(ctx, VISIT, unitId)
  return rows.map(row => (isHere(row) ? row : { ...row, person: null, personId: null }))
}

const rowsOf = (sql: Sql, teamId: string, ids?: readonly string[]) => sql<ParkedRow[]>`
  select k.*, a.name as recorder, s.name as station, x.full_name as person, x.id as person_id, coalesce(p.unit_id, w.unit_id) as unit_id
  from followup.parked k
  join identity.account a on a.id = k.account_id
  left join stations.device d on d.id = k.device_id left join stations.post s on s.id = d.post_id
  left join followup.plan p on p.id = k.plan_id
  left join work.item w on w.id = k.arrival_id
  left join people.alias e on e.from_id = coalesce(p.person_id, w.person_id)
  left join people.person x on x.id = coalesce(e.to_id, p.person_id, w.person_id)
  where k.team_id = ${teamId} and k.settled_at is null and ${ids ? sql`k.id = any(${ids as string[]}::uuid[])` : sql`true`}
  order by k.received_at, k.id limit ${MOST}`

const countOf = async (sql: Sql, teamId: string): Promise<number> =>
  (
    await sql<{ n: number }[]>`
      select count(*)::int as n from followup.parked where team_id = ${teamId} and settled_at is null`
  )[0]?.n ?? 0

function visitedOf(app: App, row: ParkedRow): Visited | undefined {
  if (!row.sealed) return undefined
  try {
    return readVisit(row, Content.parse(JSON.parse(app.keyring.decrypt(row.sealed))).text)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

/** What was found at the door, of either kind of visit. */
function foundOf(visited: Visited | undefined): Pick<ParkedVisit, 'reached' | 'symptoms' | 'temperature' | 'note'> {
  const none = { reached: null, symptoms: [], temperature: null, note: visited?.report.note ?? '' }
  if (!visited) return none
  if ('arrivalId' in visited) return { ...none, reached: visited.report.there }
  const { reached, symptoms, temperature } = visited.report
  return { ...none, reached, symptoms, temperature }
}

export async function listParked(ctx: Context, teamId: string) {
  const { app, sql } = ctx
  const rows = await parkedOf(ctx, teamId)
  tellShown(ctx, rows)
  const visits = rows.map((row): ParkedVisit => {
    const visited = visitedOf(app, row)
    return {
      id: row.id,
      person: row.person,
      ...foundOf(visited),
      at: row.at.toISOString(),
      receivedAt: row.receivedAt.toISOString(),
      recorder: row.recorder,
      station: row.station,
      reason: row.reason,
      readable: visited !== undefined && row.person !== null,
    }
  })
  return { visits, count: rows.length < MOST ? rows.length : await countOf(sql, teamId) }
}

const SHORTEST_REASON = 5

/** The health station says that a visit was so, and it is written down in the name of who made it; or that it does not count. */
export async function settleParked(
  ctx: Context,
  teamId: string,
  { ids, decision, reason }: InputOf<typeof followup.settle>['body'],
) {
  if (decision === 'discard' && reason.length < SHORTEST_REASON) throw new Problem('followup.reason-missing')
  await lockTeam(ctx.sql, teamId)
  const rows = await parkedOf(ctx, teamId, ids)
  if (ids && !rows.length) throw notFound('parked')
  if (decision === 'record') for (const row of rows) await writeDown(ctx, row)
  await ctx.sql`
    update followup.parked set settled_at = ${ctx.now}, settled_by = ${ctx.who?.accountId ?? null},
           decision = ${decision === 'record' ? 'recorded' : 'discarded'}, decided_why = nullif(${reason}, ''),
           sealed = null
    where id = any(${rows.map(row => row.id)}::uuid[])`
  await tell(ctx, teamId)
  return { settled: rows.length, left: await countOf(ctx.sql, teamId) }
}

async function writeDown(ctx: Context, row: ParkedRow): Promise<void> {
  const visited = visitedOf(ctx.app, row)
  if (!visited || !row.person) throw new Problem('followup.not-recordable')
  await takeVisit(ctx, visited, { id: row.itemId, at: row.at, by: row.accountId })
}

/** What nobody has looked at by then says so; what was said is kept no longer. */
export async function forgetParked(ctx: Context, before: Date): Promise<number> {
  const teams = await ctx.sql<{ teamId: string }[]>`
    update followup.parked set settled_at = ${ctx.now}, decision = 'expired', sealed = null
    where received_at < ${before} and settled_at is null returning team_id`
  for (const teamId of new Set(teams.map(row => row.teamId))) await tell(ctx, teamId)
  return teams.length
}
