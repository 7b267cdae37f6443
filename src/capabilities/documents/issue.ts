import { createHash } from 'node:crypto'
import { spellNumber, takeInBook } from '#base/attestation/numbers.ts'
import { fillsFor } from '#base/attestation/paper.ts'
import { readFile } from '#base/files/files.ts'
import { attachFile, filesOf } from '#base/files/index.ts'
import { inTransaction } from '#base/identity/sign-in.ts'
import { type SealInHand, sealAtOnce, withSeal } from '#base/signatures/index.ts'
import { codesOf } from '#base/units/exchange-codes.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at, type FileReply, type Upload } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { on } from '#core/module.ts'
import { notFound, orTold, Problem } from '#core/problem.ts'
import { textOf } from './content.ts'
import { changeAsked, documentIssued, type IncomingReached, incomingReached } from './events.ts'
import { ISSUING } from './flow.ts'
import { mustOffice } from './office.ts'
import { askChange, changeReason, incomingForStatus, noteStatus, receiveDocument } from './outside.ts'
import { draftPaper, fileNameOf, issuedPaper, pdf } from './papers.ts'
import { type DocumentRow, documentsBy, indexDocument, recipientsOf, signersOf } from './queries.ts'
import { bookOf, exchangeIdOf, notationOf, seriesOf } from './rules.ts'
import { newCode, paperSoFar } from './signing.ts'
import { auditDirect, changed, conflict, moveDocument, mustDocument, mustLock, titleOf } from './steps.ts'
import { closeByAnswer } from './tasks.ts'
import { contentOf } from './versions.ts'

/** The document as it stands: stored when it is somebody else's or issued, as far as signed, or printed as a draft. */
export async function paperFile(ctx: Context, id: string): Promise<FileReply> {
  const document = await mustDocument(ctx, id)
  if (document.paperId) return shown(await readFile(ctx, document.paperId, 'content'))
  if (document.direction === 'incoming') throw new Problem('documents.no-paper', { status: 404 })
  const signed = document.requestId ? await paperSoFar(ctx, document.requestId) : undefined
  const bytes = signed ?? (await draftPaper(ctx, document)).bytes
  return pdf(bytes, `du-thao-${id.slice(0, 8)}`)
}

/** A PDF is shown beside what is said of it; what is no PDF is saved. */
const shown = (file: FileReply): FileReply => ({
  ...file,
  attachment: file.type !== 'application/pdf' && !isPicture(file),
})
const isPicture = ({ type }: FileReply) => type.startsWith('image/')

interface Issuing {
  readonly copies?: number | undefined
  /** Of the key of the organisation's seal; wanted where the paper itself was signed. */
  readonly pin?: string | undefined
}

/**
 * Issues a signed draft, outside of a transaction: the key of the seal is opened first. Throws `documents.pin-wanted`, and
 * what keeps the seal from being used.
 */
export async function issueNow(ctx: Context, id: string, { copies = 1, pin }: Issuing): Promise<{ notation: string }> {
  const { direction, state, requestId, organisationId } = await mustDocument(ctx, id)
  if (direction !== 'outgoing') throw conflict('documents.not-outgoing')
  if (state !== 'numbering') throw conflict('documents.not-now')
  return perhapsSealed(ctx, organisationId, requestId ? { pin } : undefined, seal =>
    issueAudited(ctx, id, copies, seal),
  )
}

/** With the seal open where it is needed. */
function perhapsSealed<T>(
  ctx: Context,
  organisationId: string,
  sealed: Pick<Issuing, 'pin'> | undefined,
  use: (seal?: SealInHand) => Promise<T>,
): Promise<T> {
  if (!sealed) return use()
  if (sealed.pin === undefined) throw new Problem('documents.pin-wanted')
  return withSeal(ctx, organisationId, sealed.pin, use)
}

const issueAudited = (ctx: Context, id: string, copies: number, seal?: SealInHand) =>
  inTransaction(ctx, async own => {
    const issued = await issueDocument(own, id, copies, seal)
    await auditDirect(own, 'issue', id)
    return issued
  })

/** What became of one of many: the number it has, or why it waits still. */
export interface Issued {
  readonly id: string
  readonly notation: string | null
  readonly problem?: Problem
}

interface IssuingMany extends Pick<Issuing, 'pin'> {
  readonly organisationId: string
  readonly documentIds: readonly string[]
}

/**
 * Issues signed drafts of one office, each in a transaction of its own, with the key of the seal opened once; numbers follow
 * the order in which they were signed. Throws as `issueNow` does, of the PIN and the seal.
 */
