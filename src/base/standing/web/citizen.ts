import type { HomeCard } from '#kit/page.ts'

export const home: HomeCard[] = [
  {
    name: 'standing',
    order: 5,
    words: ['standing', 'helplines'],
    load: () => import('./home.tsx').then(m => m.MyStanding),
  },
]
