import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from 'react'

interface Typing {
  /** What was read; empty while nothing readable is typed. */
  readonly value: string
  readonly read: (text: string) => string | undefined
  readonly show: (value: string) => string
  readonly onChange: (value: string) => void
}

/**
 * For a field that is typed as people write and read strictly. The fields of the browser for days and times speak the
 * language of the browser, and not of the page. It is called unreadable once it is left or its form is sent, and not at
 * its first digit. A form is not sent while it holds what cannot be read: an optional day would be left out unseen.
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
  const input = useRef<HTMLInputElement>(null)
  const isUnread = text.trim() !== '' && !value
  const hold = useEffectEvent((sending: Event) => {
    if (!isUnread) return
    sending.preventDefault()
    sending.stopImmediatePropagation()
    setTyping(false)
    input.current?.focus()
  })
  useEffect(() => {
    const form = input.current?.form
    const onSubmit = (event: Event) => hold(event)
    form?.addEventListener('submit', onSubmit)
    return () => form?.removeEventListener('submit', onSubmit)
  }, [])
  // A field that stands in no form is a filter: half a day would be another one, and its rows be read for nothing.
  const waits = () => !input.current?.form
  /** At the end of typing; what is not a field's own choice is shown instead of it. */
  const leave = () => {
    setTyping(false)
    const own = typing && waits() ? read(text) : value
    if (own !== value && (own || !text.trim())) onChange(own ?? '')
    const shown = own || value
    if (shown) setText(show(shown))
  }
  return {
    text,
    unread: !typing && isUnread,
    type(typed: string) {
      setTyping(true)
      setText(typed)
      if (!waits()) onChange(read(typed) ?? '')
    },
    field: {
      ref: input,
      onBlur: leave,
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key === 'Enter') leave()
      },
    },
  }
}
