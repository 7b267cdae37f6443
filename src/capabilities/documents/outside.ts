import type { StoredFile } from '#base/files/contract.ts'
import { readFile } from '#base/files/files.ts'
import { attachFile, filesOf } from '#base/files/index.ts'
import { codesOf } from '#base/units/exchange-codes.ts'
import { moveWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { at, type Upload } from '#core/contract.ts'
import { allEnded } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { documentFiled, incomingReached, type Status } from './events.ts'
import { FORM } from './flow.ts'
import type { Kind, Urgency } from './kinds.ts'
import { mustOffice } from './office.ts'
import {
  type DocumentRow,
  documentsBy,
  indexDocument,
  insertDocument,
  issuedAs,
  partiesOf,
  receivedAs,
  recipientsOf,
} from './queries.ts'
import { isFurther, isSecret } from './rules.ts'
import { asSystem, changed, conflict, moveDocument, mustDocument, openFor } from './steps.ts'

/* What brings documents in from outside and takes them out: an exchange, a scanner. All in the caller's transaction. */

export interface Incoming {
  readonly organisationId: string
  readonly via: 'exchange' | 'scan' | 'inside'
  readonly exchangeId?: string | null
  readonly author: string
  readonly authorCode?: string | null
  readonly notation: string
  readonly datedOn: string
  readonly kind: Kind
  readonly subject: string
  readonly urgency?: Urgency
  readonly signerName?: string | null
  readonly signerTitle?: string | null
  readonly dueOn?: string | null
  readonly pages?: number
  readonly secrecy?: string
  /** The first is the document itself. Each is let go before the next is read. */
  readonly files?: Iterable<Upload> | AsyncIterable<Upload>
  readonly note?: string
}

/** A document that arrived waits to be registered. The same one for the same organisation is the one that is there. */
export async function receiveDocument(ctx: Context, incoming: Incoming) {
  if (isSecret(incoming.secrecy)) throw new Problem('documents.secret')
  const exchangeId = incoming.exchangeId ?? null
  const [office, known] = await Promise.all([
    mustOffice(ctx, incoming.organisationId),
    exchangeId ? receivedAs(ctx.sql, incoming.organisationId, exchangeId) : undefined,
  ])
  if (known) return { documentId: known.id, isNew: false }
  const id = newId(ctx.now)
  const isNew = await insertDocument(ctx, {
    id,
    direction: 'incoming',
    organisationId: incoming.organisationId,
    unitId: office.unitId,
    state: 'arrived',
    kind: incoming.kind,
    urgency: incoming.urgency ?? 'normal',
    subject: incoming.subject,
    author: incoming.author,
    authorCode: incoming.authorCode ?? null,
    notation: incoming.notation,
    datedOn: incoming.datedOn,
    signerName: incoming.signerName || null,
    signerTitle: incoming.signerTitle || null,
    dueOn: incoming.dueOn ?? null,
    pages: incoming.pages ?? 1,
    via: incoming.via,
    exchangeId,
    replyTo: null,
    note: incoming.note ?? '',
  })
  if (!isNew && exchangeId) {
    const first = await receivedAs(ctx.sql, incoming.organisationId, exchangeId)
    if (first) return { documentId: first.id, isNew: false }
  }
  for await (const upload of incoming.files ?? []) await keepFile(ctx, id, upload)
  const document = await mustDocument(ctx, id)
  await allEnded([
    openItem(ctx, document, 'documents.incoming'),
    indexDocument(ctx, document, ''),
    reach(ctx, document, '01'),
    changed(ctx),
  ])
  return { documentId: id, isNew: true }
}

/** The document's own item of work, noted with it. */
export async function openItem(ctx: Context, document: DocumentRow, kind: string, holderId?: string): Promise<string> {
  const due = document.urgency === 'at-once' ? new Date(ctx.now.getTime() + 3_600_000) : undefined
  const workId = await openFor(asSystem(ctx), document, { kind, holderId, due })
  await ctx.sql`update documents.document set work_id = ${workId} where id = ${document.id}`
  return workId
}

/** Keeps a file with a document; of one that has none yet it is the document itself. */
export async function keepFile(ctx: Context, documentId: string, upload: Upload): Promise<StoredFile> {
  const file = await attachFile(ctx, at.of('document', documentId), upload)
  await ctx.sql`update documents.document set paper_id = ${file.id} where id = ${documentId} and paper_id is null and direction = 'incoming'`
  await ctx.emit(documentFiled, { documentId, fileId: file.id })
  return file
}

/** How far an incoming document is, for its author. */
export const reach = (
  ctx: Context,
  { id: documentId, organisationId }: Pick<DocumentRow, 'id' | 'organisationId'>,
  status: Status,
): Promise<void> => ctx.emit(incomingReached, { documentId, organisationId, status })

export interface Party {
  readonly id: string
  readonly name: string
  readonly code: string | null
  readonly oldCode: string | null
}

async function partyOf(ctx: Context, organisationId: string): Promise<Party & { readonly place: string }> {
  const [{ name, place }, codes] = await Promise.all([
    mustOffice(ctx, organisationId),
    codesOf(ctx.sql, organisationId),
  ])
  return { id: organisationId, name, place, ...codes }
}

/** An issued document as an exchange sends it. */
export async function documentForExchange(ctx: Context, documentId: string) {
  const document = await mustDocument(ctx, documentId)
  if (document.direction !== 'outgoing' || !document.issuedAt || document.notation === null || document.number === null)
    throw conflict('documents.not-issued')
  const [organisation, [replied], allFiles, recipients] = await Promise.all([
    partyOf(ctx, document.organisationId),
    document.replyTo ? documentsBy(ctx.sql, [document.replyTo]) : [],
    filesOf(ctx, at.of('document', documentId)),
    recipientsOf(ctx.sql, documentId),
  ])
  const files = allFiles.filter(file => !file.removed)
  return {
    id: documentId,
    exchangeId: document.exchangeId,
    organisation,
    kind: document.kind,
    number: document.number,
    notation: document.notation,
    series: document.notation.slice(document.notation.indexOf('/') + 1),
    issuedOn: document.datedOn as string,
    place: organisation.place,
    subject: document.subject,
    urgency: document.urgency,
    signer: { name: document.signerName ?? '', title: document.signerTitle ?? '' },
    dueOn: document.dueOn,
    pages: document.pages,
    copies: document.copies,
    recipients: recipients.map(({ id, name, code, organisationId }) => ({
      recipientId: id,
      name,
      code,
      organisationId,
    })),
    toPlaces: recipients.map(recipient => recipient.name),
    replyTo: replied ? { exchangeId: replied.exchangeId, authorCode: replied.authorCode } : null,
    files: [
      ...files.filter(file => file.id === document.paperId),
      ...files.filter(file => file.id !== document.paperId),
    ].map(({ id, name, type, size }) => ({ id, name, type, size })),
  }
}

/** One file of it at a time: none is held longer than it is sent. */
export async function fileBytes(ctx: Context, fileId: string): Promise<Uint8Array> {
  const file = await readFile(ctx, fileId, 'content')
  if (!('bytes' in file)) throw new Error('A stored file is read whole.')
  return file.bytes
}

export interface StatusTold {
  readonly exchangeId: string
  /** Of the organisation that says so. */
  readonly recipientCode: string
  readonly status: Status
  readonly at: Date
  readonly note?: string
  readonly staff?: string
}

/** What a recipient says of our document. Statuses may come in any order: all are kept, the furthest is shown. */
export async function applyStatus(ctx: Context, told: StatusTold): Promise<{ applied: boolean }> {
  const document = await issuedAs(ctx.sql, told.exchangeId)
  if (!document) throw new Problem('documents.unknown-document', { status: 404 })
  const [recipient] = await ctx.sql<{ id: string; status: string | null }[]>`
    select id, status from documents.recipient
    where document_id = ${document.id} and code = ${told.recipientCode} order by n limit 1 for update`
  if (!recipient) throw new Problem('documents.unknown-recipient', { status: 404 })
  const note = [told.note, told.staff].filter(Boolean).join(' · ')
  return { applied: await noteStatus(ctx, recipient, told.status, told.at, note) }
}

/** The same of a recipient here. */
export async function noteStatus(
  ctx: Context,
  recipient: { readonly id: string; readonly status: string | null },
  status: Status,
  at: Date,
  note: string,
): Promise<boolean> {
  const noted = await ctx.sql`
    insert into documents.recipient_status (recipient_id, status, at, note)
    values (${recipient.id}, ${status}, ${at}, ${note}) on conflict do nothing`
  if (!noted.count) return false
  if (isFurther(status, recipient.status))
    await ctx.sql`
      update documents.recipient set status = ${status}, status_at = ${at}, status_note = ${note}
      where id = ${recipient.id}`
  await changed(ctx)
  return true
}

export interface ChangeWanted {
  readonly organisationId: string
  readonly exchangeId: string
  readonly what: 'recall' | 'update' | 'replace'
  readonly reason: string
  /** The document that takes its place, received before. */
  readonly byDocumentId?: string | null
}

/** The author wants an incoming document back, changed or replaced: the clerk says whether. */
export async function askChange(ctx: Context, wanted: ChangeWanted) {
  const document = await receivedAs(ctx.sql, wanted.organisationId, wanted.exchangeId)
  if (!document) throw new Problem('documents.unknown-document', { status: 404 })
  if (['withdrawn', 'refused'].includes(document.state)) throw conflict('documents.not-now')
  const id = newId(ctx.now)
  const asked = await ctx.sql`
    insert into documents.change (id, document_id, what, reason, by_id, asked_at)
    values (${id}, ${document.id}, ${wanted.what}, ${wanted.reason}, ${wanted.byDocumentId ?? null}, ${ctx.now})
    on conflict (document_id) where answered_at is null do nothing`
  if (!asked.count) throw conflict('documents.change-open')
  await openFor(asSystem(ctx), document, { kind: 'documents.change' })
  await changed(ctx)
  return { changeId: id, documentId: document.id }
}

/** The clerk's answer: 15 or 16; what is given back is withdrawn, 13. */
export async function answerChange(ctx: Context, document: DocumentRow, agrees: boolean, note: string): Promise<void> {
  const [change] = await ctx.sql<{ id: string; what: string }[]>`
    update documents.change set answered_at = ${ctx.now}, agreed = ${agrees}, answer = ${note}
    where document_id = ${document.id} and answered_at is null returning id, what`
  if (!change) throw conflict('documents.no-change')
  const [item] = await ctx.sql<{ id: string }[]>`
    select id from work.item where open and kind = 'documents.change' and subject_id = ${document.id}`
  if (item) await moveWork(ctx, item.id, 'answer', { form: FORM, note: note || undefined })
  await reach(ctx, document, agrees ? '15' : '16')
  if (agrees && change.what !== 'update') {
    await withdraw(ctx, document)
    await reach(ctx, document, '13')
  }
  await changed(ctx)
}

async function withdraw(ctx: Context, document: DocumentRow): Promise<void> {
  const open = ['arrived', 'registered', 'assigned'].includes(document.state)
  if (open) await moveDocument(ctx, document, 'withdraw', { system: true })
  else await ctx.sql`update documents.document set state = 'withdrawn' where id = ${document.id}`
  const tasks = await ctx.sql<{ id: string; workId: string }[]>`
    update documents.task set state = 'cancelled', closed_at = ${ctx.now}
    where document_id = ${document.id} and state in ('given', 'reported') returning id, work_id`
  for (const { workId } of tasks)
    await moveWork(asSystem(ctx), workId, 'cancel', { form: FORM, inNameOf: ctx.who?.accountId ?? null })
}

/** Of an incoming document, what its author is told with a status. */
export async function incomingForStatus(ctx: Context, documentId: string) {
  const document = await mustDocument(ctx, documentId)
  const [organisation, parties, [change], [refused]] = await Promise.all([
    partyOf(ctx, document.organisationId),
    partiesOf(ctx.sql, documentId),
    ctx.sql<{ answer: string }[]>`
      select answer from documents.change where document_id = ${documentId} order by asked_at desc limit 1`,
    ctx.sql<{ note: string | null }[]>`
      select note from work.step where item_id = ${document.workId} and name = 'refuse' order by n desc limit 1`,
  ])
  return {
    exchangeId: document.exchangeId,
    via: document.via,
    authorCode: document.authorCode,
    organisation,
    notation: document.notation ?? '',
    datedOn: document.datedOn as string,
    statusAt: ctx.now,
    note: refused?.note ?? change?.answer ?? '',
    staff: parties.find(party => party.role === 'lead')?.name ?? null,
  }
}

/** Why we want our own document back, changed or replaced. */
export async function changeReason(ctx: Context, documentId: string): Promise<string> {
  const [row] = await ctx.sql<{ reason: string }[]>`
    select reason from documents.wish where document_id = ${documentId} order by asked_at desc limit 1`
  return row?.reason ?? ''
}
