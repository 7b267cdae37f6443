import type { ConsolePage, Finder, NavGroup } from '#kit/page.ts'

interface Declared {
  readonly pages?: readonly ConsolePage[]
  readonly finders?: readonly Finder[]
}

/** Every module says its own pages and what ⌘K looks up in it in `web/console.ts`. */
const declared: readonly Declared[] = Object.values(
  import.meta.glob<Declared>(
    ['../../base/*/web/console.ts', '../../capabilities/*/web/console.ts', '../../capabilities/*/*/web/console.ts'],
    { eager: true },
  ),
)

const own: ConsolePage[] = []
if (import.meta.env.DEV)
  own.push({ path: '/kit', words: [], load: () => import('./pages/gallery.tsx').then(m => m.Gallery) })

export const pages: readonly ConsolePage[] = [...own, ...declared.flatMap(module => module.pages ?? [])]

export const finders: readonly Finder[] = declared.flatMap(module => module.finders ?? [])

export const GROUPS: readonly NavGroup[] = ['work', 'people', 'command', 'admin']
