import type { ComponentProps, KeyboardEvent } from 'react'

interface Search<T> {
  /** Of the field; what was found is a choice named `${name}-choice`. */
  readonly name: string
  readonly typed: string
  /** What is meant beyond doubt: the only hit, or the one that was typed in full. */
  readonly hit: T | undefined
  /** It is taken already: Enter sends the form. */
  readonly isTaken: boolean
  readonly onTake: (hit: T) => void
}

/** For a field that searches: Enter takes what is meant, or leads to what was found, and does not send the form. */
export const searchEnter = <T>({ name, typed, hit, isTaken, onTake }: Search<T>): ComponentProps<'input'> => ({
  enterKeyHint: 'search',
  onKeyDown: (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || !typed.trim() || isTaken) return
    event.preventDefault()
    if (hit) onTake(hit)
    else document.querySelector<HTMLElement>(`input[name="${name}-choice"]`)?.focus()
  },
})
