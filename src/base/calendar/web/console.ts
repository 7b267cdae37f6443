import type { ConsolePage } from '#kit/page.ts'

export const pages: ConsolePage[] = [
  {
    path: '/calendar',
    words: ['calendar'],
    verb: 'calendar.edit',
    nav: { group: 'admin', order: 60, label: 'calendar.web.calendar', icon: 'calendar' },
    load: () => import('./calendar.tsx').then(m => m.CalendarPage),
  },
]
