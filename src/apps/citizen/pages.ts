import type { CitizenPage, HomeCard } from '#kit/page.ts'

interface Declared {
  readonly pages?: readonly CitizenPage[]
  readonly home?: readonly HomeCard[]
}

/** Every module says its own pages and cards in `web/citizen.ts`. */
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

/** What the shell lists under "Tôi". */
export const rows: readonly CitizenPage[] = pages
  .filter(page => page.row)
  .sort((a, b) => (a.row?.order ?? 0) - (b.row?.order ?? 0))
