import type { ConsolePage } from '#kit/page.ts'

const words = ['messages', 'core']

export const pages: ConsolePage[] = [
  {
    path: '/messages',
    words,
    verb: 'messages.read',
    nav: { group: 'admin', order: 40, label: 'messages.web.deliveries', icon: 'message' },
    load: () => import('./deliveries.tsx').then(m => m.Deliveries),
  },
  {
    path: '/messages/channels',
    words,
    verb: 'messages.channels',
    load: () => import('./channels.tsx').then(m => m.Channels),
  },
  { path: '/mailbox', words, verb: 'messages.read', load: () => import('./all-mail.tsx').then(m => m.AllMail) },
]
