import type { ConsolePage } from '#kit/page.ts'

const words = ['work', 'core', 'identity', 'files']

export const pages: ConsolePage[] = [
  {
    path: '/inbox',
    words,
    verb: 'work.read',
    nav: { group: 'work', order: 1, label: 'work.web.inbox', icon: 'inbox', begin: 1, beginsWith: 'work.act' },
    load: () => import('./inbox.tsx').then(m => m.Inbox),
  },
  { path: '/work/:workId', words, verb: 'work.read', load: () => import('./item.tsx').then(m => m.ItemPage) },
]
