import { filesOf } from '#base/files/index.ts'
import { moveWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import type { Cursor } from '#core/paging.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { TaskLine, TaskView } from './contract.ts'
import { taskChanged } from './events.ts'
import { FORM } from './flow.ts'
import { OVERSEE, organisationsWith, READ, verbsAt } from './office.ts'
import { reach } from './outside.ts'
import { PAGE, withStandIns } from './queries.ts'
import { CLOSED_TASKS, isLate } from './rules.ts'
import { asSystem, changed, conflict, endOfDay, moveDocument, mustDocument } from './steps.ts'

export interface TaskRow {
  readonly id: string
  readonly documentId: string | null
  readonly organisationId: string
  readonly unitId: string
  readonly workId: string | null
  readonly title: string
  readonly state: string
  readonly leadId: string
  readonly leadName: string
  readonly givenBy: string | null
  readonly givenName: string | null
  readonly givenAt: Date
  readonly dueOn: string | null
  readonly progress: number
  readonly notation: string | null
  readonly subject: string | null
  readonly asksUntil: string | null
  readonly lastNote: Buffer | null
  readonly lastAt: Date | null
}

const readTasks = (sql: Sql, rows: Fragment): Promise<TaskRow[]> => sql<TaskRow[]>`
  select t.id, t.document_id, t.organisation_id, t.unit_id, t.work_id, t.title, t.state, t.lead_id, l.name as lead_name,
         t.given_by, g.name as given_name, t.given_at, t.due_on, t.progress, d.notation, d.subject,
         case when t.state in ('given', 'reported') and asked.what = 'ask' then asked.until_on end as asks_until,
         last.note as last_note, last.at as last_at
  from (${rows}) t
  join identity.account l on l.id = t.lead_id
  left join identity.account g on g.id = t.given_by
  left join documents.document d on d.id = t.document_id
  left join lateral (
    select n.what, n.until_on from documents.task_note n
    where n.task_id = t.id and n.what in ('ask', 'grant', 'deny') order by n.n desc limit 1) asked on true
  left join lateral (
    select n.note, n.at from documents.task_note n
    where n.task_id = t.id and n.note is not null order by n.n desc limit 1) last on true
  order by t.given_at desc, t.id desc`

export const tasksOf = (sql: Sql, documentId: string): Promise<TaskRow[]> =>
  readTasks(sql, sql`select * from documents.task where document_id = ${documentId}`)

async function mustTask(ctx: Context, id: string): Promise<TaskRow> {
  await ctx.sql`select from documents.task where id = ${id} for update`
  const [row] = await readTasks(ctx.sql, ctx.sql`select * from documents.task where id = ${id}`)
  if (!row) throw notFound('task')
  return row
}

export async function taskLines(ctx: Context, rows: readonly TaskRow[]): Promise<TaskLine[]> {
  const today = dayOf(ctx.now)
  const helpers = await ctx.sql<{ taskId: string; id: string; name: string }[]>`
    select h.task_id, a.id, a.name from documents.task_helper h join identity.account a on a.id = h.account_id
    where h.task_id = any(${rows.map(row => row.id)}::uuid[]) order by a.name_sort, a.id`
  const byTask = Map.groupBy(helpers, helper => helper.taskId)
  return rows.map(row => ({
    id: row.id,
    documentId: row.documentId,
    notation: row.notation,
    title: row.title,
    state: row.state,
    lead: { id: row.leadId, name: row.leadName },
    helpers: (byTask.get(row.id) ?? []).map(({ id, name }) => ({ id, name })),
    givenBy: row.givenName,
    givenAt: row.givenAt.toISOString(),
    dueOn: row.dueOn,
    late: isLate(row, today),
    progress: row.progress,
    lastNote: row.lastNote && ctx.app.keyring.decrypt(row.lastNote),
    lastAt: row.lastAt?.toISOString() ?? null,
    asksUntil: row.asksUntil,
  }))
}

export interface TaskFilter {
  readonly view: 'mine' | 'given' | 'late' | 'open' | 'done'
  readonly organisationId?: string | undefined
}

/** The caller's own and those they help with, those they gave, or all of an organisation that they oversee. */
export async function listTasks(ctx: Context, { view, organisationId }: TaskFilter, after: Cursor | undefined) {
  const { sql, who } = ctx
  const me = who?.accountId ?? ''
  const overseen = organisationsWith(ctx, OVERSEE)
  const own = sql`
    (t.lead_id = ${me} or t.given_by = ${me}
     or exists (select from documents.task_helper h where h.task_id = t.id and h.account_id = ${me}))`
  const whose =
    view === 'mine'
      ? sql`(t.lead_id = ${me} or exists (select from documents.task_helper h where h.task_id = t.id and h.account_id = ${me}))`
      : view === 'given'
        ? sql`t.given_by = ${me}`
        : sql`(t.organisation_id = any(${overseen}::uuid[]) or ${own})`
  const how =
    view === 'done'
      ? sql`t.state = any(${CLOSED_TASKS as string[]})`
      : view === 'late'
        ? sql`t.state = 'given' and t.due_on < ${dayOf(ctx.now)}`
        : sql`t.state <> all(${CLOSED_TASKS as string[]})`
  return readTasks(
    sql,
    sql`
      select t.* from documents.task t
      where t.organisation_id = any(${organisationsWith(ctx, READ)}::uuid[])
        ${organisationId ? sql`and t.organisation_id = ${organisationId}` : sql``}
        and ${whose} and ${how}
        ${after ? sql`and (t.given_at, t.id) < (${after.at}, ${after.id}::uuid)` : sql``}
      order by t.given_at desc, t.id desc limit ${PAGE + 1}`,
  )
}

export async function taskView(ctx: Context, id: string): Promise<TaskView> {
  const row = await mustTask(ctx, id)
  const [line] = await taskLines(ctx, [row])
  const notes = await ctx.sql<
    {
      id: string
      at: Date
      by: string | null
      what: TaskView['notes'][number]['what']
      progress: number | null
      untilOn: string | null
      note: Buffer | null
    }[]
  >`
    select n.id, n.at, a.name as by, n.what, n.progress, n.until_on, n.note
    from documents.task_note n left join identity.account a on a.id = n.account_id
    where n.task_id = ${id} order by n.n`
  return {
    ...(line as TaskLine),
    organisationId: row.organisationId,
    workId: row.workId,
    subject: row.subject,
    notes: notes.map(one => ({
      ...one,
      at: one.at.toISOString(),
      note: one.note && ctx.app.keyring.decrypt(one.note),
    })),
    files: await filesOf(ctx, at.of('document-task', id)),
    steps: await stepsOf(ctx, row),
  }
}

async function stepsOf(ctx: Context, row: TaskRow): Promise<TaskView['steps']> {
  if (CLOSED_TASKS.includes(row.state)) return []
  const leads = await isFor(ctx, row.leadId)
  const gives = verbsAt(ctx, row.organisationId).includes('documents.assign')
  const step = (name: string, allowed: boolean, why: string) => ({ name, refused: allowed ? null : why })
  const steps = [
    step('progress', leads, 'documents.not-your-task'),
    ...(row.state === 'given' ? [step('report', leads, 'documents.not-your-task')] : []),
    ...(row.asksUntil ? [step('grant', gives, 'core.refused.verb'), step('deny', gives, 'core.refused.verb')] : []),
    ...(row.asksUntil || !row.dueOn ? [] : [step('ask', leads, 'documents.not-your-task')]),
    step('close', gives, 'core.refused.verb'),
    ...(row.state === 'reported' ? [step('return', gives, 'core.refused.verb')] : []),
    step('cancel', gives, 'core.refused.verb'),
  ]
  return steps.filter(one => one.refused === null)
}

interface Said {
  readonly what: 'progress' | 'report' | 'word' | 'ask' | 'return' | 'close' | 'grant' | 'deny'
  readonly note?: string | undefined
  readonly progress?: number | undefined
  readonly untilOn?: string | null | undefined
}

const say = (ctx: Context, taskId: string, { what, note, progress, untilOn }: Said) => ctx.sql`
  insert into documents.task_note (id, task_id, at, account_id, what, progress, until_on, note)
  values (${newId(ctx.now)}, ${taskId}, ${ctx.now}, ${ctx.who?.accountId ?? null}, ${what}, ${progress ?? null},
          ${untilOn ?? null}, ${note ? ctx.app.keyring.encrypt(note) : null})`

interface Noted {
  readonly what: 'progress' | 'report' | 'word' | 'ask'
  readonly progress?: number | undefined
  readonly untilOn?: string | undefined
  readonly note: string
}

/** What the officer who answers for a task says of it; whoever helps may say a word. */
export async function noteTask(ctx: Context, id: string, noted: Noted): Promise<void> {
  const task = await mustTask(ctx, id)
  if (CLOSED_TASKS.includes(task.state)) throw conflict('documents.task-closed')
  const mine = await isFor(ctx, task.leadId)
  if (!mine && noted.what !== 'word') throw new Problem('documents.not-your-task', { status: 403 })
  if (noted.what === 'ask') refuseAsking(task, noted.untilOn)
  const progress = noted.what === 'report' ? 100 : noted.what === 'progress' ? noted.progress : undefined
  await say(ctx, id, { ...noted, progress })
  if (progress !== undefined && noted.what === 'progress')
    await ctx.sql`update documents.task set progress = ${progress} where id = ${id}`
  if (noted.what === 'report') await report(ctx, task, noted.note)
  if (task.documentId && noted.what === 'progress' && task.progress === 0)
    await reach(ctx, { id: task.documentId, organisationId: task.organisationId }, '05')
  await told(ctx, task)
}

/** Whether a task is the caller's to do: their own, or that of somebody for whom they stand in. */
async function isFor(ctx: Context, leadId: string): Promise<boolean> {
  return (await withStandIns(ctx.sql, [leadId], ctx.now)).includes(ctx.who?.accountId ?? '')
}

function refuseAsking(task: TaskRow, untilOn: string | undefined): void {
  if (task.asksUntil) throw conflict('documents.asked-already')
  if (!task.dueOn) throw conflict('documents.no-deadline')
  if (!untilOn || untilOn <= task.dueOn) throw new Problem('documents.until-later')
}

async function report(ctx: Context, task: TaskRow, note: string): Promise<void> {
  if (task.state !== 'given') throw conflict('documents.not-now')
  await ctx.sql`
    update documents.task set state = 'reported', progress = 100, reported_at = ${ctx.now} where id = ${task.id}`
  await moveWork(ctx, task.workId as string, 'report', { form: FORM, note, holderId: task.givenBy })
}

const told = async (ctx: Context, task: TaskRow) => {
  await ctx.emit(taskChanged, { taskId: task.id, unitId: task.unitId })
  await changed(ctx)
}

interface Decided {
  readonly what: 'close' | 'return' | 'grant' | 'deny' | 'cancel'
  readonly note?: string | undefined
}

/** What the leader decides about a task. */
export async function decideTask(ctx: Context, id: string, { what, note }: Decided): Promise<void> {
  const task = await mustTask(ctx, id)
  if (CLOSED_TASKS.includes(task.state)) throw conflict('documents.task-closed')
  if (what === 'grant' || what === 'deny') await answerAsking(ctx, task, what, note)
  else if (what === 'return') await sendBack(ctx, task, note)
  else await endTask(ctx, task, what, note)
  await told(ctx, task)
}

async function answerAsking(ctx: Context, task: TaskRow, what: 'grant' | 'deny', note: string | undefined) {
  if (!task.asksUntil) throw conflict('documents.not-asked')
  await say(ctx, task.id, { what, note, untilOn: task.asksUntil })
  if (what === 'deny') return
  await ctx.sql`update documents.task set due_on = ${task.asksUntil} where id = ${task.id}`
  await ctx.sql`
    update work.item set due_at = ${endOfDay(task.asksUntil)}, version = version + 1, risen_to = null, rises_at = null
    where id = ${task.workId}`
}

async function sendBack(ctx: Context, task: TaskRow, note: string | undefined): Promise<void> {
  if (task.state !== 'reported') throw conflict('documents.not-now')
  if (!note) throw new Problem('work.needs-note')
  await say(ctx, task.id, { what: 'return', note })
  await ctx.sql`update documents.task set state = 'given', reported_at = null where id = ${task.id}`
  await moveWork(ctx, task.workId as string, 'return', { form: FORM, note, holderId: task.leadId })
}

async function endTask(ctx: Context, task: TaskRow, what: 'close' | 'cancel', note: string | undefined) {
  if (what === 'cancel' && !note) throw new Problem('work.needs-note')
  await say(ctx, task.id, { what: 'close', note })
  await moveWork(ctx, task.workId as string, what, { form: FORM, note })
  await close(ctx, task.id, what === 'close' ? 'done' : 'cancelled')
  if (task.documentId) await finishWhenDone(ctx, task.documentId)
}

const close = (ctx: Context, id: string, state: 'done' | 'cancelled') => ctx.sql`
  update documents.task set state = ${state}, closed_at = ${ctx.now},
    progress = case when ${state} = 'done' then 100 else progress end where id = ${id}`

/** With its last task an incoming document is done. */
async function finishWhenDone(ctx: Context, documentId: string): Promise<void> {
  const [open] = await ctx.sql`
    select from documents.task where document_id = ${documentId} and state in ('given', 'reported') limit 1`
  const document = await mustDocument(ctx, documentId)
  if (open || document.state !== 'assigned') return
  await moveDocument(ctx, document, 'finish', { system: true })
  await reach(ctx, document, '06')
}

/** The answer has left: whoever wrote it has done the task. */
export async function closeByAnswer(ctx: Context, documentId: string, drafterId: string | null, notation: string) {
  const tasks = await ctx.sql<{ id: string; workId: string; unitId: string }[]>`
    select id, work_id, unit_id from documents.task
    where document_id = ${documentId} and lead_id = ${drafterId} and state in ('given', 'reported') for update`
  for (const task of tasks) {
    await say(ctx, task.id, { what: 'close', note: notation })
    await moveWork(asSystem(ctx), task.workId, 'close', {
      form: FORM,
      note: notation,
      inNameOf: ctx.who?.accountId ?? null,
    })
    await close(ctx, task.id, 'done')
    await ctx.emit(taskChanged, { taskId: task.id, unitId: task.unitId })
  }
  if (tasks.length) await finishWhenDone(ctx, documentId)
}
