import { fault } from './fault.ts'
import { BUSINESS, EDXML, isOrganId, STATUSES } from './message.ts'
import type { Node } from './tree.ts'

/** What may stand in an element: text of a form, or others, at least and at most so often. */
export interface Shape {
  readonly text?: Form
  readonly children?: Readonly<Record<string, readonly [least: number, most: number, Shape]>>
  /** What else is in it is not ours. */
  readonly open?: true
}

type Form = { readonly most: number; readonly fits?: (text: string) => boolean }

const text = (most: number): Shape => ({ text: { most } })
const form = (most: number, fits: (text: string) => boolean): Shape => ({ text: { most, fits } })
const blankOr = (fits: (text: string) => boolean) => (some: string) => some === '' || fits(some)
const DAY = /^(19|20)\d\d[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])$/
const isDay = (some: string) => DAY.test(some) && !Number.isNaN(Date.parse(some.replaceAll('/', '-')))
const isInstant = (some: string) => {
  const [day = '', time = ''] = some.split(/[ T]/)
  return isDay(day) && /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/.test(time)
}
const oneOf = (values: readonly string[]) => (some: string) => values.includes(some)
const count = (most: number) =>
  form(
    9,
    blankOr(some => /^\d+$/.test(some) && Number(some) <= most),
  )

const organId = form(35, isOrganId)
const day = form(10, isDay)
const maybeDay = form(10, blankOr(isDay))
const organ: Shape = {
  children: {
    OrganId: [1, 1, organId],
    OrganizationInCharge: [0, 1, text(500)],
    OrganName: [1, 1, form(500, some => some !== '')],
    OrganAdd: [0, 1, text(500)],
    Email: [0, 1, text(200)],
    Telephone: [0, 1, text(50)],
    Fax: [0, 1, text(50)],
    Website: [0, 1, text(200)],
  },
}
const staff: Shape = {
  children: {
    Department: [0, 1, text(500)],
    Staff: [0, 1, text(200)],
    Mobile: [0, 1, text(50)],
    Email: [0, 1, text(200)],
  },
}
const documentId = form(200, some => /^[0-9A-Z.]{1,35},(19|20)\d\d\/\d\d\/\d\d,.+$/.test(some))
const answered: Shape = {
  children: {
    OrganId: [1, 1, organId],
    Code: [1, 1, form(100, some => some !== '')],
    PromulgationDate: [1, 1, day],
    DocumentId: [1, 1, documentId],
  },
}

const messageHeader: Shape = {
  children: {
    From: [1, 1, organ],
    To: [1, 1000, organ],
    DocumentId: [1, 1, documentId],
    Code: [1, 1, { children: { CodeNumber: [1, 1, text(20)], CodeNotation: [1, 1, form(50, some => some !== '')] } }],
    PromulgationInfo: [1, 1, { children: { Place: [0, 1, text(100)], PromulgationDate: [1, 1, day] } }],
    DocumentType: [
      1,
      1,
      { children: { Type: [1, 1, count(99)], TypeDetail: [0, 1, text(20)], TypeName: [0, 1, text(100)] } },
    ],
    Subject: [1, 1, form(1000, some => some !== '')],
    Content: [0, 1, text(10_000)],
    SignerInfo: [
      0,
      1,
      { children: { Competence: [0, 1, text(100)], Position: [0, 1, text(200)], FullName: [1, 1, text(200)] } },
    ],
    DueDate: [0, 1, maybeDay],
    ToPlaces: [0, 1, { children: { Place: [0, 1000, text(500)] } }],
    OtherInfo: [
      0,
      1,
      {
        children: {
          Priority: [0, 1, form(1, blankOr(oneOf(['0', '1', '2', '3'])))],
          SphereOfPromulgation: [0, 1, text(200)],
          TyperNotation: [0, 1, text(50)],
          PromulgationAmount: [0, 1, count(100_000)],
          PageAmount: [0, 1, count(100_000)],
          Appendixes: [0, 1, { children: { Appendix: [0, 200, text(500)] } }],
        },
      },
    ],
    ResponseFor: [0, 100, answered],
    SteeringType: [0, 1, count(9)],
  },
}

