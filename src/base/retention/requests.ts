import { sendMessage } from '#base/messages/send.ts'
import { entriesOf, getPeople, getPerson } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { COUNTRY_ID } from '#base/units/ids.ts'
import { itemsAbout } from '#base/work/queries.ts'
import { moveWork, openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import type { Basis } from '#core/keeps.ts'
import { notFound, Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import type { MyRequest, PlanLine, RequestKind } from './contract.ts'
import { carryOut, HOLDS, holdNoMore, planOf } from './erase.ts'
import { requestDone } from './events.ts'
import { CARRY, REFUSE, REPLY, requestFlow } from './flows.ts'
import { rightsRule } from './policies.ts'

interface RequestRow {
  readonly id: string
  readonly personId: string
  readonly accountId: string
  readonly unitId: string
  readonly kind: RequestKind
  readonly textSealed: Buffer
  readonly askedAt: Date
  readonly replySealed: Buffer | null
  readonly decision: 'done' | 'refused' | null
  readonly outcome: PlanLine[] | null
  readonly doneAt: Date | null
  readonly liftedAt: Date | null
  readonly anonymise: boolean
  readonly anonymisedAt: Date | null
}

const isHeld = ({ kind, decision, liftedAt }: RequestRow) => HOLDS.includes(kind) && decision === 'done' && !liftedAt

const subjectOf = (id: string) => at.of('data-request', id)

export async function mineView(ctx: Context) {
  const { who, sql } = ctx
  const people = await getPeople(sql, who?.personIds ?? [])
  const { exportDays } = (await policyAt(ctx, rightsRule, { day: dayOf(ctx.now) })).params
  const copies = await sql<
    { id: string; askedAt: Date; madeAt: Date | null; expiresAt: Date | null; bytes: string | null }[]
  >`
    select id, asked_at, made_at, expires_at, bytes from retention.export
    where account_id = ${who?.accountId ?? null} and (expires_at is null or expires_at > ${ctx.now}) order by asked_at desc`
  const rows = await sql<RequestRow[]>`
    select * from retention.request where account_id = ${who?.accountId ?? null} order by asked_at desc`
  return {
    people: people.map(({ id, fullName }) => ({ id, name: fullName })),
    exportDays,
    copies: copies.map(one => ({
      id: one.id,
      askedAt: one.askedAt.toISOString(),
      madeAt: one.madeAt?.toISOString() ?? null,
      expiresAt: one.expiresAt?.toISOString() ?? null,
      bytes: one.bytes === null ? null : Number(one.bytes),
    })),
    requests: await Promise.all(rows.map(row => requestIn(ctx, row))),
  }
}

async function requestIn(ctx: Context, row: RequestRow): Promise<MyRequest> {
  const [item] = await itemsAbout(ctx.sql, subjectOf(row.id))
  const person = await getPerson(ctx.sql, row.personId)
  const dueAt = item?.open ? (item.dueAt?.toISOString() ?? null) : null
  return {
    id: row.id,
    kind: row.kind,
    personName: person?.fullName ?? '',
    text: ctx.app.keyring.decrypt(row.textSealed),
    askedAt: row.askedAt.toISOString(),
    dueAt,
    state: row.decision ?? item?.state ?? 'asked',
    reply: row.replySealed && ctx.app.keyring.decrypt(row.replySealed),
    doneAt: row.doneAt?.toISOString() ?? null,
    outcome: row.outcome ?? [],
    waits: row.anonymise && !row.anonymisedAt,
    holds: isHeld(row),
    liftedAt: row.liftedAt?.toISOString() ?? null,
  }
}

/** A citizen asks; it waits, with the terms of the law, for whoever protects the data of where the person lives. */
export async function ask(ctx: Context, personId: string, kind: RequestKind, text: string): Promise<string> {
  const { who, sql, now } = ctx
  if (!who?.personIds.includes(personId)) throw notFound('person')
  const person = await getPerson(sql, personId)
  const id = newId(now)
  const unitId = person?.unitId ?? COUNTRY_ID
  const made = await sql`
    insert into retention.request (id, person_id, account_id, unit_id, kind, text_sealed, asked_at)
    values (${id}, ${personId}, ${who.accountId}, ${unitId}, ${kind}, ${ctx.app.keyring.encrypt(text)}, ${now})
    on conflict do nothing returning 1`
  if (!made.length) throw new Problem('retention.asked-already', { status: 409 })
  await openWork(ctx, { kind: requestFlow.kind, subject: subjectOf(id), unitId, personId })
  return id
}

async function mustRequest(ctx: Context, id: string): Promise<RequestRow> {
  const [row] = await ctx.sql<RequestRow[]>`select * from retention.request where id = ${id}`
  if (!row) throw notFound('request')
  return row
}

export async function requestView(ctx: Context, id: string) {
  const row = await mustRequest(ctx, id)
  const plan = row.kind === 'deletion' && !row.decision ? await planOf(ctx, row.personId) : []
  return { ...(await requestIn(ctx, row)), plan }
}

async function move(ctx: Context, id: string, step: string, form: string): Promise<void> {
  const item = (await itemsAbout(ctx.sql, subjectOf(id))).find(one => one.open)
  if (!item) throw new Problem('work.done', { status: 409 })
  await moveWork(ctx, item.id, step, { form })
}

const tell = (ctx: Context, row: RequestRow, template: string) =>
  sendMessage(ctx, {
    template,
    to: { personId: row.personId },
    values: { link: `${ctx.app.config.origin}/du-lieu-cua-toi` },
    about: subjectOf(row.id),
    unitId: row.unitId,
  })

export async function reply(ctx: Context, id: string, text: string): Promise<void> {
  const row = await mustRequest(ctx, id)
  await move(ctx, id, 'reply', REPLY)
  await ctx.sql`
    update retention.request set reply_sealed = ${ctx.app.keyring.encrypt(text)}, replied_at = ${ctx.now} where id = ${id}`
  await tell(ctx, row, 'retention.replied')
}

/** Does it. Whoever asked is told first: a telephone that is deleted can be told nothing. */
export async function carry(ctx: Context, id: string, text: string): Promise<void> {
  const row = await mustRequest(ctx, id)
  await move(ctx, id, 'carry', CARRY)
  const outcome = await carryOut(ctx, row.kind, row.personId)
  await close(ctx, id, 'done', text, outcome)
  await tell(ctx, row, 'retention.closed')
  await ctx.sql`update retention.request set anonymise = ${row.kind === 'deletion'} where id = ${id}`
  await ctx.emit(requestDone, { dataRequestId: id })
}

/** Whoever asked for restriction wants it no more. */
export async function lift(ctx: Context, id: string): Promise<void> {
  const row = await mustRequest(ctx, id)
  if (row.accountId !== ctx.who?.accountId && !ctx.who?.personIds.includes(row.personId)) throw notFound('request')
  await endHold(ctx, row)
}

/** Whoever protects the data ends a restriction, with a reason that the person is told. */
export async function end(ctx: Context, id: string, text: string): Promise<void> {
  const row = await mustRequest(ctx, id)
  await endHold(ctx, row)
  await ctx.sql`update retention.request set reply_sealed = ${ctx.app.keyring.encrypt(text)} where id = ${id}`
  await tell(ctx, row, 'retention.lifted')
}

async function endHold(ctx: Context, row: RequestRow): Promise<void> {
  const ended = await ctx.sql`
    update retention.request set lifted_at = ${ctx.now}
    where id = ${row.id} and decision = 'done' and lifted_at is null and kind = any(${HOLDS as string[]}) returning 1`
  if (!ended.length) throw new Problem('retention.holds-nothing', { status: 409 })
  await holdNoMore(ctx, row.personId)
  await ctx.emit(requestDone, { dataRequestId: row.id })
}

export async function refuse(ctx: Context, id: string, basis: Basis, text: string): Promise<void> {
  const row = await mustRequest(ctx, id)
  await move(ctx, id, 'refuse', REFUSE)
  await close(ctx, id, 'refused', `${say(ctx.locale, `retention.basis.${basis}`)}. ${text}`, [])
  await tell(ctx, row, 'retention.closed')
}

async function close(
  ctx: Context,
  id: string,
  decision: 'done' | 'refused',
  text: string,
  outcome: readonly PlanLine[],
) {
  await ctx.sql`
    update retention.request set decision = ${decision}, reply_sealed = ${ctx.app.keyring.encrypt(text)},
      done_at = ${ctx.now}, outcome = ${JSON.stringify(outcome)}::text::jsonb
    where id = ${id}`
}

/** The survivor of two entries has what was asked for both. */
export async function rejoin(ctx: Context, fromId: string): Promise<void> {
  const [survivor = fromId] = await entriesOf(ctx.sql, fromId)
  await ctx.sql`
    update retention.request r set person_id = ${survivor} where person_id = ${fromId} and not exists (
      select from retention.request o where o.person_id = ${survivor} and o.kind = r.kind and o.done_at is null)`
}
