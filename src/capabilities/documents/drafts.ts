import { filesOf } from '#base/files/index.ts'
import { getItem } from '#base/work/queries.ts'
import type { Context } from '#core/app.ts'
import { at, type InputOf } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { blanksOf, templateOf } from './content.ts'
import type { documents as contract, Draft } from './contract.ts'
import type { Kind } from './kinds.ts'
import { mustLeadAt, mustOffice, mustWorkAt } from './office.ts'
import { openItem } from './outside.ts'
import { agencyOf } from './papers.ts'
import {
  addParties,
  type DocumentRow,
  documentsBy,
  insertDocument,
  recipientsOf,
  type SignerRow,
  signersOf,
  versionsOf,
} from './queries.ts'
import { signingNow } from './rules.ts'
import { askForSignatures, endSigning, mustHaveWay, wayOf } from './signing.ts'
import { changed, conflict, give, lapse, moveDocument, mustDocument, mustLock, openFor } from './steps.ts'
import { contentOf, keepVersion } from './versions.ts'

interface Begun {
  readonly organisationId: string
  readonly kind: Kind
  readonly subject: string
  readonly replyToId?: string | null | undefined
}

export async function beginDraft(ctx: Context, { organisationId, kind, subject, replyToId }: Begun) {
  const office = await mustOffice(ctx, organisationId)
  const replied = replyToId ? await mustDocument(ctx, replyToId) : undefined
  if (replied && (replied.direction !== 'incoming' || replied.organisationId !== organisationId))
    throw new Problem('documents.no-reply-to')
  const id = newId(ctx.now)
  await insertDocument(ctx, {
    id,
    direction: 'outgoing',
    organisationId,
    unitId: office.unitId,
    state: 'drafting',
    kind,
    urgency: replied?.urgency ?? 'normal',
    subject,
    author: office.name,
    authorCode: null,
    notation: null,
    datedOn: null,
    signerName: null,
    signerTitle: null,
    dueOn: null,
    pages: 1,
    via: 'written',
    exchangeId: null,
    replyTo: replied?.id ?? null,
    note: '',
  })
  const me = ctx.who?.accountId
  if (me) await addParties(ctx, id, [me], 'drafter')
  await openItem(ctx, await mustDocument(ctx, id), 'documents.draft', me)
  const content = templateOf(kind)
  const addressees = replied && kind === 'letter' ? [replied.author] : content.addressees
  await keepVersion(ctx, id, 1, { ...content, addressees })
  if (replied) await writeRecipients(ctx, id, [await backTo(ctx, replied)])
  await changed(ctx)
  return { documentId: id }
}

/** Whom the answer to an incoming document goes to. */
async function backTo(ctx: Context, { id, author, authorCode }: DocumentRow) {
  const [sent] = await ctx.sql<{ organisationId: string }[]>`
    select d.organisation_id from documents.recipient r join documents.document d on d.id = r.document_id
    where r.incoming_id = ${id}`
  return { name: author, code: authorCode, organisationId: sent?.organisationId ?? null }
}

type Written = InputOf<typeof contract.write>['body']

/** Keeps the next version. Of two who wrote at once the second is told (`documents.newer-version`). */
export async function writeDraft(ctx: Context, id: string, body: Written): Promise<{ version: number }> {
  const document = await mustLock(ctx, id, 'outgoing')
  if (!(await mayEdit(ctx, document))) throw conflict('documents.not-editable')
  const { n } = await contentOf(ctx, id)
  if (n !== body.version) throw conflict('documents.newer-version')
  await mustLeadAt(
    ctx,
    document.organisationId,
    body.signers.map(signer => signer.accountId),
  )
  await ctx.sql`
    update documents.document
    set kind = ${body.kind}, urgency = ${body.urgency}, subject = ${body.subject}, due_on = ${body.dueOn ?? null}
    where id = ${id}`
  await writeRecipients(ctx, id, body.recipients)
  await writeSigners(ctx, id, body.signers)
  await keepVersion(ctx, id, n + 1, body.content)
  await changed(ctx)
  return { version: n + 1 }
}

async function writeRecipients(ctx: Context, id: string, recipients: Written['recipients']): Promise<void> {
  const rows = recipients.map((one, n) => ({ ...one, id: newId(ctx.now), n }))
  await ctx.sql`delete from documents.recipient where document_id = ${id}`
  await ctx.sql`
    insert into documents.recipient (id, document_id, n, name, code, organisation_id)
    select t.id, ${id}, t.n, t.name, t.code, o.id
    from unnest(${rows.map(row => row.id)}::uuid[], ${rows.map(row => row.n)}::int[], ${rows.map(row => row.name)}::text[],
                ${rows.map(row => row.code ?? null)}::text[], ${rows.map(row => row.organisationId ?? null)}::uuid[])
      as t (id, n, name, code, organisation_id)
    left join units.organisation o on o.id = t.organisation_id`
}