const traceHeaderList: Shape = {
  children: {
    TraceHeader: [1, 100, { children: { OrganId: [1, 1, organId], Timestamp: [1, 1, form(40, isInstant)] } }],
    Bussiness: [
      0,
      1,
      {
        children: {
          BussinessDocType: [1, 1, form(1, oneOf(BUSINESS.map((_, i) => String(i))))],
          BussinessDocReason: [0, 1, text(1000)],
          Paper: [0, 1, count(9)],
          StaffInfo: [0, 1, staff],
          ReplacementInfoList: [
            0,
            1,
            {
              children: {
                ReplacementInfo: [
                  1,
                  100,
                  {
                    children: {
                      DocumentId: [1, 1, documentId],
                      OrganIdList: [0, 1, { children: { OrganId: [1, 1000, organId] } }],
                    },
                  },
                ],
              },
            },
          ],
        },
      },
    ],
  },
}

const status: Shape = {
  children: {
    ResponseFor: [1, 1, answered],
    From: [1, 1, organ],
    StatusCode: [1, 1, form(2, oneOf(STATUSES))],
    Description: [0, 1, text(2000)],
    Timestamp: [1, 1, form(40, isInstant)],
    StaffInfo: [0, 1, staff],
  },
}

const reference: Shape = {
  children: {
    ContentId: [1, 1, form(200, some => some !== '')],
    ContentType: [0, 1, text(200)],
    AttachmentName: [1, 1, form(255, some => some !== '')],
    Description: [0, 1, text(500)],
  },
}

const attachment: Shape = {
  children: {
    ContentId: [1, 1, form(200, some => some !== '')],
    ContentType: [0, 1, text(200)],
    AttachmentName: [0, 1, text(255)],
    Description: [0, 1, text(500)],
    ContentTransferEncoded: [1, 1, {}],
  },
}

/** The whole of it: a document with its attachments outside of the envelope, or a status. */
export const WHOLE: Shape = {
  children: {
    edXMLEnvelope: [
      1,
      1,
      {
        children: {
          edXMLHeader: [
            1,
            1,
            {
              children: {
                MessageHeader: [0, 1, messageHeader],
                Status: [0, 1, status],
                TraceHeaderList: [1, 1, traceHeaderList],
                Signature: [0, 1, { open: true }],
                DigitalSignature: [0, 1, { open: true }],
              },
            },
          ],
          edXMLBody: [0, 1, { children: { edXMLManifest: [0, 1, { children: { Reference: [0, 200, reference] } }] } }],
        },
      },
    ],
    AttachmentEncoded: [0, 1, { children: { Attachment: [0, 200, attachment] } }],
  },
}

const SHOWN = 60

/** @throws Problem the first fault, with its line and element */
export function check(node: Node, shape: Shape): void {
  if (shape.open) return
  const { children = {}, text: form } = shape
  if (form) checkText(node, form)
  else if (node.text.trim())
    throw fault('stray-text', { line: node.line, element: node.name, value: node.text.trim().slice(0, SHOWN) })
  const seen = new Map<string, number>()
  for (const child of node.children) {
    const rule = Object.hasOwn(children, child.name) ? children[child.name] : undefined
    const isOurs = child.space === EDXML || rule?.[2].open
    if (!rule || !isOurs)
      throw fault('unexpected-element', { line: child.line, element: child.name, parent: node.name })
    const n = (seen.get(child.name) ?? 0) + 1
    if (n > rule[1]) throw fault('repeated-element', { line: child.line, element: child.name, parent: node.name })
    seen.set(child.name, n)
    check(child, rule[2])
  }
  for (const [name, [least]] of Object.entries(children))
    if ((seen.get(name) ?? 0) < least)
      throw fault('missing-element', { line: node.line, element: name, parent: node.name })
}

function checkText(node: Node, { most, fits }: Form): void {
  const said = node.text.trim()
  const about = { line: node.line, element: node.name, value: said.slice(0, SHOWN) }
  const [child] = node.children
  if (child) throw fault('unexpected-element', { line: child.line, element: child.name, parent: node.name })
  if (said.length > most) throw fault('too-long', { ...about, most })
  if (fits && !fits(said)) throw fault('bad-value', about)
}
