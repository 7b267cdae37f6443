import { canonicalText, canonicalValue } from './canonical.ts'
import {
  type Answered,
  BUSINESS,
  type DocumentMessage,
  EDXML,
  type Edxml,
  type Organ,
  type Staff,
  type StatusMessage,
  type Trace,
} from './message.ts'

/** Only what XML can say: control characters have no place in it. */
const clean = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  text.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
/** All of it is canonical as it is written, so that it is signed as it stands. */
const escaped = (text: string): string => canonicalText(clean(text))

type Part = string | undefined | readonly Part[]
const flat = (parts: readonly Part[]): string =>
  parts.map(part => (part === undefined ? '' : typeof part === 'string' ? part : flat(part))).join('')

/** An element of the envelope; every one has the prefix. */
const el = (name: string, ...parts: Part[]): string => `<edXML:${name}>${flat(parts)}</edXML:${name}>`
const say = (name: string, text: string | number | undefined): string | undefined =>
  text === undefined ? undefined : el(name, escaped(String(text)))
/** What a signature names by its id. */
const known = (name: string, id: string, ...parts: Part[]): string =>
  `<edXML:${name} Id="${id}">${flat(parts)}</edXML:${name}>`

const ZONE_MS = 7 * 3_600_000
const day = (text: string): string => text.replaceAll('-', '/')
/** `2026/11/20 09:05:00`, the time of Vietnam. */
export const instant = (at: Date): string =>
  new Date(at.getTime() + ZONE_MS).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ')

const organ = (name: string, of: Organ): string =>
  el(
    name,
    say('OrganId', of.id),
    say('OrganizationInCharge', of.inCharge),
    say('OrganName', of.name),
    say('OrganAdd', of.address),
    say('Email', of.email),
    say('Telephone', of.telephone),
    say('Fax', of.fax),
    say('Website', of.website),
  )
const staff = (of: Staff | undefined): Part =>
  of &&
  el(
    'StaffInfo',
    say('Department', of.department),
    say('Staff', of.staff),
    say('Mobile', of.mobile),
    say('Email', of.email),
  )
const answered = (of: Answered): string =>
  el(
    'ResponseFor',
    say('OrganId', of.organId),
    say('Code', of.code),
    say('PromulgationDate', day(of.date)),
    say('DocumentId', of.documentId),
  )

const documentHeader = (of: DocumentMessage): string =>
  known(
    'MessageHeader',
    'MessageHeader',
    organ('From', of.from),
    of.to.map(one => organ('To', one)),
    say('DocumentId', of.documentId),
    el('Code', say('CodeNumber', of.code.number), say('CodeNotation', of.code.notation)),
    el('PromulgationInfo', say('Place', of.place), say('PromulgationDate', day(of.date))),
    el('DocumentType', say('Type', of.kind.type), say('TypeDetail', of.kind.detail), say('TypeName', of.kind.name)),
    say('Subject', of.subject),
    say('Content', of.content),
    of.signer &&
      el(
        'SignerInfo',
        say('Competence', of.signer.competence),
        say('Position', of.signer.position),
        say('FullName', of.signer.name),
      ),
    of.dueOn && say('DueDate', day(of.dueOn)),
    el(
      'ToPlaces',
      of.toPlaces.map(one => say('Place', one)),
    ),
    el(
      'OtherInfo',
      say('Priority', of.other.priority),
      say('SphereOfPromulgation', of.other.sphere),
      say('TyperNotation', of.other.typist),
      say('PromulgationAmount', of.other.copies),
      say('PageAmount', of.other.pages),
      el(
        'Appendixes',
        of.other.appendixes.map(one => say('Appendix', one)),
      ),
    ),
    of.responseFor.map(answered),
    say('SteeringType', of.steering),
  )

const statusHeader = (of: StatusMessage): string =>
  known(
    'Status',
    'Status',
    answered(of.responseFor),
    organ('From', of.from),
    say('StatusCode', of.status),
    say('Description', of.description),
    say('Timestamp', instant(of.at)),
    staff(of.staff),
  )

