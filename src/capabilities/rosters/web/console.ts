import { addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage } from '#kit/page.ts'

const READ = 'rosters.read'
const words = ['rosters', 'work', 'identity', 'core']

export const pages: ConsolePage[] = [
  {
    path: '/duty',
    words,
    nav: { group: 'work', order: 80, label: 'rosters.web.duty', icon: 'calendar' },
    load: () => import('./duty.tsx').then(m => m.Duty),
  },
  {
    path: '/rosters',
    words,
    verb: READ,
    nav: { group: 'work', order: 81, label: 'rosters.web.today', icon: 'people' },
    load: () => import('./today.tsx').then(m => m.Today),
  },
  { path: '/rosters/:unitId', words, verb: READ, load: () => import('./week.tsx').then(m => m.Week) },
]

addWorkPart({
  kind: 'rosters.swap',
  load: () => import('./swap.tsx').then(m => m.SwapPart),
  forms: { 'rosters.decision': () => import('./swap.tsx').then(m => m.DecisionForm) },
})
