import type { CitizenPage, HomeCard } from '#kit/page.ts'

export const pages: CitizenPage[] = [
  {
    path: '/cach-ly',
    tab: 'me',
    words: ['isolation', 'helplines'],
    load: () => import('./mine.tsx').then(m => m.MyIsolation),
    row: { order: 20, label: 'isolation.web.mine', icon: 'home' },
  },
]

export const home: HomeCard[] = [
  { name: 'isolation', order: 6, words: ['isolation/home'], load: () => import('./home.tsx').then(m => m.MyOrderCard) },
]
