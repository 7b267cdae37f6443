import type { CitizenPage } from '#kit/page.ts'

export const pages: CitizenPage[] = [
  {
    path: '/du-lieu-cua-toi',
    tab: 'me',
    words: ['retention'],
    load: () => import('./mine.tsx').then(m => m.MyData),
    row: { order: 41, label: 'retention.web.mine', icon: 'shield' },
  },
]
