import { addPersonAction } from '#base/people/web/person-actions.tsx'
import { addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage, Finder } from '#kit/page.ts'
import { api } from './api.ts'

const READ = 'isolation.read'
const PROPOSE = 'isolation.propose'
const words = ['isolation', 'work', 'people', 'identity', 'core']
const FOUND = 6

export const pages: ConsolePage[] = [
  {
    path: '/isolation',
    words,
    verb: READ,
    nav: { group: 'work', order: 40, label: 'isolation.web.title', icon: 'home' },
    load: () => import('./orders.tsx').then(m => m.Orders),
  },
  {
    path: '/isolation/sites',
    words,
    verb: READ,
    nav: { group: 'work', order: 41, label: 'isolation.web.sites', icon: 'office' },
    load: () => import('./sites.tsx').then(m => m.Sites),
  },
  { path: '/isolation/new', words, verb: PROPOSE, load: () => import('./propose.tsx').then(m => m.Propose) },
]

export const finders: Finder[] = [
  {
    name: 'isolation.orders',
    verb: READ,
    label: 'isolation.web.title',
    icon: 'home',
    async find(q, signal) {
      const { rows } = await api.isolation.orders({ query: { q } }, { signal })
      return rows.slice(0, FOUND).map(row => ({
        id: row.id,
        title: row.name,
        detail: [row.number, row.birthYear, row.unitName].filter(Boolean).join(' · '),
        to: `/isolation?view=all&q=${encodeURIComponent(q)}&open=${row.workId}`,
      }))
    },
  },
]

addWorkPart({
  kind: 'isolation.order',
  load: () => import('./part.tsx').then(m => m.OrderPart),
  forms: {
    'isolation.signature': () => import('./take.tsx').then(m => m.ItemForm),
    'isolation.confirmation': () => import('./take.tsx').then(m => m.ItemForm),
    'isolation.grounds': () => import('./take.tsx').then(m => m.ItemForm),
  },
  bulkForms: {
    'isolation.signature': () => import('./take.tsx').then(m => m.ManyForm),
    'isolation.confirmation': () => import('./take.tsx').then(m => m.ManyForm),
    'isolation.grounds': () => import('./take.tsx').then(m => m.ManyForm),
  },
})

addPersonAction({
  name: 'isolation.propose',
  label: 'isolation.web.propose',
  icon: 'home',
  verb: PROPOSE,
  pathFor: (personId, workId) => `/isolation/new?person=${personId}${workId ? `&work=${workId}` : ''}`,
})
