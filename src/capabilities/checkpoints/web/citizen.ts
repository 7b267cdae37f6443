import type { CitizenPage, HomeCard } from '#kit/page.ts'

const places = { tab: 'places', words: ['checkpoints', 'places'] } as const

export const pages: CitizenPage[] = [
  {
    path: '/quet-ma',
    tab: 'scan',
    words: ['checkpoints', 'places', 'standing', 'scan'],
    load: () => import('./scan.tsx').then(m => m.Scan),
  },
  {
    path: '/q/:token',
    tab: 'scan',
    open: true,
    words: ['checkpoints', 'places', 'standing'],
    load: () => import('./poster.tsx').then(m => m.Poster),
  },
  { path: '/dia-diem', ...places, load: () => import('./places.tsx').then(m => m.MyPlaces) },
  {
    path: '/dia-diem/dang-ky',
    tab: 'places',
    words: ['checkpoints', 'places', 'units'],
    load: () => import('./register.tsx').then(m => m.Register),
  },
  { path: '/dia-diem/:placeId', ...places, load: () => import('./place.tsx').then(m => m.PlacePage) },
  { path: '/dia-diem/:placeId/xong', ...places, load: () => import('./place.tsx').then(m => m.Registered) },
  { path: '/dia-diem/:placeId/nhan-vien', ...places, load: () => import('./staff.tsx').then(m => m.Staff) },
  { path: '/dia-diem/:placeId/nhan-vien/them', ...places, load: () => import('./staff.tsx').then(m => m.AddStaff) },
  {
    path: '/toi/noi-da-den',
    tab: 'me',
    words: ['checkpoints'],
    load: () => import('./visits.tsx').then(m => m.MyVisits),
    row: { order: 10, label: 'checkpoints.web.visits', icon: 'clock' },
  },
]

export const home: HomeCard[] = [
  { name: 'checkpoints', order: 20, words: ['checkpoints'], load: () => import('./home.tsx').then(m => m.MyDoors) },
]
