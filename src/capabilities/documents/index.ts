import { organisationsNamed } from '#base/units/exchange-codes.ts'
import { resultView } from '#base/work/views.ts'

import type { Located } from '#core/access.ts'
import type { App } from '#core/app.ts'
import { done } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { defineModule } from '#core/module.ts'
import { pageOf, readCursor } from '#core/paging.ts'
import { nameKey } from '#core/text.ts'
import { takeBook } from './books.ts'
import { documents as contract } from './contract.ts'
import { copyNow } from './copies.ts'
import { askOpinions, beginDraft, draftView, opine, signDraft, stepDraft, writeDraft } from './drafts.ts'
import { readFiled } from './filed.ts'
import { flows } from './flow.ts'
import { acceptArrival, assign, giveTask, refuseArrival, registerPaper, shelve } from './incoming.ts'
import { indicators } from './indicators.ts'
import { askBack, askInside, deliverInside, issueMany, issueNow, noteInside, paperFile } from './issue.ts'
import { keeps } from './keeps.ts'
import { whyLate } from './late.ts'
import { mustOffice, mustWorkAt, OVERSEE, officersAt, organisationsWith, READ, verbsAt } from './office.ts'
import { answerChange, keepFile } from './outside.ts'
import { signing } from './policies.ts'
import { documentsBy, officesBy, PAGE, partyIds, withStandIns } from './queries.ts'
import { takeSigned } from './signing.ts'
import { site } from './site.ts'
import { mustLock } from './steps.ts'
import { decideTask, noteTask, taskView } from './tasks.ts'
import { verdictsOf } from './verdicts.ts'
import { documentView, lateView, lineOf, listView, noteOpened, numberingView, tasksView } from './views.ts'
import {
  closeFile,
  codeOf,
  documentsIn,
  gather,
  listFiles,
  mustFile,
  openFile,
  printContents,
  takeOut,
  type WorkFileRow,
} from './work-files.ts'

const MOST_ADDRESSES = 20

