import type { App, Context } from '#core/app.ts'
import type { AnyEndpoint, May } from '#core/contract.ts'
import { hasWords, say } from '#core/words.ts'

type Say = (id: string) => string

/** What somebody looked for, as the module of the purpose calls it. */
export function purposeText(words: Say, purpose: string): string {
  const [list = ''] = purpose.split(': ')
  const id = `${list}.look`
  if (hasWords('vi', id)) return words(id)
  return hasWords('vi', `${list}.list`)
    ? `${words('audit.extract')}: ${words(`${list}.list`)}`
    : words('audit.look.other')
}

/** What an officer stated in their own words: the purpose of a file that was taken out. */
export const statedIn = (purpose: string | null): string | null => /^[\w.-]+: (.+)$/s.exec(purpose ?? '')?.[1] ?? null

interface Done {
  readonly purpose: string | null
  readonly endpoint: string
}

/** What was done: the purpose of a look, else the right it took. */
export function whatText(app: App, words: Say, { purpose, endpoint }: Done): string {
  if (purpose) return purposeText(words, purpose)
  const id = `${rightOf(specOf(app, endpoint)?.may)}.right`
  return words(hasWords('vi', id) ? id : 'audit.own')
}

function specOf(app: App, endpoint: string): AnyEndpoint | undefined {
  const [module = '', name = ''] = endpoint.split('.')
  return app.modules.find(one => one.name === module)?.contract[name]
}

function rightOf(may: May | undefined): string | undefined {
  if (may?.scope === 'verb') return may.verb
  return may?.scope === 'either' ? may.of.map(rightOf).find(Boolean) : undefined
}

/** For what one may look, as the program knows it, in the order of the alphabet. */
export function purposesOf({ app, locale }: Pick<Context, 'app' | 'locale'>): { id: string; words: string }[] {
  const ids = app.modules.flatMap(module =>
    Object.values(module.contract as Record<string, AnyEndpoint>).flatMap(({ looks }) =>
      typeof looks === 'string' ? [looks] : [],
    ),
  )
  return [...new Set(ids)]
    .map(id => ({ id, words: purposeText(one => say(locale, one), id) }))
    .sort((a, b) => a.words.localeCompare(b.words, locale))
}
