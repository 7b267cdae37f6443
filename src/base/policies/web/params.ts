import type { Say } from '#core/web/words.tsx'

/** What the console needs of the JSON Schema of a rule's parameters. */
export interface ParamsSchema {
  readonly properties?: Readonly<
    Record<string, { readonly type?: string; readonly minimum?: number; readonly maximum?: number }>
  >
}

export type Field =
  | {
      readonly name: string
      readonly kind: 'number'
      readonly whole: boolean
      readonly min?: number
      readonly max?: number
    }
  | { readonly name: string; readonly kind: 'flag' | 'text' | 'json' }

/** How each parameter is edited: a figure, a yes or no, a line, or JSON for what has parts. */
export function fieldsOf(schema: ParamsSchema): Field[] {
  return Object.entries(schema.properties ?? {}).map(([name, { type, minimum, maximum }]): Field => {
    if (type === 'integer' || type === 'number')
      return {
        name,
        kind: 'number',
        whole: type === 'integer',
        // Bounds that only say “a safe integer” are none.
        ...(minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? { min: minimum } : {}),
        ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? { max: maximum } : {}),
      }
    if (type === 'boolean') return { name, kind: 'flag' }
    return { name, kind: type === 'string' ? 'text' : 'json' }
  })
}

/** What is typed, as text; JSON over several lines. */
export const typedOf = (field: Field, value: unknown): string =>
  field.kind === 'json' ? JSON.stringify(value, null, 2) : String(value ?? '')

/** The parameters that were typed, or the names of those that cannot be read. */
export function readTyped(
  fields: readonly Field[],
  typed: Readonly<Record<string, string>>,
): { readonly params: Record<string, unknown> } | { readonly unreadable: readonly string[] } {
  const params: Record<string, unknown> = {}
  const unreadable: string[] = []
  for (const field of fields) {
    const value = typedValue(field, typed[field.name] ?? '')
    if (value === undefined) unreadable.push(field.name)
    else params[field.name] = value
  }
  return unreadable.length ? { unreadable } : { params }
}

function typedValue(field: Field, text: string): unknown {
  if (field.kind === 'text') return text
  if (field.kind === 'flag') return text === 'true'
  if (field.kind === 'number') {
    const value = Number(text.replace(',', '.'))
    return text.trim() === '' || Number.isNaN(value) ? undefined : value
  }
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** A value on one line, for reading: figures and words as they are, what has parts as short as it goes. */
export function shownOf(t: Say, value: unknown): string {
  const shown = (one: unknown) => shownOf(t, one)
  if (typeof value === 'boolean') return t(value ? 'policies.web.yes' : 'policies.web.no')
  if (Array.isArray(value)) return value.map(shown).join(Array.isArray(value[0]) ? '; ' : ' – ') || '–'
  if (value === null || value === undefined) return '–'
  if (typeof value !== 'object') return String(value) || '–'
  if ('from' in value && 'until' in value) return `${shown(value.from)} – ${shown(value.until)}`
  const entries = Object.entries(value)
  return entries.length ? entries.map(([key, one]) => `${key}: ${shown(one)}`).join('; ') : '–'
}
