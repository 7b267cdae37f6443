import sharp, { type OverlayOptions } from 'sharp'
import { format } from '#core/format.ts'
import { escapeHtml } from '#core/html.ts'
import { type Face, fontFile } from '#core/pdf.ts'
import { say } from '#core/words.ts'
import { qrPath } from '#kit/qr.ts'
import { daysOf, type Shown, type ShownLine, spanOf, whereOf } from './text.ts'

/** As phones show a picture in a group: 4 by 5. */
const WIDTH = 1080
const HEIGHT = 1350
const EDGE = 64
const INNER = WIDTH - 2 * EDGE
const HOURS = 250
const GAP = 24
const ROW_GAP = 20
const FOOT = 236
const QR = 176
/** A notice with more is read on its page, which the last picture says. */
const MOST_PICTURES = 5

/** A picture has no theme: the light one of `kit/tokens.css`. */
const INK = '#161b19'
const SOFT = '#4a534f'
const BRAND = '#17503b'
const PAPER = '#ffffff'
const LINE = '#dde1df'
const WINE = '#8e1b3f'

const FAMILY = {
  regular: 'Be Vietnam Pro',
  medium: 'Be Vietnam Pro Medium',
  bold: 'Be Vietnam Pro Bold',
  black: 'Be Vietnam Pro ExtraBold',
} as const

interface Drawn {
  readonly png: Buffer
  readonly height: number
  readonly width: number
}

interface Style {
  readonly face: Face & keyof typeof FAMILY
  readonly size: number
  readonly colour: string
  readonly width: number
}

/** A text broken into lines of a width, as a picture of its own: marks and all, in the house's letters. */
async function drawn(text: string, { face, size, colour, width }: Style): Promise<Drawn> {
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="${colour}">${escapeHtml(text)}</span>`,
      font: `${FAMILY[face]} ${size}`,
      fontfile: fontFile(face),
      width,
      wrap: 'word-char',
      spacing: Math.round(size / 6),
      rgba: true,
      dpi: 72,
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true })
  return { png: data, height: info.height, width: info.width }
}

interface Part {
  readonly x: number
  readonly y: number
  readonly drawn: Drawn
}

interface Row {
  readonly height: number
  readonly parts: readonly Part[]
  /** A heading is never the last row of a picture. */
  readonly isHeading?: boolean
}

async function headingRow(day: string): Promise<Row> {
  const text = await drawn(format('vi').dayLong(day), { face: 'bold', size: 34, colour: BRAND, width: INNER })
  return { height: text.height + 12, parts: [{ x: 0, y: 12, drawn: text }], isHeading: true }
}

async function lineRow(line: ShownLine): Promise<Row> {
  const width = INNER - HOURS - GAP
  const hours = await drawn(spanOf(format('vi'), line), { face: 'bold', size: 34, colour: INK, width: HOURS })
  const place = await drawn(line.place, { face: 'bold', size: 34, colour: INK, width })
  const where = whereOf(line)
  const below = where ? await drawn(where, { face: 'regular', size: 28, colour: SOFT, width }) : undefined
  const x = HOURS + GAP
  return {
    height: Math.max(hours.height, place.height + (below ? below.height + 8 : 0)),
    parts: [
      { x: 0, y: 0, drawn: hours },
      { x, y: 0, drawn: place },
      ...(below ? [{ x, y: place.height + 8, drawn: below }] : []),
    ],
  }
}

/** Fills pictures with rows from the top; a heading goes with the row it is of. */
function packed(rows: readonly Row[], room: number): Row[][] {
  const pages: Row[][] = [[]]
  let used = 0
  for (const [i, row] of rows.entries()) {
    const next = rows[i + 1]
    const needed = row.height + (row.isHeading && next ? ROW_GAP + next.height : 0)
    if (used > 0 && used + needed > room) {
      pages.push([])
      used = 0
    }
    pages.at(-1)?.push(row)
    used += row.height + ROW_GAP
  }
  return pages
}

interface Layout {
  readonly head: readonly Part[]
  readonly headHeight: number
  readonly pages: readonly Row[][]
}

async function layoutOf(shown: Shown): Promise<Layout> {
  const { parts, height } = await headOf(shown)
  const rows: Row[] = []
  for (const [day, lines] of daysOf(shown.lines)) {
    rows.push(await headingRow(day))
    for (const line of lines) rows.push(await lineRow(line))
  }
  const pages = packed(rows, HEIGHT - height - FOOT - 3 * GAP)
  return { head: parts, headHeight: height, pages: await cut(pages, shown.lines.length) }
}

/** Past the most pictures the last one says how many places are on the page besides. */
async function cut(pages: Row[][], lines: number): Promise<Row[][]> {
  if (pages.length <= MOST_PICTURES) return pages
  const kept = pages.slice(0, MOST_PICTURES)
  const last = kept.at(-1) ?? []
  last.pop()
  while (last.at(-1)?.isHeading) last.pop()
  const left = lines - kept.flat().filter(row => !row.isHeading).length
  const text = await drawn(say('vi', 'tracing.notice.message.more', { left }), {
    face: 'bold',
    size: 30,
    colour: BRAND,
    width: INNER,
  })
  return [...kept.slice(0, -1), [...last, { height: text.height, parts: [{ x: 0, y: 0, drawn: text }] }]]
}

async function headOf({ number, organ, publishedAt, correction }: Shown) {
  const f = format('vi')
  const words = (id: string, values = {}) => say('vi', `tracing.notice.picture.${id}`, values)
  const texts = [
    await drawn(organ, { face: 'medium', size: 28, colour: PAPER, width: INNER }),
    await drawn(words('title').toLocaleUpperCase('vi'), { face: 'black', size: 76, colour: PAPER, width: INNER }),
    await drawn(publishedAt && number ? words('numbered', { number, day: f.day(publishedAt) }) : words('draft'), {
      face: 'medium',
      size: 28,
      colour: PAPER,
      width: INNER,
    }),
    ...(correction ? [await drawn(words('corrected'), { face: 'bold', size: 28, colour: PAPER, width: INNER })] : []),
  ]
  const parts: Part[] = []
  let y = 44
  for (const text of texts) {
    parts.push({ x: EDGE, y, drawn: text })
    y += text.height + 16
  }
  return { parts, height: y + 20 }
}

async function footOf({ phone, link }: Shown, at: number, of: number): Promise<Part[]> {
  const words = (id: string, values = {}) => say('vi', `tracing.notice.picture.${id}`, values)
  const width = INNER - QR - 2 * GAP
  const texts = [
    await drawn(words('ask'), { face: 'bold', size: 30, colour: INK, width }),
    await drawn(words('call', { phone }), { face: 'bold', size: 30, colour: WINE, width }),
    await drawn(link.replace(/^https?:\/\//, ''), { face: 'regular', size: 24, colour: SOFT, width }),
  ]
  const parts: Part[] = []
  let y = HEIGHT - FOOT + 8
  for (const text of texts) {
    parts.push({ x: EDGE, y, drawn: text })
    y += text.height + 12
  }
  if (of > 1) {
    const page = await drawn(words('page', { at, of }), { face: 'bold', size: 28, colour: PAPER, width: 200 })
    parts.push({ x: WIDTH - EDGE - page.width, y: 44, drawn: page })
  }
  return parts
}

function groundOf(headHeight: number, link: string): string {
  const { path, size } = qrPath(link)
  const side = QR / size
  const [x, y] = [WIDTH - EDGE - QR, HEIGHT - FOOT + 8]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <rect width="${WIDTH}" height="${HEIGHT}" fill="${PAPER}"/>
    <rect width="${WIDTH}" height="${headHeight}" fill="${BRAND}"/>
    <rect x="${EDGE}" y="${HEIGHT - FOOT - GAP}" width="${INNER}" height="2" fill="${LINE}"/>
    <path transform="translate(${x} ${y}) scale(${side})" d="${path}" fill="#000" shape-rendering="crispEdges"/>
  </svg>`
}

