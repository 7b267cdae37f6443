import type { CitizenPage } from '#kit/page.ts'

export const pages: CitizenPage[] = [
  {
    path: '/ai-da-xem',
    tab: 'me',
    words: ['audit', 'people'],
    load: () => import('./looks.tsx').then(m => m.Looks),
    row: { order: 40, label: 'audit.web.looks', icon: 'eye' },
  },
]
