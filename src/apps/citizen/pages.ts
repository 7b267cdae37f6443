import type { Bar, CitizenPage, HomeCard } from '#kit/page.ts'

interface Declared {
  readonly pages?: readonly CitizenPage[]
  readonly home?: readonly HomeCard[]
  readonly bars?: readonly Bar[]
}

/** Every module says its own pages, cards and bars in `web/citizen.ts`. */
const declared: readonly Declared[] = Object.values(
  import.meta.glob<Declared>(['../../base/*/web/citizen.ts', '../../capabilities/*/web/citizen.ts'], { eager: true }),
)

const own: CitizenPage[] = [
  { path: '/toi', tab: 'me', open: true, words: [], load: () => import('./me.tsx').then(m => m.Me) },
]
if (import.meta.env.DEV)
  own.push({ path: '/kit', open: true, words: [], load: () => import('./gallery.tsx').then(m => m.Gallery) })

export const pages: readonly CitizenPage[] = [...own, ...declared.flatMap(module => module.pages ?? [])]

export const homeCards: readonly HomeCard[] = declared
  .flatMap(module => module.home ?? [])
  .sort((a, b) => a.order - b.order)

export const bars: readonly Bar[] = declared.flatMap(module => module.bars ?? [])

/** What the shell lists under "Tôi". */
export const rows: readonly CitizenPage[] = pages
  .filter(page => page.row)
  .sort((a, b) => (a.row?.order ?? 0) - (b.row?.order ?? 0))
