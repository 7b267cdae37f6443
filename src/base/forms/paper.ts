import { A4, bytesOf, type Face, MM, newDocument, type Pdf } from '#core/pdf.ts'
import type { FormContent, FormPage, Question } from './contract.ts'
import { fits } from './fits.ts'
import { kindOf, numbersOf, valuesOf } from './shape.ts'

/** A form to be printed and filled in by hand (mẫu tờ khai giấy). Paper is in Vietnamese. */
export interface Paper {
  readonly content: FormContent
  /** The document it was issued with and the first day on which it holds; nothing while it is being written. */
  readonly issued?: { readonly document: string; readonly from: string } | undefined
  /** The unit that hands it out, as it heads its letters; dots where it is not said. */
  readonly unitName?: string | undefined
  readonly at: Date
}

const LEFT = 18 * MM
const WIDTH = A4.width - 2 * LEFT
const BOTTOM = A4.height - 16 * MM
const LINE = 6.6 * MM
const BOX = 3.4 * MM
/** Where the boxes of yes and no stand, under each other over the whole paper. */
const YES_NO = [
  ['Có', LEFT + WIDTH - 34 * MM],
  ['Không', LEFT + WIDTH - 18 * MM],
] as const
/** The parts of a day with their room to write. */
const DAY_PARTS = [
  ['ngày', 11 * MM],
  ['tháng', 11 * MM],
  ['năm', 18 * MM],
] as const
const DAY_WIDTH = 72 * MM
const OPTION_GAP = 4.4 * MM
/** The warning, the signature and what the office fills in stay together. */
const ENDING = 42 * MM
/** Room enough to write a line behind its label. */
const LEAST_BLANK = 70 * MM
const NATION = ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'Độc lập - Tự do - Hạnh phúc'] as const
/** What the register holds of everybody: on the telephone it is not asked, on paper it has to be. */
const WHO = [
  ['Họ và tên (chữ in hoa)'],
  ['Ngày, tháng, năm sinh', 'Giới tính: ☐ Nam   ☐ Nữ'],
  ['Số căn cước hoặc hộ chiếu', 'Điện thoại'],
  ['Nơi ở hiện tại (số nhà, thôn, tổ)'],
  ['Xã, phường', 'Tỉnh, thành phố'],
] as const

