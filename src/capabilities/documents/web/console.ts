import { addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage, Finder } from '#kit/page.ts'
import { api } from './api.ts'

const READ = 'documents.read'
const words = ['documents', 'signatures', 'work', 'files', 'identity', 'core']
const FOUND = 6

export const pages: ConsolePage[] = [
  {
    path: '/documents',
    words,
    verb: READ,
    nav: { group: 'work', order: 50, label: 'documents.web.title', icon: 'document' },
    load: () => import('./list.tsx').then(m => m.Documents),
  },
  {
    path: '/documents/tasks',
    words,
    verb: READ,
    nav: { group: 'work', order: 51, label: 'documents.web.tasks', icon: 'check' },
    load: () => import('./tasks.tsx').then(m => m.Tasks),
  },
  {
    path: '/documents/late',
    words,
    verb: 'documents.assign',
    nav: { group: 'work', order: 52, label: 'documents.web.late', icon: 'clock' },
    load: () => import('./late.tsx').then(m => m.Late),
  },
  {
    path: '/documents/work-files',
    words,
    verb: READ,
    nav: { group: 'work', order: 53, label: 'documents.web.work-files', icon: 'office' },
    load: () => import('./work-files.tsx').then(m => m.WorkFiles),
  },
  {
    path: '/documents/work-files/:workFileId',
    words,
    verb: READ,
    load: () => import('./work-file.tsx').then(m => m.WorkFile),
  },
  {
    path: '/documents/register',
    words,
    verb: 'documents.register',
    load: () => import('./register.tsx').then(m => m.Register),
  },
  { path: '/documents/:documentId', words, verb: READ, load: () => import('./document.tsx').then(m => m.DocumentPage) },
  {
    path: '/documents/:documentId/draft',
    words,
    verb: READ,
    load: () => import('./draft.tsx').then(m => m.DraftPage),
  },
]

export const finders: Finder[] = [
  {
    name: 'documents.list',
    verb: READ,
    label: 'documents.web.title',
    icon: 'document',
    async find(q, signal) {
      const { rows } = await api.documents.list({ query: { q } }, { signal })
      return rows.slice(0, FOUND).map(row => ({
        id: row.id,
        title: row.subject,
        detail: [row.notation, row.author].filter(Boolean).join(' · '),
        to: `/documents/${row.id}`,
      }))
    },
  },
]

const goThere = () => import('./part.tsx').then(m => m.GoThere)
for (const kind of ['incoming', 'draft', 'opinion', 'signature', 'change', 'task'])
  addWorkPart({
    kind: `documents.${kind}`,
    load: () => import('./part.tsx').then(m => m.DocumentPart),
    forms: { 'documents.page': goThere, 'documents.issuing': goThere },
    bulkForms: { 'documents.issuing': () => import('./issue-many.tsx').then(m => m.IssueItems) },
  })
