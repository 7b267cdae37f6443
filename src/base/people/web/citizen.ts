import type { CitizenPage, HomeCard } from '#kit/page.ts'

export const pages: CitizenPage[] = [
  {
    path: '/khai-bao',
    tab: 'home',
    words: ['people', 'units'],
    load: () => import('./introduce.tsx').then(m => m.Introduce),
  },
  {
    path: '/khai-bao/nguoi-nha',
    tab: 'me',
    words: ['people', 'units'],
    load: () => import('./introduce.tsx').then(m => m.IntroduceMember),
    row: { order: 20, label: 'people.web.member', icon: 'people' },
  },
]

export const home: HomeCard[] = [
  { name: 'people', order: 10, words: ['people/home'], load: () => import('./home.tsx').then(m => m.MyCodes) },
]
