import type { CitizenPage, HomeCard } from '#kit/page.ts'

const words = ['followup']

export const pages: CitizenPage[] = [
  { path: '/theo-doi', tab: 'home', words, load: () => import('./household.tsx').then(m => m.MyHousehold) },
  {
    path: '/theo-doi/:token',
    tab: 'home',
    open: true,
    words,
    load: () => import('./household.tsx').then(m => m.LinkHousehold),
  },
  { path: '/to-cong-dong/:teamId', tab: 'home', words, load: () => import('./round.tsx').then(m => m.Round) },
  {
    path: '/to-cong-dong/:teamId/nguoi-ve/:arrivalId',
    tab: 'home',
    words,
    load: () => import('./arrival.tsx').then(m => m.ArrivalVisit),
  },
  { path: '/to-cong-dong/:teamId/:planId', tab: 'home', words, load: () => import('./round.tsx').then(m => m.Visit) },
]

export const home: HomeCard[] = [
  { name: 'followup', order: 7, words: ['followup/home'], load: () => import('./home.tsx').then(m => m.MyFollowUp) },
  {
    name: 'followup.teams',
    order: 21,
    words: ['followup/home'],
    load: () => import('./home.tsx').then(m => m.MyTeams),
  },
]
