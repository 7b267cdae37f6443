import type { ConsolePage } from '#kit/page.ts'

const words = ['exchange', 'interchange', 'documents', 'files', 'core']

export const pages: ConsolePage[] = [
  {
    path: '/exchange',
    words,
    verb: 'documents.register',
    nav: { group: 'work', order: 46, label: 'exchange.web.title', icon: 'share' },
    load: () => import('./list.tsx').then(m => m.ExchangedDocuments),
  },
  {
    path: '/exchange/codes',
    words: [...words, 'units'],
    verb: 'exchange.codes',
    nav: { group: 'admin', order: 71, label: 'exchange.web.codes', icon: 'office' },
    load: () => import('./codes.tsx').then(m => m.Codes),
  },
  {
    path: '/exchange/:documentId',
    words,
    verb: 'documents.read',
    load: () => import('./where.tsx').then(m => m.Where),
  },
]
