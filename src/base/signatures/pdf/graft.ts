import type { PdfFile } from './file.ts'
import { pagesOf } from './pages.ts'
import type { PdfUpdate } from './update.ts'
import { type Dict, dict, isDict, name, Reference, Stream, type Value } from './values.ts'

/** Copies values of one file into another, each object once. */
export function copier(
  from: PdfFile,
  add: (value: Value) => Reference,
  set: (reference: Reference, value: Value) => void,
) {
  const made = new Map<number, Reference>()
  const waiting: (readonly [Reference, Value])[] = []
  const copied = (value: Value): Value => {
    if (value instanceof Reference) {
      const known = made.get(value.number)
      if (known) return known
      const own = add(null)
      made.set(value.number, own)
      waiting.push([own, from.object(value.number)])
      return own
    }
    if (Array.isArray(value)) return value.map(copied)
    if (isDict(value)) return new Map([...value].map(([key, inner]) => [key, copied(inner)]))
    if (value instanceof Stream) return new Stream(copied(value.dict) as Dict, value.raw)
    return value
  }
  return (value: Value): Value => {
    const first = copied(value)
    for (let next = waiting.pop(); next; next = waiting.pop()) set(next[0], copied(next[1]))
    return first
  }
}

/** The first page of another file as a drawing that fills a unit square. */
export function graftPage(update: PdfUpdate, from: PdfFile): Reference {
  const [page] = pagesOf(from)
  const content = from.of(page?.dict.get('Contents'))
  if (!page || !(content instanceof Stream)) throw new Error('A drawing is one page with one content.')
  const copy = copier(
    from,
    value => update.add(value),
    (reference, value) => update.set(reference, value),
  )
  const [left, bottom, right, top] = page.box
  return update.add(
    new Stream(
      new Map<string, Value>([
        ...dict({
          Type: name('XObject'),
          Subtype: name('Form'),
          BBox: [left, bottom, right, top],
          Matrix: [1 / (right - left), 0, 0, 1 / (top - bottom), 0, 0],
          Filter: content.dict.get('Filter'),
        }),
        ['Resources', copy(from.of(page.dict.get('Resources')))],
      ]),
      content.raw,
    ),
  )
}
