import { addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage, Finder } from '#kit/page.ts'
import { api } from './api.ts'

const READ = 'parcels.read'
const words = ['parcels', 'core']
const FOUND = 6

export const pages: ConsolePage[] = [
  {
    path: '/parcels',
    words,
    verb: READ,
    nav: { group: 'work', order: 64, label: 'parcels.web.title', icon: 'send' },
    load: () => import('./list.tsx').then(m => m.ParcelList),
  },
]

export const finders: Finder[] = [
  {
    name: 'parcels',
    verb: READ,
    label: 'parcels.web.title',
    icon: 'send',
    async find(q, signal) {
      const { rows } = await api.parcels.list({ query: { q, view: 'all' } }, { signal })
      return rows.slice(0, FOUND).map(row => ({
        id: row.id,
        title: row.reference,
        detail: [row.contents, row.unitName].join(' · '),
        to: `/parcels?view=all&open=${row.id}`,
      }))
    },
  },
]

for (const kind of ['parcels.trouble', 'parcels.arrival'])
  addWorkPart({ kind, load: () => import('./part.tsx').then(m => m.ParcelPart) })
