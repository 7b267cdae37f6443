import { addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage } from '#kit/page.ts'

export const pages: ConsolePage[] = [
  {
    path: '/audit',
    words: ['audit', 'lists', 'identity', 'core'],
    verb: 'audit.read',
    nav: { group: 'admin', order: 20, label: 'audit.web.title', icon: 'eye' },
    load: () => import('./list.tsx').then(m => m.Audit),
  },
]

addWorkPart({
  kind: 'audit.unusual',
  load: () => import('./alert.tsx').then(m => m.AlertPart),
  forms: { 'audit.finding': () => import('./alert.tsx').then(m => m.FindingForm) },
})
addWorkPart({
  kind: 'audit.question',
  load: () => import('./question.tsx').then(m => m.QuestionPart),
  forms: { 'audit.answer': () => import('./question.tsx').then(m => m.AnswerForm) },
})
