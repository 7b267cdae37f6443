import { addWorkPart } from '#base/work/web/parts.ts'
import type { ConsolePage, Finder } from '#kit/page.ts'
import { api } from './api.ts'

const ADMINISTER = 'identity.administer'
/** Of whoever administers accounts, too. */
const RESET = 'accounts.reset'
const words = ['accounts', 'factors', 'openid', 'identity', 'stations', 'work', 'core']

export const pages: ConsolePage[] = [
  {
    path: '/accounts',
    words,
    verb: RESET,
    nav: { group: 'admin', order: 10, label: 'identity.web.accounts', icon: 'people' },
    load: () => import('./accounts.tsx').then(m => m.Accounts),
  },
  { path: '/accounts/new', words, verb: ADMINISTER, load: () => import('./new-account.tsx').then(m => m.NewAccount) },
  { path: '/account', words: [...words, 'messages'], load: () => import('./my-account.tsx').then(m => m.MyAccount) },
]

export const finders: Finder[] = [
  {
    name: 'accounts.accounts',
    verb: RESET,
    label: 'identity.web.accounts',
    icon: 'key',
    async find(q, signal) {
      const { rows } = await api.identity.accounts({ query: { q } }, { signal })
      return rows.slice(0, 5).map(row => ({
        id: row.id,
        title: row.name,
        detail: [row.login ?? row.phone, row.unitName].filter(Boolean).join(' · '),
        to: `/accounts?open=${row.id}`,
      }))
    },
  },
]

addWorkPart({
  kind: 'accounts.access',
  load: () => import('./request.tsx').then(m => m.RequestPart),
  forms: { 'accounts.granting': () => import('./request-forms.tsx').then(m => m.GrantForm) },
})
addWorkPart({
  kind: 'accounts.help',
  load: () => import('./request.tsx').then(m => m.RequestPart),
  forms: { 'accounts.resetting': () => import('./request-forms.tsx').then(m => m.ResetForm) },
})
