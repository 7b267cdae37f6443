import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { newId, timeOfId } from '#core/ids.ts'
import type { Addresses } from './channel.ts'
import type { DeliveryLine } from './contract.ts'
import { messagesDue } from './events.ts'
import { insertDeliveries } from './queries.ts'
import { maskAddress, type State } from './rules.ts'

export interface DeliveryFilter {
  readonly state?: State | undefined
  readonly channel?: string | undefined
  readonly template?: string | undefined
  readonly personId?: string | undefined
  readonly dead?: boolean | undefined
  /** Older than this delivery. */
  readonly after?: string | undefined
}

interface Row extends Omit<DeliveryLine, 'at' | 'to' | 'person' | 'about' | 'dueAt' | 'doneAt' | 'replayedAt'> {
  readonly address: Buffer | null
  readonly personId: string | null
  readonly personName: string | null
  readonly aboutKind: string | null
  readonly aboutId: string | null
  readonly dueAt: Date
  readonly doneAt: Date | null
  readonly replayedAt: Date | null
}

const PAGE = 50

const within = (sql: Sql, scope: Scope) =>
  scope.everywhere ? sql`true` : sql`d.unit_id = any(${scope.unitIds as string[]}::uuid[])`

/** Deliveries of the caller's area, newest first: ids are ordered by time. */
export async function deliveryPage(ctx: Context, filter: DeliveryFilter) {
  const { sql } = ctx
  const scope = ctx.scope('messages.read')
  const rows = await sql<Row[]>`
    select d.id, d.message_id, m.template, d.state, d.channel, d.address, d.reason, d.detail, d.attempts, d.due_at,
           d.done_at, d.segments, d.dong, d.replayed_at, d.is_dead and m.sealed is not null as can_replay, m.person_id, p.full_name as person_name, m.about_kind, m.about_id
    from messages.delivery d
    join messages.message m on m.id = d.message_id
    left join people.person p on p.id = m.person_id
    where ${within(sql, scope)}
      and ${filter.after ? sql`d.id < ${filter.after}` : sql`true`}
      and ${filter.state ? sql`d.state = ${filter.state}` : sql`true`}
      and ${filter.channel ? sql`d.channel = ${filter.channel}` : sql`true`}
      and ${filter.template ? sql`m.template = ${filter.template}` : sql`true`}
      and ${filter.dead ? sql`d.is_dead` : sql`true`}
      and ${filter.personId ? sql`m.person_id = ${filter.personId}` : sql`true`}
    order by d.id desc limit ${PAGE + 1}`
  const shown = rows.slice(0, PAGE)
  return { rows: shown.map(row => lineOf(ctx, row)), more: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null }
}

function lineOf({ app }: Context, row: Row): DeliveryLine {
  const address = row.address && (JSON.parse(app.keyring.decrypt(row.address)) as Addresses)
  return {
    ...row,
    at: timeOfId(row.id).toISOString(),
    to: address && maskAddress(address),
    person: row.personId && row.personName ? { id: row.personId, name: row.personName } : null,
    about: row.aboutKind && row.aboutId ? { kind: row.aboutKind, id: row.aboutId } : null,
    dueAt: row.state === 'queued' ? row.dueAt.toISOString() : null,
    doneAt: row.doneAt?.toISOString() ?? null,
    replayedAt: row.replayedAt?.toISOString() ?? null,
  }
}

export type Replayed =
  | { readonly ids: readonly string[] }
  | { readonly failedSince: string; readonly channel?: string | undefined }

/**
 * Sends again what did not arrive, by all its channels anew: of the caller’s area, and as long as it is known what it
 * said. One that was sent again a moment ago is not taken twice. Answers how many.
 */
export async function replay(ctx: Context, which: Replayed): Promise<number> {
  const { sql, now } = ctx
  const chosen =
    'ids' in which
      ? sql`d.id = any(${which.ids as string[]}::uuid[])`
      : sql`d.done_at >= ${new Date(which.failedSince)} and ${which.channel ? sql`d.channel = ${which.channel}` : sql`true`}`
  const dead = await sql<{ messageId: string; unitId: string | null }[]>`
    update messages.delivery d set is_dead = false, replayed_at = ${now}
    from messages.message m
    where d.is_dead and m.id = d.message_id and m.sealed is not null
      and ${within(sql, ctx.scope('messages.replay'))} and ${chosen}
    returning d.message_id, d.unit_id`
  if (!dead.length) return 0
  await sql`
    update messages.delivery set replayed_at = ${now}
    where message_id = any(${dead.map(one => one.messageId)}::uuid[]) and state = 'failed' and replayed_at is null`
  await insertDeliveries(
    sql,
    dead.map(({ messageId, unitId }) => ({ id: newId(now), messageId, unitId, dueAt: now })),
  )
  await ctx.emit(messagesDue, {})
  return dead.length
}
