import * as z from 'zod/mini'
import { at, can, endpoint, ok, page, wire } from '#core/contract.ts'
import { BUSINESS, STATUSES } from './edxml/message.ts'

const AXIS = ['queued', 'processing', 'done', 'fail'] as const

/** Something that was sent of a document, or that came. */
export const Step = z.object({
  id: wire.id,
  way: z.enum(['out', 'in']),
  what: z.enum([...BUSINESS, 'status']),
  status: z.nullable(z.enum(STATUSES)),
  note: z.string(),
  agency: z.object({ code: z.string(), name: z.string() }),
  recipientId: z.nullable(wire.id),
  state: z.enum(AXIS),
  problem: z.nullable(z.string()),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  trace: z.array(z.object({ organId: z.string(), at: wire.instant })),
  isWeak: z.boolean(),
  at: wire.instant,
  /** The partner had it durably. */
  takenAt: z.nullable(wire.instant),
  endedAt: z.nullable(wire.instant),
})
export type Step = z.infer<typeof Step>

/** A document on its way to or from one agency. */
export const Exchanged = z.object({
  id: wire.id,
  way: z.enum(['out', 'in']),
  what: z.enum(BUSINESS),
  documentId: wire.id,
  notation: z.string(),
  subject: z.string(),
  agency: z.object({ code: z.string(), name: z.string() }),
  state: z.enum(AXIS),
  problem: z.nullable(z.string()),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** The last that its recipient said. */
  status: z.nullable(z.enum(STATUSES)),
  statusAt: z.nullable(wire.instant),
  at: wire.instant,
})
export type Exchanged = z.infer<typeof Exchanged>

const Agency = z.object({
  code: z.string(),
  oldCode: z.nullable(z.string()),
  name: z.string(),
  partner: z.string(),
  toldAt: wire.instant,
})
export type Agency = z.infer<typeof Agency>

const Given = z.object({ code: z.string(), since: z.string() })
/** An organisation here, and by what other systems know it. */
export const CodedOrganisation = z.object({
  id: wire.id,
  name: z.string(),
  unitId: wire.id,
  isOffice: z.boolean(),
  code: z.nullable(Given),
  oldCode: z.nullable(Given),
  /** What it was known by before it was put right, the last first. */
  former: z.array(z.extend(Given, { endedAt: wire.instant, by: z.nullable(z.string()) })),
})
export type CodedOrganisation = z.infer<typeof CodedOrganisation>

export const exchange = {
  codes: endpoint({
    method: 'GET',
    path: '/exchange/codes',
    query: z.object({
      q: z.optional(z.string().check(z.maxLength(100))),
      state: z.optional(z.enum(['missing', 'given'])),
      after: z.optional(wire.id),
    }),
    reply: page(CodedOrganisation),
    may: can('exchange.codes'),
    summary:
      'Organisations of the caller’s area with the codes by which other systems know them, those without one first',
  }),
  setCode: endpoint({
    method: 'POST',
    path: '/exchange/codes/:organisationId',
    params: z.object({ organisationId: wire.id }),
    body: z.object({ code: wire.text(40), since: wire.day }),
    reply: ok,
    may: can('exchange.codes'),
    about: ({ params }) => at.of('coded-organisation', params.organisationId),
    summary:
      'Give an organisation its code with the day of the decision, or put it right; the one of its kind before goes',
  }),
  list: endpoint({
    method: 'GET',
    path: '/exchange',
    query: z.object({
      way: z.optional(z.enum(['out', 'in'])),
      state: z.optional(z.enum(AXIS)),
      after: z.optional(wire.text(100)),
    }),
    reply: page(Exchanged),
    may: can('documents.register'),
    looks: 'documents.list',
    summary: 'Documents that went to other systems or came from them, of the offices whose registers the caller keeps',
  }),
  document: endpoint({
    method: 'GET',
    path: '/exchange/documents/:documentId',
    params: z.object({ documentId: wire.id }),
    reply: z.object({ notation: z.string(), subject: z.string(), steps: z.array(Step) }),
    may: can('documents.read'),
    about: ({ params }) => at.of('document', params.documentId),
    looks: 'documents.read',
    summary: 'Where a document is: what was sent of it, what arrived, and what recipients said, with times',
  }),
  agencies: endpoint({
    method: 'GET',
    path: '/exchange/agencies',
    query: z.object({ q: z.optional(z.string().check(z.maxLength(100))) }),
    reply: z.object({ agencies: z.array(Agency) }),
    may: can('documents.read'),
    summary: 'Agencies of other systems that documents can be sent to, by a part of their name or their code',
  }),
  announce: endpoint({
    method: 'POST',
    path: '/exchange/partners/:partnerId/announce',
    params: z.object({ partnerId: wire.id }),
    reply: z.object({ count: z.number() }),
    may: can('interchange.manage'),
    about: ({ params }) => at.of('partner', params.partnerId),
    summary: 'Tell a partner which agencies are here, when it was not told of them as they are now',
  }),
}
