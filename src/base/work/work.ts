import type { App, Context } from '#core/app.ts'
import type { Ref } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { reckoner } from './due.ts'
import { workMoved, workOpened } from './events.ts'
import { type Flow, isFinal, stepsFrom, type Term, type Transition } from './flow.ts'
import {
  type Change,
  changeItems,
  type Item,
  insertItems,
  insertSteps,
  lockItems,
  type NewItem,
  openItems,
  stoodInFor,
  type TitleParams,
} from './queries.ts'
import { type Judge, type Where, whereOf, whyNot } from './rules.ts'

export const WORK_TOPIC = 'work'

export interface NewWork {
  /** Of a declared flow. */
  readonly kind: string
  /** The thing it is about. Of one kind there is one open item about a thing. */
  readonly subject: Ref
  /** The unit that has to do it. */
  readonly unitId: string
  /** Whose it is, when it is not everybody's of the unit. */
  readonly organisationId?: string
  /** Who is to do it; anybody of the unit when nobody is named. */
  readonly holderId?: string
  /** For the title; nothing personal. */
  readonly params?: TitleParams
  /** Whom it is about; the name is read from the register when it is shown. */
  readonly personId?: string
  /** Instead of the flow's own deadline; null for none. */
  readonly due?: Term | Date | null
}

export function flowOf(app: App, kind: string): Flow {
  const found = app.declared<Flow>('flow').find(one => one.kind === kind)
  if (!found) throw new Error(`No module declares the flow “${kind}”.`)
  return found
}

/** The refusal that keeps the caller from using a verb at a unit, if any. */
export function refusedAt(ctx: Context, verb: string, at: Where): Problem | undefined {
  const code = whyNot(judgeOf(ctx), verb, at)
  return code === undefined ? undefined : new Problem(code, { status: 403, params: { verb } })
}

/** The same for verbs of which one is enough: the first one's refusal when all are refused. */
export function refusedEach(ctx: Context, verbs: readonly string[], at: Where): Problem | undefined {
  const refused = verbs.map(verb => refusedAt(ctx, verb, at))
  return refused.includes(undefined) ? undefined : refused[0]
}

export const judgeOf = ({ who, app }: Context): Judge => ({ who, rights: app.rights, tree: app.tree })
export const byOf = ({ who, now }: Context) => ({ at: now, accountId: who?.accountId ?? null })

/** Tells every open inbox, when the transaction commits. */
export const workChanged = (ctx: Context) => ctx.app.bus.publish(ctx.sql, WORK_TOPIC)

/** Opens work in the caller's transaction; answers its id, or that of the one already open about the same thing. */
export async function openWork(ctx: Context, work: NewWork): Promise<string> {
  const [id] = await openMany(ctx, [work])
  return id as string
}

/** Opens work in numbers, set-based; answers ids in the same order. */
export async function openMany(ctx: Context, list: readonly NewWork[]): Promise<string[]> {
  if (!list.length) return []
  const due = reckoner(ctx)
  const items: NewItem[] = []
  for (const work of list) {
    const { kind, subject, unitId, organisationId = null, holderId = null, params = {}, personId = null } = work
    const { due: given } = work
    const table = flowOf(ctx.app, kind)
    const dueAt =
      given === undefined
        ? ((await due.of(unitId, table, 'open')) ?? null)
        : given && !(given instanceof Date)
          ? await due.at(unitId, given)
          : given
    items.push({
      id: newId(ctx.now),
      kind,
      state: table.initial,
      unitId,
      organisationId,
      holderId,
      personId,
      subject,
      params,
      dueAt,
    })
  }
  return insertOnce(ctx, items)
}

const keyOf = (kind: string, subject: Ref) => `${kind} ${subject.kind} ${subject.id}`

async function insertOnce(ctx: Context, items: readonly NewItem[]): Promise<string[]> {
  const isNew = new Set(await insertItems(ctx.sql, items, byOf(ctx)))
  const opened = items.filter(item => isNew.has(item.id))
  const steps = opened.map(item => ({ itemId: item.id, what: 'opened' as const, to: item.state }))
  const payloads = opened.map(({ id, kind, subject, unitId }) => ({ workId: id, kind, subject, unitId }))
  await Promise.all([insertSteps(ctx.sql, steps, byOf(ctx)), ctx.emit(workOpened, ...payloads)])
  if (opened.length) await workChanged(ctx)
  const ids = new Map(opened.map(item => [keyOf(item.kind, item.subject), item.id]))
  const others = items.filter(item => !ids.has(keyOf(item.kind, item.subject)))
  for (const one of others.length ? await openItems(ctx.sql, others) : [])
    ids.set(keyOf(one.kind, { kind: one.subjectKind, id: one.subjectId }), one.id)
  return items.map(item => ids.get(keyOf(item.kind, item.subject)) as string)
}

export interface MoveRequest {
  readonly id: string
  readonly step: string
  readonly note?: string | undefined
  /** The version the decision was made on; a newer one is refused. */
  readonly version?: number | undefined
  /** Who is to go on with it; null for anybody. Whoever holds it keeps it unless that is said. */
  readonly holderId?: string | null | undefined
  /** Instead of the deadline that the flow has for the step, where a clock of its own was reckoned; null for none. */
  readonly due?: Date | null | undefined
  /** The unit that has it from this step on: whoever held it lets go. */
  readonly unitId?: string | undefined
}