/** Writes down a page from the top, and begins another where there is no room left. */
class Pen {
  readonly doc: Pdf
  readonly foot: string
  y = 0
  constructor(doc: Pdf, foot: string) {
    this.doc = doc
    this.foot = foot
    this.page()
  }
  page(): void {
    this.doc.addPage()
    this.y = 14 * MM
    this.doc.font('regular').fontSize(7.5).fillColor('#000')
    this.doc.text(this.foot, LEFT, A4.height - 11 * MM, { width: WIDTH, align: 'center', lineBreak: false })
  }
  room(height: number): void {
    if (this.y + height > BOTTOM) this.page()
  }
  text(
    text: string,
    options: { face?: Face; size?: number; indent?: number; align?: 'left' | 'center'; gap?: number } = {},
  ): void {
    const { face = 'regular', size = 10.5, indent = 0, align = 'left', gap = 1.2 * MM } = options
    const width = WIDTH - indent
    this.doc.font(face).fontSize(size)
    const height = this.doc.heightOfString(text, { width })
    this.room(height)
    this.doc
      .font(face)
      .fontSize(size)
      .text(text, LEFT + indent, this.y, { width, align })
    this.y += height + gap
  }
  /** Labels beside each other, each followed by dots to write on. */
  dotted(labels: readonly string[], indent = 0): void {
    this.room(LINE)
    const each = (WIDTH - indent) / labels.length
    for (const [i, label] of labels.entries()) this.blank(label, LEFT + indent + i * each, each - 3 * MM)
    this.y += LINE
  }
  blank(label: string, x: number, width: number): void {
    const { doc, y } = this
    doc.font('regular').fontSize(10.5)
    let at = x
    for (const [i, part] of label.split('☐').entries()) {
      if (i > 0) {
        this.box(at, y)
        at += BOX + 1.2 * MM
      }
      doc.text(part.trim(), at, y, { lineBreak: false })
      at += doc.widthOfString(part.trim()) + 2 * MM
    }
    if (label.includes('☐') || at > x + width - 5 * MM) return
    doc.moveTo(at, y + 4.2 * MM).lineTo(x + width, y + 4.2 * MM)
    doc.lineWidth(0.6).dash(0.6, { space: 1.6 }).stroke('#000').undash()
  }
  box(x: number, y: number): void {
    this.doc
      .rect(x, y + 0.4 * MM, BOX, BOX)
      .lineWidth(0.8)
      .stroke('#000')
  }
  width(text: string): number {
    return this.doc.font('regular').fontSize(10.5).widthOfString(text)
  }
  /** A label, and a line to write on behind it; under it where it leaves no room. */
  line(label: string, indent: number): void {
    const width = WIDTH - indent - 3 * MM
    const fits = this.width(label) < width - LEAST_BLANK
    if (!fits) this.text(label, { indent, gap: 0.6 * MM })
    this.room(LINE)
    this.blank(fits ? label : '', LEFT + indent + (fits ? 0 : 6 * MM), width - (fits ? 0 : 6 * MM))
    this.y += LINE
  }
  /** A label on the left and boxes for yes and no on the right, level with its last line. */
  yesNo(label: string, indent: number): void {
    const width = YES_NO[0][1] - LEFT - indent - 4 * MM
    const { doc } = this
    this.width(label)
    const height = doc.heightOfString(label, { width })
    this.room(height + LINE)
    doc.text(label, LEFT + indent, this.y, { width })
    this.y += height - doc.currentLineHeight()
    for (const [word, x] of YES_NO) {
      this.box(x, this.y)
      doc.text(word, x + BOX + 1.6 * MM, this.y, { lineBreak: false })
    }
    this.y += LINE
  }
  /** A label, and day, month and year to fill in behind it; under it where it leaves no room. */
  day(label: string, indent: number): void {
    const behind = this.width(label) + 4 * MM
    const fits = behind < WIDTH - indent - DAY_WIDTH
    if (fits) {
      this.room(LINE)
      this.doc.text(label, LEFT + indent, this.y, { lineBreak: false })
    } else this.text(label, { indent, gap: 0.6 * MM })
    let at = LEFT + indent + (fits ? behind : 6 * MM)
    for (const [word, room] of DAY_PARTS) {
      const width = this.width(word) + 2 * MM + room
      this.blank(word, at, width)
      at += width + 2 * MM
    }
    this.y += LINE
  }
  /** A label and boxes to tick with their words: behind it where all fit, else under it, as many to a line as fit. */
  boxes(label: string, options: readonly string[], indent: number): void {
    const room = (option: string) => BOX + 1.6 * MM + this.width(option) + OPTION_GAP
    const behind = this.width(label) + 4 * MM
    const fits = behind + options.reduce((sum, option) => sum + room(option), 0) - OPTION_GAP <= WIDTH - indent
    this.room(fits ? LINE : 2 * LINE)
    if (fits) this.doc.text(label, LEFT + indent, this.y, { lineBreak: false })
    else this.text(label, { indent, gap: 0.6 * MM })
    const left = LEFT + indent + (fits ? behind : 6 * MM)
    let at = left
    for (const option of options) {
      if (at + room(option) - OPTION_GAP > LEFT + WIDTH && at > left) {
        this.y += LINE
        this.room(LINE)
        at = left
      }
      this.box(at, this.y)
      this.doc
        .font('regular')
        .fontSize(10.5)
        .text(option, at + BOX + 1.6 * MM, this.y, { lineBreak: false })
      at += room(option)
    }
    this.y += LINE
  }
}

/** The blank form as a PDF: black on white, boxes and dots, so that a photocopy of a photocopy still works. */
export async function paperOf(paper: Paper): Promise<Uint8Array> {
  const { content, issued } = paper
  const doc = newDocument(content.title.vi, [A4.width, A4.height], paper.at)
  const pen = new Pen(doc, issued ? footOf(issued) : 'Bản xem thử, chưa ban hành')
  heading(pen, paper.unitName)
  pen.text(content.title.vi.toLocaleUpperCase('vi'), { face: 'bold', size: 15, align: 'center', gap: 1 * MM })
  pen.text(content.intro.vi, { size: 9.5, align: 'center', gap: 3 * MM })
  section(pen, 'Người khai')
  for (const labels of WHO) pen.dotted(labels)
  const numbers = numbersOf(content, fits)
  for (const page of content.pages) drawPart(pen, content, page, numbers)
  ending(pen, content)
  return bytesOf(doc)
}