export async function issueMany(ctx: Context, { organisationId, documentIds, pin }: IssuingMany): Promise<Issued[]> {
  const own = (await documentsBy(ctx.sql, documentIds)).filter(row => row.organisationId === organisationId)
  const bySigning = own.toSorted((a, b) => Number(a.signedAt) - Number(b.signedAt) || a.id.localeCompare(b.id))
  const known = new Set(own.map(row => row.id))
  const missing = [...new Set(documentIds)].filter(id => !known.has(id))
  const isSealed = own.some(row => row.state === 'numbering' && row.requestId)
  return perhapsSealed(ctx, organisationId, isSealed ? { pin } : undefined, async seal => {
    const results: Issued[] = missing.map(id => ({ id, notation: null, problem: notFound('document') }))
    for (const { id } of bySigning) results.push(await issueOne(ctx, id, seal))
    return results
  })
}

const issueOne = (ctx: Context, id: string, seal: SealInHand | undefined): Promise<Issued> =>
  orTold<Issued>(
    issueAudited(ctx, id, 1, seal).then(({ notation }) => ({ id, notation })),
    problem => ({ id, notation: null, problem }),
  )

/**
 * Gives a signed draft the next number of its kind, makes the paper with it, and sends it to all recipients; one
 * transaction, so that no number is lost and none is given twice. A paper that its signers signed themselves gets number,
 * day and seal by the seal in hand.
 */
export async function issueDocument(
  ctx: Context,
  id: string,
  copies: number,
  seal?: SealInHand,
): Promise<{ notation: string }> {
  const document = await mustLock(ctx, id, 'outgoing')
  await moveDocument(ctx, document, 'issue', { form: ISSUING })
  const office = await mustOffice(ctx, document.organisationId)
  const series = seriesOf('outgoing', document.kind)
  const today = dayOf(ctx.now)
  const [number] = await takeInBook(ctx, bookOf('outgoing', document.kind), [document.organisationId])
  const notation = spellNumber(number as number, notationOf(document.kind, office.abbreviation))
  const { code } = await codesOf(ctx.sql, document.organisationId)
  const signers = await signersOf(ctx.sql, id)
  const last = signers.at(-1)
  await ctx.sql`
    update documents.document
    set series = ${series}, number = ${number as number}, year = ${Number(today.slice(0, 4))}, notation = ${notation},
        dated_on = ${today}, issued_at = ${ctx.now}, listed_at = ${ctx.now}, copies = ${copies}, author_code = ${code},
        exchange_id = ${exchangeIdOf(code ?? document.organisationId, today, notation)},
        signer_name = ${signers.map(signer => signer.name).join(', ')}, signer_title = ${last?.title ?? null}
    where id = ${id}`
  await fileIssued(ctx, id, seal)
  const recipients = await recipientsOf(ctx.sql, id)
  await ctx.emit(documentIssued, {
    documentId: id,
    organisationId: document.organisationId,
    recipients: recipients.map(one => ({ recipientId: one.id, code: one.code, organisationId: one.organisationId })),
  })
  if (document.replyTo) await closeByAnswer(ctx, document.replyTo, document.createdBy, notation)
  await changed(ctx)
  return { notation }
}

async function fileIssued(ctx: Context, id: string, seal: SealInHand | undefined): Promise<void> {
  const numbered = await mustDocument(ctx, id)
  const document = { ...numbered, code: numbered.code ?? newCode() }
  const name = `${fileNameOf(document)}.pdf`
  const { bytes, pages } = document.requestId
    ? await sealedPaper(ctx, document, document.requestId, name, seal)
    : await issuedPaper(ctx, document)
  const paper = await attachFile(ctx, at.of('document', id), { bytes, type: 'application/pdf', name })
  await ctx.sql`
    update documents.document
    set paper_id = ${paper.id}, pages = ${pages}, code = ${document.code},
        digest = ${createHash('sha256').update(bytes).digest()}
    where id = ${id}`
  await indexDocument(ctx, numbered, textOf((await contentOf(ctx, id)).content))
}

/** Number, day and seal on the paper that was signed. */
async function sealedPaper(
  ctx: Context,
  document: DocumentRow,
  requestId: string,
  name: string,
  seal: SealInHand | undefined,
) {
  const bytes = await paperSoFar(ctx, requestId)
  if (!bytes || !seal) throw new Error('What was signed by certificates is issued under the seal.')
  const number = document.notation?.split('/')[0] ?? ''
  const { papers, pages } = await sealAtOnce(ctx, seal, {
    about: at.of('document', document.id),
    unitId: document.unitId,
    organisationId: document.organisationId,
    title: titleOf(document).subject,
    papers: [{ name, bytes, fills: fillsFor(number, document.datedOn ?? dayOf(ctx.now)) }],
  })
  return { bytes: papers[0]?.bytes ?? bytes, pages }
}

