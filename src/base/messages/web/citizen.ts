import type { CitizenPage } from '#kit/page.ts'

export const pages: CitizenPage[] = [
  {
    path: '/hop-thu',
    open: true,
    demo: true,
    words: ['messages'],
    load: () => import('./mailbox.tsx').then(m => m.Mailbox),
  },
]
