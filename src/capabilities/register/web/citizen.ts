import type { CitizenPage } from '#kit/page.ts'

export const pages: CitizenPage[] = [
  {
    path: '/dinh-chinh',
    tab: 'me',
    words: ['register', 'people', 'units', 'files'],
    load: () => import('./correct.tsx').then(m => m.Correct),
    row: { order: 30, label: 'register.web.correct', icon: 'edit' },
  },
]
