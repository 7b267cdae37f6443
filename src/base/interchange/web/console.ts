import type { ConsolePage } from '#kit/page.ts'

/** Modules say what their messages are, and why one was refused. */
const words = ['interchange', 'exchange', 'documents', 'files', 'core']

export const pages: ConsolePage[] = [
  {
    path: '/interchange',
    words,
    verb: 'interchange.read',
    nav: { group: 'admin', order: 70, label: 'interchange.web.title', icon: 'share' },
    load: () => import('./partners.tsx').then(m => m.Partners),
  },
  {
    path: '/interchange/messages',
    words,
    verb: 'interchange.read',
    load: () => import('./messages.tsx').then(m => m.Messages),
  },
  {
    path: '/interchange/messages/:exchangedId',
    words,
    verb: 'interchange.manage',
    load: () => import('./message.tsx').then(m => m.Message),
  },
]
