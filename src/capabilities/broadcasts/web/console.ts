import { addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage } from '#kit/page.ts'

const words = ['broadcasts', 'messages', 'identity', 'work', 'core']
const READ = 'broadcasts.read'

export const pages: ConsolePage[] = [
  {
    path: '/broadcasts',
    words,
    verb: READ,
    nav: { group: 'people', order: 60, label: 'broadcasts.web.title', icon: 'send' },
    load: () => import('./list.tsx').then(m => m.Broadcasts),
  },
  {
    path: '/broadcasts/new',
    words,
    verb: 'broadcasts.send',
    load: () => import('./new.tsx').then(m => m.NewBroadcast),
  },
  { path: '/broadcasts/:broadcastId', words, verb: READ, load: () => import('./one.tsx').then(m => m.OneBroadcast) },
]

addWorkPart({
  kind: 'broadcasts.approval',
  load: () => import('./part.tsx').then(m => m.BroadcastPart),
  forms: { 'broadcasts.approving': () => import('./part.tsx').then(m => m.ApproveForm) },
})
