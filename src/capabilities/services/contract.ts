import * as z from 'zod/mini'
import { StoredFile } from '#base/files/contract.ts'
import { MOST_UPLOADED } from '#base/files/rules.ts'
import { FormContent } from '#base/forms/contract.ts'
import { NewPersonBody } from '#base/people/contract.ts'
import { Pin, Signer } from '#base/signatures/contract.ts'
import { WorkResult } from '#base/work/contract.ts'
import { anyone, at, can, either, endpoint, FRESH, file, ok, page, signedIn, upload, wire } from '#core/contract.ts'
import { APPROVE, PROCESS, READ, RECEIVE } from './flow.ts'
import { CHANNELS, LEVELS, MOMENTS, RETURNS, STATES } from './rules.ts'

const State = z.enum(STATES)
const Channel = z.enum(CHANNELS)
const Level = z.enum(LEVELS)
const ReturnBy = z.enum(RETURNS)
const key = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/))
const stars = z.int().check(z.gte(1), z.lte(5))
const dong = z.int().check(z.gte(0), z.lte(1_000_000_000))

/** A paper that a procedure wants (thành phần hồ sơ). */
export const Requirement = z.object({
  key,
  name: wire.text(300),
  form: z.enum(['original', 'certified', 'copy']),
  required: z.boolean(),
  /** Codes of procedures whose result is this paper: who has it here need not bring it. */
  resultOf: z.optional(z.array(z.string().check(z.maxLength(40))).check(z.maxLength(10))),
})
export type Requirement = z.infer<typeof Requirement>

/** A step within “đang xử lý”, in order; the last one signs. */
export const Stage = z.object({
  name: wire.text(200),
  role: z.enum(['process', 'approve']),
  /** Where: at the office that took it in, or with the unit that decides. */
  at: z.enum(['office', 'decider']),
  hours: z.int().check(z.gte(1), z.lte(2000)),
})
export type Stage = z.infer<typeof Stage>

export const Term = z.union([
  z.object({ workingDays: z.int().check(z.gte(1), z.lte(400)) }),
  z.object({ workingHours: z.int().check(z.gte(1), z.lte(400)) }),
])
export type Term = z.infer<typeof Term>

export const TIERS = ['province', 'commune'] as const
export const ProcedureContent = z.object({
  /** Whom it is for. */
  party: z.enum(['person', 'business', 'any']),
  /** Offices of which tiers take it in. */
  receives: z.array(z.enum(TIERS)).check(z.minLength(1)),
  decides: z.enum(['office', 'province']),
  /** Code of the form that is answered; none where the papers say all. */
  form: z.nullable(z.string().check(z.maxLength(60))),
  papers: z.array(Requirement).check(z.maxLength(30)),
  fees: z.array(z.object({ name: wire.text(200), amount: dong })).check(z.maxLength(10)),
  term: Term,
  steps: z.array(Stage).check(z.minLength(1), z.maxLength(10)),
  /** Giấy chứng nhận, bản trích lục, quyết định …; `series` ends its number: `GXN-UBND`. */
  result: z.object({ name: wire.text(200), series: z.string().check(z.regex(/^[A-ZĐĂÂÊÔƠƯ0-9-]{2,20}$/)) }),
  online: z.boolean(),
  post: z.boolean(),
  basis: z.array(wire.text(300)).check(z.maxLength(20)),
  note: wire.note(2000),
})
export type ProcedureContent = z.infer<typeof ProcedureContent>

export const ProcedureLine = z.object({
  id: wire.id,
  code: z.string(),
  name: z.string(),
  field: z.string(),
  level: Level,
  fee: z.number(),
  term: Term,
  receives: z.array(z.enum(TIERS)),
})
export type ProcedureLine = z.infer<typeof ProcedureLine>

export const ProcedureView = z.extend(ProcedureLine, {
  content: ProcedureContent,
  fromOn: wire.day,
  document: z.string(),
  form: z.nullable(z.object({ version: z.string(), content: FormContent })),
})
export type ProcedureView = z.infer<typeof ProcedureView>

