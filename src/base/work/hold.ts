import { accountById } from '#base/identity/accounts.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { notFound, Problem } from '#core/problem.ts'
import { workTransferred } from './events.ts'
import { changeItems, type Item, insertSteps, lockItems, type NewStep, type Officer, officersWith } from './queries.ts'
import { byOf, changeOf, flowOf, refusedAt, workChanged } from './work.ts'

/** The verb of everybody who works off an inbox: take, hand over, comment. */
export const ACT = 'work.act'

export interface Result {
  readonly id: string
  readonly item?: Item
  readonly problem?: Problem
}

/** Takes items for the caller (nhận việc); each has its own result. What another officer holds is not taken. */
export async function claimWork(ctx: Context, ids: readonly string[]): Promise<Result[]> {
  const me = ctx.who?.accountId ?? null
  const items = new Map((await lockItems(ctx.sql, ids)).map(item => [item.id, item]))
  const results = ids.map((id): Result => {
    const item = items.get(id)
    const problem = item ? refusal(ctx, item) : notFound('work')
    if (problem || !item) return { id, problem: problem ?? notFound('work') }
    if (item.holderId && item.holderId !== me) return { id, problem: new Problem('work.held', { status: 409 }) }
    return { id, item: item.holderId ? item : { ...item, holderId: me, version: item.version + 1 } }
  })
  const taken = results.flatMap(({ item }) => (item && items.get(item.id)?.holderId === null ? [item] : []))
  await write(
    ctx,
    taken,
    taken.map(item => ({ itemId: item.id, what: 'taken' })),
  )
  return results
}

/** What keeps the caller from working on an item at all. */
function refusal(ctx: Context, item: Item): Problem | undefined {
  return (
    refusedAt(ctx, flowOf(ctx.app, item.kind).reads, item.unitId) ??
    refusedAt(ctx, ACT, item.unitId) ??
    (item.open ? undefined : new Problem('work.done', { status: 409 }))
  )
}

async function lockOne(ctx: Context, id: string, version?: number): Promise<Item> {
  const [item] = await lockItems(ctx.sql, [id])
  if (!item) throw notFound('work')
  const refused = refusal(ctx, item)
  if (refused) throw refused
  if (version !== undefined && version !== item.version) throw new Problem('work.changed', { status: 409 })
  return item
}

/** Puts an item back for anybody. */
export async function releaseWork(ctx: Context, id: string): Promise<void> {
  const item = await lockOne(ctx, id)
  if (item.holderId) await write(ctx, [{ ...item, holderId: null }], [{ itemId: id, what: 'released' }])
}

/** Hands an item to an officer who may work on it; the one who held it sees by whom. */
export async function handWork(ctx: Context, id: string, toAccount: string, note?: string): Promise<void> {
  const item = await lockOne(ctx, id)
  const account = await accountById(ctx, toAccount)
  if (!account || !(await officersFor(ctx, item)).some(officer => officer.id === toAccount))
    throw new Problem('work.not-an-officer')
  await write(ctx, [{ ...item, holderId: toAccount }], [{ itemId: id, what: 'handed', toAccount, note }])
}

/** Gives an item to another unit, which may be outside the caller's area: people move. Nobody holds it then. */
export async function transferWork(ctx: Context, id: string, toUnit: string, note: string): Promise<void> {
  const item = await lockOne(ctx, id)
  if (!treeOf(ctx.app).isLive(toUnit)) throw notFound('unit')
  const moved: Item = { ...item, unitId: toUnit, holderId: null }
  await write(ctx, [moved], [{ itemId: id, what: 'transferred', toUnit, note }])
  const subject = { kind: item.subjectKind, id: item.subjectId }
  await ctx.emit(workTransferred, { workId: id, kind: item.kind, subject, unitId: toUnit })
}

export async function commentWork(ctx: Context, id: string, note: string): Promise<void> {
  const [item] = await lockItems(ctx.sql, [id])
  if (!item) throw notFound('work')
  const refused = refusedAt(ctx, flowOf(ctx.app, item.kind).reads, item.unitId) ?? refusedAt(ctx, ACT, item.unitId)
  if (refused) throw refused
  await insertSteps(ctx.sql, [{ itemId: id, what: 'comment', note }], byOf(ctx))
  await workChanged(ctx)
}

/** Officers who may work on an item: `work.act` and the flow's own verb at its unit or above. */
export async function officersFor(ctx: Context, item: Item): Promise<Officer[]> {
  const { reads } = flowOf(ctx.app, item.kind)
  const areas = treeOf(ctx.app)
    .path(item.unitId)
    .map(unit => unit.id)
  const rolesWith = (verb: string) => [...ctx.app.rights].flatMap(([role, verbs]) => (verbs.has(verb) ? [role] : []))
  const [acting, reading] = await Promise.all(
    [ACT, reads].map(verb => officersWith(ctx.sql, rolesWith(verb), areas, ctx.now)),
  )
  const readers = new Set(reading?.map(officer => officer.id))
  return (acting ?? []).filter(officer => readers.has(officer.id))
}

async function write(ctx: Context, items: readonly Item[], steps: readonly NewStep[]): Promise<void> {
  if (!items.length) return
  await changeItems(ctx.sql, items.map(changeOf), ctx.now)
  await insertSteps(ctx.sql, steps, byOf(ctx))
  await workChanged(ctx)
}
