import type { CitizenPage } from '#kit/page.ts'

const words = ['messages']

export const pages: CitizenPage[] = [
  {
    path: '/tin-nhan',
    tab: 'me',
    words,
    load: () => import('./mine.tsx').then(m => m.MyMessages),
    row: { order: 40, label: 'messages.web.mine', icon: 'message' },
  },
  {
    path: '/tin-nhan/cai-dat',
    tab: 'me',
    words,
    load: () => import('./settings.tsx').then(m => m.MessageSettings),
    row: { order: 41, label: 'messages.web.settings', icon: 'settings' },
  },
  { path: '/huy-nhan-tin/:token', open: true, words, load: () => import('./unsubscribe.tsx').then(m => m.Unsubscribe) },
  { path: '/hop-thu', open: true, demo: true, words, load: () => import('./mailbox.tsx').then(m => m.Mailbox) },
]
