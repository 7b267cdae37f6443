import type { CitizenPage, HomeCard } from '#kit/page.ts'

const words = ['halls', 'core']

export const pages: CitizenPage[] = [
  { path: '/sanh', open: true, words, load: () => import('./find.tsx').then(m => m.FindHall) },
  { path: '/sanh/:hallId', open: true, words, load: () => import('./door.tsx').then(m => m.Door) },
  { path: '/sanh/:hallId/lay-so/:lineId', words, load: () => import('./door.tsx').then(m => m.TakeNumber) },
  {
    path: '/sanh/:hallId/man-hinh',
    open: true,
    face: 'wall',
    words,
    load: () => import('./screen.tsx').then(m => m.HallScreen),
  },
  {
    path: '/quay-lay-so/:token',
    open: true,
    face: 'bare',
    words,
    load: () => import('./kiosk.tsx').then(m => m.Kiosk),
  },
  {
    path: '/so-thu-tu',
    tab: 'me',
    words,
    load: () => import('./mine.tsx').then(m => m.MyNumbers),
    row: { order: 30, label: 'halls.web.mine', icon: 'office' },
  },
]

export const home: HomeCard[] = [
  { name: 'halls', order: 4, words: ['halls/home'], load: () => import('./home.tsx').then(m => m.MyNumberCard) },
]
