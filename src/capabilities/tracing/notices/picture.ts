import sharp, { type OverlayOptions } from 'sharp'
import { format } from '#core/format.ts'
import { escapeHtml } from '#core/html.ts'
import { type Face, fontFile, newDocument } from '#core/pdf.ts'
import { say } from '#core/words.ts'
import { qrPath } from '#kit/qr.ts'
import { daysOf, type Shown, type ShownLine, spanOf, whereOf } from './text.ts'

/** As phones show a picture in a group: 4 by 5. */
const WIDTH = 1080
const HEIGHT = 1350
const EDGE = 64
const INNER = WIDTH - 2 * EDGE
const GAP = 24
const FOOT = 240
const QR = 180
/** The column of hours, in letters of its size: `09:00–09:45` is 6.98 wide, and is never broken. */
const HOURS = 7.1
/** Few places are written larger: a picture is read small, in a group, by old eyes. */
const SIZES = [46, 40, 34] as const
/** A notice with more is read on its page, which the last picture says. */
const MOST_PICTURES = 5
const LEADING = 1.35

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

interface Style {
  readonly face: Face & keyof typeof FAMILY
  readonly size: number
  readonly colour: string
}

/** A text broken into the lines that it takes in a width. */
interface Block {
  readonly lines: readonly string[]
  readonly style: Style
  readonly height: number
}

interface Part {
  readonly x: number
  readonly y: number
  readonly block: Block
}

interface Row {
  readonly height: number
  readonly parts: readonly Part[]
  /** A heading is never the last row of a picture. */
  readonly isHeading?: boolean
}

const ruler = newDocument('', [1, 1], new Date(0))
const widthOf = (text: string, { face, size }: Style): number => ruler.font(face).fontSize(size).widthOfString(text)

/** Letters as wide as fits; a word that is wider than the line is broken. */
function block(text: string, width: number, style: Style): Block {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const joined = lines.length ? `${lines.at(-1)} ${word}` : word
    if (lines.length && widthOf(joined, style) <= width) lines.splice(-1, 1, joined)
    else lines.push(...pieces(word, width, style))
  }
  return { lines, style, height: Math.round(lines.length * style.size * LEADING) }
}

function pieces(word: string, width: number, style: Style): string[] {
  const found = ['']
  for (const letter of word) {
    const longer = `${found.at(-1)}${letter}`
    if (widthOf(longer, style) > width) found.push(letter)
    else found.splice(-1, 1, longer)
  }
  return found
}

const bold = (size: number, colour: string): Style => ({ face: 'bold', size, colour })

function headingRow(day: string, size: number): Row {
  const text = block(format('vi').dayLong(day), INNER, bold(size, BRAND))
  const above = Math.round(size / 4)
  return { height: above + text.height, parts: [{ x: 0, y: above, block: text }], isHeading: true }
}

function lineRow(line: ShownLine, size: number): Row {
  const column = Math.round(size * HOURS)
  const x = column + GAP
  const hours = block(spanOf(format('vi'), line), column, bold(size, INK))
  const place = block(line.place, INNER - x, bold(size, INK))
  const where = block(whereOf(line), INNER - x, { face: 'regular', size: Math.round(size * 0.8), colour: SOFT })
  return {
    height: Math.max(hours.height, place.height + where.height) + Math.round(size / 3),
    parts: [
      { x: 0, y: 0, block: hours },
      { x, y: 0, block: place },
      { x, y: place.height, block: where },
    ],
  }
}

const heightOf = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + row.height, 0)

/** Fills pictures with rows from the top; a day goes with its places, and is said again where they go on. */
function packed(days: readonly (readonly Row[])[], room: number): Row[][] {
  const pages: Row[][] = [[]]
  for (const [heading, ...rows] of days)
    for (const [i, row] of rows.entries()) {
      const page = pages.at(-1) as Row[]
      const added = i === 0 && heading ? [heading, row] : [row]
      if (page.length === 0 || heightOf(page) + heightOf(added) <= room) page.push(...added)
      else pages.push(heading ? [heading, row] : [row])
    }
  return pages
}

interface Layout {
  readonly head: readonly Part[]
  readonly headHeight: number
  readonly pages: readonly (readonly Row[])[]
}

/** The largest letters with which it is one picture, else the smallest. */
function layoutOf(shown: Shown): Layout {
  const { parts, height } = headOf(shown)
  const room = HEIGHT - height - FOOT - 3 * GAP
  const tries = SIZES.map(size => packed(rowsOf(shown, size), room))
  const pages = tries.find(one => one.length === 1) ?? tries.at(-1) ?? []
  return { head: parts, headHeight: height, pages: cut(pages, shown.lines.length) }
}

/** A day's heading and its places. */
const rowsOf = ({ lines }: Shown, size: number): Row[][] =>
  daysOf(lines).map(([day, ofDay]) => [headingRow(day, size), ...ofDay.map(line => lineRow(line, size))])

/** Past the most pictures the last one says how many places are on the page besides. */
function cut(pages: readonly Row[][], lines: number): readonly Row[][] {
  if (pages.length <= MOST_PICTURES) return pages
  const kept = pages.slice(0, MOST_PICTURES)
  const last = kept.at(-1) ?? []
  last.pop()
  while (last.at(-1)?.isHeading) last.pop()
  const left = lines - kept.flat().filter(row => !row.isHeading).length
  const text = block(say('vi', 'tracing.notice.message.more', { left }), INNER, bold(30, BRAND))
  return [...kept.slice(0, -1), [...last, { height: text.height, parts: [{ x: 0, y: 0, block: text }] }]]
}

