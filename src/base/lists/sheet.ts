import { posix } from 'node:path'
import { DAY_MS } from '#core/clock.ts'
import { Problem } from '#core/problem.ts'
import { tidy } from '#core/text.ts'
import type { Cell, Line } from './cells.ts'
import type { Packed } from './packed.ts'
import { type Listener, reading, readWhole } from './xml.ts'

/** The limits of a spreadsheet itself: what says more is no spreadsheet. */
const MOST_COLUMNS = 16_384
const MOST_ROWS = 1_048_576
const BOOK = 'xl/workbook.xml'
/** What a spreadsheet lets stand in one cell, with room for letters that are written as several. */
const LONGEST_TEXT = 200_000
/** What is kept in memory while the rows are read: all texts of cells, each once; and what is known of the book. */
const MOST_STRINGS = 200 * 1024 * 1024
const MOST_CONTENTS = 16 * 1024 * 1024

/**
 * The rows of the first sheet that is shown and holds something, read as a stream. What stands to the right of `widest` is
 * kept as one cell more: that there is something, and no memory for all that is empty before it.
 */
export async function* readBook(file: Packed, widest = MOST_COLUMNS): AsyncGenerator<Line> {
  const book = await openBook(file)
  for (const sheet of book.sheets) {
    let isFound = false
    for await (const line of readSheet(file.part(sheet), book, widest)) {
      isFound ||= line.cells.some(cell => cell !== '')
      yield line
    }
    if (isFound) return
  }
}

export const isBook = (file: Packed): boolean => file.has(BOOK)

/** What is needed to understand a cell. */
interface Book {
  /** The parts of the sheets that are shown, in their order. */
  readonly sheets: readonly string[]
  readonly strings: readonly string[]
  /** Whether a style shows numbers as days, by its place in the list. */
  readonly days: readonly boolean[]
  readonly epoch: number
}

async function openBook(file: Packed): Promise<Book> {
  const { sheets, epoch } = await readContents(file)
  const related = await readRelations(file)
  const named = (type: string) => related.find(one => one.type === type)?.part
  const parts = sheets.flatMap(id => related.find(one => one.id === id && one.type === 'worksheet')?.part ?? [])
  return {
    // One that is named again and again is read once.
    sheets: [...new Set(parts)],
    strings: await readStrings(file, named('sharedStrings')),
    days: await readStyles(file, named('styles')),
    epoch,
  }
}

/** Day 0, in days before 1970. A day too many is counted since 1900 on purpose; old Macs begin in 1904. */
const EPOCH = { 1900: 25_569, 1904: 24_107 } as const

async function readContents(file: Packed) {
  const sheets: string[] = []
  let epoch: number = EPOCH[1900]
  await readWhole(kept(file, BOOK), {
    open(name, attributes) {
      if (name === 'workbookPr' && isTrue(attributes.date1904)) epoch = EPOCH[1904]
      if (name !== 'sheet' || (attributes.state ?? 'visible') !== 'visible') return
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1]
      if (id) sheets.push(id)
    },
  })
  return { sheets, epoch }
}

/** A part that is kept in memory as a whole. */
function kept(file: Packed, name: string, most = MOST_CONTENTS): AsyncGenerator<Uint8Array> {
  if (file.sizeOf(name) > most) throw new Problem('lists.file.too-large')
  return file.part(name)
}

const isTrue = (value: string | undefined) => value === '1' || value === 'true'

async function readRelations(file: Packed) {
  const related: { readonly id: string; readonly type: string; readonly part: string }[] = []
  await readWhole(kept(file, 'xl/_rels/workbook.xml.rels'), {
    open(name, { Id = '', Type = '', Target = '' }) {
      if (name !== 'Relationship') return
      const part = Target.startsWith('/') ? Target.slice(1) : posix.join('xl', Target)
      related.push({ id: Id, type: Type.slice(Type.lastIndexOf('/') + 1), part })
    },
  })
  return related.filter(one => file.has(one.part))
}

async function readStrings(file: Packed, part: string | undefined): Promise<string[]> {
  const strings: string[] = []
  if (!part) return strings
  const { listener, take } = texts()
  await readWhole(kept(file, part, MOST_STRINGS), {
    ...listener,
    close(name) {
      listener.close?.(name)
      if (name === 'si') strings.push(take())
    },
  })
  return strings
}

