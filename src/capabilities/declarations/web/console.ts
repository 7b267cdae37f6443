import { addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage } from '#kit/page.ts'

const words = ['declarations', 'forms', 'units', 'people', 'identity', 'core']

export const pages: ConsolePage[] = [
  {
    path: '/declarations',
    words,
    verb: 'declarations.read',
    nav: { group: 'work', order: 50, label: 'declarations.web.list', icon: 'document' },
    load: () => import('./list.tsx').then(m => m.DeclarationList),
  },
  {
    path: '/declarations/new',
    words,
    verb: 'declarations.enter',
    load: () => import('./enter.tsx').then(m => m.Enter),
  },
  {
    path: '/declarations/figures',
    words: [...words, 'indicators'],
    verb: 'indicators.read',
    nav: { group: 'command', order: 40, label: 'declarations.web.figures', icon: 'chart' },
    load: () => import('./figures.tsx').then(m => m.DeclarationFigures),
  },
  {
    path: '/declarations/:declarationId',
    words,
    verb: 'declarations.read',
    load: () => import('./detail.tsx').then(m => m.DeclarationPage),
  },
  {
    path: '/epidemic-areas',
    words,
    verb: 'declarations.areas',
    nav: { group: 'people', order: 35, label: 'declarations.web.areas', icon: 'map' },
    load: () => import('./areas.tsx').then(m => m.Areas),
  },
  {
    path: '/staff-declarations',
    words,
    verb: 'declarations.staff',
    nav: { group: 'command', order: 50, label: 'declarations.web.staff', icon: 'office' },
    load: () => import('./staff.tsx').then(m => m.Staff),
  },
]

const load = () => import('./detail.tsx').then(m => m.WorkPart)
addWorkPart({ kind: 'declarations.arrival', load })
addWorkPart({ kind: 'declarations.self-report', load })
