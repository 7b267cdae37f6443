import { takeInBook } from '#base/attestation/numbers.ts'
import { openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at, type InputOf } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import type { documents as contract } from './contract.ts'
import { taskChanged } from './events.ts'
import type { Kind } from './kinds.ts'
import { mustOffice, mustWorkAt } from './office.ts'
import { openItem, reach } from './outside.ts'
import { addParties, type DocumentRow, indexDocument, insertDocument } from './queries.ts'
import { bookOf, isSecret, seriesOf } from './rules.ts'
import { asSystem, changed, conflict, endOfDay, moveDocument, mustDocument, mustLock } from './steps.ts'

type Registered = InputOf<typeof contract.register>['body']

/** A document on paper: it is read, entered and numbered in one. Throws `documents.secret`, `documents.dated-later`. */
export async function registerPaper(ctx: Context, body: Registered) {
  if (isSecret(body.secrecy)) throw new Problem('documents.secret')
  if (body.datedOn > dayOf(ctx.now)) throw new Problem('documents.dated-later')
  const office = await mustOffice(ctx, body.organisationId)
  const id = newId(ctx.now)
  await insertDocument(ctx, {
    id,
    direction: 'incoming',
    organisationId: body.organisationId,
    unitId: office.unitId,
    state: 'arrived',
    kind: body.kind,
    urgency: body.urgency ?? 'normal',
    subject: body.subject,
    author: body.author,
    authorCode: body.authorCode ?? null,
    notation: body.notation,
    datedOn: body.datedOn,
    signerName: body.signerName || null,
    signerTitle: body.signerTitle || null,
    dueOn: body.dueOn ?? null,
    pages: body.pages ?? 1,
    via: 'paper',
    exchangeId: null,
    replyTo: null,
    note: body.note ?? '',
  })
  await openItem(ctx, await mustDocument(ctx, id), 'documents.incoming')
  const document = await mustDocument(ctx, id)
  const number = await numberArrival(ctx, document)
  await indexDocument(ctx, document, '')
  await reach(ctx, document, '03')
  return { documentId: id, number }
}

async function numberArrival(ctx: Context, document: DocumentRow): Promise<number> {
  await moveDocument(ctx, document, 'register', { holderId: null })
  const series = seriesOf('incoming', document.kind)
  const [number] = await takeInBook(ctx, bookOf('incoming', document.kind), [document.organisationId])
  await ctx.sql`
    update documents.document
    set series = ${series}, number = ${number as number}, year = ${Number(dayOf(ctx.now).slice(0, 4))},
        registered_at = ${ctx.now}
    where id = ${document.id}`
  return number as number
}

/** One that arrived electronically. */
export async function acceptArrival(
  ctx: Context,
  id: string,
  { dueOn, kind }: { readonly dueOn?: string | null | undefined; readonly kind?: Kind | undefined },
) {
  const document = await mustLock(ctx, id, 'incoming')
  const number = await numberArrival(ctx, document)
  if (dueOn !== undefined || kind)
    await ctx.sql`
      update documents.document set due_on = coalesce(${dueOn ?? null}, due_on), kind = ${kind ?? document.kind}
      where id = ${id}`
  await reach(ctx, document, '03')
  return { number }
}

export async function refuseArrival(ctx: Context, id: string, reason: string): Promise<void> {
  const document = await mustLock(ctx, id, 'incoming')
  if (document.via === 'paper' || document.via === 'scan') throw conflict('documents.not-electronic')
  await moveDocument(ctx, document, 'refuse', { note: reason })
  await reach(ctx, document, '02')
}

type Assignment = InputOf<typeof contract.assign>['body']

/** Bút phê: who answers for it, who helps, who only reads it, and by when. */
export async function assign(ctx: Context, id: string, { words, tasks, readerIds = [] }: Assignment) {
  const document = await mustLock(ctx, id, 'incoming')
  const helping = tasks.flatMap(task => task.helperIds ?? [])
  await mustWorkAt(ctx, document.organisationId, [...tasks.map(task => task.leadId), ...helping, ...readerIds])
  await moveDocument(ctx, document, 'assign', { note: words, holderId: null })
  const taskIds: string[] = []
  for (const task of tasks)
    taskIds.push(
      await giveTask(ctx, {
        organisationId: document.organisationId,
        unitId: document.unitId,
        document,
        title: task.title || document.subject,
        leadId: task.leadId,
        helperIds: task.helperIds ?? [],
        dueOn: task.dueOn ?? document.dueOn,
        note: words,
      }),
    )
  await addParties(ctx, id, readerIds, 'reader')
  await reach(ctx, document, '04')
  return { taskIds }
}

export async function shelve(ctx: Context, id: string, note: string | undefined): Promise<void> {
  const document = await mustLock(ctx, id, 'incoming')
  await moveDocument(ctx, document, 'shelve', { note })
  await reach(ctx, document, '06')
}

export interface NewTask {
  readonly organisationId: string
  readonly unitId: string
  readonly document?: DocumentRow
  readonly title: string
  readonly leadId: string
  readonly helperIds: readonly string[]
  readonly dueOn: string | null
  readonly note: string
}

export async function giveTask(ctx: Context, task: NewTask): Promise<string> {
  if (task.dueOn && task.dueOn < dayOf(ctx.now)) throw new Problem('documents.due-past')
  const { document } = task
  const id = newId(ctx.now)
  const helpers = [...new Set(task.helperIds)].filter(one => one !== task.leadId)
  await ctx.sql`
    insert into documents.task (id, document_id, organisation_id, unit_id, title, state, lead_id, given_by, given_at, due_on)
    values (${id}, ${document?.id ?? null}, ${task.organisationId}, ${task.unitId}, ${task.title.slice(0, 500)}, 'given',
            ${task.leadId}, ${ctx.who?.accountId ?? null}, ${ctx.now}, ${task.dueOn})`
  await ctx.sql`
    insert into documents.task_helper (task_id, account_id) select ${id}, h from unnest(${helpers}::uuid[]) as t (h)`
  const workId = await openWork(asSystem(ctx), {
    kind: 'documents.task',
    subject: at.of('document-task', id),
    unitId: task.unitId,
    organisationId: task.organisationId,
    holderId: task.leadId,
    due: task.dueOn ? endOfDay(task.dueOn) : null,
    params: { title: task.title.slice(0, 160), code: document?.notation ?? '' },
  })
  await ctx.sql`update documents.task set work_id = ${workId} where id = ${id}`
  if (task.note)
    await ctx.sql`
      insert into documents.task_note (id, task_id, at, account_id, what, note)
      values (${newId(ctx.now)}, ${id}, ${ctx.now}, ${ctx.who?.accountId ?? null}, 'word', ${ctx.app.keyring.encrypt(task.note)})`
  if (document) {
    await addParties(ctx, document.id, [task.leadId], 'lead')
    await addParties(ctx, document.id, helpers, 'helper')
  }
  await ctx.emit(taskChanged, { taskId: id, unitId: task.unitId })
  await changed(ctx)
  return id
}
