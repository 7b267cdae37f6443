import type { CitizenPage, HomeCard } from '#kit/page.ts'

const common = { tab: 'home', words: ['declarations', 'forms', 'units', 'people', 'helplines'] } as const

export const pages: CitizenPage[] = [
  {
    path: '/to-khai',
    ...common,
    load: () => import('./mine.tsx').then(m => m.MyDeclarations),
    row: { order: 15, label: 'declarations.web.title', icon: 'document' },
  },
  { path: '/to-khai/:kind', ...common, load: () => import('./fill.tsx').then(m => m.Fill) },
  { path: '/to-khai/xem/:declarationId', ...common, load: () => import('./one.tsx').then(m => m.OneDeclaration) },
]

export const home: HomeCard[] = [
  {
    name: 'declarations',
    order: 15,
    words: ['declarations/home'],
    load: () => import('./home.tsx').then(m => m.DeclareCard),
  },
]