async function writeSigners(ctx: Context, id: string, signers: Written['signers']): Promise<void> {
  if (new Set(signers.map(signer => signer.accountId)).size < signers.length) throw new Problem('documents.signs-twice')
  await ctx.sql`delete from documents.signer where document_id = ${id}`
  await ctx.sql`
    insert into documents.signer (document_id, account_id, n, title)
    select ${id}, * from unnest(${signers.map(one => one.accountId)}::uuid[], ${signers.map(one => one.n)}::int[],
                                ${signers.map(one => one.title)}::text[])`
}

/** The drafter while it is drafted; whoever is to approve it, while they do. */
export async function mayEdit(ctx: Context, document: DocumentRow): Promise<boolean> {
  if (!['drafting', 'approving'].includes(document.state) || !document.workId) return false
  return (await getItem(ctx.sql, document.workId))?.holderId === ctx.who?.accountId
}

export async function draftView(ctx: Context, id: string, version?: number): Promise<Draft> {
  const document = await mustDocument(ctx, id)
  if (document.direction !== 'outgoing') throw conflict('documents.not-outgoing')
  const office = await mustOffice(ctx, document.organisationId)
  const { n, content } = await contentOf(ctx, id, version)
  const [replied] = document.replyTo ? await documentsBy(ctx.sql, [document.replyTo]) : []
  const signers = await signersOf(ctx.sql, id)
  const said = await ctx.sql<
    {
      name: string
      agrees: boolean | null
      note: Buffer | null
      askedAt: Date
      answeredAt: Date | null
      version: number
    }[]
  >`
    select a.name, o.agrees, o.note, o.asked_at, o.answered_at, o.version
    from documents.opinion o join identity.account a on a.id = o.account_id
    where o.document_id = ${id} order by o.version desc, a.name_sort, a.id`
  return {
    id,
    organisationId: document.organisationId,
    organisationName: office.name,
    agency: agencyOf(office),
    abbreviation: office.abbreviation,
    place: office.place,
    state: document.state,
    kind: document.kind,
    urgency: document.urgency,
    subject: document.subject,
    notation: document.notation,
    dueOn: document.dueOn,
    version: n,
    content: content as Draft['content'],
    recipients: (await recipientsOf(ctx.sql, id)).map(one => ({
      id: one.id,
      name: one.name,
      code: one.code,
      organisationId: one.organisationId,
    })),
    signers: signers.map(one => ({ ...one, signedAt: one.signedAt?.toISOString() ?? null })),
    versions: (await versionsOf(ctx.sql, id)).map(one => ({ ...one, at: one.at.toISOString() })),
    opinions: said.map(one => ({
      ...one,
      askedAt: one.askedAt.toISOString(),
      answeredAt: one.answeredAt?.toISOString() ?? null,
      note: one.note && ctx.app.keyring.decrypt(one.note),
    })),
    replyTo: replied ? { id: replied.id, notation: replied.notation, subject: replied.subject } : null,
    mayEdit: await mayEdit(ctx, document),
    way: await wayOf(ctx, document, signers),
  }
}

/** Asks colleagues, all at once; whoever was asked for this version before is asked once. */
export async function askOpinions(ctx: Context, id: string, accountIds: readonly string[]): Promise<void> {
  const document = await mustLock(ctx, id, 'outgoing')
  await mustWorkAt(ctx, document.organisationId, accountIds)
  const { n } = await contentOf(ctx, id)
  if (document.state === 'drafting') await moveDocument(ctx, document, 'ask')
  else if (document.state !== 'commenting') throw conflict('documents.not-now')
  const asked = await ctx.sql<{ accountId: string }[]>`
    insert into documents.opinion (document_id, version, account_id, asked_at)
    select ${id}, ${n}, a, ${ctx.now} from unnest(${[...new Set(accountIds)]}::uuid[]) as t (a)
    on conflict do nothing returning account_id`
  const ids = asked.map(row => row.accountId)
  await addParties(ctx, id, ids, 'adviser')
  for (const accountId of ids)
    await openFor(ctx, document, { kind: 'documents.opinion', holderId: accountId, of: accountId })
}

/** With the last opinion the draft is its drafter's again. */
export async function opine(ctx: Context, id: string, agrees: boolean, note: string): Promise<void> {
  const document = await mustLock(ctx, id, 'outgoing')
  const me = ctx.who?.accountId ?? ''
  if (!agrees && !note) throw new Problem('work.needs-note')
  const answered = await ctx.sql`
    update documents.opinion
    set answered_at = ${ctx.now}, agrees = ${agrees}, note = ${note ? ctx.app.keyring.encrypt(note) : null}
    where document_id = ${id} and account_id = ${me} and answered_at is null`
  if (!answered.count) throw conflict('documents.nobody-asked')
  await give(ctx, id, 'documents.opinion', me)
  const [open] = await ctx.sql`
    select from documents.opinion where document_id = ${id} and answered_at is null limit 1`
  if (!open && document.state === 'commenting') await moveDocument(ctx, document, 'gather', { system: true })
  await changed(ctx)
}

