import { BLANK_AIR, BLANK_SIZE, type Fill } from '#base/attestation/paper.ts'
import { bytesOf, newDocument } from '#core/pdf.ts'
import { Problem } from '#core/problem.ts'
import type { Appearance, Spot } from './pdf/field.ts'
import { PdfFile } from './pdf/file.ts'
import { graftPage } from './pdf/graft.ts'
import { markedSpace } from './place.ts'

const SMALLEST = 8

/** Why an organisation signs what it wrote into the blanks; as it stands in the PDF. */
export const NUMBERING = 'Ghi số, ngày, tháng, năm'

/**
 * What is written into the blanks that a paper left for its number and its day, as what is seen of a signature: being one it
 * changes nothing of what others signed, and says who wrote it. All blanks lie on one page, beside each other. Throws
 * `signatures.no-blanks` where the paper has none.
 */
export async function filledBlanks(file: PdfFile, fills: readonly Fill[], now: Date): Promise<Appearance> {
  const blanks = fills.map(fill => ({ ...fill, spot: markedSpace(file, fill.mark) }))
  const spots = blanks.flatMap(({ spot }) => spot ?? [])
  const strip = around(spots)
  if (!strip || spots.length < fills.length) throw new Problem('signatures.no-blanks', { status: 409 })
  const doc = newDocument('', [strip.width, strip.height], now)
  doc.addPage().fillColor('#000')
  for (const { spot = strip, text, face } of blanks) {
    let size = BLANK_SIZE
    while (size > SMALLEST && doc.font(face).fontSize(size).widthOfString(text) > spot.width) size--
    const x = spot.x - strip.x + spot.width - doc.font(face).fontSize(size).widthOfString(text)
    doc.text(text, x, strip.y + strip.height - spot.y - spot.height + BLANK_AIR, { lineBreak: false })
  }
  const drawing = new PdfFile(await bytesOf(doc))
  return { spot: strip, draw: update => graftPage(update, drawing) }
}

function around(spots: readonly Spot[]): Spot | undefined {
  const [first] = spots
  if (!first || spots.some(spot => spot.page !== first.page)) return undefined
  const [x, y] = [Math.min(...spots.map(spot => spot.x)), Math.min(...spots.map(spot => spot.y))]
  const right = Math.max(...spots.map(spot => spot.x + spot.width))
  const top = Math.max(...spots.map(spot => spot.y + spot.height))
  return { page: first.page, x, y, width: right - x, height: top - y }
}
