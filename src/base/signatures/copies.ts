import { bytesOf, newDocument } from '#core/pdf.ts'
import { Problem } from '#core/problem.ts'
import type { Copy } from './contract.ts'
import { openPdf, orBroken } from './pades.ts'
import type { Appearance } from './pdf/field.ts'
import { PdfFile } from './pdf/file.ts'
import { graftPage } from './pdf/graft.ts'
import { withPages } from './pdf/rewrite.ts'
import { copySpot } from './place.ts'
import { signingTime } from './time.ts'

const FORMS: Readonly<Record<Copy, string>> = { full: 'Sao y', registered: 'Sao lục', extract: 'Trích sao' }
const LEAST_VERSION = '1.4'
const SIZE = 10
const WIDTH = 190

/** Some pages of a document as one of its own, counted from 0: what an extract is made of. */
export function extractPages(pdf: Uint8Array, pages: readonly number[]): Buffer {
  const file = openPdf(pdf)
  return orBroken(() => withPages(file, pages))
}

/**
 * What is seen of the signature of whoever made a copy: its form, who made it and when (NĐ 30/2020/NĐ-CP: upper right of the
 * first page, Times New Roman 10, black, upright). Being a signature it changes nothing of what others signed.
 */
export async function copyMark(file: PdfFile, form: Copy, agency: string, now: Date): Promise<Appearance> {
  if (file.version < LEAST_VERSION) throw new Problem('signatures.pdf-too-old')
  const lines = [FORMS[form], agency, `Thời gian ký: ${signingTime(now)}`]
  const measure = newDocument('', [WIDTH, 200], now)
  measure.addPage().font('serif').fontSize(SIZE)
  const height = lines.reduce((sum, line) => sum + measure.heightOfString(line, { width: WIDTH }), 2)
  const doc = newDocument('', [WIDTH, height], now)
  doc.addPage().font('serif').fontSize(SIZE).fillColor('#000')
  doc.text(lines.join('\n'), 0, 1, { width: WIDTH })
  const drawing = new PdfFile(await bytesOf(doc))
  return { spot: copySpot(file, { width: WIDTH, height }), draw: update => graftPage(update, drawing) }
}
