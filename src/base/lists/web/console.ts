import type { ConsolePage } from '#kit/page.ts'

const LOAD = 'lists.import'
const words = ['lists', 'people', 'units', 'core']

export const pages: ConsolePage[] = [
  {
    path: '/lists',
    words,
    verb: LOAD,
    nav: { group: 'people', order: 40, label: 'lists.web.title', icon: 'upload' },
    load: () => import('./imports.tsx').then(m => m.Imports),
  },
  { path: '/lists/new', words, verb: LOAD, load: () => import('./send.tsx').then(m => m.SendList) },
  {
    path: '/lists/papers/:paperId',
    words: [...words, 'files'],
    verb: LOAD,
    load: () => import('./paper.tsx').then(m => m.PaperPage),
  },
  { path: '/lists/:importId', words, verb: LOAD, load: () => import('./import.tsx').then(m => m.ImportPage) },
]
