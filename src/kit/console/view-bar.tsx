import type { ReactNode } from 'react'

interface ViewBarProps<V extends string> {
  readonly label: string
  readonly views: readonly V[]
  readonly view: string
  readonly nameOf: (view: V) => ReactNode
  /** How many there are, as text; nothing where that is not known. */
  readonly countOf?: (view: V) => string | undefined
  readonly onChoose: (view: V) => void
}

/** On a phone what is shown may lie beyond the edge. */
const reveal = (button: HTMLButtonElement | null) => button?.scrollIntoView({ block: 'nearest', inline: 'center' })

/** Above a list: what of it to look at. */
export function ViewBar<V extends string>({ label, views, view, nameOf, countOf, onChoose }: ViewBarProps<V>) {
  return (
    <nav className="k-view-bar" aria-label={label}>
      {views.map(one => {
        const count = countOf?.(one)
        return (
          <button
            key={one}
            ref={one === view ? reveal : undefined}
            type="button"
            aria-pressed={one === view}
            onClick={() => onChoose(one)}
          >
            {nameOf(one)}
            {count === undefined ? null : <b>{count}</b>}
          </button>
        )
      })}
    </nav>
  )
}
