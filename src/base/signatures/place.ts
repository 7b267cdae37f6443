import { cosignMark, SIGN_MARK } from '#base/attestation/paper.ts'
import { MM } from '#core/pdf.ts'
import type { Spot } from './pdf/field.ts'
import { signatureFields } from './pdf/field.ts'
import type { PdfFile } from './pdf/file.ts'
import { pagesOf } from './pdf/pages.ts'
import { isName, Reference, type Value } from './pdf/values.ts'

/** Between the signer's title and name (NĐ 30/2020/NĐ-CP): room for a signature of some 45 by 20 millimetres. */
const SIGNATURE = { width: 45 * MM, height: 20 * MM }
const MARGIN = { left: 30 * MM, right: 17 * MM, bottom: 45 * MM }
/** How much of the signature the seal covers, from its left. */
const OVERLAP = 1 / 3

interface Size {
  readonly width: number
  readonly height: number
}

/** As large as fits, in the middle. */
function fitted(space: Spot, { width, height }: Size): Spot {
  const scale = Math.min(space.width / width, space.height / height)
  const [w, h] = [width * scale, height * scale]
  return {
    page: space.page,
    x: space.x + (space.width - w) / 2,
    y: space.y + (space.height - h) / 2,
    width: w,
    height: h,
  }
}

/** Of the room between title and name what a hand takes. */
const signatureIn = (space: Spot): Spot => ({
  ...space,
  x: space.x + Math.max(0, (space.width - SIGNATURE.width) / 2),
  width: Math.min(space.width, SIGNATURE.width),
})

/** Where the personal signature of the `index`th of `count` goes: the last of them is the one the paper names. */
export function signatureSpot(
  file: PdfFile,
  picture: Size,
  wish: Spot | undefined,
  index: number,
  count: number,
): Spot {
  const space = wish ?? markedSpace(file) ?? lowerRight(file)
  const middle = signatureIn(space)
  const steps = count - 1 - index
  if (!steps) return fitted(middle, picture)
  const own = markedSpace(file, cosignMark(index))
  if (own) return fitted(signatureIn(own), picture)
  // Those before sign beside it, from right to left, smaller: they vouch for it and do not issue it.
  const small = { width: SIGNATURE.width * 0.6, height: SIGNATURE.height * 0.6 }
  const x = Math.max(MARGIN.left - 20 * MM, middle.x - steps * (small.width + 3 * MM))
  return fitted({ page: space.page, x, y: middle.y, ...small }, picture)
}

/** The seal, at its real size, over the left third of the signature; without one in the place for it. */
export function sealSpot(file: PdfFile, sealMm: number, picture: Size, wish: Spot | undefined): Spot {
  const width = sealMm * MM
  const height = (width * picture.height) / picture.width
  const signed = sealedSignature(file)
  if (signed) {
    const right = signed.x + signed.width * OVERLAP
    return {
      page: signed.page,
      x: Math.max(0, right - width),
      y: signed.y + (signed.height - height) / 2,
      width,
      height,
    }
  }
  const space = wish ?? markedSpace(file) ?? lowerRight(file)
  return {
    page: space.page,
    x: space.x + (space.width - width) / 2,
    y: space.y + (space.height - height) / 2,
    width,
    height,
  }
}

/** The mark of a copy: the upper right corner of the first page. */
export function copySpot(file: PdfFile, { width, height }: Size): Spot {
  const [left, bottom, right, top] = (pagesOf(file)[0] as ReturnType<typeof pagesOf>[number]).box
  return { page: 0, x: right - left - width - 5 * MM, y: top - bottom - height - 5 * MM, width, height }
}

function lowerRight(file: PdfFile): Spot {
  const pages = pagesOf(file)
  const [left, , right] = (pages.at(-1) as ReturnType<typeof pagesOf>[number]).box
  const width = Math.max(SIGNATURE.width, (right - left - MARGIN.left - MARGIN.right) / 2)
  return {
    page: pages.length - 1,
    x: Math.max(0, right - left - MARGIN.right - width),
    y: MARGIN.bottom,
    width,
    height: SIGNATURE.height,
  }
}

const cornersOf = (file: PdfFile, values: readonly Value[]): number[] | undefined => {
  const numbers = values.map(one => file.of(one))
  return numbers.length === 4 && numbers.every(one => typeof one === 'number') ? (numbers as number[]) : undefined
}

function spotOf(file: PdfFile, page: Value | undefined, corners: readonly number[]): Spot | undefined {
  const pages = pagesOf(file)
  const index = pages.findIndex(one => page instanceof Reference && one.reference.number === page.number)
  const box = pages[index]?.box
  if (!box) return undefined
  const [a = 0, b = 0, c = 0, d = 0] = corners
  const [x, y, width, height] = [Math.min(a, c) - box[0], Math.min(b, d) - box[1], Math.abs(c - a), Math.abs(d - b)]
  return width > 0 && height > 0 ? { page: index, x, y, width, height } : undefined
}

/** Where the signature lies that the seal belongs to: in the place that the paper names, or else the last that is seen. */
function sealedSignature(file: PdfFile): Spot | undefined {
  const seen = signatureFields(file)
    .filter(({ dict }) => dict.has('V'))
    .flatMap(({ dict }) => spotOf(file, dict.get('P'), cornersOf(file, file.listOf(dict.get('Rect'))) ?? []) ?? [])
  const space = markedSpace(file)
  return (space && seen.find(spot => isWithin(spot, space))) ?? seen.at(-1)
}

const isWithin = (spot: Spot, space: Spot): boolean =>
  spot.page === space.page &&
  spot.x >= space.x - 1 &&
  spot.y >= space.y - 1 &&
  spot.x + spot.width <= space.x + space.width + 1 &&
  spot.y + spot.height <= space.y + space.height + 1

/** A place that a paper names, as large as it says. */
export function markedSpace(file: PdfFile, mark = SIGN_MARK): Spot | undefined {
  const dests = file.dictOf(file.catalog.get('Names'))?.get('Dests')
  const target = dests && inTree(file, dests, mark, 0)
  if (!target) return undefined
  const [page, how, ...corners] = file.listOf(file.dictOf(target)?.get('D') ?? target)
  const numbers = isName(file.of(how), 'FitR') ? cornersOf(file, corners) : undefined
  return numbers && spotOf(file, page, numbers)
}

function inTree(file: PdfFile, value: Value, mark: string, depth: number): Value | undefined {
  const node = file.dictOf(value)
  if (!node || depth > 10) return undefined
  const names = file.listOf(node.get('Names'))
  for (let at = 0; at + 1 < names.length; at += 2) {
    const key = file.of(names[at])
    if (Buffer.isBuffer(key) && key.toString('latin1') === mark) return names[at + 1]
  }
  for (const kid of file.listOf(node.get('Kids'))) {
    const found = inTree(file, kid, mark, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}
