import { heldIn } from '#core/web/held.ts'
import type { Bar, CitizenPage, HomeCard } from '#kit/page.ts'
import { QUEUE } from './paths.ts'

const words = ['roadblocks', 'places', 'timeline']
const post = { tab: 'home', words } as const

export const pages: CitizenPage[] = [
  { path: '/chot/:roadblockId', ...post, load: () => import('./post.tsx').then(m => m.PostPage) },
  {
    path: '/chot/:roadblockId/xe',
    tab: 'home',
    words: [...words, 'scan', 'standing'],
    load: () => import('./vehicle.tsx').then(m => m.RecordVehicle),
  },
  { path: '/chot/:roadblockId/so', ...post, load: () => import('./log.tsx').then(m => m.ShiftLog) },
  { path: '/chot/:roadblockId/so-ngay', ...post, load: () => import('./log.tsx').then(m => m.DayLog) },
  { path: '/chot/:roadblockId/ban-giao', ...post, load: () => import('./hand-over.tsx').then(m => m.HandOver) },
  {
    path: '/chot/:roadblockId/xem-lai',
    tab: 'home',
    words: [...words, 'standing', 'work'],
    load: () => import('./parked.tsx').then(m => m.ParkedCrossings),
  },
  {
    path: '/chot/:roadblockId/can-bo',
    tab: 'home',
    words: [...words, 'identity'],
    load: () => import('./staff.tsx').then(m => m.Staff),
  },
  {
    path: '/chot/:roadblockId/can-bo/them',
    tab: 'home',
    words: [...words, 'identity'],
    load: () => import('./staff.tsx').then(m => m.AddStaff),
  },
  {
    path: QUEUE,
    tab: 'home',
    open: true,
    words: ['roadblocks', 'standing', 'timeline', 'core'],
    load: () => import('./queue.tsx').then(m => m.KeptCrossings),
  },
]

export const home: HomeCard[] = [
  // Who is on duty has it before anything of their own.
  { name: 'roadblocks', order: 8, words: ['roadblocks/home'], load: () => import('./home.tsx').then(m => m.MyPosts) },
]

export const bars: Bar[] = [
  {
    name: 'roadblocks.queue',
    words: ['roadblocks'],
    when: () => heldIn('roadblocks') > 0,
    load: () => import('./queue.tsx').then(m => m.QueueBar),
  },
]