/** Recipients whose documents are kept here have it at once, in their own register. */
export const deliverInside = on(documentIssued, async ({ documentId, recipients }, ctx) => {
  const document = await mustDocument(ctx, documentId)
  for (const { recipientId, organisationId } of recipients) {
    const office = organisationId && (await isHere(ctx, organisationId))
    if (!office) continue
    const received = await receiveDocument(ctx, {
      organisationId,
      via: 'inside',
      exchangeId: document.exchangeId,
      author: document.author,
      authorCode: document.authorCode,
      notation: document.notation ?? '',
      datedOn: document.datedOn ?? dayOf(ctx.now),
      kind: document.kind,
      subject: document.subject,
      urgency: document.urgency,
      signerName: document.signerName,
      signerTitle: document.signerTitle,
      dueOn: document.dueOn,
      pages: document.pages,
      files: await uploadsOf(ctx, document),
    })
    await ctx.sql`
      update documents.recipient set incoming_id = ${received.documentId} where id = ${recipientId}`
  }
})

async function isHere(ctx: Context, organisationId: string): Promise<boolean> {
  const [row] = await ctx.sql`select from documents.office where organisation_id = ${organisationId}`
  return row !== undefined
}

async function uploadsOf(ctx: Context, document: DocumentRow): Promise<Upload[]> {
  const files = (await filesOf(ctx, at.of('document', document.id))).filter(file => !file.removed)
  const ordered = files.toSorted((a, b) => Number(b.id === document.paperId) - Number(a.id === document.paperId))
  const uploads: Upload[] = []
  for (const { id, name, type } of ordered) {
    const file = await readFile(ctx, id, 'content')
    if ('bytes' in file) uploads.push({ bytes: file.bytes, name, type })
  }
  return uploads
}

/** How far it is at a recipient here, where the sender sees it. */
export const noteInside = on(incomingReached, async ({ documentId, status }: IncomingReached, ctx) => {
  const [recipient] = await ctx.sql<{ id: string; status: string | null }[]>`
    select id, status from documents.recipient where incoming_id = ${documentId} for update`
  if (!recipient) return
  const { note, staff } = await incomingForStatus(ctx, documentId)
  await noteStatus(ctx, recipient, status, ctx.now, [status === '04' ? staff : '', note].filter(Boolean).join(' · '))
})

interface Wish {
  readonly what: 'recall' | 'update' | 'replace'
  readonly reason: string
  readonly byId?: string | null | undefined
}

/** Asks every recipient of an issued document; each answers for itself. */
export async function askBack(ctx: Context, id: string, { what, reason, byId = null }: Wish): Promise<void> {
  const document = await mustLock(ctx, id, 'outgoing')
  if (!document.issuedAt) throw conflict('documents.not-issued')
  const [by] = byId ? await documentsBy(ctx.sql, [byId]) : []
  if (what !== 'recall' && (!by?.issuedAt || by.organisationId !== document.organisationId || by.id === id))
    throw new Problem('documents.no-replacement')
  await ctx.sql`
    insert into documents.wish (id, document_id, what, reason, by_id, asked_at, asked_by)
    values (${newId(ctx.now)}, ${id}, ${what}, ${reason}, ${by?.id ?? null}, ${ctx.now}, ${ctx.who?.accountId ?? null})`
  await ctx.emit(changeAsked, { documentId: id, what, byId: by?.id ?? null })
  await changed(ctx)
}

export const askInside = on(changeAsked, async ({ documentId, what, byId }, ctx) => {
  const document = await mustDocument(ctx, documentId)
  const reason = await changeReason(ctx, documentId)
  for (const { organisationId, incomingId } of await recipientsOf(ctx.sql, documentId)) {
    if (!incomingId || !organisationId || !document.exchangeId) continue
    const by = byId ? await inPlaceAt(ctx, byId, organisationId) : null
    await askChange(ctx, { organisationId, exchangeId: document.exchangeId, what, reason, byDocumentId: by }).catch(
      // It is withdrawn already, or another wish is not answered yet: it stands as it is.
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error
      },
    )
  }
})

async function inPlaceAt(ctx: Context, documentId: string, organisationId: string): Promise<string | null> {
  const found = (await recipientsOf(ctx.sql, documentId)).find(one => one.organisationId === organisationId)
  return found?.incomingId ?? null
}
