import type { CitizenPage, HomeCard } from '#kit/page.ts'

/** Every module says its own pages in `web/pages.ts`; this shell has its home, "Tôi", and in development the kit. */
const declared = import.meta.glob<readonly CitizenPage[]>(
  ['../../base/*/web/pages.ts', '../../capabilities/*/web/pages.ts'],
  { eager: true, import: 'citizen' },
)
const cards = import.meta.glob<readonly HomeCard[]>(
  ['../../base/*/web/pages.ts', '../../capabilities/*/web/pages.ts'],
  { eager: true, import: 'home' },
)

const own: CitizenPage[] = [
  { path: '/toi', tab: 'me', open: true, words: ['citizen'], load: () => import('./me.tsx').then(m => m.Me) },
]
if (import.meta.env.DEV)
  own.push({ path: '/kit', open: true, words: [], load: () => import('./gallery.tsx').then(m => m.Gallery) })

const isPresent = <T>(list: readonly T[] | undefined): list is readonly T[] => list !== undefined

export const pages: readonly CitizenPage[] = [...own, ...Object.values(declared).filter(isPresent).flat()]

export const homeCards: readonly HomeCard[] = Object.values(cards)
  .filter(isPresent)
  .flat()
  .sort((a, b) => a.order - b.order)

/** What the shell lists under "Tôi". */
export const rows: readonly CitizenPage[] = pages
  .filter(page => page.row)
  .sort((a, b) => (a.row?.order ?? 0) - (b.row?.order ?? 0))
