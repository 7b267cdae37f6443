import type { CitizenPage, HomeCard } from '#kit/page.ts'

const words = ['services', 'services/home', 'forms', 'units', 'people', 'files']

export const pages: CitizenPage[] = [
  {
    path: '/dich-vu-cong',
    tab: 'me',
    words,
    load: () => import('./mine.tsx').then(m => m.MyServices),
    row: { order: 15, label: 'services.web.mine', icon: 'document' },
  },
  {
    path: '/dich-vu-cong/thu-tuc/:slug',
    tab: 'me',
    words,
    open: true,
    load: () => import('./procedure.tsx').then(m => m.Procedure),
  },
  { path: '/dich-vu-cong/nop/:slug', tab: 'me', words, load: () => import('./file.tsx').then(m => m.File) },
  {
    path: '/dich-vu-cong/:dossierId',
    tab: 'me',
    words: [...words, 'parcels'],
    load: () => import('./one.tsx').then(m => m.One),
  },
]

export const home: HomeCard[] = [
  { name: 'services', order: 30, words: ['services/home'], load: () => import('./home.tsx').then(m => m.ServicesCard) },
]
