import { type ComponentType, lazy } from 'react'
import { needWords } from '#core/web/words.tsx'

interface Loadable {
  readonly load: () => Promise<ComponentType>
  readonly words: readonly string[]
}

const made = new WeakMap<Loadable, ComponentType>()

/** A page as a component: its file and its words arrive together, once. */
export function lazyPage(page: Loadable): ComponentType {
  const known = made.get(page)
  if (known) return known
  const component = lazy(async () => {
    try {
      const [found] = await Promise.all([page.load(), needWords(...page.words)])
      return { default: found }
    } catch (problem) {
      made.delete(page)
      throw problem
    }
  })
  made.set(page, component)
  return component
}
