import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import type { InputOf } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { type halls, KIOSK } from './contract.ts'
import { counterById, type HallRow, hallById, linesOf } from './queries.ts'
import { endClosed, hallChanged, mustHall } from './queue.ts'

type Body<N extends keyof typeof halls> = InputOf<(typeof halls)[N]>['body']

export async function addHall(ctx: Context, body: Body<'add'>): Promise<string> {
  const id = newId(ctx.now)
  if (body.placeId && (await ctx.app.locate(ctx.sql, { kind: 'place', id: body.placeId }))?.unitId !== body.unitId)
    throw notFound('place')
  await ctx.sql`
    insert into halls.hall (id, unit_id, place_id, name, address, seats, created_at)
    values (${id}, ${body.unitId}, ${body.placeId}, ${body.name}, ${body.address}, ${body.seats}, ${ctx.now})`
  return id
}

/** Lines that are named with their id stay, also with another name; those left out take no more numbers. */
export async function changeHall(ctx: Context, hallId: string, { lines, ...body }: Body<'change'>): Promise<void> {
  await mustHall(ctx, hallId)
  if (new Set(lines.map(line => line.letter)).size < lines.length) throw new Problem('halls.letter-twice')
  await ctx.sql`
    update halls.hall set name = ${body.name}, address = ${body.address}, seats = ${body.seats} where id = ${hallId}`
  const known = new Set((await linesOf(ctx.sql, [hallId])).map(line => line.id))
  const kept = lines.flatMap(line => (line.id && known.has(line.id) ? [line.id] : []))
  await ctx.sql`
    update halls.line set closed_at = ${ctx.now}
    where hall_id = ${hallId} and closed_at is null and not (id = any(${kept}::uuid[]))`
  // Two lines may exchange their letters.
  await ctx.sql`update halls.line set closed_at = ${ctx.now} where id = any(${kept}::uuid[])`
  for (const [position, { id, letter, name, fields }] of lines.entries())
    await ctx.sql`
      insert into halls.line (id, hall_id, letter, name, fields, position)
      values (${id && kept.includes(id) ? id : newId(ctx.now)}, ${hallId}, ${letter}, ${name}, ${fields}, ${position})
      on conflict (id) do update set letter = excluded.letter, name = excluded.name, fields = excluded.fields,
        position = excluded.position, closed_at = null`
  await hallChanged(ctx)
}

/** A number of a counter is there once: the same again says anew what it serves. */
export async function setCounter(ctx: Context, hallId: string, body: Body<'addCounter'>): Promise<string> {
  await mustHall(ctx, hallId)
  const known = new Set((await linesOf(ctx.sql, [hallId])).map(line => line.id))
  if (body.lineIds.some(id => !known.has(id))) throw notFound('line')
  const [row] = await ctx.sql<{ id: string }[]>`
    insert into halls.counter (id, hall_id, number, name, line_ids, changed_at)
    values (${newId(ctx.now)}, ${hallId}, ${body.number}, ${body.name}, ${body.lineIds}, ${ctx.now})
    on conflict (hall_id, number) where closed_at is null
      do update set name = excluded.name, line_ids = excluded.line_ids, changed_at = excluded.changed_at
    returning id`
  await hallChanged(ctx)
  return (row as { id: string }).id
}

export async function removeCounter(ctx: Context, counterId: string): Promise<void> {
  const counter = await counterById(ctx.sql, counterId)
  if (!counter) throw notFound('counter')
  if (counter.isOpen) throw new Problem('halls.counter-in-use', { status: 409 })
  await ctx.sql`update halls.counter set closed_at = ${ctx.now} where id = ${counterId}`
  await hallChanged(ctx)
}

export async function closeHall(ctx: Context, hallId: string, { fromOn, untilOn, reason }: Body<'close'>) {
  const hall = await mustHall(ctx, hallId)
  if (untilOn < fromOn || fromOn < dayOf(ctx.now)) throw new Problem('halls.bad-days')
  const closureId = newId(ctx.now)
  await ctx.sql`
    insert into halls.closure (id, hall_id, from_on, until_on, reason, made_by, made_at)
    values (${closureId}, ${hallId}, ${fromOn}, ${untilOn}, ${reason}, ${ctx.who?.accountId ?? null}, ${ctx.now})`
  return { hallClosureId: closureId, told: await endClosed(ctx, hall, fromOn, untilOn, reason) }
}

export async function liftClosure(ctx: Context, hallId: string, closureId: string): Promise<void> {
  const { count } = await ctx.sql`
    update halls.closure set lifted_at = ${ctx.now}
    where id = ${closureId} and hall_id = ${hallId} and lifted_at is null`
  if (!count) throw notFound('closure')
  await hallChanged(ctx)
}

const KIOSK_DAYS = 366

/** The link of a hall's kiosk, and the end of the one before it. */
export async function newKioskLink(ctx: Context, hallId: string): Promise<string> {
  const [row] = await ctx.sql<{ version: number }[]>`
    update halls.hall set kiosk_version = kiosk_version + 1 where id = ${hallId} and closed_at is null
    returning kiosk_version as version`
  if (!row) throw notFound('hall')
  return kioskLink(ctx, hallId, row.version)
}

export function kioskLink(ctx: Context, hallId: string, version: number): string {
  const until = new Date(ctx.now.getTime() + KIOSK_DAYS * DAY_MS)
  return `${ctx.app.config.origin}/quay-lay-so/${ctx.app.keyring.signLink(KIOSK, `${hallId}/${version}`, until)}`
}

export async function hallOfKiosk(ctx: Context, token: string): Promise<HallRow> {
  const [hallId = '', version] = (ctx.app.keyring.readLink(KIOSK, token, ctx.now) ?? '').split('/')
  const hall = hallId ? await hallById(ctx.sql, hallId) : undefined
  if (!hall || String(hall.kioskVersion) !== version) throw new Problem('core.refused.link', { status: 403 })
  return hall
}
