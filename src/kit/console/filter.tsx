import { TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useSearch } from '#core/web/router.tsx'
import { Icon } from '../icon.tsx'

type Filter<F, A> = {
  readonly [K in keyof F]: K extends keyof A ? (A[K] extends readonly (infer V)[] ? V | F[K] : string) : string
}

/**
 * The filter of a list, in the address bar: `const [filter, setFilter] = useFilter({ state: 'open', q: '' })`. What
 * equals its default is not written there. Where only some values have a meaning, `among` has them: any other, such as of
 * an old link, is read as the default.
 */
export function useFilter<
  const F extends Readonly<Record<string, string>>,
  A extends { readonly [K in keyof F]?: readonly string[] } = Readonly<Record<never, never>>,
>(defaults: F, among?: A): readonly [Filter<F, A>, (patch: { readonly [K in keyof F]?: string }) => void] {
  const [search, setSearch] = useSearch()
  const read = ([key, fallback]: readonly [string, string]) => {
    const said = search.get(key)
    return [key, said !== null && (among?.[key]?.includes(said) ?? true) ? said : fallback]
  }
  const filter = Object.fromEntries(Object.entries(defaults).map(read)) as Filter<F, A>
  return [
    filter,
    patch =>
      setSearch(
        Object.fromEntries(
          Object.entries(patch).map(([key, value]) => [key, value === defaults[key] ? undefined : String(value)]),
        ),
      ),
  ]
}

/** A text filter that reaches the address bar when the officer stops typing. */
export function FilterText(props: { label: string; value: string; onChange: (value: string) => void }) {
  const { label, value, onChange } = props
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onChange(text), 300)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  return (
    <TextInput
      className="k-find"
      aria-label={label}
      placeholder={label}
      value={text}
      leftSection={<Icon name="search" size={16} />}
      onChange={event => setText(event.currentTarget.value)}
    />
  )
}