export interface MoveOptions {
  /** The forms that the calling module has filled in. */
  readonly form?: string
  /** Of the system: in whose name it takes the step, which the calling module allowed them. */
  readonly inNameOf?: string | null
}

/**
 * Takes a step with one item, in the caller's transaction, as `ctx.who`; the system itself (no `who`) may take every
 * step. Throws `work.no-such-step`, `work.changed`, `work.needs-note`, `work.needs-form`, or the refusal.
 */
export async function moveWork(
  ctx: Context,
  workId: string,
  step: string,
  options: MoveOptions & Omit<MoveRequest, 'id' | 'step'> = {},
): Promise<Item> {
  const { form, inNameOf, ...rest } = options
  const given = { ...(form && { form }), ...(inNameOf !== undefined && { inNameOf }) }
  const [result] = await moveMany(ctx, [{ id: workId, step, ...rest }], given)
  if (!result?.item) throw result?.problem ?? notFound('work')
  return result.item
}

/** What became of one item of many: it was moved, or the problem that kept it. */
export interface MoveResult {
  readonly id: string
  readonly item?: Item
  readonly problem?: Problem
}

/** Takes steps with many items; each has its own result. */
export async function moveMany(
  ctx: Context,
  requests: readonly MoveRequest[],
  options: MoveOptions = {},
): Promise<MoveResult[]> {
  const items = new Map((await lockItems(ctx.sql, [...new Set(requests.map(r => r.id))])).map(item => [item.id, item]))
  const standIns = await stoodInFor(
    ctx.sql,
    [...items.values()].flatMap(item => item.holderId ?? []),
    ctx.now,
  )
  const due = reckoner(ctx)
  const made: Made[] = []
  const results: MoveResult[] = []
  for (const request of requests) {
    const item = items.get(request.id)
    const checked = checkMove(ctx, item, request, options, standIns(item?.holderId ?? null))
    if (checked instanceof Problem || !item) {
      results.push({ id: request.id, problem: checked instanceof Problem ? checked : notFound('work') })
      continue
    }
    const { table, step } = checked
    const reckoned = request.due === undefined ? await due.of(item.unitId, table, step.name) : request.due
    const done = isFinal(table, step.to)
    const moved: Item = {
      ...item,
      state: step.to,
      open: !done,
      version: item.version + 1,
      dueAt: reckoned === undefined ? item.dueAt : reckoned,
      holderId: request.holderId === undefined ? item.holderId : request.holderId,
      closedAt: done ? ctx.now : null,
      ...(request.unitId ? { unitId: request.unitId, holderId: null } : {}),
    }
    items.set(item.id, moved)
    made.push({ before: item, after: moved, step, note: request.note })
    results.push({ id: item.id, item: moved })
  }
  await writeMoves(ctx, made, options)
  return results
}

function checkMove(
  ctx: Context,
  item: Item | undefined,
  { step: name, note, version }: MoveRequest,
  { form }: MoveOptions,
  standIns: readonly string[],
): { table: Flow; step: Transition } | Problem {
  if (!item) return notFound('work')
  const table = flowOf(ctx.app, item.kind)
  const refused = refusedAt(ctx, table.reads, whereOf(item, table, standIns))
  if (refused) return refused
  if (version !== undefined && version !== item.version) return new Problem('work.changed', { status: 409 })
  const step = stepsFrom(table, item.state).find(one => one.name === name && !(one.system && ctx.who))
  if (!step) return new Problem('work.no-such-step', { status: 409, params: { step: name, state: item.state } })
  const forbidden = refusedAt(ctx, step.verb, whereOf(item, table, standIns))
  if (forbidden) return forbidden
  if (step.form && step.form !== form && ctx.who) return new Problem('work.needs-form', { params: { form: step.form } })
  if (step.needsNote && !note && ctx.who) return new Problem('work.needs-note')
  return { table, step }
}

interface Made {
  readonly before: Item
  readonly after: Item
  readonly step: Transition
  readonly note: string | undefined
}

async function writeMoves(ctx: Context, made: readonly Made[], { inNameOf = null }: MoveOptions): Promise<void> {
  if (!made.length) return
  const by = byOf(ctx)
  const accountId = by.accountId ?? inNameOf
  const last = new Map(made.map(({ after }) => [after.id, after]))
  await changeItems(ctx.sql, [...last.values()].map(changeOf), ctx.now)
  await insertSteps(
    ctx.sql,
    made.map(({ before, after, step, note }) => ({
      itemId: after.id,
      what: 'moved',
      name: step.name,
      from: before.state,
      to: after.state,
      note,
    })),
    { ...by, accountId },
  )
  const payloads = made.map(({ before, after, step }) => ({
    workId: after.id,
    kind: after.kind,
    subject: { kind: after.subjectKind, id: after.subjectId },
    unitId: after.unitId,
    step: step.name,
    from: before.state,
    to: after.state,
    done: !after.open,
    accountId,
  }))
  await ctx.emit(workMoved, ...payloads)
  await workChanged(ctx)
}

export const changeOf = (item: Item): Change => ({
  id: item.id,
  state: item.state,
  done: !item.open,
  unitId: item.unitId,
  holderId: item.holderId,
  dueAt: item.dueAt,
})