const Version = z.object({
  id: wire.id,
  fromOn: wire.day,
  name: z.string(),
  document: z.string(),
  isActive: z.boolean(),
  setAt: wire.instant,
  by: z.nullable(z.string()),
})

const Closure = z.object({
  id: wire.id,
  fromOn: wire.day,
  untilOn: wire.day,
  reason: z.string(),
  document: z.string(),
})
export const OfficeView = z.object({
  id: wire.id,
  unitId: wire.id,
  code: z.string(),
  name: z.string(),
  address: z.string(),
  phone: z.string(),
  tier: z.string(),
  /** The closure of today, or the next one. */
  closure: z.nullable(Closure),
  closedToday: z.boolean(),
})
export type OfficeView = z.infer<typeof OfficeView>

const Contact = z.object({
  phone: z.optional(z.string().check(z.trim(), z.maxLength(30))),
  email: z.optional(z.union([z.literal(''), z.email().check(z.maxLength(200))])),
  address: z.optional(wire.note(300)),
  /** Of a business: its name. */
  business: z.optional(wire.note(200)),
})
export type Contact = z.infer<typeof Contact>

const answers = z.record(z.string().check(z.maxLength(60)), z.unknown())
const GivenPaper = z.object({
  key,
  how: z.enum(['paper', 'photo', 'reused']),
  /** What the office has already: a paper of an earlier dossier, or the result of one. */
  reusedFrom: z.optional(wire.id),
})
export type GivenPaper = z.infer<typeof GivenPaper>

export const DossierLine = z.object({
  id: wire.id,
  code: z.string(),
  workId: wire.id,
  procedureCode: z.string(),
  procedureName: z.string(),
  applicant: z.string(),
  unitName: z.string(),
  channel: Channel,
  state: State,
  awaitsSeal: z.boolean(),
  filedAt: wire.instant,
  /** What was promised last. */
  promisedAt: z.nullable(wire.instant),
  paused: z.boolean(),
  late: z.boolean(),
  /** Why it is late, as it was told to the citizen. */
  lateWhy: z.nullable(z.string()),
  holder: z.nullable(z.string()),
  stage: z.nullable(z.string()),
})
export type DossierLine = z.infer<typeof DossierLine>

const PaperView = z.object({
  id: wire.id,
  key: z.string(),
  name: z.string(),
  how: z.enum(['paper', 'photo', 'reused']),
  files: z.array(StoredFile),
})
export type PaperView = z.infer<typeof PaperView>

const NoticeView = z.object({
  id: wire.id,
  kind: z.enum(['supplement', 'payment', 'refusal', 'apology', 'stop', 'withdrawal']),
  reason: z.string(),
  items: z.array(z.string()),
  untilOn: z.nullable(wire.day),
  newDue: z.nullable(wire.instant),
  at: wire.instant,
  signer: z.string(),
  answeredAt: z.nullable(wire.instant),
})
export type NoticeView = z.infer<typeof NoticeView>

const StageView = z.object({
  name: z.string(),
  unitName: z.string(),
  beganAt: wire.instant,
  dueAt: z.nullable(wire.instant),
  endedAt: z.nullable(wire.instant),
  by: z.nullable(z.string()),
  note: z.string(),
})

const ResultView = z.object({
  number: z.string(),
  title: z.string(),
  issuedAt: wire.instant,
  signer: z.string(),
  isSigned: z.boolean(),
})

const whole = {
  id: wire.id,
  code: z.string(),
  procedureCode: z.string(),
  procedureName: z.string(),
  applicant: z.string(),
  filerAs: z.enum(['self', 'parent', 'authorised']),
  officeName: z.string(),
  officePhone: z.string(),
  channel: Channel,
  state: State,
  awaitsSeal: z.boolean(),
  filedAt: wire.instant,
  receivedAt: z.nullable(wire.instant),
  promisedAt: z.nullable(wire.instant),
  pausedAt: z.nullable(wire.instant),
  finishedAt: z.nullable(wire.instant),
  returnedAt: z.nullable(wire.instant),
  late: z.boolean(),
  returnBy: ReturnBy,
  fee: z.number(),
  paidAt: z.nullable(wire.instant),
  papers: z.array(PaperView),
  notices: z.array(NoticeView),
  result: z.nullable(ResultView),
  form: z.nullable(FormContent),
  answers,
}

