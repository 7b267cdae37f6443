import type { PdfFile } from './file.ts'
import { PdfError } from './parse.ts'
import { type Dict, isDict, isName, Reference, type Value } from './values.ts'

const MOST_PAGES = 50_000

export interface Page {
  readonly reference: Reference
  readonly dict: Dict
  /** MediaBox, its corners in order. */
  readonly box: readonly [number, number, number, number]
}

const A4_BOX = [0, 0, 595.28, 841.89] as const

/** The pages in their order; what a page inherits is looked up. */
export function pagesOf(file: PdfFile): Page[] {
  const pages: Page[] = []
  const seen = new Set<number>()
  const walk = (value: Value | undefined, inherited: Value | undefined) => {
    if (!(value instanceof Reference) || seen.has(value.number) || pages.length > MOST_PAGES)
      throw new PdfError('The tree of pages is broken.')
    seen.add(value.number)
    const node = file.of(value)
    if (!isDict(node)) return
    const box = node.get('MediaBox') ?? inherited
    if (isName(node.get('Type'), 'Pages') || node.has('Kids'))
      for (const kid of file.listOf(node.get('Kids'))) walk(kid, box)
    else pages.push({ reference: value, dict: node, box: boxOf(file, box) })
  }
  walk(file.catalog.get('Pages'), undefined)
  if (!pages.length) throw new PdfError('There is no page.')
  return pages
}

function boxOf(file: PdfFile, value: Value | undefined): Page['box'] {
  const numbers = file.listOf(value).map(one => file.of(one))
  if (numbers.length !== 4 || !numbers.every(one => typeof one === 'number')) return A4_BOX
  const [a, b, c, d] = numbers as [number, number, number, number]
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]
}
