import { heldIn } from '#core/web/held.ts'
import type { Bar, CitizenPage, HomeCard } from '#kit/page.ts'
import { VISITS, VISITS_PAGE } from './visits-queue.ts'

const words = ['followup', 'helplines']
const visiting = [...words, 'timeline']

export const pages: CitizenPage[] = [
  { path: '/theo-doi', tab: 'home', words, load: () => import('./household.tsx').then(m => m.MyHousehold) },
  {
    path: '/theo-doi/:token',
    tab: 'home',
    open: true,
    words,
    load: () => import('./household.tsx').then(m => m.LinkHousehold),
  },
  { path: '/to-cong-dong/:teamId', tab: 'home', words: visiting, load: () => import('./round.tsx').then(m => m.Round) },
  {
    path: '/to-cong-dong/:teamId/nguoi-ve/:arrivalId',
    tab: 'home',
    words: visiting,
    load: () => import('./arrival.tsx').then(m => m.ArrivalVisit),
  },
  {
    path: '/to-cong-dong/:teamId/:planId',
    tab: 'home',
    words: visiting,
    load: () => import('./round.tsx').then(m => m.Visit),
  },
  {
    path: VISITS_PAGE,
    tab: 'home',
    open: true,
    words: ['followup', 'timeline', 'core'],
    load: () => import('./queue.tsx').then(m => m.KeptVisits),
  },
]

export const home: HomeCard[] = [
  { name: 'followup', order: 7, words: ['followup/home'], load: () => import('./home.tsx').then(m => m.MyFollowUp) },
  {
    name: 'followup.teams',
    order: 9,
    words: ['followup/home'],
    load: () => import('./home.tsx').then(m => m.MyTeams),
  },
]

export const bars: Bar[] = [
  {
    name: 'followup.queue',
    words: ['followup'],
    when: () => heldIn(VISITS) > 0,
    load: () => import('./queue.tsx').then(m => m.QueueBar),
  },
]
