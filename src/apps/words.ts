import type { WordsSource } from '#core/web/words.tsx'
import type { Catalogue } from '#core/words.ts'

type Loader = () => Promise<Catalogue>

const files = import.meta.glob<Catalogue>(
  [
    '../core/{vi,en}.json',
    '../kit/{vi,en}.json',
    '../kit/*/{vi,en}.json',
    './*/{vi,en}.json',
    '../base/*/{vi,en}.json',
    '../base/*/*.{vi,en}.json',
    '../capabilities/*/{vi,en}.json',
    '../capabilities/*/*.{vi,en}.json',
    '../capabilities/*/*/{vi,en}.json',
  ],
  { import: 'default' },
) as Readonly<Record<string, Loader>>

const byName = new Map<string, Loader[]>()
for (const [path, load] of Object.entries(files)) {
  const [, module = '', part, locale = ''] = /([^/]+)\/(?:([^/]+)\.)?(vi|en)\.json$/.exec(path) ?? []
  for (const name of part ? [module, `${module}/${part}`] : [module])
    byName.set(`${name} ${locale}`, [...(byName.get(`${name} ${locale}`) ?? []), load])
}

/**
 * Where the browser finds a module's messages: `followup` are all of them, fetched with a page that says them, and
 * `followup/home` those of `home.vi.json` alone, for what is on the first page.
 */
export const wordsSource: WordsSource = (name, locale) => {
  const loaders = byName.get(`${name} ${locale}`)
  return loaders && Promise.all(loaders.map(load => load())).then(parts => Object.assign({}, ...parts) as Catalogue)
}