interface Step {
  readonly step: 'gather' | 'submit' | 'approve' | 'return' | 'drop'
  readonly to?: string | undefined
  readonly note?: string | undefined
}

export async function stepDraft(ctx: Context, id: string, { step, to, note }: Step): Promise<{ state: string }> {
  const document = await mustLock(ctx, id, 'outgoing')
  if (step === 'submit') return submit(ctx, document, to, note)
  if (step === 'approve') return approve(ctx, document, note)
  if (step === 'return') return sendBack(ctx, document, note)
  if (step === 'gather') {
    await ctx.sql`delete from documents.opinion where document_id = ${id} and answered_at is null`
    await lapse(ctx, id, 'documents.opinion')
  }
  return { state: await moveDocument(ctx, document, step, { note }) }
}

async function submit(ctx: Context, document: DocumentRow, to: string | undefined, note: string | undefined) {
  const { content } = await contentOf(ctx, document.id)
  const blanks = blanksOf(content)
  if (blanks.length)
    throw new Problem('documents.blanks', { params: { count: blanks.length, first: blanks[0] as string } })
  const signers = await signersOf(ctx.sql, document.id)
  const [signer] = signers
  if (!signer) throw new Problem('documents.no-signer')
  const approver = to ?? signer.accountId
  await mustLeadAt(ctx, document.organisationId, [approver])
  const way = await mustHaveWay(ctx, document)
  if (way === 'certificate' && signsFirst(signers, approver)) {
    const state = await moveDocument(ctx, document, 'hand-in', { note, holderId: document.createdBy })
    await askForSignatures(ctx, document)
    return { state }
  }
  await addParties(ctx, document.id, [approver], 'approver')
  return { state: await moveDocument(ctx, document, 'submit', { note, holderId: approver }) }
}

/** It goes to those who sign first. */
async function approve(ctx: Context, document: DocumentRow, note: string | undefined) {
  const way = await mustHaveWay(ctx, document)
  const drafter = document.createdBy
  const state = await moveDocument(ctx, document, 'approve', { note, holderId: drafter })
  if (way === 'certificate') await askForSignatures(ctx, document)
  else await askSigners(ctx, document)
  return { state, way }
}

async function askSigners(ctx: Context, document: DocumentRow): Promise<void> {
  const now = signingNow(await signersOf(ctx.sql, document.id))
  const ids = now.map(signer => signer.accountId)
  await addParties(ctx, document.id, ids, 'signer')
  for (const accountId of ids)
    await openFor(ctx, document, { kind: 'documents.signature', holderId: accountId, of: accountId })
}

async function sendBack(ctx: Context, document: DocumentRow, note: string | undefined) {
  const state = await moveDocument(ctx, document, 'return', { note, holderId: document.createdBy })
  await endSigning(ctx, document)
  return { state }
}

const signsFirst = (signers: readonly SignerRow[], accountId: string): boolean =>
  signingNow(signers).some(signer => signer.accountId === accountId)

/**
 * The caller signs the newest version by an act. Whoever is to approve it and signs first does both at once. Throws
 * `documents.not-your-turn`, and `documents.by-certificate` where the paper itself is to be signed.
 */
export async function signDraft(ctx: Context, id: string): Promise<{ state: string }> {
  const document = await mustLock(ctx, id, 'outgoing')
  const me = ctx.who?.accountId ?? ''
  if (!['approving', 'signing'].includes(document.state)) throw conflict('documents.not-now')
  if (document.requestId) throw conflict('documents.by-certificate')
  if (!signsFirst(await signersOf(ctx.sql, id), me)) throw conflict('documents.not-your-turn')
  if (document.state === 'approving') {
    const { state, way } = await approve(ctx, document, undefined)
    if (way === 'certificate') return { state }
  }
  const { n } = await contentOf(ctx, id)
  await ctx.sql`
    update documents.signer set signed_at = ${ctx.now}, version = ${n} where document_id = ${id} and account_id = ${me}`
  await give(ctx, id, 'documents.signature', me)
  if (signingNow(await signersOf(ctx.sql, id)).length) {
    await askSigners(ctx, document)
    await changed(ctx)
    return { state: 'signing' }
  }
  await ctx.sql`update documents.document set signed_at = ${ctx.now} where id = ${id}`
  return { state: await moveDocument(ctx, document, 'sign', { holderId: null }) }
}

/** Files that go with a draft, besides what it says itself. */
export const enclosures = async (ctx: Context, document: DocumentRow) =>
  (await filesOf(ctx, at.of('document', document.id))).filter(file => !file.removed && file.id !== document.paperId)
