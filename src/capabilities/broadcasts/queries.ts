import type { Scope } from '#core/access.ts'
import type { Sql } from '#core/db/db.ts'
import type { Cursor } from '#core/paging.ts'
import type { Audience } from './contract.ts'

export interface Broadcast {
  readonly id: string
  readonly unitId: string
  readonly byAccount: string
  readonly by: string
  readonly at: Date
  readonly text: string
  readonly urgency: 'ordinary' | 'urgent'
  readonly audience: Audience
  readonly startAt: Date
  readonly state: 'asked' | 'refused' | 'scheduled' | 'queuing' | 'queued' | 'stopped'
  readonly people: number
  readonly segments: number
  readonly dong: number
  readonly approvedBy: string | null
  readonly endedAt: Date | null
  /** Handed over to the messages and not sent yet. */
  readonly isSending: boolean
}

const rows = (sql: Sql) => sql`
  select b.id, b.unit_id, b.by_account, a.name as by, b.at, b.text, b.urgency, b.audience, b.start_at, b.state, b.people,
         b.segments, b.dong, c.name as approved_by, b.ended_at,
         b.state = 'queued' and exists (
           select from messages.message m join messages.delivery d on d.message_id = m.id
           where m.about_kind = 'broadcast' and m.about_id = b.id::text and d.state = 'queued') as is_sending
  from broadcasts.broadcast b
  left join identity.account a on a.id = b.by_account left join identity.account c on c.id = b.approved_by`

export async function broadcastById(sql: Sql, id: string): Promise<Broadcast | undefined> {
  const [row] = await sql<Broadcast[]>`${rows(sql)} where b.id = ${id}`
  return row
}

/** What somebody sent since a time, and nobody else approved. */
export async function unapprovedOf(
  sql: Sql,
  accountId: string,
  since: Date,
): Promise<{ dong: number; people: number }> {
  const [row] = await sql<{ dong: number; people: number }[]>`
    select coalesce(sum(dong), 0)::bigint as dong, coalesce(sum(people), 0)::bigint as people from broadcasts.broadcast
    where by_account = ${accountId} and at > ${since} and approved_by is null
      and state in ('scheduled', 'queuing', 'queued')`
  return row ?? { dong: 0, people: 0 }
}

export const PAGE = 50

export const broadcastsWithin = (sql: Sql, scope: Scope, after: Cursor | undefined) => sql<Broadcast[]>`
  ${rows(sql)}
  where ${scope.everywhere ? sql`true` : sql`b.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    and ${after ? sql`(b.at, b.id) < (${after.at}, ${after.id})` : sql`true`}
  order by b.at desc, b.id desc limit ${PAGE + 1}`

export async function waitingOf(sql: Sql, id: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select coalesce(sum(cardinality(person_ids)), 0) as count from broadcasts.chunk where broadcast_id = ${id}`
  return row?.count ?? 0
}
