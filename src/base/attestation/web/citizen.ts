import type { CitizenPage } from '#kit/page.ts'

export const pages: CitizenPage[] = [
  {
    path: '/v',
    open: true,
    tab: 'me',
    words: ['attestation', 'scan'],
    load: () => import('./check.tsx').then(m => m.CheckPaper),
    row: { order: 40, label: 'attestation.web.title', icon: 'shield' },
  },
]
