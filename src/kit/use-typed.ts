import { useEffect, useEffectEvent, useState } from 'react'

interface Typing {
  /** What was read; empty while nothing readable is typed. */
  readonly value: string
  readonly read: (text: string) => string | undefined
  readonly show: (value: string) => string
  readonly onChange: (value: string) => void
}

/**
 * For a field that is typed as people write and read strictly. The fields of the browser for days and times speak the
 * language of the browser, and not of the page. It is called unreadable once it is left, and not at its first digit.
 */
export function useTyped({ value, read, show, onChange }: Typing) {
  const [text, setText] = useState(value && show(value))
  const [typing, setTyping] = useState(false)
  const follow = useEffectEvent((now: string) => {
    const own = read(text) ?? ''
    const isTaken = own !== '' && now === ''
    if (own !== now && (!typing || isTaken)) setText(now && show(now))
  })
  useEffect(() => follow(value), [value])
  const unreadable = text.trim() !== '' && !value
  return {
    text,
    unreadable,
    /** That it is to be said. */
    unread: unreadable && !typing,
    type(typed: string) {
      setTyping(true)
      setText(typed)
      onChange(read(typed) ?? '')
    },
    /** At the end of typing; what is not a field's own choice is shown instead of it. */
    leave() {
      setTyping(false)
      if (value) setText(show(value))
    },
  }
}
