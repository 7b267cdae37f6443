import { addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage } from '#kit/page.ts'

const SIGN = 'signatures.sign'
const words = ['signatures', 'work', 'identity', 'core']

export const pages: ConsolePage[] = [
  {
    path: '/signatures',
    words,
    verb: SIGN,
    nav: { group: 'work', order: 15, label: 'signatures.web.title', icon: 'edit' },
    load: () => import('./signatures.tsx').then(m => m.Signatures),
  },
  {
    path: '/seals',
    words,
    verb: 'signatures.manage',
    nav: { group: 'admin', order: 16, label: 'signatures.web.seals', icon: 'shield' },
    load: () => import('./seals.tsx').then(m => m.Seals),
  },
]

addWorkPart({
  kind: 'signatures.turn',
  load: () => import('./part.tsx').then(m => m.TurnPart),
  forms: {
    'signatures.signing': () => import('./part.tsx').then(m => m.SignItem),
    'signatures.refusing': () => import('./part.tsx').then(m => m.RefuseItem),
  },
  bulkForms: {
    'signatures.signing': () => import('./part.tsx').then(m => m.SignMany),
    'signatures.refusing': () => import('./part.tsx').then(m => m.RefuseMany),
  },
})
