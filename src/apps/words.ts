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
    '../capabilities/*/{vi,en}.json',
  ],
  { import: 'default' },
) as Readonly<Record<string, Loader>>

const byName = new Map<string, Loader[]>()
for (const [path, load] of Object.entries(files)) {
  const [module, file] = path.split('/').slice(-2)
  const name = `${module}/${file?.replace('.json', '')}`
  byName.set(name, [...(byName.get(name) ?? []), load])
}

/** Where the browser finds a module's messages: a small file of its own, fetched with the page that says them. */
export const wordsSource: WordsSource = (module, locale) => {
  const loaders = byName.get(`${module}/${locale}`)
  return loaders && Promise.all(loaders.map(load => load())).then(parts => Object.assign({}, ...parts) as Catalogue)
}
