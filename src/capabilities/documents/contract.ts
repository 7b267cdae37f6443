import * as z from 'zod/mini'
import { StoredFile } from '#base/files/contract.ts'
import { MOST_UPLOADED } from '#base/files/rules.ts'
import { COPIES, Pin, VerdictView } from '#base/signatures/contract.ts'
import { WorkResult } from '#base/work/contract.ts'
import { at, can, either, endpoint, FRESH, file, ok, page, upload, wire } from '#core/contract.ts'
import { KIND_NAMES, URGENCIES } from './kinds.ts'
import { MOST_ISSUED, MOST_TASKS, TERMS } from './rules.ts'

const Kind = z.enum(KIND_NAMES)
const Urgency = z.enum(URGENCIES)
const Direction = z.enum(['incoming', 'outgoing'])
const Named = z.object({ id: wire.id, name: z.string() })
const count = z.int().check(z.gte(1), z.lte(9999))

/** An organisation whose documents are kept here, and what the caller may do in it. */
export const Office = z.object({
  id: wire.id,
  name: z.string(),
  abbreviation: z.string(),
  unitId: wire.id,
  verbs: z.array(z.string()),
})
export type Office = z.infer<typeof Office>

export const DocumentLine = z.object({
  id: wire.id,
  direction: Direction,
  organisationId: wire.id,
  state: z.string(),
  kind: Kind,
  urgency: Urgency,
  subject: z.string(),
  author: z.string(),
  /** Số ký hiệu: `05/BC-SYT`. */
  notation: z.nullable(z.string()),
  /** Số đến, of an incoming one. */
  number: z.nullable(z.number()),
  datedOn: z.nullable(wire.day),
  listedAt: wire.instant,
  dueOn: z.nullable(wire.day),
  /** Whether it is for the caller and they have not opened it. */
  unread: z.boolean(),
  /** What waits for the caller with it. */
  waits: z.boolean(),
})
export type DocumentLine = z.infer<typeof DocumentLine>

/** A signed draft that waits for its number. */
export const Numbering = z.object({
  id: wire.id,
  workId: z.nullable(wire.id),
  organisationId: wire.id,
  office: z.string(),
  kind: Kind,
  subject: z.string(),
  signedAt: z.nullable(wire.instant),
  /** The paper itself was signed: number, day and seal are signatures too, which takes the PIN of the seal. */
  sealed: z.boolean(),
})
export type Numbering = z.infer<typeof Numbering>

const IssueResult = z.object({
  id: wire.id,
  notation: z.nullable(z.string()),
  problem: WorkResult.shape.problem,
})
export type IssueResult = z.infer<typeof IssueResult>

const Party = z.object({
  id: wire.id,
  name: z.string(),
  role: z.enum(['drafter', 'adviser', 'approver', 'signer', 'lead', 'helper', 'reader']),
  openedAt: z.nullable(wire.instant),
})
const Recipient = z.object({
  id: wire.id,
  name: z.string(),
  code: z.nullable(z.string()),
  organisationId: z.nullable(wire.id),
  status: z.nullable(z.string()),
  statusAt: z.nullable(wire.instant),
  statusNote: z.nullable(z.string()),
  openedAt: z.nullable(wire.instant),
})
const Change = z.object({
  id: wire.id,
  what: z.enum(['recall', 'update', 'replace']),
  reason: z.string(),
  byId: z.nullable(wire.id),
  askedAt: wire.instant,
  answeredAt: z.nullable(wire.instant),
  agreed: z.nullable(z.boolean()),
  answer: z.string(),
})
export const TaskLine = z.object({
  id: wire.id,
  documentId: z.nullable(wire.id),
  notation: z.nullable(z.string()),
  title: z.string(),
  state: z.string(),
  lead: Named,
  helpers: z.array(Named),
  givenBy: z.nullable(z.string()),
  givenAt: wire.instant,
  dueOn: z.nullable(wire.day),
  late: z.boolean(),
  progress: z.number(),
  /** What was said last, with why it is late. */
  lastNote: z.nullable(z.string()),
  lastAt: z.nullable(wire.instant),
  /** More time was asked for and not yet answered. */
  asksUntil: z.nullable(wire.day),
})
export type TaskLine = z.infer<typeof TaskLine>

