import { MOST_UPLOADED } from '#base/files/rules.ts'
import { type Message, type Outcome, traffic, whole } from '#base/interchange/index.ts'
import { organisationByCode } from '#base/units/exchange-codes.ts'
import type { Context } from '#core/app.ts'
import type { Upload } from '#core/contract.ts'
import { Problem, type ProblemParams } from '#core/problem.ts'
import { say } from '#core/words.ts'
import { kindOfNumber, URGENCIES } from '../kinds.ts'
import { applyStatus, askChange, receiveDocument } from '../outside.ts'
import { issuedAs, receivedAs } from '../queries.ts'
import { type Agency, agencyBy, certificatesOf } from './agencies.ts'
import { EDXML_TRAFFIC, sendStatus } from './dispatch.ts'
import { fault } from './edxml/fault.ts'
import { type DocumentMessage, EDXML, type Edxml, type StatusMessage, type Trace } from './edxml/message.ts'
import { readMessage } from './edxml/read.ts'
import { verifySignature } from './edxml/sign.ts'
import { type Content, contentsIn, type Node, type Read, readTree } from './edxml/tree.ts'
import { addSteps, digestBefore, noteEnd, saidBefore } from './queries.ts'
import { digestOf, whyNotStatus } from './rules.ts'

/** A message of QCVN 102:2016 with its attachments. */
const MOST_BYTES = 150 * 1024 * 1024
/** A signature over all of it is checked in memory, so it may not be over more. */
const MOST_WHOLE = 16 * 1024 * 1024

export const edxmlTraffic = traffic({
  kind: EDXML_TRAFFIC,
  mostBytes: MOST_BYTES,
  async take(ctx, message) {
    const arrived = await open(ctx, message)
    if (arrived.edxml.is === 'status') await takeStatus(ctx, message, arrived, arrived.edxml)
    else await takeDocument(ctx, message, arrived, arrived.edxml)
  },
  refuse: (ctx, message, problem) => tellRefused(ctx, message, problem),
  ended: (ctx, outcome) => noteOutcome(ctx, outcome),
})

interface Arrived {
  readonly edxml: Edxml
  readonly agency: Agency
  readonly contents: readonly Content[]
  readonly isWeak: boolean
  /** The contents of attachments, where they are so small that they need not be read twice. */
  readonly kept: readonly (readonly Buffer[])[]
}

/** So much is kept while it is read: it is only believed when the signature holds, which is known at the end. */
const MOST_KEPT = 4 * 1024 * 1024
const keeping =
  ({ size }: Message, kept: Buffer[][]) =>
  (place: number) => {
    if (size > MOST_KEPT) return undefined
    const parts: Buffer[] = []
    kept[place] = parts
    return { write: (bytes: Buffer) => void parts.push(bytes) }
  }

/** Reads a message, and believes of it what its sender has signed. */
async function open(ctx: Context, message: Message): Promise<Arrived> {
  const kept: Buffer[][] = []
  const read = await readTree(message.content(), keeping(message, kept))
  const claimed = readMessage(read)
  const agency = await agencyBy(ctx, claimed.from.id)
  if (agency?.partnerId !== message.partnerId) throw fault('unknown-agency', { value: claimed.from.id })
  const ids = claimed.is === 'document' ? claimed.attachments.map(one => one.id) : []
  const contents = read.contents.map((content, i) => ({ ...content, id: ids[i] ?? '' }))
  const { parts, isWeak } = await verifySignature(read, contents, certificatesOf(agency), async () =>
    message.size > MOST_WHOLE ? undefined : (await whole(message.content())).toString('utf8'),
  )
  return { edxml: readMessage({ root: rebuilt(read, parts), contents }), agency, contents, isWeak, kept }
}

const named = (nodes: readonly Node[], name: string) => nodes.find(one => one.name === name && one.space === EDXML)
const childOf = (node: Node | undefined, name: string) => named(node?.children ?? [], name)

