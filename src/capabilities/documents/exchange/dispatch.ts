import { createHash } from 'node:crypto'
import { send } from '#base/interchange/index.ts'
import type { Context } from '#core/app.ts'
import { at } from '#core/contract.ts'
import { allEnded } from '#core/db/db.ts'
import { grouped } from '#core/grouped.ts'
import { KINDS, kindNumber, URGENCIES } from '../kinds.ts'
import { changeReason, documentForExchange, fileBytes, incomingForStatus, type Party } from '../outside.ts'
import { type Agency, agencyBy, announce, sealOf } from './agencies.ts'
import {
  type Business,
  type DocumentMessage,
  documentIdOf,
  type Edxml,
  type Organ,
  type Status,
  type Trace,
} from './edxml/message.ts'
import { signSkeleton } from './edxml/sign.ts'
import { skeletonOf, wholeOf } from './edxml/write.ts'
import { addSteps, type NewStep, sentTo, traceOf } from './queries.ts'

export const EDXML_TRAFFIC = 'exchange.edxml'

type Document = Awaited<ReturnType<typeof documentForExchange>>
type Recipient = Document['recipients'][number]

/** A document leaves for whoever of its recipients is reached by a partner: one message a partner. */
export async function dispatchDocument(ctx: Context, documentId: string): Promise<void> {
  const [document, sent] = await Promise.all([documentForExchange(ctx, documentId), sentTo(ctx.sql, documentId)])
  const recipients = document.recipients.filter(one => !sent.has(one.recipientId))
  await dispatch(ctx, document, recipients, { type: 'new', replaces: [] })
}

/** Our document is asked back, is changed or replaced: its recipients are asked, and the one that takes its place comes with it. */
export async function dispatchChange(
  ctx: Context,
  documentId: string,
  what: Exclude<Business, 'new'>,
  byId: string | null,
): Promise<void> {
  const old = await documentForExchange(ctx, documentId)
  const reason = await changeReason(ctx, documentId)
  const sent = byId ? await documentForExchange(ctx, byId) : old
  const organIds = old.recipients.flatMap(one => (one.code && !one.organisationId ? one.code : []))
  const replaces = byId && old.exchangeId ? [{ documentId: old.exchangeId, organIds }] : []
  await dispatch(ctx, sent, old.recipients, { type: what, reason, replaces }, documentId)
}

