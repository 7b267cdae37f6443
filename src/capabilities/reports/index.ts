import type { Context } from '#core/app.ts'
import { done } from '#core/contract.ts'
import { format } from '#core/format.ts'
import { defineModule, everyMinutes } from '#core/module.ts'
import { counted, pageOf, readCursor } from '#core/paging.ts'
import { notFound } from '#core/problem.ts'
import { reports as contract } from './contract.ts'
import { saidOf } from './document.ts'
import { draftDue, draftNow } from './draft.ts'
import { READ, reportFlow, WRITE } from './flow.ts'
import { keeps } from './keeps.ts'
import { printReport } from './pdf.ts'
import { content, hours, paper } from './policies.ts'
import {
  countReports,
  listReports,
  lockReport,
  MOST_COUNTED,
  REPORTS_A_PAGE,
  type ReportRow,
  reportBy,
} from './queries.ts'
import { enter, sendReport } from './send.ts'
import { sheetOfReport } from './sheet.ts'
import { openFigure } from './things.ts'
import { correctionsOf, lineOf, standingOf, viewOf } from './view.ts'

const TYPES = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

export default defineModule({
  name: 'reports',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    async list({ query: { unitId, state, after } }, ctx) {
      const filter = { unitIds: unitId ? ctx.app.tree.within([unitId]) : undefined, state }
      const scope = ctx.scope(READ)
      const rows = await listReports(ctx.sql, scope, { ...filter, after: readCursor(after) })
      const { shown, more } = pageOf(rows, REPORTS_A_PAGE, row => row.cutoffAt)
      const count = after ? undefined : await countReports(ctx.sql, scope, filter)
      return {
        rows: shown.map(row => lineOf(ctx, row)),
        more,
        ...counted(count, MOST_COUNTED),
      }
    },
    async create({ body }, ctx) {
      return { reportId: (await draftNow(ctx, body.unitId, body.at ? new Date(body.at) : undefined)).id }
    },
    report: async ({ params }, ctx) => viewOf(ctx, await mustReport(ctx, params.reportId)),
    async enter({ params, body }, ctx) {
      await enter(ctx, await mustReport(ctx, params.reportId, lockReport), body)
      return done
    },
    async send({ params, body }, ctx) {
      return { number: await sendReport(ctx, await mustReport(ctx, params.reportId, lockReport), body) }
    },
    things: async ({ params, query }, ctx) => openFigure(ctx, await mustReport(ctx, params.reportId), query),
    async file({ params, query }, ctx) {
      const report = await mustReport(ctx, params.reportId)
      const standing = await standingOf(ctx, report)
      const document = await saidOf(ctx, report, standing, await correctionsOf(ctx, report, standing))
      const bytes = await (query.as === 'pdf' ? printReport : sheetOfReport)(document)
      const { day, time } = format('vi')
      const at = `${time(report.cutoffAt)} ${day(report.cutoffAt)}`.replace(/\W/g, '-')
      return { bytes, type: TYPES[query.as], name: `bao-cao-nhanh-${at}.${query.as}` }
    },
  },
  every: { 'reports.due': everyMinutes(5, draftDue) },
  allows: {
    tracer: [READ, WRITE],
    'health-officer': [READ, WRITE],
    'commune-chair': [READ],
    leader: [READ],
  },
  locates: {
    async report(sql, id) {
      const [row] = await sql<{ unitId: string }[]>`select unit_id from reports.report where id = ${id}`
      return row
    },
  },
  declares: [hours, content, paper, reportFlow],
})

async function mustReport(ctx: Context, reportId: string, read = reportBy): Promise<ReportRow> {
  const report = await read(ctx.sql, reportId)
  if (!report) throw notFound('report')
  return report
}
