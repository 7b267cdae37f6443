import * as z from 'zod/mini'
import { anyone, at, can, either, endpoint, file, ok, page, self, signedIn, wire } from '#core/contract.ts'
import { FINDINGS } from './rules.ts'

/** A message of Zalo holds no more. */
export const LONGEST_TEXT = 2000

const line = {
  id: wire.id,
  place: z.string(),
  address: z.string(),
  from: wire.instant,
  to: wire.instant,
}
/** A place and its hours, as everybody reads them. */
export const PublicLine = z.object({ ...line, unitName: z.nullable(z.string()) })
export type PublicLine = z.infer<typeof PublicLine>

/** What stays to be said of a notice that holds no more is that it does not. */
export const PublicNotice = z.object({
  code: z.string(),
  number: z.string(),
  organ: z.string(),
  phone: z.string(),
  state: z.enum(['current', 'expired', 'withdrawn']),
  publishedAt: wire.instant,
  lines: z.array(PublicLine),
})
export type PublicNotice = z.infer<typeof PublicNotice>

/** A mốc dịch tễ that a notice may name. */
export const NoticeStop = z.object({
  id: wire.id,
  caseId: wire.id,
  caseNumber: z.string(),
  place: z.string(),
  address: z.string(),
  unitName: z.nullable(z.string()),
  from: wire.instant,
  to: wire.instant,
  estimated: z.boolean(),
  offer: z.enum(['public', 'members', 'unlisted', 'private', 'before']),
  /** The number of a notice that names it already; empty while that is a draft. */
  noticed: z.nullable(z.string()),
})
export type NoticeStop = z.infer<typeof NoticeStop>

const State = z.enum(['draft', 'asked', 'current', 'expired', 'withdrawn'])

export const NoticeLine = z.object({
  id: wire.id,
  code: z.string(),
  number: z.nullable(z.string()),
  unitName: z.string(),
  state: State,
  /** Of the newest version. */
  places: z.number(),
  firstPlace: z.nullable(z.string()),
  createdAt: wire.instant,
  publishedAt: z.nullable(wire.instant),
  expiresOn: z.nullable(wire.day),
  reports: z.number(),
})
export type NoticeLine = z.infer<typeof NoticeLine>

const Version = z.object({
  n: z.number(),
  state: z.enum(['draft', 'asked', 'published', 'corrected']),
  organ: z.string(),
  phone: z.string(),
  advice: z.string(),
  correction: z.string(),
  returned: z.string(),
  publishedAt: z.nullable(wire.instant),
  lines: z.array(z.object({ ...line, unitId: z.nullable(wire.id), unitName: z.nullable(z.string()) })),
})
export type Version = z.infer<typeof Version>

export const NoticeView = z.object({
  id: wire.id,
  code: z.string(),
  number: z.nullable(z.string()),
  unitId: wire.id,
  unitName: z.string(),
  state: State,
  expiresOn: z.nullable(wire.day),
  withdrawnAt: z.nullable(wire.instant),
  withdrawnReason: z.string(),
  /** Newest first. */
  versions: z.array(Version),
  /** Of the newest version: what its texts tell of somebody. */
  findings: z.array(z.object({ field: z.string(), finding: z.enum(FINDINGS), refused: z.boolean() })),
  /** Of the newest version: the text for messages, how many pictures it makes, and until when it would be shown. */
  text: z.string(),
  pictures: z.number(),
  wouldExpireOn: z.nullable(wire.day),
  /** What was looked at, to be said when it is published. */
  seen: z.string(),
  link: z.string(),
  /** Whether a leader approves it, and by which document. */
  approval: z.boolean(),
  document: z.string(),
  /** Who said to have been there, by commune of stay: how many, and with how many somebody has spoken. */
  reports: z.array(z.object({ unitName: z.string(), all: z.number(), waiting: z.number() })),
  /** The problem that keeps the caller from each. */
  refused: z.object({ write: z.nullable(z.string()), approve: z.nullable(z.string()) }),
})
export type NoticeView = z.infer<typeof NoticeView>

