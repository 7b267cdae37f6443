import { filesOf } from '#base/files/index.ts'
import { getItem } from '#base/work/queries.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import { at, type InputOf } from '#core/contract.ts'
import { counted, pageOf, readCursor } from '#core/paging.ts'
import { Problem } from '#core/problem.ts'
import type { documents as contract, DocumentLine, DocumentView, Numbering, TaskLine } from './contract.ts'
import { mustOffice, OVERSEE, organisationsWith, READ, verbsAt } from './office.ts'
import {
  countDocuments,
  type DocumentRow,
  documentsBy,
  type ListedRow,
  type ListFilter,
  listDocuments,
  MOST_COUNTED,
  officesBy,
  PAGE,
  partiesOf,
  recipientsOf,
  signersOf,
  waitingForNumber,
} from './queries.ts'
import { MOST_ISSUED, signingNow } from './rules.ts'
import { requestOf } from './signing.ts'
import { mustDocument } from './steps.ts'
import { listTasks, taskLines, tasksOf } from './tasks.ts'
import { queryOf } from './words.ts'

type Query = InputOf<typeof contract.list>['query']

const DRAFTING = ['drafting', 'commenting', 'approving', 'signing', 'numbering']

export const lineOf = (row: DocumentRow & Partial<ListedRow>): DocumentLine => ({
  id: row.id,
  direction: row.direction,
  organisationId: row.organisationId,
  state: row.state,
  kind: row.kind,
  urgency: row.urgency,
  subject: row.subject,
  author: row.author,
  notation: row.notation,
  number: row.number,
  datedOn: row.datedOn,
  listedAt: row.listedAt.toISOString(),
  dueOn: row.dueOn,
  unread: row.unread ?? false,
  waits: row.waits ?? false,
})

/** What waits for whoever has a right, where nobody else was named. */
const ACTING = { 'documents.register': 'arrived', 'documents.assign': 'registered', 'documents.issue': 'numbering' }

function filterOf(ctx: Context, query: Query): ListFilter | undefined {
  const reads = organisationsWith(ctx, READ)
  const organisationIds = query.organisationId ? reads.filter(id => id === query.organisationId) : reads
  const found = query.q ? queryOf(query.q) : undefined
  if (query.q && !found) return undefined
  const view = query.view ?? 'all'
  return {
    organisationIds,
    overseen: organisationsWith(ctx, OVERSEE).filter(id => organisationIds.includes(id)),
    accountId: ctx.who?.accountId ?? '',
    acting: Object.entries(ACTING).flatMap(([verb, state]) =>
      organisationsWith(ctx, verb).map(organisationId => ({ organisationId, state })),
    ),
    direction: view === 'incoming' ? 'incoming' : ['outgoing', 'drafts'].includes(view) ? 'outgoing' : undefined,
    states: query.state ? [query.state] : view === 'drafts' ? DRAFTING : view === 'outgoing' ? ['issued'] : undefined,
    mine: view === 'mine',
    waits: view === 'waits',
    kind: query.kind,
    urgency: query.urgency,
    from: query.from ? startOf(query.from) : undefined,
    until: query.until ? startOf(addDays(query.until, 1)) : undefined,
    found,
  }
}

export async function listView(ctx: Context, query: Query) {
  const filter = filterOf(ctx, query)
  if (!filter) return { rows: [], more: null, ...counted(query.after ? undefined : 0, MOST_COUNTED) }
  const rows = await listDocuments(ctx.sql, filter, readCursor(query.after))
  const { shown, more } = pageOf(rows, PAGE, row => row.listedAt)
  const count = query.after ? undefined : rows.length <= PAGE ? rows.length : await countDocuments(ctx.sql, filter)
  return { rows: shown.map(lineOf), more, ...counted(count, MOST_COUNTED) }
}

/** What the caller may number now, as many as are issued in one go. */
export async function numberingView(ctx: Context): Promise<Numbering[]> {
  const offices = await officesBy(ctx.sql, organisationsWith(ctx, 'documents.issue'))
  const rows = await waitingForNumber(
    ctx.sql,
    offices.map(office => office.organisationId),
    MOST_ISSUED,
  )
  const names = new Map(offices.map(office => [office.organisationId, office.name]))
  return rows.map(({ id, workId, organisationId, kind, subject, signedAt, requestId }) => ({
    id,
    workId,
    organisationId,
    office: names.get(organisationId) ?? '',
    kind,
    subject,
    signedAt: signedAt?.toISOString() ?? null,
    sealed: requestId !== null,
  }))
}

