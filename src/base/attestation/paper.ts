import { dayOf } from '#core/clock.ts'
import { A4, block, bytesOf, drawQr, type Face, longQr, MM, newDocument, type Pdf, type Qr } from '#core/pdf.ts'
import { drawTable, type PaperTable } from './paper-table.ts'

/** A paragraph of a paper; `label` stands before it in bold: `Điều 1.` */
export interface Paragraph {
  readonly style: 'basis' | 'article' | 'text' | 'heading'
  readonly text: string
  readonly label?: string
}

/** A paper (văn bản) in the layout of Nghị định 30/2020/NĐ-CP. Its words are Vietnamese: it is one. */
export interface Paper {
  /** Who issues it, a line each: `Ủy ban nhân dân`, `Xã Phong Bình`. */
  readonly agency: readonly string[]
  /** `05/QĐ-UBND`; of an open one only `/QĐ-UBND`. */
  readonly number: string
  /** Signed before it is numbered and dated: blanks stand there, and whoever issues it fills them in (`fillsFor`). */
  readonly isOpen?: boolean
  /** Where it is signed: `Phong Bình`. */
  readonly place: string
  readonly signedAt: Date
  /** `Quyết định`; none on an official letter (công văn), whose subject stands below its number. */
  readonly title: string
  /** Trích yếu: what it is about. */
  readonly subject: string
  readonly body: readonly (Paragraph | PaperTable)[]
  /** `Chủ tịch`, and the name. Lines of a title are apart by a line break: `KT. GIÁM ĐỐC`, `PHÓ GIÁM ĐỐC`. */
  readonly signer: Signer
  /** Who signs with them, on their left. */
  readonly cosigners?: readonly Signer[]
  /** Kính gửi, of a letter. */
  readonly addressees?: readonly string[]
  /** `HỎA TỐC`, framed below the number. */
  readonly urgency?: string
  /** Across every page of what is none yet: `DỰ THẢO`. */
  readonly watermark?: string
  /** Nơi nhận, a line each. */
  readonly to: readonly string[]
  /** What stands in the code; none on a paper that nobody checks by one. */
  readonly code?: string
  /** What is said beside the code, or in its place. */
  readonly hint: string
}

interface Signer {
  readonly title: string
  readonly name: string
}

const NATION = 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'
const MOTTO = 'Độc lập - Tự do - Hạnh phúc'
/** Margins of the decree: 20–25 mm above and below, 30–35 on the left, 15–20 on the right. */
const MARGINS = { top: 20 * MM, bottom: 20 * MM, left: 30 * MM, right: 17 * MM }
const LEFT = MARGINS.left
const WIDTH = A4.width - MARGINS.left - MARGINS.right
const FOOT = A4.height - MARGINS.bottom
/** The agency has the narrower half, so that the nation's name keeps to its line. */
const AGENCY = { x: LEFT - 8 * MM, width: 70 * MM }
const STATE = { x: LEFT + 63 * MM, width: WIDTH - 63 * MM + 5 * MM }
const INDENT = 10 * MM
/** The decree allows 13 or 14. */
const BODY = 13
/** A cheap phone reads modules of half a millimetre from a photocopy; a code of 69 of them is as large as there is room for. */
const CODE = { module: 0.5 * MM, least: 20 * MM, most: 35 * MM }
const codeSide = ({ size }: Qr): number => Math.min(CODE.most, Math.max(CODE.least, size * CODE.module))
const SIGN_HEIGHT = 62 * MM
/** Between the signer's title and name. */
const SIGN_SPACE = 26 * MM
/** The place for the signature, as a destination that nobody sees: who signs the PDF finds it by this name. */
export const SIGN_MARK = 'saola-sign'
/** The same of those who sign with them, counted from 0. */
export const cosignMark = (index: number): string => `${SIGN_MARK}-${index}`

/** The blanks of an open paper are destinations, too, each as large as what goes in. */
const BLANKS = { number: 'saola-number', day: 'saola-day', month: 'saola-month', year: 'saola-year' } as const
/** A point of air above and below what is written in a blank. */
export const BLANK_AIR = 1
export const BLANK_SIZE = 13

/** What is written into a blank. */
export interface Fill {
  readonly mark: string
  readonly text: string
  readonly face: Face
}

