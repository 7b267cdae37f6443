import { addUnitLink } from '#base/indicators/web/unit-links.tsx'
import type { ConsolePage } from '#kit/page.ts'

const READ = 'performance.read'

export const pages: ConsolePage[] = [
  {
    path: '/performance',
    words: [
      'performance',
      'indicators',
      'services',
      'documents',
      'parcels',
      'signatures',
      'identity',
      'halls',
      'work',
      'core',
    ],
    verb: READ,
    nav: { group: 'command', order: 60, label: 'performance.title', icon: 'chart' },
    load: () => import('./page.tsx').then(m => m.PerformancePage),
  },
]

addUnitLink({
  name: 'performance.link',
  label: 'performance.title',
  icon: 'chart',
  verb: READ,
  pathFor: unitId => `/performance?unit=${unitId}`,
})
