import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'
import { create, type QRCodeErrorCorrectionLevel } from 'qrcode'

/** What every printed page is drawn with: faces, text that fits its box, codes as one path. Lengths are points. */
export type Pdf = PDFKit.PDFDocument

/** Points in a millimetre. */
export const MM = 72 / 25.4
export const A4 = { width: 595.28, height: 841.89 }
/** Quiet zone of ISO/IEC 18004, in modules. */
const QUIET = 4

const require = createRequire(import.meta.url)
const sans = (style: string) => require.resolve(`@expo-google-fonts/be-vietnam-pro/${style}/BeVietnamPro_${style}.ttf`)
const serif = (style: string) => require.resolve(`@expo-google-fonts/tinos/${style}/Tinos_${style}.ttf`)
/** Posters and cards speak in the house's letters; papers of the state in those of Times, as the law wants. */
const FONTS = {
  regular: sans('400Regular'),
  medium: sans('500Medium'),
  bold: sans('700Bold'),
  black: sans('800ExtraBold'),
  serif: serif('400Regular'),
  serifBold: serif('700Bold'),
  serifItalic: serif('400Regular_Italic'),
  serifBoldItalic: serif('700Bold_Italic'),
}
export type Face = keyof typeof FONTS
/** Where a face lies, for what draws with something else. */
export const fontFile = (face: Face): string => FONTS[face]

export interface Box {
  readonly x: number
  readonly width: number
  readonly height: number
}

export interface Style {
  readonly face: Face
  /** Sizes to try, largest first. */
  readonly sizes: readonly number[]
  readonly lineGap?: number
}

export interface Block {
  readonly height: number
  draw(y: number): void
}

/**
 * Centred text for a box: the largest size that fits, cut with an ellipsis when none does, its lines of like length
 * (a name must not end in a line of one syllable).
 */
export function block(doc: Pdf, text: string, box: Box, { face, sizes, lineGap = 0 }: Style): Block {
  const heightAt = (size: number, width: number) =>
    doc.font(face).fontSize(size).heightOfString(text, { width, lineGap })
  const size = sizes.find(each => heightAt(each, box.width) <= box.height) ?? sizes.at(-1) ?? 10
  const full = heightAt(size, box.width)
  let width = box.width
  while (width > box.width / 2 && heightAt(size, width - 2 * MM) <= full) width -= 2 * MM
  const cut = full > box.height ? { height: box.height, ellipsis: true } : {}
  return {
    height: Math.min(full, box.height),
    draw: y =>
      doc
        .font(face)
        .fontSize(size)
        .text(text, box.x + (box.width - width) / 2, y, { width, lineGap, align: 'center', ...cut }),
  }
}

/** Draws blocks below each other, in the middle between two heights. */
export function stack(blocks: readonly Block[], from: number, to: number, gap: number): void {
  const height = blocks.reduce((sum, each) => sum + each.height, gap * (blocks.length - 1))
  let y = from + Math.max(0, (to - from - height) / 2)
  for (const each of blocks) {
    each.draw(y)
    y += each.height + gap
  }
}

export interface Qr {
  /** Modules on a side. */
  readonly size: number
  readonly data: Uint8Array
}

/** The code at the highest error correction that keeps it to a version; longer texts take the version they need at Q. */
export function qrOf(text: string, version: number): Qr {
  const smallest = (level: QRCodeErrorCorrectionLevel) => create(text, { errorCorrectionLevel: level }).version
  const level = (['H', 'Q', 'M'] as const).find(each => smallest(each) <= version)
  return create(text, level ? { errorCorrectionLevel: level, version } : { errorCorrectionLevel: 'Q' }).modules
}

/** A long text at the middle level of error correction, in the version it needs. */
export const longQr = (text: string): Qr => create(text, { errorCorrectionLevel: 'M' }).modules

/** Width of a quiet zone when the code is `side` wide. */
export const quietOf = (qr: Qr, side: number): number => (QUIET * side) / qr.size

/** Draws a code `side` points wide, quiet zone excluded, as one path: no seams between modules, sharp at any size. */
export function drawQr(doc: Pdf, { size, data }: Qr, x: number, y: number, side: number): void {
  const module = side / size
  for (let row = 0; row < size; row++)
    for (let from = 0, to = 0; from < size; from = to + 1) {
      to = from
      while (to < size && data[row * size + to]) to++
      if (to > from) doc.rect(x + from * module, y + row * module, (to - from) * module, module)
    }
  doc.fill('#000')
}

/** A document without pages yet; `size` and `margins` are those of each page. */
export function newDocument(
  title: string,
  size: [number, number],
  createdAt: Date,
  margins: { top: number; bottom: number; left: number; right: number } = { top: 0, bottom: 0, left: 0, right: 0 },
  more: { readonly bufferPages?: boolean } = {},
): Pdf {
  const info = { Title: title, Creator: 'Saola', CreationDate: createdAt }
  const doc = new PDFDocument({
    // An electronic copy is to be 1.4 at least (NĐ 30/2020/NĐ-CP), and ink on paper wants transparency.
    pdfVersion: '1.7',
    size,
    margins,
    autoFirstPage: false,
    lang: 'vi',
    displayTitle: true,
    info,
    ...more,
  })
  for (const [face, file] of Object.entries(FONTS)) doc.registerFont(face, file)
  return doc
}

/** Ends a document and answers its bytes. */
export async function bytesOf(doc: Pdf): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  doc.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  const ended = new Promise((resolve, reject) => doc.on('end', resolve).on('error', reject))
  doc.end()
  await ended
  return new Uint8Array(Buffer.concat(chunks))
}
