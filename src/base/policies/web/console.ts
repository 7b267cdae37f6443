import type { ConsolePage } from '#kit/page.ts'

export const pages: ConsolePage[] = [
  {
    path: '/policies',
    words: ['policies', 'identity'],
    verb: 'policies.set',
    nav: { group: 'admin', order: 50, label: 'policies.web.policies', icon: 'document' },
    load: () => import('./policies.tsx').then(m => m.Policies),
  },
]
