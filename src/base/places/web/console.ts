import { browserApi } from '#core/web/api.ts'
import type { ConsolePage, Finder } from '#kit/page.ts'
import { places } from '../contract.ts'

const api = browserApi({ places })
const READ = 'places.read'
const words = ['places', 'identity', 'core']
const FOUND = 6

export const pages: ConsolePage[] = [
  {
    path: '/places',
    words,
    verb: READ,
    nav: { group: 'people', order: 20, label: 'places.office.title', icon: 'place' },
    load: () => import('./console-places.tsx').then(m => m.Places),
  },
]

export const finders: Finder[] = [
  {
    name: 'places',
    verb: READ,
    label: 'places.office.title',
    icon: 'place',
    async find(q, signal) {
      const { places: found } = await api.places.search({ query: { q } }, { signal })
      return found.slice(0, FOUND).map(place => ({
        id: place.id,
        title: place.name,
        detail: [place.unitName, place.address].filter(Boolean).join(' · '),
        to: `/places?q=${encodeURIComponent(q)}&open=${place.id}`,
      }))
    },
  },
]