/** What the citizen sees of their own. */
export const MyDossier = z.object({
  ...whole,
  stages: z.array(z.object({ name: z.string(), endedAt: z.nullable(wire.instant) })),
  /** Moments to rate that were not rated. */
  toRate: z.array(z.enum(MOMENTS)),
  feedback: z.array(
    z.object({ text: z.string(), at: wire.instant, dueAt: wire.instant, answer: z.nullable(z.string()) }),
  ),
  receipt: z.nullable(z.string()),
})
export type MyDossier = z.infer<typeof MyDossier>

export const MyLine = z.object({
  id: wire.id,
  code: z.string(),
  procedureName: z.string(),
  applicant: z.string(),
  state: State,
  awaitsSeal: z.boolean(),
  filedAt: wire.instant,
  promisedAt: z.nullable(wire.instant),
  /** The citizen has to do something. */
  waits: z.nullable(z.enum(['supplement', 'payment', 'rating'])),
})
export type MyLine = z.infer<typeof MyLine>

export const DossierView = z.object({
  ...whole,
  workId: wire.id,
  personId: wire.id,
  filer: z.nullable(z.string()),
  contact: Contact,
  unitName: z.string(),
  deciderName: z.string(),
  dueAt: z.nullable(wire.instant),
  stages: z.array(StageView),
  stage: z.nullable(
    z.object({ n: z.number(), of: z.number(), name: z.string(), role: z.enum(['process', 'approve']) }),
  ),
  content: ProcedureContent,
  payments: z.array(
    z.object({
      id: wire.id,
      amount: z.number(),
      method: z.enum(['online', 'cash']),
      state: z.enum(['asked', 'paid', 'failed', 'refund']),
      receipt: z.nullable(z.string()),
      at: wire.instant,
    }),
  ),
  ratings: z.array(
    z.object({
      moment: z.enum(MOMENTS),
      stars: z.number(),
      comment: z.string(),
      at: wire.instant,
      channel: z.enum(['app', 'paper']),
    }),
  ),
  feedback: z.array(
    z.object({ id: wire.id, text: z.string(), at: wire.instant, dueAt: wire.instant, answer: z.nullable(z.string()) }),
  ),
  /** Steps that may be taken now, with what keeps the caller from one. */
  moves: z.array(z.object({ name: z.string(), needsNote: z.boolean(), refused: z.nullable(z.string()) })),
  mayApologise: z.boolean(),
  /** Who signs the result, from the decision until all have; the reason where somebody refused. */
  signers: z.array(Signer),
  /** What is owed is taken at the door: it may be signed before it is paid. */
  paysAtDoor: z.boolean(),
})
export type DossierView = z.infer<typeof DossierView>

/** Something the citizen has here already and need not hand in again. */
const Owned = z.object({
  /** Of a paper of an earlier dossier, or of the dossier whose result it is. */
  id: wire.id,
  key: z.string(),
  name: z.string(),
  from: z.string(),
  at: wire.instant,
})
export type Owned = z.infer<typeof Owned>

export const STEPS = [
  'receive',
  'refuse',
  'process',
  'forward',
  'agree',
  'send-back',
  'supplement',
  'supplemented',
  'ask-payment',
  'stop',
  'go-on',
  'withdraw',
] as const
export type StepName = (typeof STEPS)[number]

/** The papers of TT 01/2018 and TT 03/2025, by number. */
export const FORMS = ['01', '02', '03', '04', '05', '06', 'receipt', 'result', 'rating'] as const
export type FormName = (typeof FORMS)[number]
export const VIEWS = ['new', 'work', 'waiting', 'late', 'return', 'done', 'all'] as const
export type View = (typeof VIEWS)[number]

const dossierParams = z.object({ dossierId: wire.id })
const dossier = (i: { readonly params: { readonly dossierId: string } }) => at.of('dossier', i.params.dossierId)
const office = (i: { readonly params: { readonly officeId: string } }) => at.of('services-office', i.params.officeId)
const Filed = z.object({ dossierId: wire.id, code: z.string() })

