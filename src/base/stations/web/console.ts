import type { ConsolePage } from '#kit/page.ts'

export const pages: ConsolePage[] = [
  {
    path: '/stations',
    words: ['stations', 'identity', 'core'],
    verb: 'stations.manage',
    nav: { group: 'admin', order: 15, label: 'stations.web.title', icon: 'keyboard' },
    load: () => import('./posts.tsx').then(m => m.Posts),
  },
]
