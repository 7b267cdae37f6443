import type { ConsolePage, Finder } from '#kit/page.ts'
import { api } from './api.ts'

const ADMINISTER = 'identity.administer'
const words = ['identity']

export const pages: ConsolePage[] = [
  {
    path: '/accounts',
    words,
    verb: ADMINISTER,
    nav: { group: 'admin', order: 10, label: 'identity.web.accounts', icon: 'people' },
    load: () => import('./accounts.tsx').then(m => m.Accounts),
  },
  { path: '/accounts/new', words, verb: ADMINISTER, load: () => import('./new-account.tsx').then(m => m.NewAccount) },
  { path: '/account', words, load: () => import('./my-account.tsx').then(m => m.MyAccount) },
]

export const finders: Finder[] = [
  {
    name: 'identity.accounts',
    verb: ADMINISTER,
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