/** A report as the health station and the tracer see it. */
export const ReportView = z.object({
  id: wire.id,
  name: z.string(),
  phone: z.nullable(z.string()),
  /** The phone was proved by a code. */
  verified: z.boolean(),
  personId: z.nullable(wire.id),
  /** Entries of the register under that phone and name, where there are some and nobody has said which it is. */
  likely: z.array(z.object({ id: wire.id, name: z.string(), birthYear: z.nullable(z.string()) })),
  unitName: z.string(),
  at: wire.instant,
  /** The officer who entered it for somebody who called; empty where they reported themselves. */
  enteredBy: z.nullable(z.string()),
  notice: z.object({ code: z.string(), number: z.string(), organ: z.string() }),
  lines: z.array(PublicLine),
})
export type ReportView = z.infer<typeof ReportView>

/** What somebody who reported is told: who has it, and until when they call. */
export const Receipt = z.object({
  unitName: z.string(),
  reachBy: z.nullable(wire.instant),
  /** The places that are reported by now, with those of before. */
  places: z.number(),
  again: z.boolean(),
})
export type Receipt = z.infer<typeof Receipt>

export const MyReport = z.object({
  id: wire.id,
  name: z.string(),
  notice: z.object({ code: z.string(), number: z.string() }),
  at: wire.instant,
  unitName: z.string(),
  state: z.enum(['to-reach', 'reached', 'passed-on', 'listed', 'closed']),
  reachBy: z.nullable(wire.instant),
  places: z.array(z.string()),
})
export type MyReport = z.infer<typeof MyReport>

const noticeParams = z.object({ noticeId: wire.id })
const theNotice = {
  params: noticeParams,
  about: (i: { params: { noticeId: string } }) => at.of('notice', i.params.noticeId),
}
const reportParams = z.object({ reportedId: wire.id })
const theReport = {
  params: reportParams,
  about: (i: { params: { reportedId: string } }) => at.of('notice-report', i.params.reportedId),
}
const code = z.object({ code: z.string().check(z.regex(/^[0-9A-Za-z]{4,16}$/)) })
const somebody = { name: wire.text(100), phone: z.string().check(z.trim(), z.minLength(8), z.maxLength(20)) }
const write = can('tracing.notify')
const writeOrApprove = either(write, can('tracing.approve'))
const stopIds = z.array(wire.id).check(z.maxLength(200))
const lineIds = z.array(wire.id).check(z.minLength(1), z.maxLength(200))

/** For everybody: the citizen's pages need no more than these. */
export const publicNotices = {
  publicNotice: endpoint({
    method: 'GET',
    path: '/notices/:code',
    params: code,
    reply: PublicNotice,
    may: anyone,
    summary: 'An urgent notice by the code of its address: places and hours, nobody’s name',
  }),
  reportMine: endpoint({
    method: 'POST',
    path: '/notices/:code/reports',
    params: code,
    body: z.object({ personId: wire.id, unitId: z.optional(wire.id), lineIds }),
    reply: Receipt,
    may: self,
    about: i => at.person(i.body.personId),
    summary: 'I, or one of my household, was there; twice is once',
  }),
  reportByName: endpoint({
    method: 'POST',
    path: '/notices/:code/reports/by-name',
    params: code,
    body: z.object({
      ...somebody,
      unitId: wire.id,
      lineIds,
    }),
    reply: Receipt,
    may: anyone,
    summary: 'Somebody without an account was there: name, phone and commune; twice is once',
  }),
  myReports: endpoint({
    method: 'GET',
    path: '/me/notice-reports',
    reply: z.object({ reports: z.array(MyReport) }),
    may: signedIn,
    summary: 'What the caller and the household reported, latest first, and what became of it',
  }),
}

