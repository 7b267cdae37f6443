import type { PdfFile } from './file.ts'
import { type Dict, isName, Stream, type Value } from './values.ts'

/** What is seen of a signature on its page: a drawing, and how it is put there. */
export interface Seen {
  readonly drawing: Value
  /** `cm`: from the drawing to the page. */
  readonly matrix: readonly number[]
}

/** What is seen of the signatures on a page: number, seal and hand are part of what it says (ISO 32000-2, 12.5.5). */
export function seenOn(file: PdfFile, page: Dict): Seen[] {
  return file.listOf(page.get('Annots')).flatMap(one => {
    const widget = file.dictOf(one)
    if (!widget || !isName(file.of(widget.get('FT')), 'Sig')) return []
    const drawing = file.dictOf(widget.get('AP'))?.get('N')
    const form = file.of(drawing)
    const matrix = form instanceof Stream ? placing(file, form.dict, numbersIn(file, widget.get('Rect'))) : undefined
    return drawing !== undefined && matrix ? [{ drawing, matrix }] : []
  })
}

function placing(file: PdfFile, form: Dict, rect: readonly number[]): number[] | undefined {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = numbersIn(file, form.get('Matrix'))
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbersIn(file, form.get('BBox'))
  const corners = [x1, x2].flatMap(x => [y1, y2].map(y => [a * x + c * y + e, b * x + d * y + f] as const))
  const [left, bottom, width, height] = boxOf(corners)
  const [x, y, w, h] = boxOf([
    [rect[0] ?? 0, rect[1] ?? 0],
    [rect[2] ?? 0, rect[3] ?? 0],
  ])
  if (!(width > 0 && height > 0 && w > 0 && h > 0)) return undefined
  const [sx, sy] = [w / width, h / height]
  return [sx, 0, 0, sy, x - left * sx, y - bottom * sy]
}

function boxOf(points: readonly (readonly [number, number])[]): readonly [number, number, number, number] {
  const [xs, ys] = [points.map(point => point[0]), points.map(point => point[1])]
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return [x, y, Math.max(...xs) - x, Math.max(...ys) - y]
}

const numbersIn = (file: PdfFile, value: Value | undefined): number[] => {
  const numbers = file.listOf(value).map(one => file.of(one))
  return numbers.every(one => typeof one === 'number') ? (numbers as number[]) : []
}
