import type { ConsolePage } from '#kit/page.ts'

export const pages: ConsolePage[] = [
  {
    path: '/backups',
    words: ['backups'],
    verb: 'backups.read',
    nav: { group: 'admin', order: 80, label: 'backups.web.title', icon: 'shield' },
    load: () => import('./backups.tsx').then(m => m.Backups),
  },
]
