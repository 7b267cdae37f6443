import type { CitizenPage } from '#kit/page.ts'

const words = ['tracing/notices', 'units']

export const pages: CitizenPage[] = [
  {
    path: '/co-mat',
    tab: 'me',
    words,
    load: () => import('./notices/mine.tsx').then(m => m.MyReports),
    row: { order: 18, label: 'tracing.web.mine.title', icon: 'place' },
  },
  {
    path: '/co-mat/:code',
    tab: 'home',
    open: true,
    words,
    load: () => import('./notices/report.tsx').then(m => m.Report),
  },
]