/** How a draft is signed, and who has signed it. */
const Signing = z.object({
  by: z.enum(['certificate', 'act']),
  /** Where the caller is to sign now, an item of work. */
  turnWorkId: z.nullable(wire.id),
  signers: z.array(
    z.object({
      name: z.string(),
      title: z.nullable(z.string()),
      signedAt: z.nullable(wire.instant),
      /** Why one would not. */
      why: z.nullable(z.string()),
    }),
  ),
})

/** What is found of the signatures of a file; `problem` where it cannot be read as what it says it is. */
export const FileVerdict = z.object({
  fileId: wire.id,
  name: z.string(),
  verdict: z.nullable(VerdictView),
  problem: z.nullable(z.string()),
})
export type FileVerdict = z.infer<typeof FileVerdict>

/** The steps of a document that the caller may take now; `refused` is why not. */
const Step = z.object({ name: z.string(), refused: z.nullable(z.string()) })

export const DocumentView = z.extend(DocumentLine, {
  organisationName: z.string(),
  unitId: wire.id,
  workId: z.nullable(wire.id),
  authorCode: z.nullable(z.string()),
  registeredAt: z.nullable(wire.instant),
  issuedAt: z.nullable(wire.instant),
  signerName: z.nullable(z.string()),
  signerTitle: z.nullable(z.string()),
  signedAt: z.nullable(wire.instant),
  pages: z.number(),
  copies: z.number(),
  via: z.enum(['paper', 'scan', 'exchange', 'inside', 'written']),
  note: z.string(),
  replyTo: z.nullable(z.object({ id: wire.id, notation: z.nullable(z.string()), subject: z.string() })),
  answers: z.array(z.object({ id: wire.id, notation: z.nullable(z.string()), subject: z.string(), state: z.string() })),
  paperId: z.nullable(wire.id),
  files: z.array(StoredFile),
  parties: z.array(Party),
  recipients: z.array(Recipient),
  tasks: z.array(TaskLine),
  changes: z.array(Change),
  workFiles: z.array(z.object({ id: wire.id, title: z.string() })),
  /** Of one that is being signed or was. */
  signing: z.nullable(Signing),
  /** Sao y, sao lục, trích sao that were made of it here. */
  copyFiles: z.array(StoredFile),
  steps: z.array(Step),
})
export type DocumentView = z.infer<typeof DocumentView>

const line = wire.text(500)
const paragraph = z.string().check(z.trim(), z.maxLength(8000))
const Block = z.union([
  z.object({ style: z.enum(['article', 'clause', 'text', 'heading']), text: paragraph }),
  z.object({
    style: z.literal('table'),
    caption: z.string().check(z.trim(), z.maxLength(300)),
    head: z.array(z.string().check(z.trim(), z.maxLength(100))).check(z.minLength(1), z.maxLength(10)),
    rows: z.array(z.array(z.string().check(z.trim(), z.maxLength(500))).check(z.maxLength(10))).check(z.maxLength(200)),
  }),
])
export const ContentShape = z.object({
  authority: z.string().check(z.trim(), z.maxLength(200)),
  addressees: z.array(line).check(z.maxLength(50)),
  basis: z.array(wire.text(1000)).check(z.maxLength(30)),
  body: z.array(Block).check(z.maxLength(300)),
  kept: z.array(line).check(z.maxLength(20)),
})

const NewRecipient = z.object({
  name: line,
  code: z.optional(z.nullable(z.string().check(z.regex(/^[0-9A-Z.]{1,35}$/)))),
  organisationId: z.optional(z.nullable(wire.id)),
})
const NewSigner = z.object({ accountId: wire.id, title: wire.text(200), n: z.int().check(z.gte(1), z.lte(9)) })

