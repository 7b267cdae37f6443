import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { Problem } from '#core/problem.ts'
import { tidy } from '#core/text.ts'
import { type Cell, type Line, lettersIn } from './cells.ts'
import { openPacked } from './packed.ts'
import { isBook, readBook } from './sheet.ts'

/** A file as rows of cells, read as a stream: it may be larger than what fits in memory as objects. */
export interface Table {
  readonly format: 'csv' | 'xlsx'
  /** Of a text: `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`, which stands for every single-byte encoding. */
  readonly encoding: string | null
  readonly lines: AsyncIterable<Line>
}

/** A large province has 1.3 million people, 20,000 checkpoints and had 200,000 cases in its worst wave. */
export const MOST_LINES = 300_000
const MOST_CELLS = 200
const LONGEST_RECORD = 200_000
/** A spreadsheet is a packed file: it must not unpack to more than this. */
const MOST_UNPACKED = 600 * 1024 * 1024
/** Letters in all rows together: a spreadsheet says a text once and may show it in every cell. */
const MOST_LETTERS = 300_000_000

/**
 * Opens a list whatever it is called: what is in it decides. Throws `lists.file.*`: `empty`, `old-excel`, `html`,
 * `not-a-list`, `broken`, `too-large`, `too-long`, `too-wide`, `unclosed-quote`; those of its rows while they are read.
 */
export function openTable(bytes: Uint8Array): Table {
  const kind = kindOf(bytes)
  if (kind !== 'text' && kind !== 'zip') throw new Problem(kind)
  if (kind === 'zip') return { format: 'xlsx', encoding: null, lines: limited(readPacked(bytes)) }
  const encoding = encodingOf(bytes)
  return { format: 'csv', encoding, lines: limited(readText(bytes, encoding)) }
}

const starts = (bytes: Uint8Array, ...head: number[]) => head.every((byte, i) => bytes[i] === byte)

function kindOf(bytes: Uint8Array) {
  const head = bytes.subarray(0, 4096)
  if (!head.some(byte => byte > 0x20 && byte !== 0xff && byte !== 0xfe)) return 'lists.file.empty'
  if (starts(head, 0x50, 0x4b, 0x03, 0x04)) return 'zip'
  if (starts(head, 0xd0, 0xcf, 0x11, 0xe0)) return 'lists.file.old-excel'
  const text = new TextDecoder('windows-1252').decode(head).trimStart()
  if (/^(?:\ufeff|ï»¿)?\s*<(?:!doctype|html|table|\?xml|meta|head)/i.test(text)) return 'lists.file.html'
  if (hasUtf16(head)) return 'text'
  const binary = /^(?:%PDF|\x89PNG|GIF8|ÿØÿ|Rar!|7z|PK|{\\rtf|RIFF)/.test(text) || head.includes(0)
  return binary ? 'lists.file.not-a-list' : 'text'
}

/** Every second byte of Latin text in UTF-16 is zero. */
function hasUtf16(head: Uint8Array): boolean {
  return utf16Of(head) !== undefined
}

function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (starts(head, 0xff, 0xfe)) return 'utf-16le'
  if (starts(head, 0xfe, 0xff)) return 'utf-16be'
  const zeros = [0, 0]
  for (const [i, byte] of head.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1
  const most = head.length / 4
  if ((zeros[1] ?? 0) > most && zeros[0] === 0) return 'utf-16le'
  return (zeros[0] ?? 0) > most && zeros[1] === 0 ? 'utf-16be' : undefined
}

function encodingOf(bytes: Uint8Array): string {
  const wide = utf16Of(bytes.subarray(0, 4096))
  if (wide) return wide
  try {
    for (const _ of decoded(bytes, new TextDecoder('utf-8', { fatal: true })));
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

const SLICE = 64 * 1024

function* decoded(bytes: Uint8Array, decoder: TextDecoder): Generator<string> {
  for (let at = 0; at < bytes.length; at += SLICE)
    yield decoder.decode(bytes.subarray(at, at + SLICE), { stream: at + SLICE < bytes.length })
}

async function* readText(bytes: Uint8Array, encoding: string): AsyncGenerator<Line> {
  const sample = new TextDecoder(encoding).decode(bytes.subarray(0, SLICE))
  const said = /^sep=(.)\r?\n/.exec(sample)?.[1]
  const parser = parse({
    delimiter: said ?? delimiterOf(sample),
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: LONGEST_RECORD,
  })
  // An error of the source reaches the loop below through the parser.
  pipeline(Readable.from(decoded(bytes, new TextDecoder(encoding))), parser, () => {})
  let line = 0
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      line++
      if (line === 1 && said) continue
      yield { line, cells: trimmed(record.map(tidy)) }
    }
  } catch (cause) {
    if (cause instanceof CsvError) throw new Problem('lists.file.unclosed-quote', { params: { line: line + 1 }, cause })
    throw cause
  }
}

const DELIMITERS = [',', ';', '\t', '|'] as const
const LINES_LOOKED_AT = 20

/** The one that most lines have, and have most often. */
export function delimiterOf(sample: string): string {
  const lines = sample
    .replace(/"[^"]*"/g, '')
    .split(/\r\n|\n|\r/)
    .filter(line => line.trim())
    .slice(0, LINES_LOOKED_AT)
  const score = (delimiter: string) => {
    const counts = lines.map(line => line.split(delimiter).length - 1)
    return counts.filter(count => count > 0).length * 1000 + Math.min(...counts.filter(count => count > 0), 999)
  }
  const found = DELIMITERS.filter(delimiter => lines.some(line => line.includes(delimiter)))
  return found.reduce((best, one) => (score(one) > score(best) ? one : best), found[0] ?? ',')
}

/** Without the empty cells at the end, which a formatted sheet has by the thousand. */
function trimmed(cells: readonly Cell[]): readonly Cell[] {
  const last = cells.findLastIndex(cell => cell !== '')
  return cells.slice(0, last + 1)
}

async function* limited(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  let count = 0
  let letters = 0
  for await (const line of lines) {
    if (!line.cells.length) continue
    letters += lettersIn(line)
    if (letters > MOST_LETTERS) throw new Problem('lists.file.too-large')
    if (++count > MOST_LINES) throw new Problem('lists.file.too-long', { params: { most: MOST_LINES } })
    if (line.cells.length > MOST_CELLS)
      throw new Problem('lists.file.too-wide', { params: { line: line.line, most: MOST_CELLS } })
    yield line
  }
}

const broken = (cause?: unknown) => new Problem('lists.file.broken', { cause })

async function* readPacked(bytes: Uint8Array): AsyncGenerator<Line> {
  try {
    const file = await openPacked(bytes)
    if (!isBook(file)) throw new Problem('lists.file.not-a-list')
    if (file.size > MOST_UNPACKED) throw new Problem('lists.file.too-large')
    for await (const { line, cells } of readBook(file, MOST_CELLS)) yield { line, cells: trimmed(cells) }
  } catch (cause) {
    throw cause instanceof Problem ? cause : broken(cause)
  }
}
