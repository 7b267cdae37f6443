import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addWords, type Catalogue, LOCALES } from './words.ts'

/** The server's side of the words: every module's catalogues, for problems, messages and print. */
export function loadWords(modules: readonly { readonly dir: string }[]): void {
  for (const { dir } of modules)
    for (const locale of LOCALES)
      for (const file of globSync(`{,*.}${locale}.json`, { cwd: dir }))
        addWords(locale, JSON.parse(readFileSync(join(dir, file), 'utf8')) as Catalogue)
}