/** The message out of its signed parts; where it went through is nobody’s signature. */
function rebuilt({ root }: Read, parts: readonly Node[]): Node {
  const envelope = childOf(root, 'edXMLEnvelope')
  const header = childOf(envelope, 'edXMLHeader')
  const traces = childOf(header, 'TraceHeaderList')
  const main = named(parts, 'MessageHeader') ?? named(parts, 'Status')
  const inTraces = named(parts, 'TraceHeaderList')?.children ?? []
  const business = named(parts, 'Bussiness') ?? named(inTraces, 'Bussiness')
  const body = named(parts, 'edXMLBody')
  const isWhole =
    main !== undefined &&
    (business !== undefined || !childOf(traces, 'Bussiness')) &&
    (body !== undefined || !childOf(envelope, 'edXMLBody'))
  if (!isWhole || !envelope || !header || !traces) throw fault('wrong-signature', { why: 'parts' })
  const stations = traces.children.filter(one => one.name === 'TraceHeader')
  return {
    ...root,
    children: [
      {
        ...envelope,
        children: [
          { ...header, children: [main, { ...traces, children: [...stations, ...(business ? [business] : [])] }] },
          ...(body ? [body] : []),
        ],
      },
      ...root.children.filter(one => one.name === 'AttachmentEncoded'),
    ],
  }
}

async function takeStatus(
  ctx: Context,
  message: Message,
  { agency, isWeak }: Arrived,
  status: StatusMessage,
): Promise<void> {
  const { documentId } = status.responseFor
  const document = await issuedAs(ctx.sql, documentId)
  if (!document) throw fault('unknown-document', { value: documentId })
  const [said, recipientCode] = await Promise.all([
    saidBefore(ctx.sql, document.id, agency.code),
    recipientCodeOf(ctx, document.id, agency),
  ])
  if (!said.wasSent) throw fault('unknown-document', { value: documentId })
  const why = whyNotStatus(status.status, status.at, said)
  if (why) throw new Problem(why, { params: { value: status.status } })
  await applyStatus(ctx, {
    exchangeId: documentId,
    recipientCode,
    status: status.status,
    at: status.at,
    note: status.description,
    ...(status.staff?.staff ? { staff: status.staff.staff } : {}),
  })
  await addSteps(ctx.sql, [
    {
      way: 'in',
      documentId: document.id,
      organisationId: document.organisationId,
      agencyCode: agency.code,
      agencyName: agency.name,
      what: 'status',
      status: status.status,
      note: status.description,
      messageId: message.messageId,
      state: 'done',
      trace: status.trace,
      isWeak,
      at: ctx.now,
      saidAt: status.at,
    },
  ])
}

/** By which of its codes the document was addressed to the agency. */
async function recipientCodeOf({ sql }: Context, documentId: string, { code }: Agency): Promise<string> {
  const [row] = await sql<{ code: string }[]>`
    select r.code from exchange.step s join documents.recipient r on r.id = s.recipient_id
    where s.document_id = ${documentId} and s.agency_code = ${code} and r.code is not null limit 1`
  return row?.code ?? code
}

async function takeDocument(
  ctx: Context,
  message: Message,
  arrived: Arrived,
  document: DocumentMessage,
): Promise<void> {
  const offices = await officesOf(ctx, document)
  if (!offices.length) throw fault('not-for-us', { value: document.to.map(one => one.id).join(', ') })
  if (!document.documentId.startsWith(`${document.from.id},`)) throw fault('foreign-id', { value: document.documentId })
  for (const office of offices) await takeFor(ctx, office, message, arrived, document)
}

interface Office {
  readonly organisationId: string
  readonly code: string
}

/** Those it is for whose documents are kept here, each once. */
async function officesOf(ctx: Context, document: DocumentMessage): Promise<Office[]> {
  const found = new Map<string, Office>()
  for (const { id: code } of document.to) {
    const [office] = await ctx.sql<{ id: string }[]>`
      select o.organisation_id as id from units.exchange_code c
      join documents.office o on o.organisation_id = c.organisation_id where c.code = ${code}`
    if (office) found.set(office.id, { organisationId: office.id, code })
  }
  return [...found.values()]
}

