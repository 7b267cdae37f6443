import type { ConsolePage } from '#kit/page.ts'

const SERVE = 'halls.serve'
const words = ['halls', 'core', 'identity']

export const pages: ConsolePage[] = [
  {
    path: '/halls',
    words,
    verb: SERVE,
    nav: { group: 'work', order: 55, label: 'halls.web.title', icon: 'office' },
    load: () => import('./list.tsx').then(m => m.HallList),
  },
  { path: '/halls/:hallId', words, verb: SERVE, load: () => import('./board.tsx').then(m => m.BoardPage) },
  { path: '/halls/:hallId/setup', words, verb: SERVE, load: () => import('./setup.tsx').then(m => m.SetupPage) },
]
