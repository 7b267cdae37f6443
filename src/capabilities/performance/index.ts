import { organisationNames } from '#base/units/organisations.ts'
import { lateView } from '#base/work/views.ts'
import { defineModule } from '#core/module.ts'
import { performance as contract } from './contract.ts'
import { reportedOf } from './figures.ts'
import { paperOf } from './pdf.ts'
import { index } from './policies.ts'
import { fileName, sheetOf } from './sheet.ts'
import { zaloText } from './text.ts'
import { openFigure } from './things.ts'

const READ = 'performance.read'
const TYPES = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

export default defineModule({
  name: 'performance',
  dir: import.meta.dirname,
  contract,
  handlers: {
    async overview({ query: { unitId, month } }, ctx) {
      const reported = await reportedOf(ctx, unitId, month)
      return { ...reported, text: zaloText(reported) }
    },
    things: ({ query }, ctx) => openFigure(ctx, query),
    async late({ query }, ctx) {
      const { rows, ...rest } = await lateView(ctx, query)
      const names = await organisationNames(
        ctx.sql,
        rows.flatMap(row => row.organisationId ?? []),
      )
      return {
        ...rest,
        rows: rows.map(row => ({
          ...row,
          organisationName: (row.organisationId && names.get(row.organisationId)) || null,
        })),
      }
    },
    async file({ query: { unitId, month, as } }, ctx) {
      const reported = await reportedOf(ctx, unitId, month)
      const bytes = await (as === 'pdf' ? paperOf : sheetOf)(reported, ctx.now)
      return { bytes, type: TYPES[as], name: `${fileName(reported)}.${as}` }
    },
  },
  allows: {
    leader: [READ],
    'commune-chair': [READ],
    administrator: [READ],
  },
  declares: [index],
})