/** Gathers the text of cells and of shared strings: of all its runs, without how it is pronounced. */
function texts() {
  let text = ''
  let isText = false
  let isSpoken = false
  const listener: Listener = {
    open(name) {
      if (name === 'rPh') isSpoken = true
      isText = name === 't' || name === 'v'
    },
    text(piece) {
      if (isText && !isSpoken) text += piece
      if (text.length > LONGEST_TEXT) throw new Error('A cell holds more than any cell can')
    },
    close(name) {
      if (name === 'rPh') isSpoken = false
      isText = false
    },
  }
  const take = () => {
    const taken = plain(text)
    text = ''
    return taken
  }
  return { listener, take }
}

/** Letters that XML cannot hold are written `_x000D_`. */
const plain = (text: string): string =>
  tidy(text.replace(/_x([\dA-F]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))))

async function readStyles(file: Packed, part: string | undefined): Promise<boolean[]> {
  const formats = new Map<string, string>()
  const styles: string[] = []
  if (!part) return []
  let isOfCells = false
  await readWhole(kept(file, part), {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'cellXfs') isOfCells = true
      if (name === 'numFmt') formats.set(numFmtId, formatCode)
      if (name === 'xf' && isOfCells) styles.push(numFmtId)
    },
    close(name) {
      if (name === 'cellXfs') isOfCells = false
    },
  })
  return styles.map(id => {
    const written = formats.get(id)
    return written === undefined ? isDayNumbered(Number(id)) : isDayWritten(written)
  })
}

/** The formats that a spreadsheet knows by number alone; those of the hours of a day are none. */
const isDayNumbered = (id: number) =>
  (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)

const LONGEST_FORMAT = 300

/** `dd/mm/yyyy`, `[$-42A]d mmmm yyyy`: it names a day or a year. */
const isDayWritten = (format: string) =>
  /[dy]/i.test(format.slice(0, LONGEST_FORMAT).replace(/"[^"]*"|\\.|\[[^\]]*\]/g, ''))

async function* readSheet(pieces: AsyncIterable<Uint8Array>, book: Book, widest: number): AsyncGenerator<Line> {
  const { listener, take } = texts()
  let lines: Line[] = []
  let line = 0
  let cells: Cell[] = []
  let column = 0
  let cell: Readonly<Record<string, string>> = {}
  const sheet: Listener = {
    ...listener,
    open(name, attributes) {
      listener.open?.(name, attributes)
      if (name === 'row') {
        // Rows go down: one that says to be there already would be two of one number.
        line = Math.max(line + 1, within(MOST_ROWS, attributes.r ? Number(attributes.r) : line + 1))
        cells = []
        column = 0
      } else if (name === 'c') {
        cell = attributes
        column = within(MOST_COLUMNS, attributes.r ? columnOf(attributes.r) : column + 1)
      }
    },
    close(name) {
      listener.close?.(name)
      if (name === 'c') {
        const value = cellOf(take(), cell, book)
        if (value !== '') put(cells, Math.min(column, widest + 1), value)
      } else if (name === 'row') lines.push({ line, cells })
    },
  }
  for await (const _ of reading(pieces, sheet)) {
    yield* lines
    lines = []
  }
}

function put(cells: Cell[], column: number, value: Cell): void {
  while (cells.length < column - 1) cells.push('')
  cells[column - 1] = value
}

function within(most: number, number: number): number {
  if (number >= 1 && number <= most) return number
  throw new Error('A row or a column lies outside of every sheet')
}

/** `A1` is 1, `AB12` is 28. */
function columnOf(place: string): number {
  let column = 0
  for (const letter of place) {
    const value = letter.charCodeAt(0) - 64
    if (value < 1 || value > 26) break
    column = column * 26 + value
  }
  return column
}

/** Of a formula its stored result, of an error nothing. */
function cellOf(text: string, { t: type = 'n', s: style = '0' }: Readonly<Record<string, string>>, book: Book): Cell {
  if (text === '' || type === 'e') return ''
  if (type === 's') return book.strings[Number(text)] ?? ''
  if (type === 'b') return String(text === '1')
  if (type === 'd' && /^\d{4}-\d\d-\d\d/.test(text)) return { day: text.slice(0, 10) }
  if (type !== 'n') return text
  const number = Number(text)
  if (Number.isNaN(number)) return ''
  return book.days[Number(style)] ? dayOf(number, book.epoch) : String(number)
}

const LAST_DAY = 2_958_465

/** A day is a number of days; what lies outside of the calendar is left as the number that it is. */
function dayOf(number: number, epoch: number): Cell {
  if (number < 1 || number > LAST_DAY) return String(number)
  return { day: new Date(Math.round((number - epoch) * DAY_MS)).toISOString().slice(0, 10) }
}
