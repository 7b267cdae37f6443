import { moveWork, openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { writeAudit } from '#core/audit.ts'
import { addDays, startOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { notFound, Problem } from '#core/problem.ts'
import { FORM } from './flow.ts'
import { type DocumentRow, documentsBy, lockDocument, TOPIC } from './queries.ts'

/** The same transaction, as the system: steps that another step brings. */
export const asSystem = (ctx: Context): Context => ({ ...ctx, who: null, scope: () => ({ everywhere: true }) })

export const conflict = (code: string, params?: Readonly<Record<string, string | number>>) =>
  new Problem(code, { status: 409, ...(params && { params }) })

export async function mustDocument(ctx: Context, id: string): Promise<DocumentRow> {
  const [row] = await documentsBy(ctx.sql, [id])
  if (!row) throw notFound('document')
  return row
}

/** Held still; of the direction that the endpoint is for. */
export async function mustLock(ctx: Context, id: string, direction: DocumentRow['direction']): Promise<DocumentRow> {
  const row = await lockDocument(ctx.sql, id)
  if (!row) throw notFound('document')
  if (row.direction !== direction) throw conflict(`documents.not-${direction}`)
  return row
}

export const changed = (ctx: Context) => ctx.app.bus.publish(ctx.sql, TOPIC)

/** When the last day of a deadline is over. */
export const endOfDay = (day: string): Date => startOf(addDays(day, 1))

/** What the inbox says of it. */
export const titleOf = ({ subject, notation, urgency }: DocumentRow) => ({
  // A message chooses by words without hyphens.
  urgency: urgency.replace('-', ''),
  code: notation ?? '',
  subject: subject.length > 160 ? `${subject.slice(0, 159)}…` : subject,
})

interface Opening {
  readonly kind: string
  readonly holderId?: string | undefined
  readonly due?: Date | null | undefined
  /** Whom a part of it is asked of. */
  readonly of?: string
}

/** Opens work with a document: the document's own, or what is asked of one officer. */
export function openFor(ctx: Context, document: DocumentRow, { kind, holderId, due, of }: Opening): Promise<string> {
  return openWork(ctx, {
    kind,
    subject: of ? at.of('document-part', `${document.id}.${of}`) : at.of('document', document.id),
    unitId: document.unitId,
    organisationId: document.organisationId,
    params: titleOf(document),
    ...(holderId && { holderId }),
    ...(due !== undefined && { due }),
  })
}

interface Moving {
  /** The form that was filled in, where it is another than the document's page. */
  readonly form?: string
  readonly note?: string | undefined
  readonly holderId?: string | null
  readonly due?: Date | null | undefined
  /** By the system, in the caller's name. */
  readonly system?: boolean
  /** The same in the name of somebody who did it elsewhere. */
  readonly inNameOf?: string | null
}

/** Takes a step with the document's own work; state and work change in one transaction. */
export async function moveDocument(
  ctx: Context,
  document: DocumentRow,
  step: string,
  how: Moving = {},
): Promise<string> {
  if (!document.workId) throw conflict('documents.not-now')
  const { system, inNameOf, ...options } = how
  const isSystem = system || inNameOf !== undefined
  const item = await moveWork(isSystem ? asSystem(ctx) : ctx, document.workId, step, {
    form: FORM,
    ...options,
    ...(isSystem && { inNameOf: inNameOf ?? ctx.who?.accountId ?? null }),
  }).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'work.no-such-step') throw conflict('documents.not-now')
    throw error
  })
  await ctx.sql`update documents.document set state = ${item.state} where id = ${document.id}`
  await changed(ctx)
  return item.state
}

/** What was asked of officers with a document is over, whatever they had not answered. */
export async function lapse(ctx: Context, documentId: string, kind: string): Promise<void> {
  const open = await ctx.sql<{ id: string }[]>`
    select id from work.item where open and kind = ${kind} and subject_kind = 'document-part'
      and starts_with(subject_id, ${`${documentId}.`}) order by id`
  for (const { id } of open) await moveWork(asSystem(ctx), id, 'lapse', { inNameOf: ctx.who?.accountId ?? null })
}

/** What was asked of an officer is given. */
export async function give(ctx: Context, documentId: string, kind: string, accountId: string): Promise<void> {
  const [open] = await ctx.sql<{ id: string }[]>`
    select id from work.item where open and kind = ${kind} and subject_kind = 'document-part'
      and subject_id = ${`${documentId}.${accountId}`}`
  if (open) await moveWork(asSystem(ctx), open.id, 'give', { form: FORM, inNameOf: accountId })
}

/** Writes down what a handler did that begins its own transaction, in that one. */
export async function auditDirect(own: Context, name: 'issue' | 'copy', id: string): Promise<void> {
  const { unitId, organisationId } = await mustDocument(own, id)
  const may = { scope: 'verb', verb: 'documents.issue' } as const
  await writeAudit(own, `documents.${name}`, at.of('document', id), { where: { unitId, organisationId }, may })
}