export const notices = {
  ...publicNotices,
  noticeStops: endpoint({
    method: 'GET',
    path: '/tracing/notice-stops',
    query: z.object({ caseId: z.optional(wire.id), days: z.optional(wire.count) }),
    reply: z.object({ stops: z.array(NoticeStop), capped: z.boolean() }),
    may: write,
    looks: 'tracing.notice-stops',
    summary: 'Mốc dịch tễ of a case, or of the cases of the last days, and whether each is fit for a notice',
  }),
  notices: endpoint({
    method: 'GET',
    path: '/tracing/notices',
    query: z.object({ state: z.optional(State), after: z.optional(z.string().check(z.maxLength(100))) }),
    reply: page(NoticeLine),
    may: can('tracing.notices'),
  }),
  notice: endpoint({
    method: 'GET',
    path: '/tracing/notices/:noticeId',
    ...theNotice,
    reply: NoticeView,
    may: can('tracing.notices'),
  }),
  noticePicture: endpoint({
    method: 'GET',
    path: '/tracing/notices/:noticeId/versions/:n/pictures/:picture',
    params: z.object({ noticeId: wire.id, n: wire.count, picture: wire.count }),
    about: i => at.of('notice', i.params.noticeId),
    reply: file,
    may: can('tracing.notices'),
    summary: 'A version as a picture (PNG), as it would be published',
  }),
  draftNotice: endpoint({
    method: 'POST',
    path: '/tracing/notices',
    body: z.object({ unitId: wire.id, stopIds: z.array(wire.id).check(z.minLength(1), z.maxLength(200)) }),
    reply: z.object({ noticeId: wire.id }),
    may: write,
    about: i => at.unit(i.body.unitId),
    summary: 'A draft from ticked mốc dịch tễ; those of one place at one time become one line',
  }),
  correctNotice: endpoint({
    method: 'POST',
    path: '/tracing/notices/:noticeId/corrections',
    ...theNotice,
    reply: ok,
    may: write,
    summary: 'Begin the next version of what is published, as a draft',
  }),
  editNotice: endpoint({
    method: 'PUT',
    path: '/tracing/notices/:noticeId/draft',
    ...theNotice,
    body: z.object({
      organ: wire.text(200),
      phone: wire.text(60),
      advice: wire.text(1500),
      correction: z.optional(wire.note(500)),
      lines: z
        .array(
          z.object({
            id: wire.id,
            place: wire.text(200),
            address: wire.note(300),
            from: wire.instant,
            to: wire.instant,
          }),
        )
        .check(z.maxLength(200)),
      /** Mốc dịch tễ to name besides. */
      stopIds: z.optional(stopIds),
    }),
    reply: ok,
    may: write,
    summary: 'The draft as it should be; lines that are left out leave it',
  }),
  discardNotice: endpoint({
    method: 'DELETE',
    path: '/tracing/notices/:noticeId/draft',
    ...theNotice,
    reply: z.object({ gone: z.boolean() }),
    may: write,
    summary: 'Throw the draft away; a notice that was never published is gone with it',
  }),
  publishNotice: endpoint({
    method: 'POST',
    path: '/tracing/notices/:noticeId/publication',
    ...theNotice,
    /** `checked`: somebody has read what the texts may tell of a person. `seen`: which text that was. */
    body: z.object({ checked: z.boolean(), seen: wire.text(100) }),
    reply: z.object({ state: z.enum(['asked', 'current']), number: z.nullable(z.string()) }),
    may: writeOrApprove,
    summary: 'Publish the draft, or ask for it where a leader approves; the version before is shown as corrected',
  }),
  returnNotice: endpoint({
    method: 'POST',
    path: '/tracing/notices/:noticeId/return',
    ...theNotice,
    body: z.object({ note: wire.text(500) }),
    reply: ok,
    may: can('tracing.approve'),
    summary: 'Whoever approves sends the draft back',
  }),
  withdrawNotice: endpoint({
    method: 'POST',
    path: '/tracing/notices/:noticeId/withdrawal',
    ...theNotice,
    body: z.object({ reason: wire.text(500) }),
    reply: ok,
    may: writeOrApprove,
    summary: 'It holds no more: its places are shown no longer',
  }),
  currentNotices: endpoint({
    method: 'GET',
    path: '/tracing/current-notices',
    reply: z.object({ notices: z.array(PublicNotice) }),
    may: can('tracing.reports'),
    summary: 'The notices in force, for who answers the telephone',
  }),
  reportCalled: endpoint({
    method: 'POST',
    path: '/tracing/current-notices/:code/reports',
    params: code,
    body: z.object({ ...somebody, unitId: wire.id, lineIds }),
    reply: Receipt,
    may: can('tracing.reports'),
    summary: 'Somebody called and was there: entered by the officer who answers, in whichever commune they stay',
  }),
  report: endpoint({
    method: 'GET',
    path: '/tracing/notice-reports/:reportedId',
    ...theReport,
    reply: ReportView,
    may: can('tracing.reports'),
    looks: 'tracing.report',
    shows: ({ personId, likely }) => [personId, ...likely.map(({ id }) => id)],
  }),
  listReported: endpoint({
    method: 'POST',
    path: '/tracing/notice-reports/:reportedId/listing',
    ...theReport,
    /** Who it is, of whoever reported without an account. */
    body: z.object({ personId: z.optional(wire.id) }),
    reply: z.object({ cases: z.number() }),
    may: can('tracing.write'),
    summary: 'A tracer lists who reported with the cases of those places, for review',
  }),
}
