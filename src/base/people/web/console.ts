import { browserApi } from '#core/web/api.ts'
import type { ConsolePage, Finder } from '#kit/page.ts'
import { people } from '../contract.ts'
import { birthYear } from '../identifiers.ts'

const api = browserApi({ people })
const READ = 'people.read'
const words = ['people', 'identity', 'core']
const FOUND = 6

export const pages: ConsolePage[] = [
  {
    path: '/people',
    words,
    verb: READ,
    nav: { group: 'people', order: 10, label: 'people.office.title', icon: 'people' },
    load: () => import('./console-people.tsx').then(m => m.People),
  },
  {
    path: '/people/new',
    words,
    verb: 'people.write',
    load: () => import('./console-new-person.tsx').then(m => m.NewPersonPage),
  },
]

export const finders: Finder[] = [
  {
    name: 'people',
    verb: READ,
    label: 'people.office.title',
    icon: 'person',
    async find(q, signal) {
      const { people: found } = await api.people.search({ query: { q } }, { signal })
      return found.slice(0, FOUND).map(person => ({
        id: person.id,
        title: person.fullName,
        detail: [person.birthDate && birthYear(person.birthDate), person.unitName].filter(Boolean).join(' · '),
        to: `/people?q=${encodeURIComponent(q)}&open=${person.id}`,
      }))
    },
  },
]
