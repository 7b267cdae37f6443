import { addWorkPart } from '#base/work/web/parts.ts'
import { needWords } from '#core/web/words.tsx'
import type { ConsolePage } from '#kit/page.ts'

const words = ['roadblocks', 'places', 'identity', 'core']

export const pages: ConsolePage[] = [
  {
    path: '/roadblocks',
    words,
    verb: 'roadblocks.read',
    nav: { group: 'people', order: 30, label: 'roadblocks.web.console', icon: 'shield' },
    load: () => import('./console-posts.tsx').then(m => m.Posts),
  },
  {
    path: '/roadblocks/:roadblockId',
    words,
    verb: 'roadblocks.read',
    load: () => import('./console-post.tsx').then(m => m.PostDay),
  },
]

addWorkPart({ kind: 'roadblocks.arrival', load: () => import('./console-part.tsx').then(m => m.ArrivalPart) })

/** Reasons are problems of whoever found them. */
const withWords = async () => {
  const [page] = await Promise.all([import('./console-parked.tsx'), needWords('standing', 'timeline')])
  return page
}

addWorkPart({
  kind: 'roadblocks.parked',
  load: () => withWords().then(m => m.ParkedPart),
  forms: { 'roadblocks.parked': () => withWords().then(m => m.SettleAll) },
})
