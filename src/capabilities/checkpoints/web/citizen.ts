import { heldIn } from '#core/web/held.ts'
import type { Bar, CitizenPage, HomeCard } from '#kit/page.ts'
import { OWN, QUEUE } from './queue-path.ts'

const places = { tab: 'places', words: ['checkpoints', 'places'] } as const

export const pages: CitizenPage[] = [
  {
    path: '/quet-ma',
    tab: 'scan',
    words: ['checkpoints', 'places', 'standing', 'scan', 'timeline'],
    load: () => import('./scan.tsx').then(m => m.Scan),
  },
  {
    path: QUEUE,
    tab: 'scan',
    open: true,
    words: ['checkpoints', 'standing', 'timeline', 'core'],
    load: () => import('./queue.tsx').then(m => m.KeptScans),
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
  { path: '/dia-diem/:placeId/dong', ...places, load: () => import('./close.tsx').then(m => m.ClosePlace) },
  {
    path: '/dia-diem/:placeId/xem-lai',
    tab: 'places',
    words: ['checkpoints', 'places', 'standing', 'timeline', 'work', 'core'],
    load: () => import('./parked.tsx').then(m => m.ParkedScans),
  },
  {
    path: '/dia-diem/:placeId/nhan-vien',
    tab: 'places',
    words: ['checkpoints', 'places', 'identity'],
    load: () => import('./staff.tsx').then(m => m.Staff),
  },
  {
    path: '/dia-diem/:placeId/nhan-vien/them',
    tab: 'places',
    words: ['checkpoints', 'places', 'identity'],
    load: () => import('./staff.tsx').then(m => m.AddStaff),
  },
  {
    path: '/toi/noi-da-den',
    tab: 'me',
    words: ['checkpoints'],
    load: () => import('./visits.tsx').then(m => m.MyVisits),
    row: { order: 10, label: 'checkpoints.web.visits', icon: 'clock' },
  },
]

export const home: HomeCard[] = [
  {
    name: 'checkpoints',
    order: 20,
    words: ['checkpoints/home'],
    load: () => import('./home.tsx').then(m => m.MyDoors),
  },
]

export const bars: Bar[] = [
  {
    name: 'checkpoints.queue',
    words: ['checkpoints'],
    when: () => heldIn('scans') > 0,
    load: () => import('./queue.tsx').then(m => m.QueueBar),
  },
  {
    name: 'checkpoints.own',
    words: ['checkpoints'],
    when: () => heldIn(OWN) > 0,
    load: () => import('./own-bar.tsx').then(m => m.OwnBar),
  },
]