const Said = z.object({
  name: z.string(),
  agrees: z.nullable(z.boolean()),
  note: z.nullable(z.string()),
  askedAt: wire.instant,
  answeredAt: z.nullable(wire.instant),
  version: z.number(),
})
export const Draft = z.object({
  id: wire.id,
  organisationId: wire.id,
  organisationName: z.string(),
  /** How the head of the paper names who issues it, a line each. */
  agency: z.array(z.string()),
  abbreviation: z.string(),
  place: z.string(),
  state: z.string(),
  kind: Kind,
  urgency: Urgency,
  subject: z.string(),
  notation: z.nullable(z.string()),
  dueOn: z.nullable(wire.day),
  version: z.number(),
  content: ContentShape,
  recipients: z.array(z.extend(NewRecipient, { id: wire.id })),
  signers: z.array(z.extend(NewSigner, { name: z.string(), signedAt: z.nullable(wire.instant) })),
  versions: z.array(z.object({ n: z.number(), at: wire.instant, by: z.nullable(z.string()) })),
  opinions: z.array(Said),
  replyTo: z.nullable(z.object({ id: wire.id, notation: z.nullable(z.string()), subject: z.string() })),
  mayEdit: z.boolean(),
  /** How its signers would sign it now, and who lacks a certificate for it. */
  way: z.object({
    by: z.enum(['certificate', 'act', 'nobody']),
    lacking: z.array(z.object({ name: z.string(), isSeal: z.boolean(), why: z.enum(['none', 'ended']) })),
  }),
})
export type Draft = z.infer<typeof Draft>

const TaskNote = z.object({
  id: wire.id,
  at: wire.instant,
  by: z.nullable(z.string()),
  what: z.enum(['progress', 'report', 'return', 'close', 'ask', 'grant', 'deny', 'word']),
  progress: z.nullable(z.number()),
  untilOn: z.nullable(wire.day),
  note: z.nullable(z.string()),
})
export const TaskView = z.extend(TaskLine, {
  organisationId: wire.id,
  workId: z.nullable(wire.id),
  subject: z.nullable(z.string()),
  notes: z.array(TaskNote),
  files: z.array(StoredFile),
  steps: z.array(Step),
})
export type TaskView = z.infer<typeof TaskView>

export const WorkFileLine = z.object({
  id: wire.id,
  /** `12.2026.SYT`. */
  code: z.string(),
  title: z.string(),
  term: z.enum(TERMS),
  keeper: z.nullable(z.string()),
  openedAt: wire.instant,
  closedAt: z.nullable(wire.instant),
  count: z.number(),
})
export type WorkFileLine = z.infer<typeof WorkFileLine>
const WorkFileView = z.extend(WorkFileLine, {
  organisationId: wire.id,
  documents: z.array(z.extend(DocumentLine, { n: z.number() })),
  mayChange: z.boolean(),
})
export type WorkFileView = z.infer<typeof WorkFileView>

export const VIEWS = ['waits', 'mine', 'incoming', 'outgoing', 'drafts', 'all'] as const
export const TASK_VIEWS = ['mine', 'given', 'late', 'open', 'done'] as const
const after = z.optional(z.string().check(z.maxLength(100)))
const q = z.optional(z.string().check(z.trim(), z.maxLength(200)))

const documentParams = z.object({ documentId: wire.id })
const theDocument = (i: { params: { documentId: string } }) => at.of('document', i.params.documentId)
const ofDocument = { params: documentParams, about: theDocument } as const
const theOffice = (organisationId: string) => at.of('documents-office', organisationId)
const inBody = (i: { body: { organisationId: string } }) => theOffice(i.body.organisationId)
const inQuery = (i: { query: { organisationId: string } }) => theOffice(i.query.organisationId)
const taskParams = z.object({ taskId: wire.id })
const ofTask = {
  params: taskParams,
  about: (i: { params: { taskId: string } }) => at.of('document-task', i.params.taskId),
} as const
const fileParams = z.object({ workFileId: wire.id })
const ofFile = {
  params: fileParams,
  about: (i: { params: { workFileId: string } }) => at.of('work-file', i.params.workFileId),
} as const
const note = wire.note(4000)
const words = wire.text(4000)
const accountIds = z.array(wire.id).check(z.maxLength(50))

