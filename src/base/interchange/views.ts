import { treeOf } from '#base/units/trees.ts'
import { refusedAt } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { pageOf, readCursor } from '#core/paging.ts'
import { notFound, Problem } from '#core/problem.ts'
import { ownCard, ownMark, readCard } from './card.ts'
import { beginning, read } from './content.ts'
import type { MessageLine, Partner } from './contract.ts'
import {
  type Filter,
  type MessageRow,
  messageOf,
  messagesIn,
  type PartnerRow,
  partnersIn,
  savePartner,
} from './queries.ts'
import { OUT_TOPIC, TOPIC } from './send.ts'

const MANAGE = 'interchange.manage'
const BAD_DAYS = 7
const PAGE = 50
const SHOWN_BYTES = 64 * 1024

const inFours = (mark: string): string => mark.replace(/(.{4})(?!$)/g, '$1 ')

/** The card names whoever administers: the highest unit they serve. */
export function cardView(ctx: Context) {
  const tree = treeOf(ctx.app)
  const areas = (ctx.who?.grants ?? []).flatMap(grant => (grant.areaId ? [tree.get(grant.areaId)] : []))
  const top = areas.flatMap(unit => unit ?? []).toSorted((a, b) => tree.path(a.id).length - tree.path(b.id).length)[0]
  const card = ownCard(ctx.app, top?.fullName ?? 'Saola')
  return { card: JSON.stringify(card, null, 2), mark: inFours(ownMark(ctx.app)) }
}

export async function partnerViews(ctx: Context): Promise<Partner[]> {
  const since = new Date(ctx.now.getTime() - BAD_DAYS * DAY_MS)
  const rows = await partnersIn(ctx.sql, ctx.scope('interchange.read'), since)
  return rows.map(row => partnerView(ctx, row))
}

const iso = (at: Date | null) => at?.toISOString() ?? null

const partnerView = (ctx: Context, row: PartnerRow): Partner => ({
  ...row,
  mark: row.mark && inFours(row.mark),
  dueAt: row.failures > 0 ? row.dueAt.toISOString() : null,
  reachedAt: iso(row.reachedAt),
  heardAt: iso(row.heardAt),
  out: { waiting: row.outWaiting, since: iso(row.outSince) },
  in: { waiting: row.inWaiting, since: iso(row.inSince) },
  mayManage: !refusedAt(ctx, MANAGE, row.unitId),
})

export async function addPartner(ctx: Context, unitId: string, text: string): Promise<string> {
  if (!treeOf(ctx.app).get(unitId)) throw notFound('unit')
  const { name, address, mark, keys } = readCard(ctx.app, text)
  const who = { at: ctx.now, by: ctx.who?.accountId ?? null }
  const id = await savePartner(ctx.sql, {
    id: newId(ctx.now),
    name,
    carrier: 'https',
    address,
    mark,
    keys,
    unitId,
    ...who,
  })
  if (!id) throw new Problem('interchange.of-others', { status: 409 })
  await changed(ctx)
  return id
}

async function changed({ app, sql }: Context): Promise<void> {
  await app.bus.publish(sql, TOPIC)
  await app.bus.publish(sql, OUT_TOPIC)
}

export async function pausePartner(ctx: Context, id: string, why: string | null): Promise<void> {
  await ctx.sql`update interchange.partner set paused_why = ${why}, due_at = ${ctx.now} where id = ${id}`
  await changed(ctx)
}

export async function tryNow(ctx: Context, id: string): Promise<void> {
  await ctx.sql`update interchange.partner set due_at = ${ctx.now} where id = ${id}`
  await changed(ctx)
}

export async function messagePage(
  ctx: Context,
  { after, ...filter }: Filter & { readonly after?: string | undefined },
) {
  const rows = await messagesIn(ctx.sql, ctx.scope('interchange.read'), filter, readCursor(after), PAGE + 1)
  const { shown, more } = pageOf(rows, PAGE, row => row.at)
  return { rows: shown.map(lineOf), more }
}

function lineOf(row: MessageRow): MessageLine {
  const isOver = row.way === 'out' ? ['refused', 'dropped'] : ['refused', 'dead']
  return {
    ...row,
    state: row.state as MessageLine['state'],
    at: row.at.toISOString(),
    endedAt: iso(row.endedAt),
    params: { ...row.params },
    partner: row.partnerId && row.partnerName ? { id: row.partnerId, name: row.partnerName } : null,
    subject: row.subjectKind && row.subjectId ? { kind: row.subjectKind, id: row.subjectId } : null,
    canRepeat: isOver.includes(row.state) && row.contentId !== null && !row.isRepeated,
    canDrop: row.state === 'queued',
  }
}

/** What somebody may find a message by, and where it is; never what it says. */
export async function mustMessage(ctx: Context, id: string): Promise<MessageRow> {
  const row = await messageOf(ctx.sql, id)
  if (!row) throw notFound('message')
  return row
}

/** Not all that is sent is text: what is none is shown as signs that stand for bytes. */
export async function inspect(ctx: Context, id: string) {
  const row = await mustMessage(ctx, id)
  const content = row.contentId && (await beginning(read(ctx.sql, ctx.app.keyring, row.contentId), SHOWN_BYTES))
  const text = content ? new TextDecoder().decode(content).replaceAll('\0', '\u2400') : null
  return { line: lineOf(row), text, isCut: row.size > SHOWN_BYTES }
}
