import { dayOf } from '#core/clock.ts'
import { typedDay } from '#kit/typed.ts'

/** `4/3/1990`, `04031990` or a year → as the register has it; undefined for a day that is none, or is still to come. */
export function birthOf(text: string): string | undefined {
  const typed = text.trim()
  if (/^(18|19|20)\d{2}$/.test(typed)) return typed
  const today = dayOf(new Date())
  const day = /(^\d{4}|[/.\-\s])\d{4}$/.test(typed) ? typedDay(typed, today) : undefined
  return day && day <= today ? day : undefined
}
