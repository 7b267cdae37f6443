import { isArrival } from '#base/work/arrival-kind.ts'
import { addWorkAside, addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage } from '#kit/page.ts'

const words = ['followup', 'people', 'identity', 'work']

export const pages: ConsolePage[] = [
  {
    path: '/followup',
    words,
    verb: 'followup.read',
    nav: { group: 'work', order: 30, label: 'followup.web.followed', icon: 'health' },
    load: () => import('./followed.tsx').then(m => m.Followed),
  },
  {
    path: '/teams',
    words,
    verb: 'followup.team',
    nav: { group: 'work', order: 32, label: 'followup.web.teams', icon: 'people' },
    load: () => import('./teams.tsx').then(m => m.Teams),
  },
  { path: '/teams/:teamId', words, verb: 'followup.team', load: () => import('./teams.tsx').then(m => m.TeamPage) },
]

addWorkPart({
  kind: 'followup.watch',
  load: () => import('./plan.tsx').then(m => m.PlanPart),
  forms: { 'followup.extend': () => import('./plan-forms.tsx').then(m => m.ExtendForm) },
})

addWorkAside({
  name: 'followup.stay',
  isOf: kind => isArrival(kind) || kind === 'followup.watch',
  verb: 'followup.read',
  load: () => import('./stay.tsx').then(m => m.StayPart),
})

addWorkPart({
  kind: 'followup.parked',
  load: () => import('./console-parked.tsx').then(m => m.ParkedPart),
  forms: { 'followup.parked': () => import('./console-parked.tsx').then(m => m.SettleAll) },
})
