import { addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage } from '#kit/page.ts'

const words = ['register', 'people', 'identity', 'core', 'files', 'timeline', 'declarations', 'tracing', 'isolation']

export const pages: ConsolePage[] = [
  {
    path: '/duplicates',
    words,
    verb: 'people.merge',
    nav: { group: 'people', order: 15, label: 'register.web.pairs', icon: 'people' },
    load: () => import('./pairs.tsx').then(m => m.Pairs),
  },
]

addWorkPart({ kind: 'register.pile', load: () => import('./pile.tsx').then(m => m.PilePart) })
addWorkPart({
  kind: 'register.correction',
  load: () => import('./correction.tsx').then(m => m.CorrectionPart),
  forms: { 'register.answer': () => import('./correction.tsx').then(m => m.AnswerForm) },
})
