import * as z from 'zod/mini'
import { at, can, endpoint, ok, page, self, wire } from '#core/contract.ts'
import { RULES } from './rules.ts'

const Named = z.object({ id: wire.id, name: z.string() })

/** Looks at somebody, all looks, everything that was done. */
export const KINDS = ['people', 'looks', 'all'] as const
export const FINDINGS = ['justified', 'explained', 'misuse'] as const
export type Finding = (typeof FINDINGS)[number]

/** A row of the audit as the auditor reads it. */
export const AuditLine = z.object({
  id: wire.id,
  at: wire.instant,
  by: z.nullable(z.extend(Named, { role: z.nullable(z.string()), office: z.nullable(z.string()) })),
  /** What was done, in words. */
  what: z.string(),
  /** The purpose was stated in these words, where it is not one of the program's. */
  stated: z.nullable(z.string()),
  person: z.nullable(Named),
  /** How many people a list showed. */
  shown: z.number(),
  unit: z.nullable(z.string()),
  page: z.nullable(z.string()),
})
export type AuditLine = z.infer<typeof AuditLine>

/** One of them with all that was written, and what the same request wrote. */
export const AuditView = z.extend(AuditLine, {
  endpoint: z.string(),
  purpose: z.nullable(z.string()),
  ref: z.nullable(z.string()),
  requestId: z.string(),
  post: z.nullable(z.string()),
  seal: z.nullable(z.object({ block: z.number(), at: wire.instant })),
  people: z.array(Named),
  same: z.array(z.object({ id: wire.id, what: z.string(), person: z.nullable(z.string()) })),
})
export type AuditView = z.infer<typeof AuditView>

const Sign = z.object({
  rule: z.enum(RULES),
  since: wire.instant,
  until: wire.instant,
  people: z.number(),
  most: z.number(),
  usual: z.nullable(z.number()),
})

export const AlertView = z.object({
  id: wire.id,
  account: z.nullable(z.extend(Named, { role: z.nullable(z.string()), office: z.nullable(z.string()) })),
  person: z.nullable(Named),
  signs: z.array(Sign),
  finding: z.nullable(z.enum(FINDINGS)),
  /** The problem that keeps the caller from closing it. */
  refused: z.nullable(z.string()),
})
export type AlertView = z.infer<typeof AlertView>

/** Somebody of an office who looked, on a day and for a purpose. */
export const Look = z.object({
  /** To ask about it. */
  id: wire.id,
  at: wire.instant,
  times: z.number(),
  purpose: z.string(),
  role: z.nullable(z.string()),
  office: z.nullable(z.string()),
  /** Only where the policy gives names. */
  name: z.nullable(z.string()),
  question: z.nullable(
    z.object({
      at: wire.instant,
      text: z.string(),
      dueAt: z.nullable(wire.instant),
      answer: z.nullable(z.string()),
      answeredAt: z.nullable(wire.instant),
    }),
  ),
})
export type Look = z.infer<typeof Look>

export const QuestionView = z.object({
  id: wire.id,
  person: Named,
  text: z.string(),
  at: wire.instant,
  look: z.object({ day: wire.day, purpose: z.string(), times: z.number() }),
  by: z.extend(Named, { role: z.nullable(z.string()), office: z.nullable(z.string()) }),
  answer: z.nullable(z.string()),
  refused: z.nullable(z.string()),
})
export type QuestionView = z.infer<typeof QuestionView>

const ofPerson = { params: z.object({ personId: wire.id }), may: self }
const aboutPerson = (i: { params: { personId: string } }) => at.person(i.params.personId)
const oneAlert = {
  params: z.object({ alertId: wire.id }),
  may: can('audit.follow'),
  about: (i: { params: { alertId: string } }) => at.of('audit-alert', i.params.alertId),
}
const oneQuestion = {
  params: z.object({ questionId: wire.id }),
  may: can('audit.follow'),
  about: (i: { params: { questionId: string } }) => at.of('audit-question', i.params.questionId),
}

export const audit = {
  list: endpoint({
    method: 'GET',
    path: '/audit',
    query: z.object({
      kind: z.optional(z.enum(KINDS)),
      /** An officer, by words of the name or the login. */
      officer: z.optional(z.string().check(z.maxLength(100))),
      accountId: z.optional(wire.id),
      /** Somebody who was looked at, by words of the name or a whole number of a paper or telephone. */
      person: z.optional(z.string().check(z.maxLength(100))),
      purpose: z.optional(z.string().check(z.maxLength(100))),
      from: z.optional(wire.day),
      until: z.optional(wire.day),
      after: z.optional(wire.id),
    }),
    reply: page(AuditLine),
    may: can('audit.read'),
    looks: 'audit.list',
    shows: ({ rows }) => rows.map(({ person }) => person?.id ?? null),
    summary: 'Who did what, or looked at whom and for what, in the caller’s area; the latest first',
  }),
  status: endpoint({
    method: 'GET',
    path: '/audit/status',
    reply: z.object({
      head: z.nullable(z.object({ n: z.number(), hash: z.string(), at: wire.instant })),
      unsealed: z.number(),
      since: z.nullable(wire.instant),
      /** More minutes without a seal than the policy allows. */
      late: z.boolean(),
      purposes: z.array(z.object({ id: z.string(), words: z.string() })),
    }),
    may: can('audit.read'),
    summary: 'How far the audit is sealed, and for what one may look',
  }),
  get: endpoint({
    method: 'GET',
    path: '/audit/rows/:auditId',
    params: z.object({ auditId: wire.id }),
    reply: AuditView,
    may: can('audit.read'),
    looks: 'audit.list',
    shows: ({ people }) => people.map(({ id }) => id),
    summary: 'One row with the others of its request, and the block that seals it',
  }),
  alert: endpoint({
    method: 'GET',
    path: '/audit/alerts/:alertId',
    ...oneAlert,
    reply: AlertView,
    looks: 'audit.alert',
    summary: 'Why looking was unusual',
  }),
  close: endpoint({
    method: 'POST',
    path: '/audit/alerts/:alertId/close',
    ...oneAlert,
    body: z.object({ finding: z.enum(FINDINGS), note: wire.text(2000) }),
    reply: ok,
    summary: 'What was found out about unusual looking',
  }),
  looks: endpoint({
    method: 'GET',
    path: '/people/:personId/looks',
    ...ofPerson,
    about: aboutPerson,
    reply: z.object({ days: z.number(), answerDays: z.number(), looks: z.array(Look) }),
    summary: 'Which offices looked at somebody’s data and for what, without the own household',
  }),
  ask: endpoint({
    method: 'POST',
    path: '/people/:personId/looks/questions',
    ...ofPerson,
    about: aboutPerson,
    body: z.object({ lookId: wire.id, text: wire.text(1000) }),
    reply: z.object({ questionId: wire.id }),
    summary: 'Ask why somebody looked; twice about the same look is once',
  }),
  question: endpoint({
    method: 'GET',
    path: '/audit/questions/:questionId',
    ...oneQuestion,
    reply: QuestionView,
    looks: 'audit.question',
    summary: 'What a citizen asks about a look, and who looked',
  }),
  answer: endpoint({
    method: 'POST',
    path: '/audit/questions/:questionId/answer',
    ...oneQuestion,
    body: z.object({ text: wire.text(2000) }),
    reply: ok,
    summary: 'Answer a citizen who asks why somebody looked',
  }),
}