const overlay = ({ x, y, drawn: { png } }: Part): OverlayOptions => ({
  input: png,
  left: Math.round(x),
  top: Math.round(y),
})

async function drawPicture({ head, headHeight, pages }: Layout, shown: Shown, at: number): Promise<Buffer> {
  const parts: Part[] = [...head, ...(await footOf(shown, at + 1, pages.length))]
  let y = headHeight + GAP
  for (const row of pages[at] ?? []) {
    for (const part of row.parts) parts.push({ x: EDGE + part.x, y: y + part.y, drawn: part.drawn })
    y += row.height + ROW_GAP
  }
  return sharp(Buffer.from(groundOf(headHeight, shown.link)))
    .composite(parts.map(overlay))
    .png({ palette: true, quality: 90 })
    .toBuffer()
}

async function drawAll(shown: Shown): Promise<readonly Buffer[]> {
  const layout = await layoutOf(shown)
  return Promise.all(layout.pages.map((_, at) => drawPicture(layout, shown, at)))
}

/** Everybody asks for the few that are in force: drawn once, by what they say. */
const MOST_KEPT = 30
const kept = new Map<string, Promise<readonly Buffer[]>>()

/** The pictures of a notice, as PNG. */
export function picturesOf(shown: Shown): Promise<readonly Buffer[]> {
  const key = JSON.stringify(shown)
  const made = kept.get(key) ?? drawAll(shown)
  kept.delete(key)
  kept.set(key, made)
  made.catch(() => kept.delete(key))
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_KEPT))) kept.delete(oldest)
  return made
}
