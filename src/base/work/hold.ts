import { filesOf } from '#base/files/index.ts'
import { accountById } from '#base/identity/accounts.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { at } from '#core/contract.ts'
import { notFound, Problem } from '#core/problem.ts'
import { workTransferred } from './events.ts'
import {
  changeItems,
  getItems,
  type Item,
  insertSteps,
  lockItems,
  type NewStep,
  type Officer,
  officersWith,
} from './queries.ts'
import { whereOf } from './rules.ts'
import { byOf, changeOf, flowOf, refusedAt, refusedEach, workChanged } from './work.ts'

/** The verb of everybody who works off an inbox: take, hand over, comment. */
export const ACT = 'work.act'
/** The verb of a leader, who sees to it that others do: urge, hand over, comment. */
export const URGE = 'work.urge'

export interface Result {
  readonly id: string
  readonly item?: Item
  readonly problem?: Problem
  /** Who held it before; for undoing. */
  readonly heldBefore?: string | null
}

/** What is to become of an item, or why nothing is; undefined leaves it as it is and is no problem. */
type Changing = (item: Item) => { readonly item: Item; readonly step: NewStep } | Problem | undefined

/** Changes items one by one, each with its own result, in one statement. */
async function changeEach(
  ctx: Context,
  ids: readonly string[],
  verbs: readonly string[],
  change: Changing,
): Promise<Result[]> {
  const items = new Map((await lockItems(ctx.sql, ids)).map(item => [item.id, item]))
  const made: { readonly item: Item; readonly step: NewStep }[] = []
  const results = ids.map((id): Result => {
    const item = items.get(id)
    if (!item) return { id, problem: notFound('work') }
    const refused = refusal(ctx, item, verbs)
    const changed = refused ?? change(item)
    if (changed instanceof Problem) return { id, problem: changed }
    if (!changed) return { id, item }
    const next = { ...changed.item, version: item.version + 1 }
    // Asked for twice in one list it is done once.
    items.set(id, next)
    made.push({ item: next, step: changed.step })
    return { id, item: next, heldBefore: item.holderId }
  })
  if (made.length) {
    const last = new Map(made.map(({ item }) => [item.id, item]))
    await changeItems(ctx.sql, [...last.values()].map(changeOf), ctx.now)
    await insertSteps(
      ctx.sql,
      made.map(one => one.step),
      byOf(ctx),
    )
    await ctx.emit(workTransferred, ...made.flatMap(transferred))
    await workChanged(ctx)
  }
  return results
}

const transferred = ({ item, step }: { readonly item: Item; readonly step: NewStep }) =>
  step.what === 'transferred'
    ? [
        {
          workId: item.id,
          kind: item.kind,
          subject: { kind: item.subjectKind, id: item.subjectId },
          unitId: item.unitId,
        },
      ]
    : []

/** The same for one item: its problem is thrown. */
async function changeOne(ctx: Context, id: string, verbs: readonly string[], change: Changing): Promise<void> {
  const [result] = await changeEach(ctx, [id], verbs, change)
  if (result?.problem) throw result.problem
}

/** What keeps the caller from working on an item at all: a verb of several is enough. */
export function refusal(ctx: Context, item: Item, verbs: readonly string[]): Problem | undefined {
  const table = flowOf(ctx.app, item.kind)
  const where = whereOf(item, table)
  return (
    refusedAt(ctx, table.reads, where) ??
    refusedEach(ctx, verbs, where) ??
    (item.open ? undefined : new Problem('work.done', { status: 409 }))
  )
}

/** Takes items for the caller (nhận việc). What another officer holds is not taken. */
export function claimWork(ctx: Context, ids: readonly string[]): Promise<Result[]> {
  const me = ctx.who?.accountId ?? null
  return changeEach(ctx, ids, [ACT], item => {
    if (item.holderId && item.holderId !== me) return new Problem('work.held', { status: 409 })
    return item.holderId ? undefined : { item: { ...item, holderId: me }, step: { itemId: item.id, what: 'taken' } }
  })
}

/** Puts items back for anybody. */
export const releaseMany = (ctx: Context, ids: readonly string[]): Promise<Result[]> =>
  changeEach(ctx, ids, [ACT], releasing)

export const releaseWork = (ctx: Context, id: string): Promise<void> => changeOne(ctx, id, [ACT], releasing)

const releasing: Changing = item =>
  item.holderId ? { item: { ...item, holderId: null }, step: { itemId: item.id, what: 'released' } } : undefined

/** Hands items to an officer who may work on them; the one who held them sees by whom. */
export async function handMany(
  ctx: Context,
  ids: readonly string[],
  to: string,
  note: string | undefined,
): Promise<Result[]> {
  return changeEach(ctx, ids, [ACT, URGE], await handing(ctx, ids, to, note))
}

export async function handWork(ctx: Context, id: string, to: string, note?: string): Promise<void> {
  await changeOne(ctx, id, [ACT, URGE], await handing(ctx, [id], to, note))
}

