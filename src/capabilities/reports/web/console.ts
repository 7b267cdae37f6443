import { addUnitLink } from '#base/indicators/web/unit-links.tsx'
import { addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage } from '#kit/page.ts'

const READ = 'reports.read'
/** The figures are called by the modules that own them. */
const words = ['reports', 'tracing', 'isolation', 'indicators', 'work', 'identity', 'core']

export const pages: ConsolePage[] = [
  {
    path: '/reports',
    words,
    verb: READ,
    nav: { group: 'command', order: 35, label: 'reports.web.title', icon: 'document' },
    load: () => import('./list.tsx').then(m => m.Reports),
  },
  { path: '/reports/:reportId', words, verb: READ, load: () => import('./report.tsx').then(m => m.ReportPage) },
]

addUnitLink({
  name: 'reports.unit',
  label: 'reports.web.title',
  icon: 'document',
  verb: READ,
  pathFor: unitId => `/reports?unit=${unitId}`,
})

addWorkPart({
  kind: 'reports.report',
  load: () => import('./part.tsx').then(m => m.ReportPart),
  forms: { 'reports.sending': () => import('./part.tsx').then(m => m.LookFirst) },
})
