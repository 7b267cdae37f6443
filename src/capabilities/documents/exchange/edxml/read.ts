import { fault } from './fault.ts'
import {
  type Answered,
  type Attachment,
  BUSINESS,
  type DocumentMessage,
  EDXML,
  type Edxml,
  type Organ,
  type Staff,
  type Status,
  type StatusMessage,
  type Trace,
} from './message.ts'
import { check, WHOLE } from './shape.ts'
import type { Node, Read } from './tree.ts'

const child = (node: Node | undefined, name: string): Node | undefined => node?.children.find(one => one.name === name)
const all = (node: Node | undefined, name: string): readonly Node[] =>
  node?.children.filter(one => one.name === name) ?? []
const at = (node: Node | undefined, ...path: string[]): Node | undefined =>
  path.reduce<Node | undefined>((found, name) => child(found, name), node)
const say = (node: Node | undefined, ...path: string[]): string => at(node, ...path)?.text.trim() ?? ''
/** Nothing is left out, not empty. */
const some = <K extends string>(key: K, value: string): { readonly [_ in K]?: string } =>
  (value ? { [key]: value } : {}) as { readonly [_ in K]?: string }
const figure = <K extends string>(key: K, value: string): { readonly [_ in K]?: number } =>
  (value ? { [key]: Number(value) } : {}) as { readonly [_ in K]?: number }

const dayIn = (text: string): string => text.replaceAll('/', '-')

