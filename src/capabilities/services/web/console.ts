import { addWorkAside, addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage, Finder } from '#kit/page.ts'
import { api } from './api.ts'

const READ = 'services.read'
const words = [
  'services',
  'signatures',
  'parcels',
  'work',
  'files',
  'forms',
  'people',
  'indicators',
  'identity',
  'core',
]
const FOUND = 6

export const pages: ConsolePage[] = [
  {
    path: '/services',
    words,
    verb: READ,
    nav: {
      group: 'work',
      order: 60,
      label: 'services.web.title',
      icon: 'document',
      begin: 5,
      beginsWith: 'services.receive',
    },
    load: () => import('./queue.tsx').then(m => m.Queue),
  },
  {
    path: '/services/intake',
    words,
    verb: 'services.receive',
    nav: { group: 'work', order: 61, label: 'services.web.intake', icon: 'plus' },
    load: () => import('./intake.tsx').then(m => m.Intake),
  },
  {
    path: '/services/slips',
    words,
    verb: 'services.receive',
    nav: { group: 'work', order: 63, label: 'services.web.slips', icon: 'check' },
    load: () => import('./slips.tsx').then(m => m.Slips),
  },
  {
    path: '/services/offices',
    words,
    verb: READ,
    nav: { group: 'work', order: 62, label: 'services.web.offices', icon: 'office' },
    load: () => import('./offices.tsx').then(m => m.Offices),
  },
  {
    path: '/services/procedures',
    words,
    nav: { group: 'admin', order: 60, label: 'services.web.catalogue', icon: 'document' },
    load: () => import('./catalogue.tsx').then(m => m.Catalogue),
  },
  {
    path: '/services/portal',
    words: [...words, 'interchange'],
    verb: 'services.portal',
    nav: { group: 'command', order: 61, label: 'services.portal.web.title', icon: 'globe' },
    load: () => import('./portal.tsx').then(m => m.PortalPage),
  },
  {
    path: '/services/procedures/:slug',
    words: [...words, 'policies'],
    load: () => import('./editor.tsx').then(m => m.Editor),
  },
  { path: '/services/:dossierId', words, verb: READ, load: () => import('./queue.tsx').then(m => m.DossierPage) },
]

export const finders: Finder[] = [
  {
    name: 'services.dossiers',
    verb: READ,
    label: 'services.web.title',
    icon: 'document',
    async find(q, signal) {
      const { rows } = await api.services.queue({ query: { q } }, { signal })
      return rows.slice(0, FOUND).map(row => ({
        id: row.id,
        title: row.code,
        detail: [row.applicant, row.procedureName].join(' · '),
        to: `/services/${row.id}`,
      }))
    },
  },
]

addWorkPart({
  kind: 'services.dossier',
  load: () => import('./part.tsx').then(m => m.DossierPart),
  forms: { 'services.step': () => import('./step.tsx').then(m => m.ItemStep) },
})
addWorkPart({
  kind: 'services.feedback',
  load: () => import('./part.tsx').then(m => m.FeedbackPart),
})

addWorkAside({
  name: 'services.arrival',
  isOf: kind => kind === 'parcels.arrival',
  verb: 'services.receive',
  load: () => import('./arrival.tsx').then(m => m.ArrivalPart),
})
