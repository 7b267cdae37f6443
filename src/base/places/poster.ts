import { parsePoster, spellPoster } from '#base/people/codes.ts'
import { dayOf } from '#core/clock.ts'
import {
  A4,
  type Box,
  block,
  bytesOf,
  drawQr,
  type Face,
  MM,
  newDocument,
  type Pdf,
  qrOf,
  quietOf,
  type Style,
  stack,
} from '#core/pdf.ts'

/** What a place's poster (biển mã QR điểm kiểm dịch) says. */
export interface PlacePoster {
  name: string
  /** The unit the place belongs to, as it heads its letters. */
  unitName: string
  address: string
  /** The address in the QR code, from `formatPosterUrl`. */
  url: string
  /** Kind of place in Vietnamese, 'Chợ', 'Cơ quan' …. */
  kind: string
  registeredAt: Date
  /** Whom to ask, as people write it. */
  phone?: string | undefined
  /** Areas within a large place: each gets a page with its own code. */
  areas?: readonly { name: string; url: string }[] | undefined
}

/** A card for someone without a smartphone. */
export interface PersonCard {
  name: string
  /** Year, or date as it is to be shown. */
  born?: string | undefined
  /** Text of the QR code: an own or a national personal code. */
  code: string
  issuedBy: string
  issuedAt: Date
}

/** Least printed sizes that Hà Nội asked for: place 15 × 15 cm, person 5 × 5 cm. The code itself, its margin excluded. */
export const PLACE_QR = 150 * MM
export const PERSON_QR = 50 * MM

const NATION = ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'Độc lập - Tự do - Hạnh phúc'] as const
const CALL = ['QUÉT MÃ KHI VÀO VÀ KHI RA', 'Scan when you enter and when you leave'] as const
const CARD_TITLE = 'THẺ QR CÁ NHÂN'
const CHECKPOINT = 'Điểm kiểm dịch'
const STEPS = {
  vi: [
    'Mở máy ảnh điện thoại hoặc ứng dụng, hướng vào mã.',
    'Quét một lần khi vào và một lần khi ra.',
    'Không có điện thoại? Vui lòng báo nhân viên ở cửa.',
  ],
  en: [
    'Point your camera or app at the code.',
    'Scan once entering and once leaving.',
    'No smartphone? Please tell the staff.',
  ],
}

const vietnameseDay = (instant: Date) => dayOf(instant).split('-').reverse().join('/')

/** Agency on the left, the nation's name and motto on the right, as Nghị định 30/2020/NĐ-CP heads a document. */
function drawHeading(doc: Pdf, unitName: string, y: number): void {
  const left = { x: 12 * MM, width: 84 * MM, height: 11 * MM }
  const right = { x: 100 * MM, width: 98 * MM }
  const agency = block(doc, unitName.toLocaleUpperCase('vi'), left, { face: 'bold', sizes: [10.5, 9.5, 8.5, 7.5] })
  agency.draw(y)
  doc.font('bold').fontSize(10.5).text(NATION[0], right.x, y, { width: right.width, align: 'center' })
  doc.fontSize(11).text(NATION[1], right.x, y + 5 * MM, { width: right.width, align: 'center' })
  const rule = (middle: number, at: number, length: number) =>
    doc.moveTo(middle - length / 2, at).lineTo(middle + length / 2, at)
  rule(left.x + left.width / 2, y + agency.height + 0.8 * MM, 26 * MM)
  rule(right.x + right.width / 2, y + 11 * MM, doc.widthOfString(NATION[1]))
  doc.lineWidth(0.8).stroke('#000')
}

const PAGE = { x: 12 * MM, width: A4.width - 24 * MM }
const QR_TOP = 89 * MM
/** 33 modules of 4.5 mm: room for an address of 46 characters at Q, and one layout for all. */
const PLACE_VERSION = 4