/** Without a zone it is the time of Vietnam. */
function instantIn(text: string): Date {
  const iso = text.replaceAll('/', '-').replace(' ', 'T')
  return new Date(/(Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}+07:00`)
}

/** The id of a content, as it is named in either place. */
export const bareId = (text: string): string => text.trim().replace(/^cid:/, '')

/** What a tree says. @throws Problem where it does not say it as the regulation has it */
export function readMessage({ root, contents }: Pick<Read, 'root' | 'contents'>): Edxml {
  if (root.name !== 'edXML' || root.space !== EDXML) throw fault('not-edxml', { line: root.line, element: root.name })
  check(root, WHOLE)
  const envelope = child(root, 'edXMLEnvelope')
  const header = child(envelope, 'edXMLHeader')
  const [message, status] = [child(header, 'MessageHeader'), child(header, 'Status')]
  if ((message === undefined) === (status === undefined))
    throw fault(message ? 'unexpected-element' : 'missing-element', {
      line: (status ?? header ?? root).line,
      element: message ? 'Status' : 'MessageHeader',
      parent: 'edXMLHeader',
    })
  const traces = child(header, 'TraceHeaderList')
  if (status) return statusIn(status, traces)
  const attachments = attachmentsIn(root, envelope, contents.length)
  return documentIn(message as Node, traces, attachments)
}

const organIn = (node: Node | undefined): Organ => ({
  id: say(node, 'OrganId'),
  name: say(node, 'OrganName'),
  ...some('inCharge', say(node, 'OrganizationInCharge')),
  ...some('address', say(node, 'OrganAdd')),
  ...some('email', say(node, 'Email')),
  ...some('telephone', say(node, 'Telephone')),
  ...some('fax', say(node, 'Fax')),
  ...some('website', say(node, 'Website')),
})

function staffIn(node: Node | undefined): { readonly staff?: Staff } {
  const staff: Staff = {
    ...some('department', say(node, 'Department')),
    ...some('staff', say(node, 'Staff')),
    ...some('mobile', say(node, 'Mobile')),
    ...some('email', say(node, 'Email')),
  }
  return Object.keys(staff).length ? { staff } : {}
}

const answeredIn = (node: Node | undefined): Answered => ({
  organId: say(node, 'OrganId'),
  code: say(node, 'Code'),
  date: dayIn(say(node, 'PromulgationDate')),
  documentId: say(node, 'DocumentId'),
})

const tracesIn = (node: Node | undefined): Trace[] =>
  all(node, 'TraceHeader').map(one => ({ organId: say(one, 'OrganId'), at: instantIn(say(one, 'Timestamp')) }))

const statusIn = (node: Node, traces: Node | undefined): StatusMessage => ({
  is: 'status',
  responseFor: answeredIn(child(node, 'ResponseFor')),
  from: organIn(child(node, 'From')),
  status: say(node, 'StatusCode') as Status,
  description: say(node, 'Description'),
  at: instantIn(say(node, 'Timestamp')),
  ...staffIn(child(node, 'StaffInfo')),
  trace: tracesIn(traces),
})

function documentIn(node: Node, traces: Node | undefined, attachments: readonly Attachment[]): DocumentMessage {
  const other = child(node, 'OtherInfo')
  const signer = child(node, 'SignerInfo')
  const signerName = say(signer, 'FullName')
  return {
    is: 'document',
    from: organIn(child(node, 'From')),
    to: all(node, 'To').map(organIn),
    documentId: say(node, 'DocumentId'),
    code: { number: say(node, 'Code', 'CodeNumber'), notation: say(node, 'Code', 'CodeNotation') },
    place: say(node, 'PromulgationInfo', 'Place'),
    date: dayIn(say(node, 'PromulgationInfo', 'PromulgationDate')),
    kind: {
      type: Number(say(node, 'DocumentType', 'Type')),
      name: say(node, 'DocumentType', 'TypeName'),
      ...some('detail', say(node, 'DocumentType', 'TypeDetail')),
    },
    subject: say(node, 'Subject'),
    content: say(node, 'Content'),
    ...(signerName
      ? {
          signer: {
            name: signerName,
            ...some('competence', say(signer, 'Competence')),
            ...some('position', say(signer, 'Position')),
          },
        }
      : {}),
    ...some('dueOn', dayIn(say(node, 'DueDate'))),
    toPlaces: textsOf(child(node, 'ToPlaces'), 'Place'),
    other: {
      priority: Number(say(other, 'Priority') || 0),
      ...some('sphere', say(other, 'SphereOfPromulgation')),
      ...some('typist', say(other, 'TyperNotation')),
      ...figure('copies', say(other, 'PromulgationAmount')),
      ...figure('pages', say(other, 'PageAmount')),
      appendixes: textsOf(child(other, 'Appendixes'), 'Appendix'),
    },
    responseFor: all(node, 'ResponseFor').map(answeredIn),
    ...figure('steering', say(node, 'SteeringType')),
    trace: tracesIn(traces),
    business: businessIn(child(traces, 'Bussiness')),
    attachments,
  }
}

const textsOf = (node: Node | undefined, name: string): string[] =>
  all(node, name).flatMap(one => one.text.trim() || [])

/** Where nothing is said a document is new. */
const businessIn = (node: Node | undefined): DocumentMessage['business'] => ({
  type: BUSINESS[Number(say(node, 'BussinessDocType') || 0)] ?? 'new',
  ...some('reason', say(node, 'BussinessDocReason')),
  ...figure('paper', say(node, 'Paper')),
  ...staffIn(child(node, 'StaffInfo')),
  replaces: all(child(node, 'ReplacementInfoList'), 'ReplacementInfo').map(one => ({
    documentId: say(one, 'DocumentId'),
    organIds: textsOf(child(one, 'OrganIdList'), 'OrganId'),
  })),
})

/** Each that the manifest names has its content, and there is no other. In the order of the contents. */
function attachmentsIn(root: Node, envelope: Node | undefined, contents: number): Attachment[] {
  const references = new Map<string, Node>()
  for (const one of all(at(envelope, 'edXMLBody', 'edXMLManifest'), 'Reference')) {
    const id = bareId(say(one, 'ContentId'))
    if (references.has(id)) throw fault('repeated-attachment', { line: one.line, element: 'Reference', value: id })
    references.set(id, one)
  }
  const encoded = all(child(root, 'AttachmentEncoded'), 'Attachment')
  const found = encoded.map(one => {
    const id = bareId(say(one, 'ContentId'))
    const reference = references.get(id)
    if (!reference) throw fault('stray-attachment', { line: one.line, element: 'Attachment', value: id })
    references.delete(id)
    return {
      id,
      name: say(reference, 'AttachmentName'),
      type: say(reference, 'ContentType') || say(one, 'ContentType') || 'application/octet-stream',
      ...some('description', say(reference, 'Description')),
    }
  })
  const [missing] = references
  if (missing || contents !== encoded.length)
    throw fault('missing-attachment', {
      line: missing?.[1].line ?? root.line,
      element: 'Reference',
      value: missing?.[0] ?? '',
    })
  return found
}