/** Puts an item into the hands of the one who alone can do it. The module that opened it has seen to it that they can see it. */
export async function giveWork(ctx: Context, id: string, to: string): Promise<void> {
  await changeOne(ctx.app.context(ctx.sql, { now: ctx.now, requestId: ctx.requestId }), id, [ACT], item => ({
    item: { ...item, holderId: to },
    step: { itemId: id, what: 'handed', toAccount: to },
  }))
}

async function handing(ctx: Context, ids: readonly string[], to: string, note: string | undefined): Promise<Changing> {
  const account = await accountById(ctx, to)
  const items = account ? await getItems(ctx.sql, ids) : []
  const able = new Set<string>()
  for (const [key, officers] of await officersByDesk(ctx, items)) if (officers.some(one => one.id === to)) able.add(key)
  return item => {
    if (!able.has(deskOf(item))) return new Problem('work.not-an-officer')
    if (item.holderId === to) return undefined
    return { item: { ...item, holderId: to }, step: { itemId: item.id, what: 'handed', toAccount: to, note } }
  }
}

/** Gives items to another unit, which may be outside the caller's area: people move. Nobody holds them then. */
export const transferMany = (ctx: Context, ids: readonly string[], unitId: string, note: string): Promise<Result[]> =>
  changeEach(ctx, ids, [ACT], transferring(ctx, unitId, note))

export const transferWork = (ctx: Context, id: string, unitId: string, note: string): Promise<void> =>
  changeOne(ctx, id, [ACT], transferring(ctx, unitId, note))

function transferring(ctx: Context, unitId: string, note: string): Changing {
  const isLive = treeOf(ctx.app).isLive(unitId)
  return item => {
    if (!isLive) return notFound('unit')
    if (item.unitId === unitId) return undefined
    return {
      item: { ...item, unitId, holderId: null },
      step: { itemId: item.id, what: 'transferred', toUnit: unitId, note },
    }
  }
}

/** Says something about an item, also one that is done, with files of the item. */
export async function commentWork(ctx: Context, id: string, note: string, fileIds: readonly string[]): Promise<void> {
  if (!note && !fileIds.length) throw new Problem('work.nothing-said')
  const [item] = await lockItems(ctx.sql, [id])
  if (!item) throw notFound('work')
  const refused = refusal(ctx, { ...item, open: true }, [ACT, URGE])
  if (refused) throw refused
  const known = new Set((await filesOf(ctx, at.of('work', id))).flatMap(file => (file.removed ? [] : file.id)))
  if (fileIds.some(fileId => !known.has(fileId))) throw notFound('file')
  await insertSteps(ctx.sql, [{ itemId: id, what: 'comment', note: note || undefined, fileIds }], byOf(ctx))
  await workChanged(ctx)
}

/** Officers who may work on an item: `work.act` and the flow's own verb at its unit or above. */
async function officersFor(ctx: Context, item: Item): Promise<Officer[]> {
  const { reads } = flowOf(ctx.app, item.kind)
  const areas = treeOf(ctx.app)
    .path(item.unitId)
    .map(unit => unit.id)
  const [acting = [], reading = []] = await Promise.all(
    [ACT, reads].map(verb => officersWith(ctx.sql, rolesWith(ctx, verb), areas, item.organisationId, ctx.now)),
  )
  const readers = new Set(reading.map(officer => officer.id))
  return acting.filter(officer => readers.has(officer.id))
}

/** To whom the caller can hand all of the items: officers who may work on every one, and neither the caller nor who has them already. */
export async function colleaguesFor(ctx: Context, items: readonly Item[]): Promise<Officer[]> {
  const [first = [], ...others] = (await officersByDesk(ctx, items)).values()
  return first.filter(
    ({ id }) =>
      id !== ctx.who?.accountId &&
      items.some(item => item.holderId !== id) &&
      others.every(officers => officers.some(one => one.id === id)),
  )
}

export const colleaguesForMany = async (ctx: Context, ids: readonly string[]): Promise<Officer[]> =>
  colleaguesFor(ctx, await getItems(ctx.sql, ids))

/** What keeps the caller from seeing an item. */
export function unseen(ctx: Context, item: Item): Problem | undefined {
  const table = flowOf(ctx.app, item.kind)
  return refusedAt(ctx, table.reads, whereOf(item, table))
}

export const rolesWith = ({ app }: Context, verb: string): readonly string[] =>
  [...app.rights].flatMap(([role, verbs]) => (verbs.has(verb) ? [role] : []))

/** Items of one kind at one unit and organisation have the same officers. */
const deskOf = ({ kind, unitId, organisationId }: Item) => `${kind} ${unitId} ${organisationId}`

async function officersByDesk(ctx: Context, items: readonly Item[]): Promise<ReadonlyMap<string, Officer[]>> {
  const desks = new Map<string, Officer[]>()
  for (const item of items)
    if (!desks.has(deskOf(item)) && !unseen(ctx, item)) desks.set(deskOf(item), await officersFor(ctx, item))
  return desks
}
