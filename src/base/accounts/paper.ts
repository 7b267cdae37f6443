import { dayOf } from '#core/clock.ts'
import { A4, bytesOf, drawQr, longQr, MM, newDocument, type Pdf, qrOf } from '#core/pdf.ts'
import { say } from '#core/words.ts'

/** What an officer takes home: who they are, and the code with which they set their own password. */
export interface Slip {
  readonly name: string
  readonly login: string
  readonly unit: string
  readonly code: string
}

export interface SlipsAbout {
  readonly until: Date
  readonly madeAt: Date
  readonly origin: string
}

const COLUMNS = 2
const ROWS = 5
const WIDTH = A4.width / COLUMNS
const HEIGHT = A4.height / ROWS
const EDGE = 8 * MM
const QR = 26 * MM
/** Room for an address of a province at the middle level. */
const VERSION = 5

/** The page where codes are used; what follows the hash never leaves the browser. */
export const pageFor = (origin: string, code?: string): string => `${origin}/console/activate${code ? `#${code}` : ''}`

/** Slips, ten to a sheet of A4, with lines to cut along. Black on white: they survive any photocopier. */
export async function slipSheets(slips: readonly Slip[], about: SlipsAbout): Promise<Uint8Array> {
  const doc = newDocument(say('vi', 'accounts.slip.title'), [A4.width, A4.height], about.madeAt)
  for (const [i, slip] of slips.entries()) {
    const n = i % (COLUMNS * ROWS)
    if (n === 0) drawCuts(doc.addPage())
    drawSlip(doc, slip, about, (n % COLUMNS) * WIDTH, Math.floor(n / COLUMNS) * HEIGHT)
  }
  return bytesOf(doc)
}

function drawCuts(doc: Pdf): void {
  doc.moveTo(WIDTH, 0).lineTo(WIDTH, A4.height)
  for (let row = 1; row < ROWS; row++) doc.moveTo(0, row * HEIGHT).lineTo(A4.width, row * HEIGHT)
  doc.lineWidth(0.5).dash(4, { space: 3 }).stroke('#000').undash()
}

function drawSlip(doc: Pdf, slip: Slip, { until, origin }: SlipsAbout, left: number, top: number): void {
  const x = left + EDGE
  const width = WIDTH - 2 * EDGE
  const beside = width - QR - 5 * MM
  const small = { width: beside, lineBreak: false, ellipsis: true, height: 4 * MM }
  doc.fillColor('#000').font('bold').fontSize(8)
  doc.text(say('vi', 'accounts.slip.title').toLocaleUpperCase('vi'), x, top + 5 * MM, { width })
  fitted(doc, slip.name, x, top + 9.5 * MM, beside)
  doc.font('regular').fontSize(7.5)
  doc.text(slip.unit, x, top + 21 * MM, { width: beside, height: 7 * MM, ellipsis: true })
  doc.text(say('vi', 'accounts.slip.login', { login: slip.login }), x, top + 28.5 * MM, small)
  doc
    .font('bold')
    .fontSize(14)
    .text(slip.code, x, top + 33 * MM, { width: beside, lineBreak: false })
  const link = pageFor(origin, slip.code)
  const code = link.length <= 60 ? qrOf(link, VERSION) : longQr(link)
  drawQr(doc, code, x + width - QR, top + 12 * MM, QR)
  doc.font('regular').fontSize(7.5)
  const how = say('vi', 'accounts.slip.how', {
    page: pageFor(origin),
    day: dayOf(until).split('-').reverse().join('/'),
  })
  doc.text(how, x, top + 42.5 * MM, { width, height: 12 * MM, ellipsis: true })
}

/** A name in the largest size in which it fits two lines, on the left. */
function fitted(doc: Pdf, name: string, x: number, y: number, width: number): void {
  const size = [13, 11.5, 10, 8.5].find(
    each => doc.font('bold').fontSize(each).heightOfString(name, { width }) <= 11 * MM,
  )
  doc.fontSize(size ?? 8).text(name, x, y, { width, height: 11 * MM, ellipsis: true })
}
