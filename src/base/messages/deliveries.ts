import type { Context } from '#core/app.ts'
import { timeOfId } from '#core/ids.ts'
import type { Addresses } from './channel.ts'
import type { DeliveryLine } from './contract.ts'
import { maskAddress, type State } from './rules.ts'

export interface DeliveryFilter {
  readonly state?: State | undefined
  readonly channel?: string | undefined
  readonly template?: string | undefined
  readonly personId?: string | undefined
  /** Older than this delivery. */
  readonly after?: string | undefined
}

interface Row extends Omit<DeliveryLine, 'at' | 'to' | 'person' | 'about' | 'dueAt' | 'doneAt'> {
  readonly address: Buffer | null
  readonly personId: string | null
  readonly personName: string | null
  readonly aboutKind: string | null
  readonly aboutId: string | null
  readonly dueAt: Date
  readonly doneAt: Date | null
}

const PAGE = 50

/** Deliveries of the caller's area, newest first: ids are ordered by time. */
export async function deliveryPage(ctx: Context, filter: DeliveryFilter) {
  const { sql } = ctx
  const scope = ctx.scope('messages.read')
  const rows = await sql<Row[]>`
    select d.id, d.message_id, m.template, d.state, d.channel, d.address, d.reason, d.detail, d.attempts, d.due_at,
           d.done_at, m.person_id, p.full_name as person_name, m.about_kind, m.about_id
    from messages.delivery d
    join messages.message m on m.id = d.message_id
    left join people.person p on p.id = m.person_id
    where ${scope.everywhere ? sql`true` : sql`d.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
      and ${filter.after ? sql`d.id < ${filter.after}` : sql`true`}
      and ${filter.state ? sql`d.state = ${filter.state}` : sql`true`}
      and ${filter.channel ? sql`d.channel = ${filter.channel}` : sql`true`}
      and ${filter.template ? sql`m.template = ${filter.template}` : sql`true`}
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
  }
}