async function takeFor(
  ctx: Context,
  { organisationId, code }: Office,
  message: Message,
  { agency, contents, isWeak, kept }: Arrived,
  document: DocumentMessage,
): Promise<void> {
  const { business } = document
  // Known before any of it is read again: files are no larger than what is uploaded.
  if (contents.some(one => one.size > MOST_UPLOADED))
    throw new Problem('files.too-large', { status: 413, params: { most: MOST_UPLOADED / 1024 / 1024 } })
  const digest = digestOf(document, contents)
  const own: Trace = { organId: code, at: ctx.now }
  const known = await receivedAs(ctx.sql, organisationId, document.documentId)
  const before = known && (await digestBefore(ctx.sql, known.id))
  const isChange = business.type !== 'new' && !business.replaces.length
  if (before && !isChange && !before.equals(digest)) throw fault('other-content', { value: document.documentId })
  const documentId = isChange
    ? (known?.id ?? unknownDocument(document.documentId))
    : (await receive(ctx, organisationId, message, document, kept)).documentId
  await addSteps(ctx.sql, [
    {
      way: 'in',
      documentId,
      organisationId,
      agencyCode: agency.code,
      agencyName: agency.name,
      what: business.type,
      note: business.reason ?? '',
      messageId: message.messageId,
      state: 'done',
      ...(isChange ? {} : { digest }),
      trace: [...document.trace, own],
      isWeak,
      at: ctx.now,
    },
  ])
  if (business.type === 'new') return
  const replaced = business.replaces.length ? business.replaces.map(one => one.documentId) : [document.documentId]
  for (const exchangeId of replaced)
    await askChange(ctx, {
      organisationId,
      exchangeId,
      what: business.type,
      reason: business.reason || say('vi', 'exchange.no-reason'),
      byDocumentId: isChange ? null : documentId,
    })
}

function unknownDocument(value: string): never {
  throw fault('unknown-document', { value })
}

async function receive(
  ctx: Context,
  organisationId: string,
  message: Message,
  document: DocumentMessage,
  kept: Arrived['kept'],
) {
  const kind = kindOfNumber(document.kind.type)
  if (!kind) throw fault('unknown-type', { value: document.kind.type })
  return receiveDocument(ctx, {
    organisationId,
    via: 'exchange',
    exchangeId: document.documentId,
    author: document.from.name,
    authorCode: document.from.id,
    notation: [document.code.number, document.code.notation].filter(Boolean).join('/'),
    datedOn: document.date,
    kind,
    subject: document.subject,
    urgency: URGENCIES[document.other.priority] ?? 'normal',
    signerName: document.signer?.name ?? null,
    signerTitle: document.signer?.position ?? null,
    dueOn: document.dueOn ?? null,
    pages: Math.max(1, document.other.pages ?? 1),
    files: uploadsOf(message, document, kept),
    note: document.content,
  })
}

/** The attachments, one by one: what is large is read again from what is stored. */
async function* uploadsOf(
  message: Message,
  { attachments }: DocumentMessage,
  kept: Arrived['kept'],
): AsyncGenerator<Upload> {
  const isKept = message.size <= MOST_KEPT
  let place = 0
  for await (const bytes of isKept ? kept.map(parts => Buffer.concat(parts)) : contentsIn(message.content())) {
    const attachment = attachments[place++]
    if (attachment) yield { name: attachment.name, type: attachment.type, bytes }
  }
}

/** Whose document was refused is told so, when it can be read who that is: status 02 with the reason. */
async function tellRefused(ctx: Context, message: Message, problem: { code: string; params: ProblemParams }) {
  const document = await readable(message)
  if (document?.is !== 'document') return
  const agency = await agencyBy(ctx, document.from.id)
  const [office] = await officesOf(ctx, document)
  const organisation = office && (await organisationByCode(ctx.sql, office.code))
  if (agency?.partnerId !== message.partnerId || !organisation || !office) return
  // One that was accepted before under this name stays as it is.
  if (await receivedAs(ctx.sql, organisation.id, document.documentId)) return
  await sendStatus(ctx, {
    agency,
    organisation,
    code: office.code,
    status: '02',
    at: ctx.now,
    description: say('vi', problem.code, problem.params),
    about: message.id,
    responseFor: {
      organId: document.from.id,
      code: [document.code.number, document.code.notation].filter(Boolean).join('/'),
      date: document.date,
      documentId: document.documentId,
    },
    trace: document.trace,
  })
}

async function readable(message: Message): Promise<Edxml | undefined> {
  try {
    return readMessage(await readTree(message.content()))
  } catch {
    return undefined
  }
}

/** processing, done, fail: what the axis says of a message (trạng thái gửi). */
const AXIS = { taken: 'processing', done: 'done', refused: 'fail' } as const

async function noteOutcome(ctx: Context, { messageId, state, problem, params }: Outcome): Promise<void> {
  await noteEnd(ctx.sql, messageId, { state: AXIS[state], problem, params, at: ctx.now })
  await ctx.app.bus.publish(ctx.sql, EXCHANGE_TOPIC)
}

export const EXCHANGE_TOPIC = 'exchange'