const Received = z.object({
  organisationId: wire.id,
  kind: Kind,
  urgency: z.optional(Urgency),
  author: line,
  authorCode: z.optional(z.nullable(z.string().check(z.regex(/^[0-9A-Z.]{1,35}$/)))),
  /** As it stands on the paper. */
  notation: wire.text(100),
  datedOn: wire.day,
  subject: wire.text(1000),
  signerName: z.optional(wire.note(200)),
  signerTitle: z.optional(wire.note(200)),
  dueOn: z.optional(z.nullable(wire.day)),
  pages: z.optional(count),
  /** What stands on the paper: a secret one is refused. */
  secrecy: z.optional(wire.note(40)),
  note: z.optional(note),
})

export const documents = {
  offices: endpoint({
    method: 'GET',
    path: '/documents/offices',
    reply: z.object({ offices: z.array(Office) }),
    may: can('documents.read'),
    summary: 'The organisations whose documents the caller works with',
  }),
  officers: endpoint({
    method: 'GET',
    path: '/documents/officers',
    query: z.object({ organisationId: wire.id }),
    reply: z.object({ officers: z.array(z.extend(Named, { leads: z.boolean(), clerk: z.boolean() })) }),
    may: can('documents.read'),
    about: inQuery,
    summary: 'Who works in an organisation: to assign to, to ask, to sign',
  }),
  addresses: endpoint({
    method: 'GET',
    path: '/documents/addresses',
    query: z.object({ q: wire.text(100) }),
    reply: z.object({
      rows: z.array(
        z.object({ organisationId: wire.id, name: z.string(), code: z.nullable(z.string()), isHere: z.boolean() }),
      ),
    }),
    may: can('documents.read'),
    summary: 'Organisations by name or code, as recipients',
  }),
  list: endpoint({
    method: 'GET',
    path: '/documents',
    query: z.object({
      view: z.optional(z.enum(VIEWS)),
      organisationId: z.optional(wire.id),
      kind: z.optional(Kind),
      urgency: z.optional(Urgency),
      state: z.optional(wire.text(40)),
      from: z.optional(wire.day),
      until: z.optional(wire.day),
      q,
      after,
    }),
    reply: page(DocumentLine),
    may: can('documents.read'),
    looks: 'documents.list',
    summary: 'Documents of the caller’s organisations, latest first; by words with and without accents',
  }),
  document: endpoint({
    method: 'GET',
    path: '/documents/:documentId',
    ...ofDocument,
    reply: DocumentView,
    may: can('documents.read'),
    looks: 'documents.read',
  }),
  paper: endpoint({
    method: 'GET',
    path: '/documents/:documentId/paper',
    ...ofDocument,
    reply: file,
    may: can('documents.read'),
    looks: 'documents.read',
    summary: 'The document itself: as it was received, as it was issued, or as the draft would be printed',
  }),
  opened: endpoint({
    method: 'POST',
    path: '/documents/:documentId/openings',
    ...ofDocument,
    reply: ok,
    may: can('documents.read'),
    summary: 'The caller has it open: the receipt that others see',
  }),
  register: endpoint({
    method: 'POST',
    path: '/documents/incoming',
    body: Received,
    reply: z.object({ documentId: wire.id, number: z.number() }),
    may: can('documents.register'),
    about: inBody,
    summary: 'Register a document that arrived on paper: it gets the next number of arrival',
  }),
  accept: endpoint({
    method: 'POST',
    path: '/documents/:documentId/registration',
    ...ofDocument,
    body: z.object({ dueOn: z.optional(z.nullable(wire.day)), kind: z.optional(Kind) }),
    reply: z.object({ number: z.number() }),
    may: can('documents.register'),
    summary: 'Register a document that arrived electronically',
  }),
  refuse: endpoint({
    method: 'POST',
    path: '/documents/:documentId/refusal',
    ...ofDocument,
    body: z.object({ reason: words }),
    reply: ok,
    may: can('documents.register'),
    summary: 'Send an electronic document back, with the reason',
  }),
  attach: endpoint({
    method: 'POST',
    path: '/documents/:documentId/files',
    ...ofDocument,
    body: upload,
    maxBytes: MOST_UPLOADED,
    reply: StoredFile,
    may: either(can('documents.register'), can('documents.draft')),
    summary: 'Keep a file with a document: of an incoming one the first is the document itself',
  }),
  assign: endpoint({
    method: 'POST',
    path: '/documents/:documentId/assignment',
    ...ofDocument,
    body: z.object({
      /** Bút phê: what the leader writes. */
      words,
      tasks: z
        .array(
          z.object({
            leadId: wire.id,
            helperIds: z.optional(accountIds),
            title: z.optional(wire.note(500)),
            dueOn: z.optional(z.nullable(wire.day)),
          }),
        )
        .check(z.minLength(1), z.maxLength(MOST_TASKS)),
      readerIds: z.optional(accountIds),
    }),
    reply: z.object({ taskIds: z.array(wire.id) }),
    may: can('documents.assign'),
    summary: 'A leader assigns an incoming document: who answers for it, who helps, by when',
  }),
  shelve: endpoint({
    method: 'POST',
    path: '/documents/:documentId/shelving',
    ...ofDocument,
    body: z.object({ note: z.optional(note) }),
    reply: ok,
    may: either(can('documents.assign'), can('documents.register')),
    summary: 'An incoming document is only to be known: nothing is to be done with it',
  }),
  answerChange: endpoint({
    method: 'POST',
    path: '/documents/:documentId/changes',
    ...ofDocument,
    body: z.object({ agrees: z.boolean(), note: z.optional(note) }),
    reply: ok,
    may: can('documents.register'),
    summary: 'Whether the author’s wish to take back, change or replace a document is agreed to',
  }),
  begin: endpoint({
    method: 'POST',
    path: '/documents/drafts',
    body: z.object({
      organisationId: wire.id,
      kind: Kind,
      subject: wire.text(1000),
      replyToId: z.optional(z.nullable(wire.id)),
    }),
    reply: z.object({ documentId: wire.id }),
    may: can('documents.draft'),
    about: inBody,
    summary: 'Begin a draft from the template of its kind, perhaps as the answer to an incoming document',
  }),
  draft: endpoint({
    method: 'GET',
    path: '/documents/:documentId/draft',
    ...ofDocument,
    query: z.object({ version: z.optional(wire.count) }),
    reply: Draft,
    may: can('documents.read'),
    looks: 'documents.read',
  }),
  write: endpoint({
    method: 'PUT',
    path: '/documents/:documentId/draft',
    ...ofDocument,
    body: z.object({
      /** The version it was made on; a newer one is refused. */
      version: z.int().check(z.gte(0)),
      kind: Kind,
      urgency: Urgency,
      subject: wire.text(1000),
      dueOn: z.optional(z.nullable(wire.day)),
      content: ContentShape,
      recipients: z.array(NewRecipient).check(z.maxLength(300)),
      signers: z.array(NewSigner).check(z.maxLength(9)),
    }),
    reply: z.object({ version: z.number() }),
    may: can('documents.draft'),
    summary: 'Keep a version of a draft',
  }),
  ask: endpoint({
    method: 'POST',
    path: '/documents/:documentId/opinions',
    ...ofDocument,
    body: z.object({ accountIds: z.array(wire.id).check(z.minLength(1), z.maxLength(50)) }),
    reply: ok,
    may: can('documents.draft'),
    summary: 'Ask colleagues what they say to the draft, all at once',
  }),
  opine: endpoint({
    method: 'POST',
    path: '/documents/:documentId/opinion',
    ...ofDocument,
    body: z.object({ agrees: z.boolean(), note: z.optional(note) }),
    reply: ok,
    may: can('documents.read'),
    summary: 'What the caller, who was asked, says to the draft',
  }),
  step: endpoint({
    method: 'POST',
    path: '/documents/:documentId/steps',
    ...ofDocument,
    body: z.object({
      step: z.enum(['gather', 'submit', 'approve', 'return', 'drop']),
      /** To whom it is submitted. */
      to: z.optional(wire.id),
      note: z.optional(note),
    }),
    reply: z.object({ state: z.string() }),
    may: either(can('documents.draft'), can('documents.sign'), can('documents.issue')),
    summary: 'Take a step with a draft; the flow says who may',
  }),
  sign: endpoint({
    method: 'POST',
    path: '/documents/:documentId/signature',
    ...ofDocument,
    reply: z.object({ state: z.string() }),
    may: can('documents.sign'),
    fresh: FRESH,
    summary: 'Sign the draft as it is by an act in the system; after the last signature it waits for its number',
  }),
  issue: endpoint({
    method: 'POST',
    path: '/documents/:documentId/issue',
    ...ofDocument,
    body: z.object({
      copies: z.optional(count),
      /** Of the key of the seal, where the paper itself was signed. */
      pin: z.optional(Pin),
    }),
    reply: z.object({ notation: z.string() }),
    may: can('documents.issue'),
    fresh: FRESH,
    summary: 'Give the next number, seal, send to all recipients',
  }),
  numbering: endpoint({
    method: 'GET',
    path: '/documents/numbering',
    reply: z.object({ rows: z.array(Numbering) }),
    may: can('documents.issue'),
    looks: 'documents.list',
    summary: 'Signed drafts that wait for a number the caller may give, who waits longest first',
  }),
  issueMany: endpoint({
    method: 'POST',
    path: '/documents/issuing',
    body: z.object({
      organisationId: wire.id,
      documentIds: z.array(wire.id).check(z.minLength(1), z.maxLength(MOST_ISSUED)),
      /** Of the key of the seal, where a paper itself was signed. */
      pin: z.optional(Pin),
    }),
    reply: z.object({ results: z.array(IssueResult) }),
    may: can('documents.issue'),
    about: inBody,
    fresh: FRESH,
    summary: 'Issue many of one office with one PIN, in the order in which they were signed; each has its own result',
  }),
  copy: endpoint({
    method: 'POST',
    path: '/documents/:documentId/copies',
    ...ofDocument,
    body: z.object({
      form: z.enum(COPIES),
      /** Of an extract, counted from 1. */
      pages: z.optional(z.array(count).check(z.maxLength(500))),
      pin: Pin,
    }),
    reply: StoredFile,
    may: can('documents.issue'),
    fresh: FRESH,
    summary: 'A copy under the seal (sao y, sao lục, trích sao) of a document that was received or issued',
  }),
  verdicts: endpoint({
    method: 'GET',
    path: '/documents/:documentId/signatures',
    ...ofDocument,
    reply: z.object({ files: z.array(FileVerdict) }),
    may: can('documents.read'),
    looks: 'documents.read',
    summary: 'Who signed a document and what came with it, and whether that holds',
  }),
  change: endpoint({
    method: 'POST',
    path: '/documents/:documentId/recall',
    ...ofDocument,
    body: z.object({
      what: z.enum(['recall', 'update', 'replace']),
      reason: words,
      byId: z.optional(z.nullable(wire.id)),
    }),
    reply: ok,
    may: can('documents.issue'),
    summary: 'Ask all recipients to give a document back, or to put another in its place',
  }),
  book: endpoint({
    method: 'GET',
    path: '/documents/book',
    query: z.object({
      organisationId: wire.id,
      direction: Direction,
      year: z.string().check(z.regex(/^20\d\d$/)),
      as: z.enum(['pdf', 'xlsx', 'csv']),
    }),
    reply: file,
    may: can('documents.register'),
    about: inQuery,
    looks: 'documents.book',
    summary: 'The register of a year (sổ đăng ký văn bản), as NĐ 30/2020 lays it out',
  }),
  tasks: endpoint({
    method: 'GET',
    path: '/documents/tasks',
    query: z.object({ view: z.optional(z.enum(TASK_VIEWS)), organisationId: z.optional(wire.id), after }),
    reply: page(TaskLine),
    may: can('documents.read'),
  }),
  task: endpoint({
    method: 'GET',
    path: '/documents/tasks/:taskId',
    ...ofTask,
    reply: TaskView,
    may: can('documents.read'),
    looks: 'documents.task',
  }),
  giveTask: endpoint({
    method: 'POST',
    path: '/documents/tasks',
    body: z.object({
      organisationId: wire.id,
      title: wire.text(500),
      leadId: wire.id,
      helperIds: z.optional(accountIds),
      dueOn: z.optional(z.nullable(wire.day)),
      note: z.optional(note),
    }),
    reply: z.object({ taskId: wire.id }),
    may: can('documents.assign'),
    about: inBody,
    summary: 'A leader gives a task without a document',
  }),
  noteTask: endpoint({
    method: 'POST',
    path: '/documents/tasks/:taskId/notes',
    ...ofTask,
    body: z.object({
      what: z.enum(['progress', 'report', 'word', 'ask']),
      progress: z.optional(z.int().check(z.gte(0), z.lte(100))),
      untilOn: z.optional(wire.day),
      note: words,
    }),
    reply: ok,
    may: can('documents.read'),
    summary: 'Say how a task goes, report it done, ask for more time',
  }),
  decideTask: endpoint({
    method: 'POST',
    path: '/documents/tasks/:taskId/decision',
    ...ofTask,
    body: z.object({ what: z.enum(['close', 'return', 'grant', 'deny', 'cancel']), note: z.optional(note) }),
    reply: ok,
    may: can('documents.assign'),
    summary: 'The leader takes a report, sends it back, grants or denies more time',
  }),
  late: endpoint({
    method: 'GET',
    path: '/documents/late',
    query: z.object({ organisationId: wire.id }),
    reply: z.object({
      open: z.number(),
      late: z.number(),
      soon: z.number(),
      asking: z.number(),
      people: z.array(z.extend(Named, { open: z.number(), late: z.number() })),
      tasks: z.array(TaskLine),
      waiting: z.array(DocumentLine),
    }),
    may: can('documents.assign'),
    about: inQuery,
    looks: 'documents.task',
    summary: 'What is late and why, and what waits for a leader',
  }),
  workFiles: endpoint({
    method: 'GET',
    path: '/documents/work-files',
    query: z.object({ organisationId: z.optional(wire.id), open: z.optional(wire.flag), q, after }),
    reply: page(WorkFileLine),
    may: can('documents.read'),
  }),
  workFile: endpoint({
    method: 'GET',
    path: '/documents/work-files/:workFileId',
    ...ofFile,
    reply: WorkFileView,
    may: can('documents.read'),
    looks: 'documents.read',
  }),
  openFile: endpoint({
    method: 'POST',
    path: '/documents/work-files',
    body: z.object({ organisationId: wire.id, title: wire.text(500), term: z.enum(TERMS) }),
    reply: z.object({ workFileId: wire.id }),
    may: can('documents.draft'),
    about: inBody,
    summary: 'Open a file of work',
  }),
  gather: endpoint({
    method: 'POST',
    path: '/documents/work-files/:workFileId/documents',
    ...ofFile,
    body: z.object({ documentIds: z.array(wire.id).check(z.minLength(1), z.maxLength(200)) }),
    reply: z.object({ added: z.number() }),
    may: can('documents.draft'),
    summary: 'Put documents that the caller sees into a file of work',
  }),
  takeOut: endpoint({
    method: 'DELETE',
    path: '/documents/work-files/:workFileId/documents/:documentId',
    params: z.extend(fileParams, { documentId: wire.id }),
    reply: ok,
    may: can('documents.draft'),
    about: i => at.of('work-file', i.params.workFileId),
  }),
  closeFile: endpoint({
    method: 'POST',
    path: '/documents/work-files/:workFileId/closing',
    ...ofFile,
    reply: ok,
    may: can('documents.draft'),
    summary: 'The matter is over: the file is closed for good, and its term begins',
  }),
  contents: endpoint({
    method: 'GET',
    path: '/documents/work-files/:workFileId/contents',
    ...ofFile,
    reply: file,
    may: can('documents.read'),
    looks: 'documents.read',
    summary: 'The list of contents (mục lục văn bản trong hồ sơ) to print',
  }),
} as const