export async function documentView(ctx: Context, id: string): Promise<DocumentView> {
  const document = await mustDocument(ctx, id)
  const office = await mustOffice(ctx, document.organisationId)
  const [replied] = document.replyTo ? await documentsBy(ctx.sql, [document.replyTo]) : []
  const { sql } = ctx
  const answers = await sql<{ id: string; notation: string | null; subject: string; state: string }[]>`
    select id, notation, subject, state from documents.document where reply_to = ${id} order by listed_at`
  const changes = await sql<
    {
      id: string
      what: 'recall' | 'update' | 'replace'
      reason: string
      byId: string | null
      askedAt: Date
      answeredAt: Date | null
      agreed: boolean | null
      answer: string
    }[]
  >`
    select id, what, reason, by_id, asked_at, answered_at, agreed, answer from documents.change
    where document_id = ${id} order by asked_at`
  const workFiles = await sql<{ id: string; title: string }[]>`
    select w.id, w.title from documents.work_file_document f join documents.work_file w on w.id = f.work_file_id
    where f.document_id = ${id} and (w.keeper_id = ${ctx.who?.accountId ?? null}
      or w.organisation_id = any(${organisationsWith(ctx, OVERSEE)}::uuid[])) order by w.opened_at`
  const parties = await partiesOf(sql, id)
  const mine = parties.find(party => party.id === ctx.who?.accountId)
  return {
    ...lineOf(document),
    unread: mine !== undefined && mine.openedAt === null,
    organisationName: office.name,
    unitId: document.unitId,
    workId: document.workId,
    authorCode: document.authorCode,
    registeredAt: document.registeredAt?.toISOString() ?? null,
    issuedAt: document.issuedAt?.toISOString() ?? null,
    signerName: document.signerName,
    signerTitle: document.signerTitle,
    signedAt: document.signedAt?.toISOString() ?? null,
    pages: document.pages,
    copies: document.copies,
    via: document.via,
    note: document.note,
    replyTo: replied ? { id: replied.id, notation: replied.notation, subject: replied.subject } : null,
    answers,
    paperId: document.paperId,
    files: await filesOf(ctx, at.of('document', id)),
    parties: parties.map(party => ({ ...party, openedAt: party.openedAt?.toISOString() ?? null })),
    recipients: (await recipientsOf(sql, id)).map(one => ({
      ...one,
      statusAt: one.statusAt?.toISOString() ?? null,
      openedAt: one.openedAt?.toISOString() ?? null,
    })),
    tasks: await taskLines(ctx, await tasksOf(sql, id)),
    changes: changes.map(one => ({
      ...one,
      askedAt: one.askedAt.toISOString(),
      answeredAt: one.answeredAt?.toISOString() ?? null,
    })),
    workFiles,
    signing: await signingView(ctx, document),
    copyFiles: await filesOf(ctx, at.of('document-copy', id)),
    // What another role does is not theirs to see greyed out.
    steps: (await stepsOf(ctx, document)).filter(step => step.refused !== 'core.refused.verb'),
  }
}

const SIGNED_STATES = ['signing', 'numbering', 'issued']

async function signingView(ctx: Context, document: DocumentRow): Promise<DocumentView['signing']> {
  if (document.direction !== 'outgoing' || !SIGNED_STATES.includes(document.state)) return null
  const request = await requestOf(ctx, document)
  if (!request) {
    const signers = await signersOf(ctx.sql, document.id)
    if (!signers.length) return null
    return {
      by: document.requestId ? 'certificate' : 'act',
      turnWorkId: null,
      signers: signers.map(({ name, title, signedAt }) => ({
        name,
        title,
        signedAt: signedAt?.toISOString() ?? null,
        why: null,
      })),
    }
  }
  const mine = request.signers.find(one => one.state === 'open' && one.accountId === ctx.who?.accountId)
  return {
    by: 'certificate',
    turnWorkId: mine?.workId ?? null,
    signers: request.signers.map(({ name, title, state, at, why }) => ({
      name,
      title,
      signedAt: state === 'signed' ? at : null,
      why,
    })),
  }
}

/** What may come next, for the screen; the flow and the handlers decide again. */
async function stepsOf(ctx: Context, document: DocumentRow): Promise<DocumentView['steps']> {
  const verbs = verbsAt(ctx, document.organisationId)
  const me = ctx.who?.accountId ?? ''
  const step = (name: string, verb: string, otherwise: string | null = null) => ({
    name,
    refused: verbs.includes(verb) ? otherwise : 'core.refused.verb',
  })
  const open = await ctx.sql`
    select from documents.change where document_id = ${document.id} and answered_at is null limit 1`
  const change = open.length ? [step('answer-change', 'documents.register')] : []
  if (document.direction === 'incoming') return [...change, ...incomingSteps(document, step)]
  const holds = document.workId ? (await getItem(ctx.sql, document.workId))?.holderId === me : false
  const notMine = holds ? null : 'documents.not-yours-now'
  switch (document.state) {
    case 'drafting':
      return ['write', 'submit', 'ask', 'drop'].map(name => step(name, 'documents.draft', notMine))
    case 'commenting': {
      const asked = await ctx.sql`
        select from documents.opinion where document_id = ${document.id} and account_id = ${me} and answered_at is null`
      return [...(asked.length ? [{ name: 'opine', refused: null }] : []), step('gather', 'documents.draft', notMine)]
    }
    case 'approving': {
      const first = signingNow(await signersOf(ctx.sql, document.id)).some(signer => signer.accountId === me)
      return [
        ...(first ? [step('sign', 'documents.sign')] : [step('approve', 'documents.sign')]),
        step('return', 'documents.sign'),
        step('write', 'documents.draft', notMine),
      ]
    }
    case 'signing': {
      if (document.requestId) {
        const turn = (await signingView(ctx, document))?.turnWorkId
        return [
          step('sign-paper', 'documents.sign', turn ? null : 'documents.not-your-turn'),
          step('return', 'documents.sign'),
        ]
      }
      const turn = signingNow(await signersOf(ctx.sql, document.id)).some(signer => signer.accountId === me)
      return [step('sign', 'documents.sign', turn ? null : 'documents.not-your-turn'), step('return', 'documents.sign')]
    }
    case 'numbering':
      return [step('issue', 'documents.issue'), step('return', 'documents.issue')]
    case 'issued':
      return [step('recall', 'documents.issue'), ...(document.paperId ? [step('copy', 'documents.issue')] : [])]
    default:
      return []
  }
}