export default defineModule({
  name: 'documents',
  dir: import.meta.dirname,
  keeps,
  contract,
  // Each opens the key of the seal by its PIN, whose tries count although what follows is refused.
  direct: ['issue', 'issueMany', 'copy'],
  handlers: {
    async offices(_, ctx) {
      const rows = await officesBy(ctx.sql, organisationsWith(ctx, READ))
      return {
        offices: rows.map(({ organisationId: id, name, abbreviation, unitId }) => ({
          id,
          name,
          abbreviation,
          unitId,
          verbs: verbsAt(ctx, id),
        })),
      }
    },
    officers: async ({ query }, ctx) => ({ officers: await officersAt(ctx, query.organisationId) }),
    async addresses({ query: { q } }, ctx) {
      const like = `%${nameKey(q)
        .replace(/[\\%_]/g, '\\$&')
        .split(' ')
        .join('%')}%`
      const rows = await organisationsNamed(ctx.sql, like, q.trim().toUpperCase(), ctx.now, MOST_ADDRESSES)
      const here = await officesBy(
        ctx.sql,
        rows.map(row => row.id),
      )
      const known = new Set(here.map(office => office.organisationId))
      return { rows: rows.map(({ id, name, code }) => ({ organisationId: id, name, code, isHere: known.has(id) })) }
    },
    list: ({ query }, ctx) => listView(ctx, query),
    document: ({ params }, ctx) => documentView(ctx, params.documentId),
    paper: ({ params }, ctx) => paperFile(ctx, params.documentId),
    async opened({ params }, ctx) {
      await noteOpened(ctx, params.documentId)
      return done
    },
    register: ({ body }, ctx) => registerPaper(ctx, body),
    accept: ({ params, body }, ctx) => acceptArrival(ctx, params.documentId, body),
    async refuse({ params, body }, ctx) {
      await refuseArrival(ctx, params.documentId, body.reason)
      return done
    },
    attach: ({ params, body }, ctx) => keepFile(ctx, params.documentId, body),
    assign: ({ params, body }, ctx) => assign(ctx, params.documentId, body),
    async shelve({ params, body }, ctx) {
      await shelve(ctx, params.documentId, body.note)
      return done
    },
    async answerChange({ params, body }, ctx) {
      await answerChange(ctx, await mustLock(ctx, params.documentId, 'incoming'), body.agrees, body.note ?? '')
      return done
    },
    begin: ({ body }, ctx) => beginDraft(ctx, body),
    draft: ({ params, query }, ctx) => draftView(ctx, params.documentId, query.version),
    write: ({ params, body }, ctx) => writeDraft(ctx, params.documentId, body),
    async ask({ params, body }, ctx) {
      await askOpinions(ctx, params.documentId, body.accountIds)
      return done
    },
    async opine({ params, body }, ctx) {
      await opine(ctx, params.documentId, body.agrees, body.note ?? '')
      return done
    },
    step: ({ params, body }, ctx) => stepDraft(ctx, params.documentId, body),
    sign: ({ params }, ctx) => signDraft(ctx, params.documentId),
    issue: ({ params, body }, ctx) => issueNow(ctx, params.documentId, body),
    numbering: async (_, ctx) => ({ rows: await numberingView(ctx) }),
    async issueMany({ body }, ctx) {
      const results = await issueMany(ctx, body)
      return { results: results.map(({ notation, ...one }) => ({ ...resultView(ctx, one), notation })) }
    },
    copy: ({ params, body }, ctx) => copyNow(ctx, params.documentId, body),
    verdicts: async ({ params }, ctx) => ({ files: await verdictsOf(ctx, params.documentId) }),
    async change({ params, body }, ctx) {
      await askBack(ctx, params.documentId, body)
      return done
    },
    book: ({ query: { organisationId, direction, year, as } }, ctx) =>
      takeBook(ctx, { organisationId, direction, year: Number(year) }, as),
    tasks: ({ query }, ctx) => tasksView(ctx, query),
    task: ({ params }, ctx) => taskView(ctx, params.taskId),
    async giveTask({ body: { helperIds = [], dueOn = null, note = '', ...task } }, ctx) {
      const { unitId } = await mustOffice(ctx, task.organisationId)
      await mustWorkAt(ctx, task.organisationId, [task.leadId, ...helperIds])
      return { taskId: await giveTask(ctx, { ...task, unitId, helperIds, dueOn, note }) }
    },
    async noteTask({ params, body }, ctx) {
      await noteTask(ctx, params.taskId, body)
      return done
    },
    async decideTask({ params, body }, ctx) {
      await decideTask(ctx, params.taskId, body)
      return done
    },
    late: ({ query }, ctx) => lateView(ctx, query.organisationId),
    async workFiles({ query }, ctx) {
      const rows = await listFiles(ctx, query, readCursor(query.after))
      const { shown, more } = pageOf(rows, PAGE, row => row.openedAt)
      return { rows: shown.map(fileLine), more }
    },
    async workFile({ params }, ctx) {
      const file = await mustFile(ctx, params.workFileId)
      const entries = await documentsIn(ctx.sql, file.id)
      const rows = await documentsBy(
        ctx.sql,
        entries.map(entry => entry.documentId),
      )
      const byId = new Map(rows.map(row => [row.id, row]))
      const verbs = verbsAt(ctx, file.organisationId)
      return {
        ...fileLine(file),
        organisationId: file.organisationId,
        documents: entries.flatMap(({ documentId, n }) => {
          const row = byId.get(documentId)
          return row ? [{ ...lineOf(row), n }] : []
        }),
        mayChange: file.closedAt === null && verbs.includes('documents.draft'),
      }
    },
    openFile: ({ body }, ctx) => openFile(ctx, body.organisationId, body.title, body.term),
    gather: ({ params, body }, ctx) => gather(ctx, params.workFileId, body.documentIds),
    async takeOut({ params }, ctx) {
      await takeOut(ctx, params.workFileId, params.documentId)
      return done
    },
    async closeFile({ params }, ctx) {
      await closeFile(ctx, params.workFileId)
      return done
    },
    contents: ({ params }, ctx) => printContents(ctx, params.workFileId),
  },
  site,
  on: [deliverInside, noteInside, askInside, readFiled, takeSigned],
  allows: {
    clerk: [READ, OVERSEE, 'documents.register', 'documents.issue', 'documents.draft'],
    specialist: [READ, 'documents.draft'],
    leader: [READ, OVERSEE, 'documents.assign', 'documents.sign', 'documents.draft'],
    'commune-chair': [READ, OVERSEE, 'documents.assign', 'documents.sign', 'documents.draft'],
    'health-officer': [READ, 'documents.draft'],
  },
  locates: {
    async 'documents-office'(sql, id) {
      const [office] = await officesBy(sql, [id])
      return office && { unitId: office.unitId, organisationId: id }
    },
    document: whereIs,
    'document-copy': whereIs,
    async 'document-task'(sql, id, app) {
      const [row] = await sql<{ unitId: string; organisationId: string; accountIds: string[] }[]>`
        select unit_id, organisation_id,
          array_remove(array[lead_id, given_by] || array(
            select account_id from documents.task_helper where task_id = t.id), null) as account_ids
        from documents.task t where id = ${id}`
      if (!row) return undefined
      const { accountIds: own, ...where } = row
      const accountIds = await withStandIns(sql, own, app.clock())
      return { ...where, parties: { accountIds, beyond: OVERSEE }, asks: { read: [READ], write: [READ] } }
    },
    async 'work-file'(sql, id) {
      const [row] = await sql<{ unitId: string; organisationId: string; keeperId: string | null }[]>`
        select unit_id, organisation_id, keeper_id from documents.work_file where id = ${id}`
      if (!row) return undefined
      const { keeperId, ...where } = row
      return { ...where, parties: { accountIds: keeperId ? [keeperId] : [], beyond: OVERSEE } }
    },
  },
  constraints: { document_number: 'documents.number-taken' },
  declares: [...flows, ...indicators, signing, whyLate],
})

async function whereIs(sql: Sql, id: string, app: App): Promise<Located | undefined> {
  const [row] = await documentsBy(sql, [id])
  if (!row) return undefined
  const { unitId, organisationId } = row
  const parties = { accountIds: await partyIds(sql, id, app.clock()), beyond: OVERSEE }
  return { unitId, organisationId, parties, asks: { read: [READ], write: ['documents.draft'] } }
}

const fileLine = (row: WorkFileRow) => ({
  id: row.id,
  code: codeOf(row),
  title: row.title,
  term: row.term,
  keeper: row.keeper,
  openedAt: row.openedAt.toISOString(),
  closedAt: row.closedAt?.toISOString() ?? null,
  count: row.count,
})