const business = ({ type, reason, paper, staff: who, replaces }: DocumentMessage['business']): string =>
  known(
    'Bussiness',
    'Bussiness',
    say('BussinessDocType', BUSINESS.indexOf(type)),
    say('BussinessDocReason', reason),
    say('Paper', paper),
    staff(who),
    replaces.length
      ? el(
          'ReplacementInfoList',
          replaces.map(one =>
            el(
              'ReplacementInfo',
              say('DocumentId', one.documentId),
              one.organIds.length
                ? el(
                    'OrganIdList',
                    one.organIds.map(id => say('OrganId', id)),
                  )
                : undefined,
            ),
          ),
        )
      : undefined,
  )

const traceList = (traces: readonly Trace[], rest?: string): string =>
  `<edXML:TraceHeaderList id="TraceHeaderList" version="1.0" mustUnderstand="1" actor="http://schemas.xmlsoap.org/soap/actor/next">${traces
    .map(one => el('TraceHeader', say('OrganId', one.organId), say('Timestamp', instant(one.at))))
    .join('')}${rest ?? ''}</edXML:TraceHeaderList>`

const XLINK = 'http://www.w3.org/1999/xlink'
const body = ({ attachments }: DocumentMessage): string =>
  known(
    'edXMLBody',
    'edXMLBody',
    `<edXML:edXMLManifest version="1.0">${attachments
      .map(
        one =>
          `<edXML:Reference xmlns:xlink="${XLINK}" xlink:href="cid:${canonicalValue(clean(one.id))}" xlink:role="XLinkRole" xlink:type="simple">${flat(
            [
              say('ContentId', `cid:${one.id}`),
              say('ContentType', one.type),
              say('AttachmentName', one.name),
              say('Description', one.description),
            ],
          )}</edXML:Reference>`,
      )
      .join('')}</edXML:edXMLManifest>`,
  )

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
const END = '</edXML>'

/** A message without the contents of its attachments: what is signed. */
export function skeletonOf(message: Edxml): string {
  const header =
    message.is === 'status'
      ? [statusHeader(message), traceList(message.trace)]
      : [documentHeader(message), traceList(message.trace, business(message.business))]
  const rest = message.is === 'document' ? body(message) : undefined
  const envelope = `<edXML:edXMLEnvelope xmlns:edXML="${EDXML}">${el('edXMLHeader', header)}${rest ?? ''}</edXML:edXMLEnvelope>`
  return `${DECLARATION}<edXML xmlns="${EDXML}">${envelope}${END}`
}

/** A multiple of three, so that pieces of base64 follow each other. */
const STEP = 3 * 64 * 1024

export interface Enclosed {
  readonly id: string
  readonly name: string
  readonly type: string
  bytes(): Promise<Uint8Array>
}

/** The whole message, piece by piece: contents are read one file at a time, behind the envelope. */
export async function* wholeOf(skeleton: string, enclosed: readonly Enclosed[]): AsyncGenerator<Buffer> {
  const end = skeleton.lastIndexOf(END)
  if (!enclosed.length) return yield Buffer.from(skeleton)
  yield Buffer.from(`${skeleton.slice(0, end)}<AttachmentEncoded>`)
  for (const one of enclosed) {
    const about = [one.type, one.id, one.name].map(escaped)
    yield Buffer.from(
      `<Attachment><ContentType>${about[0]}</ContentType><ContentId>${about[1]}</ContentId><AttachmentName>${about[2]}</AttachmentName><ContentTransferEncoded>`,
    )
    const bytes = Buffer.from(await one.bytes())
    for (let at = 0; at < bytes.byteLength; at += STEP) yield Buffer.from(bytes.toString('base64', at, at + STEP))
    yield Buffer.from('</ContentTransferEncoded></Attachment>')
  }
  yield Buffer.from(`</AttachmentEncoded>${skeleton.slice(end)}`)
}
