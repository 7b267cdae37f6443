import type { CitizenPage } from '#kit/page.ts'

const words = ['parcels', 'core', 'people', 'identity', 'units']

export const pages: CitizenPage[] = [
  {
    path: '/buu-gui',
    tab: 'me',
    words,
    load: () => import('./mine.tsx').then(m => m.MyParcels),
    row: { order: 32, label: 'parcels.web.mine', icon: 'send' },
  },
  { path: '/buu-gui/gui', tab: 'me', words, load: () => import('./bring.tsx').then(m => m.Bring) },
]
