const PLAIN = /^\d{1,9}$/
const GROUPED = /^\d{1,3}([.,]\d{3}){1,2}$/

/** A count as it is typed: `1250`, `1.250` or nothing, which is null. Anything else is no count: it is asked again, never guessed. */
export function readCount(typed: string): number | null | undefined {
  const text = typed.trim()
  if (text === '') return null
  return PLAIN.test(text) || GROUPED.test(text) ? Number(text.replaceAll(/[.,]/g, '')) : undefined
}
