import { addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage } from '#kit/page.ts'

export const pages: ConsolePage[] = [
  {
    path: '/retention',
    words: ['retention'],
    verb: 'retention.read',
    nav: { group: 'admin', order: 30, label: 'retention.title', icon: 'shield' },
    load: () => import('./kept.tsx').then(m => m.KeptData),
  },
]

addWorkPart({
  kind: 'retention.request',
  load: () => import('./request.tsx').then(m => m.RequestPart),
  forms: {
    'retention.reply': () => import('./request.tsx').then(m => m.ReplyForm),
    'retention.carry': () => import('./request.tsx').then(m => m.CarryForm),
    'retention.refuse': () => import('./request.tsx').then(m => m.RefuseForm),
  },
})