type StepFor = (name: string, verb: string) => { name: string; refused: string | null }

function incomingSteps(document: DocumentRow, step: StepFor): DocumentView['steps'] {
  const { state, paperId } = document
  const isHeld = paperId !== null && ['registered', 'assigned', 'done'].includes(state)
  return [...workSteps(document, step), ...(isHeld ? [step('copy', 'documents.issue')] : [])]
}

function workSteps({ state, via }: DocumentRow, step: StepFor): DocumentView['steps'] {
  if (state === 'arrived')
    return [
      step('register', 'documents.register'),
      ...(via === 'paper' || via === 'scan' ? [] : [step('refuse', 'documents.register')]),
    ]
  if (state === 'registered')
    return [step('assign', 'documents.assign'), step('shelve', 'documents.assign'), step('reply', 'documents.draft')]
  return state === 'assigned' ? [step('reply', 'documents.draft')] : []
}

/** The first look of somebody it concerns is their receipt; the first of anybody there is the office's. */
export async function noteOpened(ctx: Context, id: string): Promise<void> {
  const me = ctx.who?.accountId ?? null
  const first = await ctx.sql`
    update documents.party set opened_at = ${ctx.now}
    where document_id = ${id} and account_id = ${me} and opened_at is null`
  const office = await ctx.sql`
    update documents.recipient set opened_at = ${ctx.now} where incoming_id = ${id} and opened_at is null`
  if (first.count + office.count) await ctx.app.bus.publish(ctx.sql, 'documents')
}

export async function tasksView(
  ctx: Context,
  query: {
    view?: 'mine' | 'given' | 'late' | 'open' | 'done' | undefined
    organisationId?: string | undefined
    after?: string | undefined
  },
) {
  const view = query.view ?? 'mine'
  const rows = await listTasks(ctx, { view, organisationId: query.organisationId }, readCursor(query.after))
  const { shown, more } = pageOf(rows, PAGE, row => row.givenAt)
  return { rows: await taskLines(ctx, shown), more }
}

const SOON_DAYS = 2

/** For the leader of an organisation: what is late and why, who has how much, what waits for a decision. */
export async function lateView(ctx: Context, organisationId: string) {
  if (!verbsAt(ctx, organisationId).includes('documents.assign'))
    throw new Problem('core.refused.area', { status: 403 })
  const today = dayOf(ctx.now)
  const [sums] = await ctx.sql<{ open: number; late: number; soon: number; asking: number }[]>`
    select count(*) as open, count(*) filter (where due_on < ${today} and state = 'given') as late,
      count(*) filter (where due_on between ${today} and ${addDays(today, SOON_DAYS)}) as soon,
      count(*) filter (where 'ask' = (select n.what from documents.task_note n
        where n.task_id = t.id and n.what in ('ask', 'grant', 'deny') order by n.n desc limit 1)) as asking
    from documents.task t where organisation_id = ${organisationId} and state in ('given', 'reported')`
  const people = await ctx.sql<{ id: string; name: string; open: number; late: number }[]>`
    select a.id, a.name, count(*) as open, count(*) filter (where t.due_on < ${today} and t.state = 'given') as late
    from documents.task t join identity.account a on a.id = t.lead_id
    where t.organisation_id = ${organisationId} and t.state in ('given', 'reported')
    group by a.id, a.name, a.name_sort order by late desc, open desc, a.name_sort, a.id limit 100`
  const late = await listTasks(ctx, { view: 'late', organisationId }, undefined)
  const open = await listTasks(ctx, { view: 'open', organisationId }, undefined)
  const needs = (row: TaskLine) => row.asksUntil !== null || row.state === 'reported'
  const lines = await taskLines(ctx, late)
  const others = (await taskLines(ctx, open)).filter(row => needs(row) && !lines.some(line => line.id === row.id))
  const { rows: waiting } = await listView(ctx, { view: 'waits', organisationId })
  return {
    ...(sums ?? { open: 0, late: 0, soon: 0, asking: 0 }),
    people,
    tasks: [...lines.toSorted((a, b) => (a.dueOn ?? '').localeCompare(b.dueOn ?? '')), ...others],
    waiting,
  }
}