/** What goes into the blanks of an open paper: its number (`05`), and the day on which it is issued (`YYYY-MM-DD`). */
export function fillsFor(number: string, on: string): Fill[] {
  const { day, month, year } = spelledDay(on)
  return [
    { mark: BLANKS.number, text: number, face: 'serif' },
    { mark: BLANKS.day, text: day, face: 'serifItalic' },
    { mark: BLANKS.month, text: month, face: 'serifItalic' },
    { mark: BLANKS.year, text: year, face: 'serifItalic' },
  ]
}

/** The decree writes a zero before days below ten and before the first two months. */
function spelledDay(on: string) {
  const [year = '', month = '', day = ''] = on.split('-')
  return { day, month: Number(month) > 2 ? String(Number(month)) : month, year }
}

const upper = (text: string) => text.toLocaleUpperCase('vi')

/** Several papers as one PDF, each beginning on a page of its own. */
export async function printPapers(papers: readonly Paper[], { title, now }: { title: string; now: Date }) {
  const doc = newDocument(title, [A4.width, A4.height], now, MARGINS)
  for (const paper of papers) drawPaper(doc, paper)
  return bytesOf(doc)
}

/** One paper of any length, its pages counted from the second on, as the decree has it. */
export async function printPaper(paper: Paper, { title, now }: { title: string; now: Date }) {
  const doc = newDocument(title, [A4.width, A4.height], now, MARGINS, { bufferPages: true })
  drawPaper(doc, paper)
  const pages = doc.bufferedPageRange().count
  for (let page = 0; page < pages; page++) {
    doc.switchToPage(page)
    if (page > 0) drawPageNumber(doc, page + 1)
    if (paper.watermark) drawWatermark(doc, paper.watermark)
  }
  return { bytes: await bytesOf(doc), pages }
}

/** In the middle of the upper margin. What is outside of the margins begins a page unless there are none. */
function drawPageNumber(doc: Pdf, n: number): void {
  withoutMargins(doc, () => line(doc, String(n), { x: 0, width: A4.width }, 11 * MM, 'serif', 13))
}

function drawWatermark(doc: Pdf, text: string): void {
  withoutMargins(doc, () => {
    const [x, y] = [A4.width / 2, A4.height / 2]
    doc
      .save()
      .rotate(-45, { origin: [x, y] })
      .opacity(0.12)
    line(doc, text, { x: 0, width: A4.width }, y - 40, 'serifBold', 80)
    doc.restore()
  })
}

function withoutMargins(doc: Pdf, draw: () => void): void {
  const margins = doc.page.margins
  doc.page.margins = { top: 0, bottom: 0, left: 0, right: 0 }
  draw()
  doc.page.margins = margins
}

function drawPaper(doc: Pdf, paper: Paper): void {
  doc.addPage()
  doc.fillColor('#000')
  drawHead(doc, paper)
  if (paper.title) drawTitle(doc, paper)
  if (paper.addressees?.length) drawAddressees(doc, paper.addressees)
  for (const part of paper.body)
    if ('rows' in part) drawTable(doc, part, { x: LEFT, width: WIDTH, top: MARGINS.top, foot: FOOT })
    else drawParagraph(doc, part)
  drawFoot(doc, paper)
}

interface Column {
  readonly x: number
  readonly width: number
}

/** A centred line; answers where the next begins. */
function line(doc: Pdf, text: string, { x, width }: Column, y: number, face: Face, size: number): number {
  doc.font(face).fontSize(size).text(text, x, y, { width, align: 'center' })
  return doc.y
}

const rule = (doc: Pdf, { x, width }: Column, y: number, length: number) =>
  doc
    .moveTo(x + (width - length) / 2, y)
    .lineTo(x + (width + length) / 2, y)
    .lineWidth(0.7)
    .stroke('#000')

type Part = string | { readonly mark: string; readonly digits: number }

/** A centred line of which parts are still to be written; answers where the next begins. */
function openLine(doc: Pdf, parts: readonly Part[], { x, width }: Column, y: number, face: Face): number {
  doc.font(face).fontSize(BLANK_SIZE)
  const widthOf = (part: Part) => doc.widthOfString(typeof part === 'string' ? part : '0'.repeat(part.digits))
  const height = doc.currentLineHeight(true)
  let at = x + (width - parts.reduce((sum, part) => sum + widthOf(part), 0)) / 2
  for (const part of parts) {
    const end = at + widthOf(part)
    if (typeof part === 'string') doc.text(part, at, y, { lineBreak: false })
    else {
      const top = A4.height - y
      doc.addNamedDestination(part.mark, 'FitR', at, top - height - BLANK_AIR, end, top + BLANK_AIR)
    }
    at = end
  }
  return y + height
}

