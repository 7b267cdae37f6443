import type { HomeCard } from '#kit/page.ts'

export const home: HomeCard[] = [
  { name: 'standing', order: 5, words: ['standing'], load: () => import('./home.tsx').then(m => m.MyStanding) },
]