const footOf = ({ document, from }: { document: string; from: string }) =>
  `${document} · Mẫu áp dụng từ ngày ${from.split('-').reverse().join('/')}`

/** Agency on the left, the nation's name and motto on the right, as Nghị định 30/2020/NĐ-CP heads a document. */
function heading(pen: Pen, unitName: string | undefined): void {
  const { doc, y } = pen
  const agency = unitName?.toLocaleUpperCase('vi') ?? '……………………………………'
  const [left, right] = [{ width: 76 * MM }, { width: WIDTH - 80 * MM }]
  doc
    .font('bold')
    .fontSize(10)
    .text(agency, LEFT, y, { ...left, align: 'center' })
  doc.fontSize(10).text(NATION[0], LEFT + 80 * MM, y, { ...right, align: 'center' })
  doc.fontSize(10.5).text(NATION[1], LEFT + 80 * MM, y + 4.8 * MM, { ...right, align: 'center' })
  const motto = doc.widthOfString(NATION[1])
  const middle = LEFT + 80 * MM + right.width / 2
  doc.moveTo(middle - motto / 2, y + 10.4 * MM).lineTo(middle + motto / 2, y + 10.4 * MM)
  doc.lineWidth(0.8).stroke('#000')
  pen.y = y + 16 * MM
}

function section(pen: Pen, title: string, hint?: string): void {
  pen.room(3 * LINE)
  pen.y += 1.4 * MM
  pen.text(title, { face: 'bold', size: 11, gap: hint ? 0 : 1.2 * MM })
  if (hint) pen.text(hint, { size: 9 })
}

function drawPart(pen: Pen, content: FormContent, page: FormPage, numbers: ReadonlyMap<string, number>): void {
  const always = page.questions.filter(({ name }) => numbers.has(name)).length
  if (always > 1) section(pen, page.title.vi, page.hint?.vi)
  for (const question of page.questions) drawQuestion(pen, content, question, numbers.get(question.name))
}

/** `number` is missing where it is answered only after another answer. */
function drawQuestion(pen: Pen, content: FormContent, question: Question, number: number | undefined): void {
  const indent = number ? 0 : 8 * MM
  const label = `${number ? `${number}.` : '–'} ${question.label.vi}`
  switch (kindOf(content, question)) {
    case 'yesno':
      pen.yesNo(label, indent)
      break
    case 'one':
    case 'several':
      pen.boxes(
        label,
        valuesOf(content, question.name).map(value => question.options?.[value]?.vi ?? value),
        indent,
      )
      break
    case 'day':
      pen.day(label, indent)
      break
    case 'unit':
      pen.room(2 * LINE)
      pen.text(label, { indent, gap: 0.6 * MM })
      pen.dotted(['Xã, phường', 'Tỉnh, thành phố'], indent + 6 * MM)
      break
    case 'lines':
    case 'countries':
      pen.room(2 * LINE)
      pen.line(label, indent)
      pen.dotted([''], indent + 6 * MM)
      break
    default:
      pen.line(label, indent)
  }
}

/** The law's warning, the place for a signature, and what the office fills in. */
function ending(pen: Pen, content: FormContent): void {
  pen.room(ENDING)
  pen.y += 2 * MM
  pen.text(content.warning.vi, { face: 'bold', size: 10 })
  const half = WIDTH / 2
  const { doc } = pen
  const top = pen.y + 1 * MM
  doc.font('regular').fontSize(10)
  doc.text('……… giờ ………, ngày …… tháng …… năm ………', LEFT + half, top, { width: half, align: 'center' })
  doc.font('bold').text('Người khai', LEFT + half, top + 5.4 * MM, { width: half, align: 'center' })
  doc
    .font('regular')
    .fontSize(9)
    .text('(Ký, ghi rõ họ tên)', LEFT + half, top + 10 * MM, { width: half, align: 'center' })
  doc
    .rect(LEFT, top, half - 6 * MM, 26 * MM)
    .lineWidth(0.8)
    .stroke('#000')
  pen.y = top + 2 * MM
  doc
    .font('bold')
    .fontSize(9.5)
    .text('Phần dành cho cơ quan tiếp nhận', LEFT + 3 * MM, pen.y)
  for (const [i, label] of ['Người nhận', 'Người nhập', 'Giờ, ngày nhập'].entries()) {
    pen.y = top + 8 * MM + i * 5.8 * MM
    pen.blank(label, LEFT + 3 * MM, half - 12 * MM)
  }
  pen.y = top + 28 * MM
}