export const services = {
  procedures: endpoint({
    method: 'GET',
    path: '/services/procedures',
    query: z.object({
      q: z.optional(z.string().check(z.maxLength(100))),
      field: z.optional(z.string().check(z.maxLength(100))),
      after: z.optional(z.string().check(z.maxLength(100))),
    }),
    reply: z.object({
      rows: z.array(ProcedureLine),
      more: z.nullable(z.string()),
      fields: z.array(z.object({ name: z.string(), n: z.number() })),
    }),
    may: anyone,
    summary: 'The procedures in force, by words with or without accents',
  }),
  procedure: endpoint({
    method: 'GET',
    path: '/services/procedures/:code',
    params: z.object({ code: wire.text(40) }),
    reply: ProcedureView,
    may: anyone,
    summary: 'One procedure as it is in force: papers, fees, term, steps, form',
  }),
  offices: endpoint({
    method: 'GET',
    path: '/services/offices',
    query: z.object({ code: z.optional(wire.text(40)), unitId: z.optional(wire.id) }),
    reply: z.object({ offices: z.array(OfficeView) }),
    may: anyone,
    summary: 'One-stop offices, of a procedure those that take it in; the nearest to a unit first',
  }),
  trace: endpoint({
    method: 'POST',
    path: '/services/lookups',
    body: z.object({ code: wire.text(60), digits: z.string().check(z.regex(/^\d{6}$/)) }),
    reply: z.object({
      state: State,
      awaitsSeal: z.boolean(),
      procedureName: z.string(),
      officeName: z.string(),
      promisedAt: z.nullable(wire.instant),
      late: z.boolean(),
    }),
    may: anyone,
    summary: 'Where a dossier is, for whoever knows its code and the last digits of its phone; no names',
  }),
  mine: endpoint({
    method: 'GET',
    path: '/me/services',
    reply: z.object({
      dossiers: z.array(MyLine),
      drafts: z.array(
        z.object({ id: wire.id, procedureCode: z.string(), procedureName: z.string(), at: wire.instant }),
      ),
    }),
    may: signedIn,
    summary: 'The dossiers of the caller and the household, and those the caller filed for others',
  }),
  store: endpoint({
    method: 'GET',
    path: '/me/services/store',
    reply: z.object({ papers: z.array(Owned) }),
    may: signedIn,
    summary: 'Results and papers that the caller has here, to be used again',
  }),
  begin: endpoint({
    method: 'GET',
    path: '/me/services/start/:code',
    params: z.object({ code: wire.text(40) }),
    query: z.object({ personId: z.optional(wire.id) }),
    reply: z.object({
      procedure: ProcedureView,
      people: z.array(z.object({ id: wire.id, name: z.string(), unitId: z.nullable(wire.id) })),
      offices: z.array(OfficeView),
      contact: Contact,
      /** Answers of last time that last. */
      answers,
      owned: z.array(Owned),
      draft: z.nullable(z.object({ id: wire.id, body: z.record(z.string(), z.unknown()), papers: z.array(PaperView) })),
    }),
    may: signedIn,
    looks: 'services.begin',
    summary: 'What filing begins with: all that is known already is there',
  }),
  draft: endpoint({
    method: 'PUT',
    path: '/me/services/drafts/:draftId',
    params: z.object({ draftId: wire.id }),
    body: z.object({
      code: wire.text(40),
      personId: wire.id,
      body: z.record(z.string().check(z.maxLength(60)), z.unknown()),
    }),
    reply: ok,
    may: signedIn,
    maxBytes: 65_536,
    summary: 'Keep what was filled in so far; it is sent later',
  }),
  addPaper: endpoint({
    method: 'POST',
    path: '/me/services/:dossierId/papers/:key',
    params: z.object({ dossierId: wire.id, key }),
    body: upload,
    maxBytes: MOST_UPLOADED,
    reply: StoredFile,
    may: signedIn,
    summary: 'A photograph of a paper, for a draft or for what an office asked to be supplied',
  }),
  file: endpoint({
    method: 'POST',
    path: '/me/services',
    body: z.object({
      /** Of the draft, when there was one: sent twice it is filed once. */
      id: wire.id,
      code: wire.text(40),
      officeId: wire.id,
      personId: wire.id,
      filerAs: z.enum(['self', 'parent', 'authorised']),
      /** Whom it is for, when that is somebody of another household: the one who is authorised files. */
      other: z.optional(NewPersonBody),
      contact: Contact,
      formVersion: z.optional(z.string().check(z.maxLength(200))),
      answers,
      papers: z.array(GivenPaper).check(z.maxLength(30)),
      /** What the office has of them may be used for this. */
      consent: z.boolean(),
      returnBy: ReturnBy,
    }),
    reply: Filed,
    may: signedIn,
    summary: 'File online',
  }),
  myDossier: endpoint({
    method: 'GET',
    path: '/me/services/:dossierId',
    params: dossierParams,
    reply: MyDossier,
    may: signedIn,
    summary: 'One of one’s own dossiers: where it is, what is to be done',
  }),
  myFile: endpoint({
    method: 'GET',
    path: '/me/services/:dossierId/files/:fileId',
    params: z.object({ dossierId: wire.id, fileId: wire.id }),
    reply: file,
    may: signedIn,
    summary: 'A file of one’s own dossier',
  }),
  myForm: endpoint({
    method: 'GET',
    path: '/me/services/:dossierId/forms/:form',
    params: z.object({ dossierId: wire.id, form: z.enum(FORMS) }),
    reply: file,
    may: signedIn,
    summary: 'A paper of one’s own dossier as PDF: slip, notice, receipt, result',
  }),
  supplied: endpoint({
    method: 'POST',
    path: '/me/services/:dossierId/supplements',
    params: dossierParams,
    body: z.object({ note: wire.note(1000) }),
    reply: ok,
    may: signedIn,
    summary: 'What was asked for is there: the office goes on',
  }),
  takeBack: endpoint({
    method: 'POST',
    path: '/me/services/:dossierId/withdrawals',
    params: dossierParams,
    body: z.object({ reason: wire.text(1000) }),
    reply: ok,
    may: signedIn,
    summary: 'The citizen takes the dossier back',
  }),
  pay: endpoint({
    method: 'POST',
    path: '/me/services/:dossierId/payments',
    params: dossierParams,
    reply: z.object({ url: z.string(), amount: z.number() }),
    may: signedIn,
    summary: 'Pay the fee online: where the provider takes it',
  }),
  paid: endpoint({
    method: 'POST',
    path: '/services/payments/callbacks',
    body: z.object({ message: z.string().check(z.maxLength(4000)), signature: z.string().check(z.maxLength(200)) }),
    reply: z.object({ verdict: z.string() }),
    may: anyone,
    summary: 'The payment provider says what became of a payment; signed by it, once or more often',
  }),
  rate: endpoint({
    method: 'POST',
    path: '/me/services/:dossierId/ratings',
    params: dossierParams,
    body: z.object({ moment: z.enum(MOMENTS), stars, comment: wire.note(1000) }),
    reply: ok,
    may: signedIn,
    summary: 'How content one is, once for each moment',
  }),
  say: endpoint({
    method: 'POST',
    path: '/me/services/:dossierId/feedback',
    params: dossierParams,
    body: z.object({ text: wire.text(2000) }),
    reply: ok,
    may: signedIn,
    summary: 'Say how one was served; answered within a term',
  }),
  queue: endpoint({
    method: 'GET',
    path: '/services/dossiers',
    query: z.object({
      view: z.optional(z.enum(VIEWS)),
      channel: z.optional(Channel),
      unitId: z.optional(wire.id),
      q: z.optional(z.string().check(z.maxLength(100))),
      after: z.optional(z.string().check(z.maxLength(100))),
    }),
    reply: page(DossierLine),
    may: can(READ),
    looks: 'services.queue',
    shows: 'told',
    summary: 'Dossiers of the caller’s area, latest first',
  }),
  dossier: endpoint({
    method: 'GET',
    path: '/services/dossiers/:dossierId',
    params: dossierParams,
    reply: DossierView,
    may: can(READ),
    about: dossier,
    looks: 'services.dossier',
  }),
  find: endpoint({
    method: 'POST',
    path: '/services/applicants',
    body: z.object({ officeId: wire.id, number: wire.text(40) }),
    reply: z.object({
      people: z.array(
        z.object({
          id: wire.id,
          name: z.string(),
          birthYear: z.nullable(z.string()),
          address: z.string(),
          phone: z.nullable(z.string()),
          owned: z.array(Owned),
        }),
      ),
    }),
    may: can(RECEIVE),
    about: i => at.of('services-office', i.body.officeId),
    looks: 'services.applicant',
    shows: ({ people }) => people.map(({ id }) => id),
    summary: 'Who stands at the counter, by the exact number of their card or phone',
  }),
  intake: endpoint({
    method: 'POST',
    path: '/services/offices/:officeId/dossiers',
    params: z.object({ officeId: wire.id }),
    body: z.object({
      id: wire.id,
      code: wire.text(40),
      channel: z.enum(['counter', 'post']),
      /** Of what came by post: the number of the parcel. */
      parcel: z.optional(wire.note(60)),
      person: z.union([z.object({ personId: wire.id }), NewPersonBody]),
      filerAs: z.enum(['self', 'parent', 'authorised']),
      contact: Contact,
      formVersion: z.optional(z.string().check(z.maxLength(200))),
      answers: z.optional(answers),
      papers: z.array(GivenPaper).check(z.maxLength(30)),
      consent: z.boolean(),
      returnBy: ReturnBy,
      /** The fee was taken at the counter. */
      cash: z.boolean(),
    }),
    reply: z.extend(Filed, { workId: wire.id }),
    may: can(RECEIVE),
    about: office,
    summary: 'Take a dossier in at the counter, or what came by post',
  }),
  attach: endpoint({
    method: 'POST',
    path: '/services/dossiers/:dossierId/papers/:key',
    params: z.object({ dossierId: wire.id, key }),
    body: upload,
    maxBytes: MOST_UPLOADED,
    reply: StoredFile,
    may: either(can(RECEIVE), can(PROCESS)),
    about: dossier,
    summary: 'A scan of a paper of the dossier',
  }),
  step: endpoint({
    method: 'POST',
    path: '/services/dossiers/:dossierId/steps',
    params: dossierParams,
    body: z.object({
      step: z.enum(STEPS),
      reason: z.optional(wire.note(2000)),
      items: z.optional(z.array(wire.text(300)).check(z.maxLength(20))),
      untilOn: z.optional(wire.day),
    }),
    reply: ok,
    may: can(READ),
    about: dossier,
    summary: 'Any step with a dossier; the flow says who may, and most want a reason',
  }),
  apologise: endpoint({
    method: 'POST',
    path: '/services/dossiers/:dossierId/apologies',
    params: dossierParams,
    body: z.object({ reason: wire.text(1000), untilOn: wire.day }),
    reply: ok,
    may: either(can(RECEIVE), can(PROCESS), can(APPROVE)),
    about: dossier,
    summary: 'Say sorry for being late and name a new day, once',
  }),
  sign: endpoint({
    method: 'POST',
    path: '/services/signatures',
    body: z.object({
      dossierIds: z.array(wire.id).check(z.minLength(1), z.maxLength(200)),
      /** What the result says, where that is more than its name. */
      text: z.optional(wire.note(4000)),
      /** Of the caller's key, where results are signed with a certificate. */
      pin: z.optional(Pin),
    }),
    reply: z.object({ results: z.array(WorkResult) }),
    may: can(APPROVE),
    fresh: FRESH,
    summary: 'Approve and sign results, each with its own outcome',
  }),
  signing: endpoint({
    method: 'GET',
    path: '/services/dossiers/:dossierId/signing',
    params: dossierParams,
    reply: z.object({
      how: z.enum(['digital', 'attested']),
      /** Whose seal comes after the signature. */
      seal: z.nullable(z.string()),
    }),
    may: can(APPROVE),
    about: dossier,
    summary: 'How the caller would sign the result: with a certificate, or attested by its code alone',
  }),
  hand: endpoint({
    method: 'POST',
    path: '/services/dossiers/:dossierId/returns',
    params: dossierParams,
    body: z.object({ by: z.enum(['counter', 'post']), reference: z.optional(wire.note(60)) }),
    reply: ok,
    may: can(RECEIVE),
    about: dossier,
    summary: 'The result was handed over, or went by post',
  }),
  enterSlip: endpoint({
    method: 'POST',
    path: '/services/dossiers/:dossierId/slips',
    params: dossierParams,
    body: z.object({
      stars,
      /** The day that stands on the slip. */
      on: wire.day,
      comment: wire.note(1000),
    }),
    reply: ok,
    may: can(RECEIVE),
    about: dossier,
    summary: 'A rating that was filled in on paper when the result was returned, once for a dossier',
  }),
  cash: endpoint({
    method: 'POST',
    path: '/services/dossiers/:dossierId/cash',
    params: dossierParams,
    reply: z.object({ receipt: z.string() }),
    may: can(RECEIVE),
    about: dossier,
    summary: 'The fee was paid at the counter',
  }),
  form: endpoint({
    method: 'GET',
    path: '/services/dossiers/:dossierId/forms/:form',
    params: z.object({ dossierId: wire.id, form: z.enum(FORMS) }),
    reply: file,
    may: can(READ),
    about: dossier,
    looks: 'services.print',
    summary: 'A form of the dossier as PDF, 01 to 06, receipt or result',
  }),
  book: endpoint({
    method: 'GET',
    path: '/services/offices/:officeId/book',
    params: z.object({ officeId: wire.id }),
    query: z.object({ from: wire.day, until: wire.day }),
    reply: file,
    may: can(READ),
    about: office,
    looks: 'services.print',
    shows: 'told',
    summary: 'The follow-up book (form 07) of an office between two days',
  }),
  answerFeedback: endpoint({
    method: 'POST',
    path: '/services/dossiers/:dossierId/feedback/:feedbackId',
    params: z.object({ dossierId: wire.id, feedbackId: wire.id }),
    body: z.object({ text: wire.text(2000) }),
    reply: ok,
    may: can(APPROVE),
    about: dossier,
    summary: 'Answer what a citizen said',
  }),
  myOffices: endpoint({
    method: 'GET',
    path: '/services/my-offices',
    reply: z.object({ offices: z.array(OfficeView) }),
    may: can(READ),
    summary: 'Offices in the caller’s area',
  }),
  closures: endpoint({
    method: 'GET',
    path: '/services/offices/:officeId/closures',
    params: z.object({ officeId: wire.id }),
    reply: z.object({ closures: z.array(z.extend(Closure, { lifted: z.boolean() })) }),
    may: can(READ),
    about: office,
  }),
  close: endpoint({
    method: 'POST',
    path: '/services/offices/:officeId/closures',
    params: z.object({ officeId: wire.id }),
    body: z.object({ fromOn: wire.day, untilOn: wire.day, reason: wire.text(500), document: wire.note(200) }),
    reply: z.object({ told: z.number() }),
    may: can('services.offices'),
    about: office,
    summary: 'Close the counters for a spell: online and by post only; whoever is expected is told',
  }),
  reopen: endpoint({
    method: 'POST',
    path: '/services/offices/:officeId/closures/:closureId/end',
    params: z.object({ officeId: wire.id, closureId: wire.id }),
    reply: ok,
    may: can('services.offices'),
    about: office,
    summary: 'The counters open again before its day',
  }),
  versions: endpoint({
    method: 'GET',
    path: '/services/procedures/:code/versions',
    params: z.object({ code: wire.text(40) }),
    reply: z.object({ versions: z.array(Version) }),
    may: can('services.catalogue'),
  }),
  setProcedure: endpoint({
    method: 'POST',
    path: '/services/procedures',
    body: z.object({
      code: z.string().check(z.regex(/^\d\.\d{6}(\.[0-9A-Z.]{1,20})?$/)),
      fromOn: wire.day,
      name: wire.text(400),
      field: wire.text(100),
      level: Level,
      document: wire.text(200),
      isActive: z.boolean(),
      content: ProcedureContent,
    }),
    reply: z.object({ procedureId: wire.id }),
    may: can('services.catalogue'),
    summary: 'A version of a procedure from a day on; what was filed before keeps its own',
  }),
}
