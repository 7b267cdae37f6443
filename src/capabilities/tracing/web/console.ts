import { addThingPart, addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage, Finder } from '#kit/page.ts'
import { api } from './api.ts'

const READ = 'tracing.read'
const words = ['tracing', 'people', 'places', 'identity', 'core']
const FOUND = 6

export const pages: ConsolePage[] = [
  {
    path: '/cases',
    words,
    verb: READ,
    nav: { group: 'work', order: 20, label: 'tracing.web.cases', icon: 'trace' },
    load: () => import('./cases.tsx').then(m => m.Cases),
  },
  { path: '/cases/new', words, verb: 'tracing.write', load: () => import('./register.tsx').then(m => m.RegisterCase) },
  {
    path: '/cases/:caseId/papers',
    words: [...words, 'lists', 'files'],
    verb: 'tracing.write',
    load: () => import('./papers.tsx').then(m => m.Papers),
  },
  {
    path: '/cases/:caseId',
    words: [...words, 'lists'],
    verb: READ,
    load: () => import('./case.tsx').then(m => m.CasePage),
  },
  {
    path: '/case-outcomes',
    words,
    verb: 'tracing.outcomes',
    nav: { group: 'work', order: 21, label: 'tracing.web.outcomes', icon: 'check' },
    load: () => import('./outcomes.tsx').then(m => m.Outcomes),
  },
  {
    path: '/case-outcomes/:caseId',
    words,
    verb: 'tracing.outcomes',
    load: () => import('./outcomes.tsx').then(m => m.OutcomePage),
  },
  {
    path: '/notices',
    words,
    verb: 'tracing.notices',
    nav: { group: 'work', order: 22, label: 'tracing.web.notice.title', icon: 'bell' },
    load: () => import('./notices/list.tsx').then(m => m.Notices),
  },
  {
    path: '/notices/new',
    words,
    verb: 'tracing.notify',
    load: () => import('./notices/new.tsx').then(m => m.NewNotice),
  },
  {
    path: '/calls',
    words: [...words, 'tracing/notices', 'units'],
    verb: 'tracing.reports',
    nav: { group: 'work', order: 23, label: 'tracing.web.call', icon: 'phone' },
    load: () => import('./notices/called.tsx').then(m => m.Called),
  },
  {
    path: '/notices/:noticeId',
    words,
    verb: 'tracing.notices',
    load: () => import('./notices/page.tsx').then(m => m.NoticePage),
  },
]

export const finders: Finder[] = [
  {
    name: 'tracing.cases',
    verb: READ,
    label: 'tracing.web.cases',
    icon: 'trace',
    async find(q, signal) {
      const { rows } = await api.tracing.cases({ query: { q } }, { signal })
      return rows.slice(0, FOUND).map(row => ({
        id: row.id,
        title: `${row.number} ${row.name}`,
        detail: [row.birthYear, row.unitName].filter(Boolean).join(' · '),
        to: `/cases/${row.id}`,
      }))
    },
  },
]

addThingPart({ kind: 'contact', load: () => import('./follow-up.tsx').then(m => m.FollowUpPart) })
addWorkPart({
  kind: 'tracing.report',
  load: () => import('./notices/parts.tsx').then(m => m.ReportPart),
  forms: { 'tracing.listing': () => import('./notices/parts.tsx').then(m => m.ListForm) },
})
addWorkPart({
  kind: 'tracing.notice',
  load: () => import('./notices/parts.tsx').then(m => m.ApprovalPart),
  forms: { 'tracing.notice-approval': () => import('./notices/parts.tsx').then(m => m.ApprovalForm) },
})