const words = (id: string, values = {}) => say('vi', `tracing.notice.picture.${id}`, values)

/** Blocks below each other. */
function column(blocks: readonly Block[], x: number, from: number): { parts: Part[]; end: number } {
  let y = from
  const parts = blocks.map(one => {
    const part = { x, y, block: one }
    y += one.height + 4
    return part
  })
  return { parts, end: y }
}

function headOf({ number, organ, publishedAt, correction }: Shown) {
  const small: Style = { face: 'medium', size: 28, colour: PAPER }
  const dated =
    publishedAt && number ? words('numbered', { number, day: format('vi').day(publishedAt) }) : words('draft')
  const { parts, end } = column(
    [
      block(organ, INNER - 100, small),
      block(words('title').toLocaleUpperCase('vi'), INNER, { face: 'black', size: 76, colour: PAPER }),
      block(dated, INNER, small),
      ...(correction ? [block(words('corrected'), INNER, bold(28, PAPER))] : []),
    ],
    EDGE,
    36,
  )
  return { parts, height: end + 24 }
}

function footOf({ phone, link }: Shown, at: number, of: number): readonly Part[] {
  const width = INNER - QR - 2 * GAP
  const { parts } = column(
    [
      block(words('ask'), width, bold(30, INK)),
      block(words('call', { phone: phone || '…' }), width, bold(30, WINE)),
      block(link.replace(/^https?:\/\//, ''), width, { face: 'regular', size: 24, colour: SOFT }),
    ],
    EDGE,
    HEIGHT - FOOT,
  )
  if (of === 1) return parts
  const style = bold(28, PAPER)
  const text = words('page', { at, of })
  return [...parts, { x: WIDTH - EDGE - Math.ceil(widthOf(text, style)), y: 36, block: block(text, 200, style) }]
}

function groundOf(headHeight: number, link: string): string {
  const { path, size } = qrPath(link)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <rect width="${WIDTH}" height="${HEIGHT}" fill="${PAPER}"/>
    <rect width="${WIDTH}" height="${headHeight}" fill="${BRAND}"/>
    <rect x="${EDGE}" y="${HEIGHT - FOOT - GAP}" width="${INNER}" height="2" fill="${LINE}"/>
    <path transform="translate(${WIDTH - EDGE - QR} ${HEIGHT - FOOT}) scale(${QR / size})" d="${path}" fill="#000" shape-rendering="crispEdges"/>
  </svg>`
}

/**
 * Unseen letters with the highest marks before each line, cut off again: a picture of a text ends where its ink ends, and
 * with them all lines of a size have their letters at the same height.
 */
const ANCHOR = 'ỄẲ'

async function drawnLine(line: string, style: Style): Promise<Buffer> {
  const { face, size, colour } = style
  const text = `<span alpha="1">${ANCHOR}</span><span foreground="${colour}">${escapeHtml(line)}</span>`
  const font = `${FAMILY[face]} ${size}`
  const { data, info } = await sharp({ text: { text, font, fontfile: fontFile(face), rgba: true, dpi: 72 } })
    .png()
    .toBuffer({ resolveWithObject: true })
  const left = Math.floor(widthOf(ANCHOR, style) - size * 0.1)
  return sharp(data)
    .extract({ left, top: 0, width: info.width - left, height: info.height })
    .toBuffer()
}

const overlays = ({ x, y, block: { lines, style } }: Part): Promise<OverlayOptions[]> =>
  Promise.all(
    lines
      .filter(line => line !== '')
      .map(async (line, i) => ({
        input: await drawnLine(line, style),
        left: Math.round(x),
        top: Math.round(y + i * style.size * LEADING),
      })),
  )

async function drawPicture({ head, headHeight, pages }: Layout, shown: Shown, at: number): Promise<Buffer> {
  const parts: Part[] = [...head, ...footOf(shown, at + 1, pages.length)]
  let y = headHeight + GAP
  for (const row of pages[at] ?? []) {
    for (const part of row.parts) parts.push({ x: EDGE + part.x, y: y + part.y, block: part.block })
    y += row.height
  }
  const drawn = await Promise.all(parts.map(overlays))
  return sharp(Buffer.from(groundOf(headHeight, shown.link)))
    .composite(drawn.flat())
    .png({ palette: true, quality: 90 })
    .toBuffer()
}

/** How many pictures a notice makes. */
export const countPictures = (shown: Shown): number => layoutOf(shown).pages.length

/** Everybody asks for the few that are in force: drawn once, by what they say. */
const MOST_KEPT = 60
const kept = new Map<string, Promise<Buffer>>()

/** A picture of a notice, counted from 1, as PNG; undefined when there are not so many. */
export async function pictureOf(shown: Shown, at: number): Promise<Buffer | undefined> {
  const layout = layoutOf(shown)
  if (!layout.pages[at - 1]) return undefined
  const key = `${at} ${JSON.stringify(shown)}`
  const made = kept.get(key) ?? drawPicture(layout, shown, at - 1)
  kept.delete(key)
  kept.set(key, made)
  made.catch(() => kept.delete(key))
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_KEPT))) kept.delete(oldest)
  return made
}
