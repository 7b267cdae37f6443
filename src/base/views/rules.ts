/** What is looked at now, and not how: it may name a person, and is left out of what is kept. */
const PASSING = ['q', 'open']

/** A filter as it is kept. */
export function keptSearch(search: string): string {
  const kept = new URLSearchParams(search)
  for (const name of PASSING) kept.delete(name)
  kept.sort()
  return kept.size ? `?${kept}` : ''
}

/** The ids in the order somebody gave; what is not named follows. */
export function arranged<T extends { readonly id: string }>(
  items: readonly T[],
  order: readonly string[],
): readonly T[] {
  const place = new Map(order.map((id, i) => [id, i]))
  return items.toSorted((a, b) => (place.get(a.id) ?? order.length) - (place.get(b.id) ?? order.length))
}