async function dispatch(
  ctx: Context,
  document: Document,
  recipients: readonly Recipient[],
  business: DocumentMessage['business'],
  about = document.id,
): Promise<void> {
  const outside = await outsideOf(ctx, recipients)
  if (!outside.length) return
  const step = stepsOf(ctx, document, business.type, about)
  const code = document.organisation.code ?? document.organisation.oldCode
  if (!code)
    return addSteps(
      ctx.sql,
      outside.map(one => step(one, undefined, 'exchange.no-code')),
    )
  const found = await Promise.all(outside.map(async one => ({ one, agency: await agencyBy(ctx, one.code as string) })))
  await addSteps(
    ctx.sql,
    found.flatMap(({ one, agency }) => (agency ? [] : step(one, undefined, 'exchange.unknown-agency'))),
  )
  const reached = found.flatMap(({ one, agency }) => (agency ? [{ one, agency }] : []))
  const partners = [...grouped(reached, ({ agency }) => agency.partnerId)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  for (const [partnerId, list] of partners) {
    const to = list.map(({ agency }) => ({ id: agency.code, name: agency.name }))
    const message = documentMessage(document, { code, to, business, at: ctx.now })
    const files = business.type === 'recall' ? [] : document.files
    const messageId = await post(ctx, { partnerId, organisation: document.organisation, code, about }, message, files)
    await addSteps(
      ctx.sql,
      list.map(({ one, agency }) => step(one, agency, undefined, messageId)),
    )
  }
}

/** Those with a code whose documents are not kept here. */
async function outsideOf({ sql }: Context, recipients: readonly Recipient[]): Promise<readonly Recipient[]> {
  const ids = recipients.flatMap(one => one.organisationId ?? [])
  const offices = await sql<{ id: string }[]>`
    select organisation_id as id from documents.office where organisation_id = any(${ids}::uuid[])`
  const here = new Set(offices.map(one => one.id))
  return recipients.filter(one => one.code && !(one.organisationId && here.has(one.organisationId)))
}

const stepsOf =
  ({ now }: Context, { organisation }: Document, what: Business, about: string) =>
  (recipient: Recipient, agency: Agency | undefined, problem?: string, messageId?: string): NewStep => ({
    way: 'out',
    documentId: about,
    organisationId: organisation.id,
    recipientId: recipient.recipientId,
    agencyCode: agency?.code ?? (recipient.code as string),
    agencyName: agency?.name ?? recipient.name,
    what,
    state: problem ? 'fail' : 'queued',
    problem: problem ?? null,
    messageId: messageId ?? null,
    at: now,
  })

interface Said {
  readonly code: string
  readonly to: readonly Organ[]
  readonly business: DocumentMessage['business']
  readonly at: Date
}

function documentMessage(document: Document, { code, to, business, at }: Said): DocumentMessage {
  const { organisation, notation, series, issuedOn, signer, replyTo } = document
  return {
    is: 'document',
    from: { id: code, name: organisation.name },
    to,
    documentId: document.exchangeId ?? documentIdOf(code, issuedOn, notation),
    code: { number: notation.slice(0, notation.indexOf('/')), notation: series },
    place: document.place,
    date: issuedOn,
    kind: { type: kindNumber(document.kind), name: KINDS[document.kind].name },
    subject: document.subject,
    content: '',
    ...(signer.name ? { signer: { name: signer.name, ...(signer.title ? { position: signer.title } : {}) } } : {}),
    ...(document.dueOn ? { dueOn: document.dueOn } : {}),
    toPlaces: document.toPlaces,
    other: {
      priority: URGENCIES.indexOf(document.urgency),
      copies: document.copies,
      pages: document.pages,
      appendixes: [],
    },
    responseFor: replyTo?.exchangeId ? [answeredAs(replyTo.exchangeId)] : [],
    trace: [{ organId: code, at }],
    business,
    attachments: business.type === 'recall' ? [] : document.files.map(({ id, name, type }) => ({ id, name, type })),
  }
}

/** `{OrganId},{yyyy/MM/dd},{số}/{ký hiệu}` in its parts. */
function answeredAs(documentId: string) {
  const [organId = '', day = '', ...code] = documentId.split(',')
  return { organId, code: code.join(','), date: day.replaceAll('/', '-'), documentId }
}

interface From {
  readonly partnerId: string
  readonly organisation: Pick<Party, 'id' | 'name'>
  readonly code: string
  /** The document here. */
  readonly about: string
}

const MOST_KEPT = 1024 * 1024

/** Signs and queues a message. The digests go into the signature, so what is large is read twice, and never held. */
async function post(
  ctx: Context,
  { partnerId, organisation, code, about }: From,
  message: Edxml,
  files: Document['files'] = [],
): Promise<string> {
  const seal = await sealOf(ctx, { ...organisation, code })
  const small = new Map<string, Uint8Array>()
  const [digests] = await allEnded([digestsOf(ctx, files, small), announce(ctx, [partnerId])])
  const skeleton = signSkeleton(skeletonOf(message), seal, ctx.now, digests)
  const enclosed = files.map(({ id, name, type }) => ({
    id,
    name,
    type,
    bytes: async () => small.get(id) ?? fileBytes(ctx, id),
  }))
  const subject = at.of('document', about)
  return send(ctx, { partnerId, kind: EDXML_TRAFFIC, subject, content: wholeOf(skeleton, enclosed) })
}

/** The digests of files, one after the other; what is small is kept. */
async function digestsOf(ctx: Context, files: Document['files'], small: Map<string, Uint8Array>) {
  const digests = []
  for (const { id, size } of files) {
    const bytes = await fileBytes(ctx, id)
    digests.push({ id, sha256: createHash('sha256').update(bytes).digest() })
    if (size <= MOST_KEPT) small.set(id, bytes)
  }
  return digests
}

/** An incoming document came a step further: its author is told. */
export async function dispatchStatus(ctx: Context, documentId: string, status: Status): Promise<void> {
  const [incoming, trace] = await Promise.all([incomingForStatus(ctx, documentId), traceOf(ctx.sql, documentId)])
  const { exchangeId, via, organisation, notation, datedOn, statusAt, note, staff } = incoming
  if (via !== 'exchange' || !exchangeId) return
  const [author = ''] = exchangeId.split(',')
  const agency = await agencyBy(ctx, author)
  const code = organisation.code ?? organisation.oldCode
  if (!agency || !code) return
  const said = ['02', '13', '15', '16'].includes(status) ? note : ''
  const messageId = await sendStatus(ctx, {
    agency,
    organisation,
    code,
    status,
    at: statusAt,
    description: said,
    staff,
    about: documentId,
    responseFor: { organId: author, code: notation, date: datedOn, documentId: exchangeId },
    trace,
  })
  const step: NewStep = {
    way: 'out',
    documentId,
    organisationId: organisation.id,
    agencyCode: agency.code,
    agencyName: agency.name,
    what: 'status',
    status,
    note: said,
    state: 'queued',
    messageId,
    at: ctx.now,
  }
  await addSteps(ctx.sql, [step])
}

export interface NewStatus {
  readonly agency: Agency
  readonly organisation: Pick<Party, 'id' | 'name'>
  readonly code: string
  readonly status: Status
  readonly at: Date
  readonly description: string
  readonly staff?: string | null
  readonly about: string
  readonly responseFor: ReturnType<typeof answeredAs>
  /** How the document came; this station is added. */
  readonly trace: readonly Trace[]
}

export async function sendStatus(ctx: Context, of: NewStatus): Promise<string> {
  const { agency, organisation, code, about } = of
  return post(
    ctx,
    { partnerId: agency.partnerId, organisation, code, about },
    {
      is: 'status',
      responseFor: of.responseFor,
      from: { id: code, name: organisation.name },
      status: of.status,
      description: of.description,
      at: of.at,
      ...(of.staff ? { staff: { staff: of.staff } } : {}),
      trace: [...of.trace, { organId: code, at: ctx.now }],
    },
  )
}