/** Numbers of more digits are written smaller. */
const openNumber = (series: string): Part[] => ['Số: ', { mark: BLANKS.number, digits: 4 }, series]
const openDay = (place: string): Part[] => [
  `${place}, ngày `,
  { mark: BLANKS.day, digits: 2 },
  ' tháng ',
  { mark: BLANKS.month, digits: 2 },
  ' năm ',
  { mark: BLANKS.year, digits: 4 },
]

function drawHead(doc: Pdf, { agency, number, isOpen, place, signedAt, title, subject, urgency }: Paper): void {
  const top = MARGINS.top
  let left = top
  for (const name of agency) {
    const lines = block(doc, upper(name), { ...AGENCY, height: FOOT }, { face: 'serifBold', sizes: [12] })
    lines.draw(left)
    left += lines.height
  }
  rule(doc, AGENCY, left + 2, 26 * MM)
  let right = line(doc, NATION, STATE, top, 'serifBold', 12)
  right = line(doc, MOTTO, STATE, right, 'serifBold', 13)
  rule(doc, STATE, right + 3, doc.font('serifBold').fontSize(13).widthOfString(MOTTO))
  const y = Math.max(left, right) + 4 * MM
  const { day, month, year } = spelledDay(dayOf(signedAt))
  const numbered = isOpen
    ? openLine(doc, openNumber(number), AGENCY, y, 'serif')
    : line(doc, `Số: ${number}`, AGENCY, y, 'serif', BLANK_SIZE)
  const dated = isOpen
    ? openLine(doc, openDay(place), STATE, y, 'serifItalic')
    : line(doc, `${place}, ngày ${day} tháng ${month} năm ${year}`, STATE, y, 'serifItalic', BLANK_SIZE)
  let end = numbered
  if (!title) end = line(doc, subject, AGENCY, end + 1 * MM, 'serif', 12)
  if (urgency) end = drawUrgency(doc, urgency, end + 2 * MM)
  doc.y = Math.max(end, dated) + 7 * MM
}

/** Stamped by hand in red; printed it is black, and survives a photocopier. */
function drawUrgency(doc: Pdf, urgency: string, y: number): number {
  const width = doc.font('serifBold').fontSize(13).widthOfString(urgency) + 8 * MM
  const x = AGENCY.x + (AGENCY.width - width) / 2
  doc
    .rect(x, y, width, 8 * MM)
    .lineWidth(1)
    .stroke('#000')
  line(doc, urgency, { x, width }, y + 1.6 * MM, 'serifBold', 13)
  return y + 8 * MM
}

/** One after `Kính gửi:`, several below it, a line each. */
function drawAddressees(doc: Pdf, addressees: readonly string[]): void {
  const all = { x: LEFT + 12 * MM, width: WIDTH - 24 * MM }
  const [only] = addressees
  if (addressees.length === 1) doc.y = line(doc, `Kính gửi: ${only}.`, all, doc.y, 'serif', 14)
  else {
    doc
      .font('serif')
      .fontSize(14)
      .text('Kính gửi:', all.x + 12 * MM, doc.y, { width: all.width })
    addressees.forEach((one, i) => {
      const end = i === addressees.length - 1 ? '.' : ';'
      doc
        .font('serif')
        .fontSize(14)
        .text(`- ${one}${end}`, all.x + 34 * MM, doc.y, { width: all.width - 34 * MM })
    })
  }
  doc.y += 5 * MM
}

function drawTitle(doc: Pdf, { title, subject }: Paper): void {
  const all = { x: LEFT, width: WIDTH }
  const after = line(doc, upper(title), all, doc.y, 'serifBold', 14)
  const end = line(doc, subject, { x: LEFT + 10 * MM, width: WIDTH - 20 * MM }, after + 1, 'serifBold', 14)
  rule(doc, all, end + 2, 44 * MM)
  doc.y = end + 6 * MM
}

