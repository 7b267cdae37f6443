import { addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage } from '#kit/page.ts'

const words = ['roadblocks', 'identity', 'core']

export const pages: ConsolePage[] = [
  {
    path: '/roadblocks',
    words,
    verb: 'roadblocks.read',
    nav: { group: 'people', order: 30, label: 'roadblocks.web.console', icon: 'shield' },
    load: () => import('./console-posts.tsx').then(m => m.Posts),
  },
]

addWorkPart({ kind: 'roadblocks.arrival', load: () => import('./console-part.tsx').then(m => m.ArrivalPart) })