function drawPoster(doc: Pdf, poster: PlacePoster, url: string, area?: string): void {
  const place = parsePoster(url)
  if (place.kind !== 'poster') throw new RangeError(`not the address of a poster: ${url}`)
  const qr = qrOf(url, PLACE_VERSION)
  const quiet = quietOf(qr, PLACE_QR)
  doc.addPage()
  drawHeading(doc, poster.unitName, 8 * MM)
  block(doc, CALL[0], { ...PAGE, height: 13 * MM }, { face: 'black', sizes: [29] }).draw(21.5 * MM)
  block(doc, CALL[1], { ...PAGE, height: 7 * MM }, { face: 'medium', sizes: [13] }).draw(34 * MM)

  const [top, bottom, gap] = [41 * MM, QR_TOP - quiet, 0.3 * MM]
  const wide = (text: string, height: number, style: Style) => block(doc, text, { ...PAGE, height }, style)
  const label = wide([CHECKPOINT, poster.kind].filter(Boolean).join(' · '), 5 * MM, { face: 'medium', sizes: [11, 9] })
  const under = [
    ...(area ? [wide(area, 7.5 * MM, { face: 'black', sizes: [18, 15, 12, 10] })] : []),
    wide(poster.address, 8.4 * MM, { face: 'regular', sizes: [11, 10, 9, 8] }),
  ]
  const left = [label, ...under].reduce((space, each) => space - each.height - gap, bottom - top)
  const name = wide(poster.name, left, { face: 'bold', sizes: NAME_SIZES, lineGap: -2 })
  stack([label, name, ...under], top, bottom, gap)
  drawQr(doc, qr, (A4.width - PLACE_QR) / 2, QR_TOP, PLACE_QR)
  drawFoot(doc, poster, place.code, QR_TOP + PLACE_QR + quiet)
}

const NAME_SIZES = [34, 30, 26, 22, 19, 16.5, 14.5, 13, 11.5, 10]

/** Numbered lines. */
function drawSteps(doc: Pdf, steps: readonly string[], box: Box, y: number, face: Face, size: number): void {
  let at = y
  for (const [i, step] of steps.entries()) {
    doc
      .font('black')
      .fontSize(size)
      .text(`${i + 1}`, box.x, at, { width: 5 * MM })
    doc.font(face).text(step, box.x + 5 * MM, at, { width: box.width - 5 * MM })
    at += box.height / steps.length
  }
}

function drawFoot(doc: Pdf, poster: PlacePoster, code: string, y: number): void {
  const { x, width } = PAGE
  const contact = poster.phone ? `Liên hệ · Contact ${poster.phone}` : ''
  doc
    .font('medium')
    .fontSize(10)
    .text('Mã địa điểm · Place code', x, y + 2 * MM, { width: 60 * MM })
  doc.text(contact, x + width - 62 * MM, y + 2 * MM, { width: 62 * MM, align: 'right' })
  doc
    .font('black')
    .fontSize(21)
    .text(spellPoster(code), x, y - 1 * MM, { width, align: 'center', characterSpacing: 2 })
  doc
    .moveTo(x, y + 9.5 * MM)
    .lineTo(x + width, y + 9.5 * MM)
    .lineWidth(0.8)
    .stroke('#000')
  drawSteps(doc, STEPS.vi, { x, width: 112 * MM, height: 18 * MM }, y + 11.5 * MM, 'medium', 11)
  drawSteps(doc, STEPS.en, { x: x + 114 * MM, width: width - 114 * MM, height: 18 * MM }, y + 11.8 * MM, 'regular', 9.5)
  const host = poster.url.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
  const foot = `Đăng ký ngày ${vietnameseDay(poster.registeredAt)} · ${host}`
  doc
    .font('regular')
    .fontSize(7.5)
    .text(foot, x, A4.height - 8 * MM, { width, align: 'center' })
}

/**
 * The poster of a place as a PDF, A4, black on white so that a photocopy works as well: a page for the place and one
 * for each of its areas. Throws RangeError when an address is not that of a poster.
 */