function drawParagraph(doc: Pdf, { style, text, label }: Paragraph): void {
  if (style === 'heading') {
    doc.y = line(doc, upper(text), { x: LEFT, width: WIDTH }, doc.y + 1 * MM, 'serifBold', 14) + 2 * MM
    return
  }
  const rest = { width: WIDTH, align: 'justify' as const, lineGap: 0 }
  const start = { ...rest, indent: INDENT }
  const face: Face = style === 'basis' ? 'serifItalic' : 'serif'
  if (label)
    doc
      .font('serifBold')
      .fontSize(BODY)
      .text(`${label} `, LEFT, doc.y, { ...start, continued: true })
  doc.font(face).fontSize(BODY)
  if (label) doc.text(text, rest)
  else doc.text(text, LEFT, doc.y, start)
  doc.y += 1.2 * MM
}

/** Where the title ends and the room for a signature begins, and where all of it ends. */
function drawSigner(doc: Pdf, { title, name }: Signer, column: Column, top: number) {
  const titled = line(doc, upper(title), column, top, 'serifBold', 14)
  return { titled, ends: line(doc, name, column, titled + SIGN_SPACE, 'serifBold', 14) }
}

/** The room for a signature below a title. */
function markSpace(doc: Pdf, mark: string, { x, width }: Column, titled: number): void {
  const top = A4.height - titled
  doc.addNamedDestination(mark, 'FitR', x, top - SIGN_SPACE, x + width, top)
}

/** Two beside each other, above the foot: a paper of several offices. */
function drawCosigners(doc: Pdf, cosigners: readonly Signer[]): void {
  for (let i = 0; i < cosigners.length; i += 2) {
    if (doc.y + SIGN_HEIGHT > FOOT) doc.addPage()
    const top = doc.y + 5 * MM
    const ends = cosigners.slice(i, i + 2).map((one, at) => {
      const column = { x: LEFT + (at * WIDTH) / 2, width: WIDTH / 2 }
      const { titled, ends } = drawSigner(doc, one, column, top)
      markSpace(doc, cosignMark(i + at), column, titled)
      return ends
    })
    doc.y = Math.max(...ends)
  }
}

const TO = { face: 'serif', size: 11, width: WIDTH / 2 - 4 * MM } as const

/** Who gets it and the code on the left, who signs on the right; never torn from each other. */
function drawFoot(doc: Pdf, { signer, cosigners = [], to, code, hint }: Paper): void {
  const qr = code === undefined ? undefined : longQr(code)
  const side = qr ? codeSide(qr) : 0
  const height = Math.max(SIGN_HEIGHT, heightOfTo(doc, to) + side + 9 * MM)
  if (cosigners.length) drawCosigners(doc, cosigners)
  // A list that fills a page begins where it is: it goes on to the next by itself.
  if (doc.y + (height > FOOT - MARGINS.top ? SIGN_HEIGHT : height) > FOOT) doc.addPage()
  const top = doc.y + 5 * MM
  const right = { x: LEFT + WIDTH / 2, width: WIDTH / 2 }
  const { titled } = drawSigner(doc, signer, right, top)
  markSpace(doc, SIGN_MARK, right, titled)
  const { width } = TO
  doc.font('serifBoldItalic').fontSize(12).text('Nơi nhận:', LEFT, top, { width })
  to.forEach((one, i) => {
    doc
      .font(TO.face)
      .fontSize(TO.size)
      .text(lineOfTo(one, i, to), LEFT, doc.y, { width })
  })
  const y = doc.y + 4 * MM
  const beside = qr ? side + 4 * MM : 0
  if (qr) drawQr(doc, qr, LEFT, y, side)
  if (hint)
    doc
      .font('serif')
      .fontSize(9)
      .text(hint, LEFT + beside, y, { width: width - beside })
}

function heightOfTo(doc: Pdf, to: readonly string[]): number {
  const head = doc.font('serifBoldItalic').fontSize(12).currentLineHeight(true)
  doc.font(TO.face).fontSize(TO.size)
  return to.reduce((sum, one, i) => sum + doc.heightOfString(lineOfTo(one, i, to), { width: TO.width }), head)
}

/** The last line, whose copy is kept, ends with a full stop (NĐ 30/2020/NĐ-CP, annex I). */
const lineOfTo = (one: string, i: number, all: readonly string[]) => `- ${one}${i === all.length - 1 ? '.' : ';'}`
