import { useState } from 'react'
import { useLocale } from '#core/web/words.tsx'
import type { FormContent } from '../contract.ts'
import { isWhole, numberText, readNumber } from '../shape.ts'

interface Typing {
  readonly content: FormContent
  readonly name: string
  readonly value: unknown
  readonly onChange: (value: unknown) => void
}

/** A number as it is typed, beside what is read of it: `12,` is on its way to `12,5`. */
export function useNumber({ content, name, value, onChange }: Typing) {
  const [locale] = useLocale()
  const [typed, setTyped] = useState('')
  const whole = isWhole(content, name)
  const isOwn = Object.is(readNumber(typed, whole, locale), value)
  return {
    text: isOwn ? typed : numberText(value, locale),
    inputMode: whole ? ('numeric' as const) : ('decimal' as const),
    type(text: string) {
      setTyped(text)
      onChange(readNumber(text, whole, locale))
    },
  }
}
