import { workTransferred } from '#base/work/events.ts'
import { done } from '#core/contract.ts'
import { type Handlers, type Module, on } from '#core/module.ts'
import { noticeRule } from '../policies.ts'
import type { notices } from './contract.ts'
import { correctNotice, discardNotice, draftNotice, editNotice } from './drafts.ts'
import { approvalFlow, reportFlow } from './flow.ts'
import { pages } from './page.ts'
import { publishNotice, returnNotice, withdrawNotice } from './publish.ts'
import { listReported, myReports, reportByName, reportCalled, reportMine, reportView } from './reports.ts'
import { moveReport } from './reports-queries.ts'
import { noticePicture, noticeStops, noticesInForce, noticesPage, noticeView, publicNotice } from './views.ts'

const handlers: Handlers<typeof notices> = {
  publicNotice: ({ params }, ctx) => publicNotice(ctx, params.code),
  reportMine: (input, ctx) => reportMine(ctx, input),
  reportByName: (input, ctx) => reportByName(ctx, input),
  myReports: async (_, ctx) => ({ reports: await myReports(ctx) }),
  noticeStops: ({ query }, ctx) => noticeStops(ctx, query),
  notices: ({ query }, ctx) => noticesPage(ctx, query),
  notice: ({ params }, ctx) => noticeView(ctx, params.noticeId),
  noticePicture: ({ params }, ctx) => noticePicture(ctx, params.noticeId, params.n, params.picture),
  draftNotice: async ({ body }, ctx) => ({ noticeId: await draftNotice(ctx, body.unitId, body.stopIds) }),
  async correctNotice({ params }, ctx) {
    await correctNotice(ctx, params.noticeId)
    return done
  },
  async editNotice({ params, body }, ctx) {
    await editNotice(ctx, params.noticeId, body)
    return done
  },
  discardNotice: async ({ params }, ctx) => ({ gone: await discardNotice(ctx, params.noticeId) }),
  publishNotice: ({ params, body }, ctx) => publishNotice(ctx, params.noticeId, body),
  async returnNotice({ params, body }, ctx) {
    await returnNotice(ctx, params.noticeId, body.note)
    return done
  },
  async withdrawNotice({ params, body }, ctx) {
    await withdrawNotice(ctx, params.noticeId, body.reason)
    return done
  },
  currentNotices: async (_, ctx) => ({ notices: await noticesInForce(ctx) }),
  reportCalled: (input, ctx) => reportCalled(ctx, input),
  report: ({ params }, ctx) => reportView(ctx, params.reportedId),
  listReported: async ({ params, body }, ctx) => ({ cases: await listReported(ctx, params.reportedId, body.personId) }),
}

/** What the module declares for urgent notices. */
export const noticeParts = {
  handlers,
  site: pages,
  on: [
    // The person stays elsewhere: the report goes with its item.
    on(workTransferred, async ({ kind, subject, unitId }, ctx) => {
      if (kind === reportFlow.kind) await moveReport(ctx.sql, subject.id, unitId)
    }),
  ],
  locates: {
    async notice(sql, id) {
      const [row] = await sql<{ unitId: string }[]>`select unit_id from tracing.notice where id = ${id}`
      return row
    },
    async 'notice-report'(sql, id) {
      const [row] = await sql<{ unitId: string }[]>`select unit_id from tracing.notice_report where id = ${id}`
      return row
    },
  },
  declares: [noticeRule, approvalFlow, reportFlow],
} satisfies Partial<Module> & { readonly handlers: Handlers<typeof notices> }
