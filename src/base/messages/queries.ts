import type { Sql } from '#core/db/db.ts'
import type { Locale } from '#core/words.ts'
import type { State } from './rules.ts'

export interface MessageRow {
  readonly id: string
  readonly deliveryId: string
  readonly at: Date
  readonly template: string
  readonly locale: Locale
  readonly personId: string | null
  readonly accountId: string | null
  readonly onlyChannel: string | null
  readonly unitId: string | null
  readonly aboutKind: string | null
  readonly aboutId: string | null
  readonly byAccount: string | null
  readonly until: Date | null
  readonly sealed: Buffer
  readonly dueAt: Date
}

/** Messages with one queued delivery each. */
export async function insertMessages(sql: Sql, rows: readonly MessageRow[]): Promise<void> {
  const column = <K extends keyof MessageRow>(name: K) => rows.map(row => row[name])
  await sql`
    insert into messages.message
      (id, at, template, locale, person_id, account_id, only_channel, unit_id, about_kind, about_id, by_account, until,
       sealed)
    select * from unnest(
      ${column('id')}::uuid[], ${column('at')}::timestamptz[], ${column('template')}::text[],
      ${column('locale')}::text[], ${column('personId')}::uuid[], ${column('accountId')}::uuid[],
      ${column('onlyChannel')}::text[], ${column('unitId')}::uuid[], ${column('aboutKind')}::text[], ${column('aboutId')}::text[], ${column('byAccount')}::uuid[],
      ${column('until')}::timestamptz[], ${column('sealed')}::bytea[])`
  await insertDeliveries(
    sql,
    rows.map(row => ({ id: row.deliveryId, messageId: row.id, unitId: row.unitId, dueAt: row.dueAt })),
  )
}

export interface NewDelivery {
  readonly id: string
  readonly messageId: string
  readonly unitId: string | null
  readonly dueAt: Date
}

export async function insertDeliveries(sql: Sql, rows: readonly NewDelivery[]): Promise<void> {
  if (!rows.length) return
  await sql`
    insert into messages.delivery (id, message_id, unit_id, due_at, state)
    select *, 'queued' from unnest(
      ${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.messageId)}::uuid[], ${rows.map(r => r.unitId)}::uuid[],
      ${rows.map(r => r.dueAt)}::timestamptz[])`
}

/** A delivery to be made, with its message. */
export interface Queued {
  readonly id: string
  readonly messageId: string
  readonly unitId: string | null
  readonly attempts: number
  readonly template: string
  readonly locale: Locale
  readonly personId: string | null
  readonly accountId: string | null
  readonly onlyChannel: string | null
  readonly until: Date | null
  /** Null once it was forgotten. */
  readonly sealed: Buffer | null
  readonly optedOut: boolean
  /** Channels that the person does not want. */
  readonly off: readonly string[]
  readonly quietFrom: string | null
  readonly quietUntil: string | null
  /** Channels on which the message failed already, since it was last sent again by hand. */
  readonly tried: readonly string[]
}

/** Takes queued deliveries for this transaction; what another one has taken is left to it. */
export async function takeQueued(sql: Sql, ids: readonly string[]): Promise<Queued[]> {
  return sql<Queued[]>`
    select d.id, d.message_id, d.unit_id, d.attempts, m.template, m.locale, m.person_id, m.account_id, m.only_channel,
           m.until, m.sealed, coalesce(not o.ordinary, false) as opted_out, coalesce(o.off, '{}') as off,
           o.quiet_from, o.quiet_until,
           array(select t.channel from messages.delivery t
                 where t.message_id = m.id and t.state = 'failed' and t.replayed_at is null) as tried
    from messages.delivery d
    join messages.message m on m.id = d.message_id
    left join messages.preference o on o.person_id = m.person_id
    where d.id = any(${ids as string[]}::uuid[]) and d.state = 'queued'
    order by d.due_at, d.id
    for update of d skip locked`
}

/** One worker at a time goes through what is due, until this transaction ends. */
export async function lockDue(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(hashtext('messages.due')) as mine`
  return row?.mine ?? false
}

export async function dueIds(sql: Sql, now: Date, limit: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from messages.delivery where state = 'queued' and due_at <= ${now} order by due_at, id limit ${limit}`
  return rows.map(row => row.id)
}

export interface Outcome {
  readonly id: string
  readonly state: State
  readonly channel: string | null
  readonly address: Buffer | null
  readonly reason: string | null
  readonly detail: string | null
  readonly references: readonly string[]
  readonly attempts: number
  readonly segments: number | null
  readonly dong: number | null
  /** Until when the text has to be kept, though nothing is queued. */
  readonly keptUntil: Date | null
  readonly isDead: boolean
  /** When it is looked at next; only while queued. */
  readonly dueAt: Date | null
}

export async function writeOutcomes(sql: Sql, outcomes: readonly Outcome[], now: Date): Promise<void> {
  if (!outcomes.length) return
  const column = <K extends keyof Outcome>(name: K) => outcomes.map(one => one[name])
  await sql`
    update messages.delivery d
       set state = o.state, channel = o.channel, address = o.address, reason = o.reason, detail = o.detail,
           reference = o.reference, attempts = o.attempts, segments = o.segments, dong = o.dong,
           kept_until = o.kept_until, is_dead = o.is_dead, due_at = coalesce(o.due_at, d.due_at),
           done_at = case when o.state = 'queued' then null else ${now}::timestamptz end
      from unnest(
        ${column('id')}::uuid[], ${column('state')}::text[], ${column('channel')}::text[],
        ${column('address')}::bytea[], ${column('reason')}::text[], ${column('detail')}::text[],
        ${outcomes.map(one => one.references[0] ?? null)}::text[], ${column('attempts')}::int[],
        ${column('segments')}::int[], ${column('dong')}::int[], ${column('keptUntil')}::timestamptz[],
        ${column('isDead')}::boolean[], ${column('dueAt')}::timestamptz[])
        as o (id, state, channel, address, reason, detail, reference, attempts, segments, dong, kept_until, is_dead, due_at)
     where d.id = o.id`
}

/** What carriers call the parts of what they took, where they will tell what became of them. */
export async function insertParts(
  sql: Sql,
  parts: readonly { readonly channel: string; readonly reference: string; readonly deliveryId: string }[],
): Promise<void> {
  if (!parts.length) return
  await sql`
    insert into messages.part (channel, reference, delivery_id)
    select * from unnest(${parts.map(p => p.channel)}::text[], ${parts.map(p => p.reference)}::text[],
      ${parts.map(p => p.deliveryId)}::uuid[]) on conflict do nothing`
}

/** What a message says is forgotten once nothing of it waits to be sent, and nobody may send it again. */
export const forgetTexts = (sql: Sql, messageIds: readonly string[], now: Date) => sql`
  update messages.message m set sealed = null
  where m.id = any(${messageIds as string[]}::uuid[]) and sealed is not null
    and not exists (
      select from messages.delivery d where d.message_id = m.id and (d.state = 'queued' or d.kept_until > ${now}))`

const FORGOTTEN_AT_ONCE = 20_000

/** The same for texts whose time to be sent again has run out. Answers how many deliveries there were. */
export async function forgetOldTexts(sql: Sql, now: Date): Promise<number> {
  const rows = await sql<{ messageId: string }[]>`
    update messages.delivery set kept_until = null
    where id in (select id from messages.delivery where kept_until <= ${now} limit ${FORGOTTEN_AT_ONCE})
    returning message_id`
  await forgetTexts(
    sql,
    rows.map(row => row.messageId),
    now,
  )
  return rows.length
}
