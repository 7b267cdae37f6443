import type { Scope } from '#core/access.ts'
import type { Sql } from '#core/db/db.ts'
import type { Cursor } from '#core/paging.ts'
import type { ProblemParams } from '#core/problem.ts'
import { RECEIPT, VOID } from './traffic.ts'

export interface PartnerRow {
  readonly id: string
  readonly name: string
  readonly carrier: string
  readonly address: string
  readonly mark: string | null
  readonly unitId: string
  readonly pausedWhy: string | null
  readonly problem: string | null
  readonly failures: number
  readonly dueAt: Date
  readonly reachedAt: Date | null
  readonly heardAt: Date | null
  readonly outWaiting: number
  readonly outSince: Date | null
  readonly inWaiting: number
  readonly inSince: Date | null
  readonly bad: number
}

const within = (sql: Sql, scope: Scope) =>
  scope.everywhere ? sql`true` : sql`unit_id = any(${scope.unitIds as string[]}::uuid[])`

export const partnersIn = (sql: Sql, scope: Scope, badSince: Date): Promise<PartnerRow[]> => sql<PartnerRow[]>`
  select p.id, p.name, p.carrier, p.address, p.mark, p.unit_id, p.paused_why, p.problem, p.failures, p.due_at, p.reached_at,
    (select max(received_at) from interchange.incoming i where i.partner_id = p.id and i.state <> 'away') as heard_at,
    o.n as out_waiting, o.since as out_since, i.n as in_waiting, i.since as in_since,
    (select count(*) from interchange.outgoing x
      where x.partner_id = p.id and x.state = 'refused' and x.again_as is null and x.queued_at > ${badSince})
    + (select count(*) from interchange.incoming x
      where x.partner_id = p.id and x.state in ('refused', 'dead') and x.received_at > ${badSince}) as bad
  from interchange.partner p,
    lateral (select count(*) as n, min(queued_at) as since from interchange.outgoing
      where partner_id = p.id and state = 'queued') o,
    lateral (select count(*) as n, min(received_at) as since from interchange.incoming
      where partner_id = p.id and state = 'waiting') i
  where ${within(sql, scope)} order by p.name, p.id`

export interface NewPartner {
  readonly id: string
  readonly name: string
  readonly carrier: string
  readonly address: string
  readonly mark: string | null
  readonly keys: readonly string[]
  readonly unitId: string
  readonly at: Date
  readonly by: string | null
}

/** Adds a partner; one with the mark gets the new address and keys, and keeps its queue. Answers its id. */
export async function savePartner(sql: Sql, partner: NewPartner): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into interchange.partner (id, name, carrier, address, mark, keys, unit_id, due_at, added_at, added_by)
    values (${partner.id}, ${partner.name}, ${partner.carrier}, ${partner.address}, ${partner.mark},
      ${partner.keys as string[]}, ${partner.unitId}, ${partner.at}, ${partner.at}, ${partner.by})
    on conflict (mark) do update set name = excluded.name, address = excluded.address, keys = excluded.keys,
      due_at = excluded.due_at, failures = 0
      where partner.unit_id = excluded.unit_id
    returning id`
  const id = row?.id ?? ''
  if (!row) return id
  await sql`insert into interchange.outbox (partner_id) values (${id}) on conflict do nothing`
  await sql`insert into interchange.inbox (partner_id, due_at) values (${id}, ${partner.at}) on conflict do nothing`
  return id
}

export interface MessageRow {
  readonly id: string
  readonly way: 'out' | 'in'
  readonly messageId: string
  readonly partnerId: string | null
  readonly partnerName: string | null
  readonly unitId: string
  readonly kind: string
  readonly state: string
  readonly size: number
  readonly at: Date
  readonly endedAt: Date | null
  readonly attempts: number
  readonly problem: string | null
  readonly params: ProblemParams
  readonly subjectKind: string | null
  readonly subjectId: string | null
  readonly contentId: string | null
  readonly isRepeated: boolean
}

const outgoing = (sql: Sql) => sql`
  select o.id, 'out' as way, o.id as message_id, o.partner_id, p.name as partner_name, p.unit_id, o.kind, o.state, o.size,
    o.queued_at as at, o.ended_at, o.attempts, o.problem, o.params, o.subject_kind, o.subject_id, o.content_id,
    o.again_as is not null as is_repeated
  from interchange.outgoing o join interchange.partner p on p.id = o.partner_id`
const incoming = (sql: Sql) => sql`
  select i.id, 'in' as way, i.message_id, i.partner_id, p.name as partner_name, i.unit_id, i.kind, i.state, i.size,
    i.received_at as at, i.ended_at, i.attempts, i.problem, i.params, null as subject_kind, null as subject_id, i.content_id,
    false as is_repeated
  from interchange.incoming i left join interchange.partner p on p.id = i.partner_id`

export interface Filter {
  readonly way: 'out' | 'in'
  readonly partnerId?: string | undefined
  readonly state?: string | undefined
  readonly bad?: boolean | undefined
}

/** Without what we say to each other of messages: receipts and empty places. */
export const messagesIn = (
  sql: Sql,
  scope: Scope,
  { way, partnerId, state, bad }: Filter,
  after: Cursor | undefined,
  limit: number,
): Promise<MessageRow[]> => sql<MessageRow[]>`
  select * from (${way === 'out' ? outgoing(sql) : incoming(sql)}) m
  where ${within(sql, scope)} and kind not in (${RECEIPT}, ${VOID})
    and ${partnerId ? sql`partner_id = ${partnerId}` : sql`true`}
    and ${state ? sql`state = ${state}` : sql`true`}
    and ${bad ? sql`state in ('refused', 'dead', 'away')` : sql`true`}
    and ${after ? sql`(at, id) < (${after.at}, ${after.id})` : sql`true`}
  order by at desc, id desc limit ${limit}`

export async function messageOf(sql: Sql, id: string): Promise<MessageRow | undefined> {
  const [out] = await sql<MessageRow[]>`${outgoing(sql)} where o.id = ${id}`
  if (out) return out
  const [row] = await sql<MessageRow[]>`${incoming(sql)} where i.id = ${id}`
  return row
}