export async function placePoster(poster: PlacePoster): Promise<Uint8Array> {
  const doc = newDocument(`Mã QR: ${poster.name}`, [A4.width, A4.height], poster.registeredAt)
  drawPoster(doc, poster, poster.url)
  for (const area of poster.areas ?? []) drawPoster(doc, poster, area.url, area.name)
  return bytesOf(doc)
}

/** What an own code takes at Q. */
const CARD_VERSION = 3
/** A bank card on end, ISO/IEC 7810 ID-1, to hang from a lanyard: the only way 5 cm of code leave room for a name. */
const CARD = { width: 53.98 * MM, height: 85.6 * MM }

function drawCard(doc: Pdf, card: PersonCard, left: number, top: number): void {
  const box = { x: left + 3 * MM, width: CARD.width - 6 * MM }
  const qrY = top + CARD.height - PERSON_QR - 2 * MM
  const qr = qrOf(card.code, CARD_VERSION)
  const limit = qrY - quietOf(qr, PERSON_QR)
  doc.fillColor('#000')
  block(doc, CARD_TITLE, { ...box, height: 4 * MM }, { face: 'black', sizes: [8] }).draw(top + 3 * MM)
  block(doc, card.issuedBy, { ...box, height: 5 * MM }, { face: 'regular', sizes: [6.5, 5.5] }).draw(top + 6.6 * MM)
  const born = card.born
    ? [block(doc, `Sinh: ${card.born}`, { ...box, height: 4 * MM }, { face: 'regular', sizes: [8] })]
    : []
  const space = limit - (top + 12 * MM) - born.length * 4 * MM
  const name = block(
    doc,
    card.name,
    { ...box, height: space },
    { face: 'bold', sizes: [15, 13, 11, 9.5, 8, 6.5], lineGap: -1.5 },
  )
  stack([name, ...born], top + 12 * MM, limit, 0)
  drawQr(doc, qr, left + (CARD.width - PERSON_QR) / 2, qrY, PERSON_QR)
}

/** One card on a page of its own size. */
export async function personCard(card: PersonCard): Promise<Uint8Array> {
  const doc = newDocument(`Thẻ QR: ${card.name}`, [CARD.width, CARD.height], card.issuedAt)
  doc.addPage()
  drawCard(doc, card, 0, 0)
  return bytesOf(doc)
}

const COLUMNS = 3
const ROWS = 3

/** Cards for many people, nine to a sheet of A4, with marks where to cut. */
export async function personCardSheets(cards: readonly PersonCard[], issuedAt: Date): Promise<Uint8Array> {
  const doc = newDocument('Thẻ QR cá nhân', [A4.width, A4.height], issuedAt)
  const left = (A4.width - COLUMNS * CARD.width) / 2
  const top = (A4.height - ROWS * CARD.height) / 2
  for (const [i, card] of cards.entries()) {
    const at = i % (COLUMNS * ROWS)
    if (at === 0) drawCutMarks(doc.addPage(), left, top)
    drawCard(doc, card, left + (at % COLUMNS) * CARD.width, top + Math.floor(at / COLUMNS) * CARD.height)
  }
  return bytesOf(doc)
}

function drawCutMarks(doc: Pdf, left: number, top: number): void {
  const [right, bottom] = [left + COLUMNS * CARD.width, top + ROWS * CARD.height]
  const mark = 5 * MM
  for (let column = 0; column <= COLUMNS; column++) {
    const x = left + column * CARD.width
    doc
      .moveTo(x, top - mark - 2)
      .lineTo(x, top - 2)
      .moveTo(x, bottom + 2)
      .lineTo(x, bottom + mark + 2)
  }
  for (let row = 0; row <= ROWS; row++) {
    const y = top + row * CARD.height
    doc
      .moveTo(left - mark - 2, y)
      .lineTo(left - 2, y)
      .moveTo(right + 2, y)
      .lineTo(right + mark + 2, y)
  }
  doc.lineWidth(0.4).stroke('#000')
}
