import { figuresAbout, stopAbout } from '#base/messages/figures.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import { type WorkMoved, workMoved } from '#base/work/events.ts'
import { itemsAbout } from '#base/work/queries.ts'
import { moveWork, openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { at, done } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { defineModule, everyMinutes, on } from '#core/module.ts'
import { pageOf, readCursor } from '#core/paging.ts'
import { notFound, Problem } from '#core/problem.ts'
import { type BroadcastLine, type BroadcastView, broadcasts as contract, type Draft } from './contract.ts'
import { estimate } from './estimate.ts'
import { broadcastDue } from './events.ts'
import { APPROVE, APPROVING, approvalFlow, templates } from './flow.ts'
import { keeps } from './keeps.ts'
import { approval } from './policies.ts'
import { type Broadcast, broadcastById, broadcastsWithin, PAGE, waitingOf } from './queries.ts'
import { goOn, startDue } from './queue.ts'

const SEND = 'broadcasts.send'
const READ = 'broadcasts.read'
const FARTHEST_MS = 60 * DAY_MS

const subjectOf = (broadcastId: string) => at.of('broadcast', broadcastId)

export default defineModule({
  name: 'broadcasts',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    estimate: ({ body }, ctx) => estimate(ctx, body),
    send: async ({ body }, ctx) => ({ broadcastId: await send(ctx, body) }),
    async list({ query }, ctx) {
      const rows = await broadcastsWithin(ctx.sql, ctx.scope(READ), readCursor(query.after))
      const { shown, more } = pageOf(rows, PAGE, row => row.at)
      return { rows: shown.map(row => lineOf(ctx, row)), more }
    },
    get: ({ params }, ctx) => view(ctx, params.broadcastId),
    async stop({ params }, ctx) {
      await stop(ctx, params.broadcastId)
      return done
    },
    async approve({ params }, ctx) {
      await approve(ctx, params.broadcastId)
      return done
    },
  },
  on: [
    on(broadcastDue, ({ broadcastId }, ctx) => goOn(ctx, broadcastId)),
    on(workMoved, (moved, ctx) => answered(ctx, moved)),
  ],
  every: {
    'broadcasts.start': everyMinutes(1, startDue),
  },
  allows: {
    tracer: [READ, SEND],
    'health-officer': [READ, SEND],
    leader: [READ, SEND, APPROVE],
    'commune-chair': [READ, APPROVE],
  },
  locates: {
    async broadcast(sql, id) {
      const [row] = await sql<{ unitId: string }[]>`select unit_id from broadcasts.broadcast where id = ${id}`
      return row
    },
  },
  declares: [approval, approvalFlow, templates.ordinary, templates.urgent],
})

interface Sending extends Draft {
  readonly startAt: string | null
  readonly dong: number
}

async function send(ctx: Context, { startAt, dong, ...draft }: Sending): Promise<string> {
  const { sql, now } = ctx
  const start = startAt ? new Date(startAt) : now
  if (start.getTime() > now.getTime() + FARTHEST_MS) throw new Problem('broadcasts.too-far')
  const counted = await estimate(ctx, draft)
  if (counted.recipients === 0) throw new Problem('broadcasts.nobody')
  if (counted.longest > counted.maxSegments)
    throw new Problem('broadcasts.too-long', { params: { segments: counted.longest, most: counted.maxSegments } })
  if (counted.dong > dong) throw new Problem('broadcasts.dearer', { status: 409, params: { dong: counted.dong } })
  const id = newId(now)
  const { version } = await policyAt(ctx, approval, { day: dayOf(now), unitId: draft.unitId })
  await sql`
    insert into broadcasts.broadcast
      (id, unit_id, by_account, at, text, urgency, audience, start_at, state, people, segments, dong, policy_version)
    values (${id}, ${draft.unitId}, ${ctx.who?.accountId as string}, ${now}, ${draft.text}, ${draft.urgency},
      ${JSON.stringify(draft.audience)}::text::jsonb, ${start}, ${counted.needsApproval ? 'asked' : 'scheduled'},
      ${counted.recipients}, ${counted.segments}, ${counted.dong}, ${version})`
  if (counted.needsApproval)
    await openWork(ctx, {
      kind: approvalFlow.kind,
      subject: subjectOf(id),
      unitId: draft.unitId,
      params: { people: counted.recipients, dong: counted.dong },
    })
  else if (start <= now) await ctx.emit(broadcastDue, { broadcastId: id })
  return id
}

async function mustFind(ctx: Context, id: string): Promise<Broadcast> {
  // Whoever approves, stops or begins it waits for the other.
  await ctx.sql`select from broadcasts.broadcast where id = ${id} for update`
  const found = await broadcastById(ctx.sql, id)
  if (!found) throw notFound('broadcast')
  return found
}

async function approve(ctx: Context, id: string): Promise<void> {
  const { byAccount, startAt } = await mustFind(ctx, id)
  if (byAccount === ctx.who?.accountId) throw new Problem('broadcasts.own', { status: 403 })
  const item = (await itemsAbout(ctx.sql, subjectOf(id))).find(one => one.open)
  if (!item) throw new Problem('work.done', { status: 409 })
  await moveWork(ctx, item.id, 'approve', { form: APPROVING })
  await ctx.sql`
    update broadcasts.broadcast set state = 'scheduled', approved_by = ${ctx.who?.accountId ?? null} where id = ${id}`
  if (startAt <= ctx.now) await ctx.emit(broadcastDue, { broadcastId: id })
}

async function answered({ sql, now }: Context, { kind, subject, to }: WorkMoved): Promise<void> {
  if (kind !== approvalFlow.kind || to !== 'refused') return
  await sql`
    update broadcasts.broadcast set state = 'refused', ended_at = ${now} where id = ${subject.id} and state = 'asked'`
}

async function stop(ctx: Context, id: string): Promise<void> {
  const found = await mustFind(ctx, id)
  if (!canStop(found)) throw new Problem('broadcasts.over', { status: 409 })
  await ctx.sql`update broadcasts.broadcast set state = 'stopped', ended_at = ${ctx.now} where id = ${id}`
  await ctx.sql`delete from broadcasts.chunk where broadcast_id = ${id}`
  await stopAbout(ctx, subjectOf(id))
  const item = (await itemsAbout(ctx.sql, subjectOf(id))).find(one => one.open)
  if (item) await moveWork({ ...ctx, who: null }, item.id, 'withdraw')
}

const canStop = ({ state, isSending }: Broadcast): boolean =>
  state === 'asked' || state === 'scheduled' || state === 'queuing' || isSending

const stateOf = ({ state, isSending }: Broadcast): BroadcastLine['state'] =>
  state === 'queued' ? (isSending ? 'sending' : 'sent') : state

const lineOf = (ctx: Context, row: Broadcast): BroadcastLine => ({
  ...row,
  at: row.at.toISOString(),
  startAt: row.startAt.toISOString(),
  state: stateOf(row),
  unitLabel: treeOf(ctx.app).label(row.unitId) || treeOf(ctx.app).root.fullName,
})

async function view(ctx: Context, id: string): Promise<BroadcastView> {
  const row = await broadcastById(ctx.sql, id)
  if (!row) throw notFound('broadcast')
  const item = (await itemsAbout(ctx.sql, subjectOf(id))).at(-1)
  return {
    ...row,
    ...lineOf(ctx, row),
    ...(await figuresAbout(ctx.sql, subjectOf(id))),
    waiting: await waitingOf(ctx.sql, id),
    endedAt: row.endedAt?.toISOString() ?? null,
    canStop: canStop(row),
    workId: item?.id ?? null,
  }
}
