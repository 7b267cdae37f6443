import { inflateSync } from 'node:zlib'
import { Parser, PdfError } from './parse.ts'
import { type Dict, isDict, isName, Name, Reference, Stream, type Value } from './values.ts'

/** Where an object lies: in the file, or in a stream of objects. */
type Entry = { readonly at: number; readonly generation: number } | { readonly within: number; readonly index: number }

/** A part that was added to the file: `startsAt` is where its table of objects is. */
export interface Section {
  readonly startsAt: number
  readonly numbers: ReadonlySet<number>
  readonly trailer: Dict
  readonly isStream: boolean
}

/** What an inflated stream may have; what is larger is made to harm. */
const MOST_INFLATED = 256 * 1024 * 1024
const MOST_SECTIONS = 1_000
const MOST_OBJECTS = 8_388_607

/**
 * A PDF read as its tables of objects say, newest first, as viewers do: nothing is found by looking for it, so that what
 * is judged is what is shown.
 */
export class PdfFile {
  readonly bytes: Buffer
  readonly sections: Section[] = []
  readonly startXref: number
  private readonly entries = new Map<number, Entry | null>()
  private readonly read = new Map<number, Value>()
  private readonly held = new Map<number, Value[]>()
  private readonly reading = new Set<number>()

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (!/^%PDF-[12]\.\d/.test(this.bytes.toString('latin1', 0, 8))) throw new PdfError('No PDF begins like this.')
    this.startXref = this.lastStart()
    const seen = new Set<number>()
    for (let at: number | undefined = this.startXref; at !== undefined; ) {
      if (seen.has(at) || seen.size > MOST_SECTIONS) throw new PdfError('The tables of objects go round in a circle.')
      seen.add(at)
      const section = this.section(at)
      this.sections.push(section)
      const previous = section.trailer.get('Prev')
      at = typeof previous === 'number' ? previous : undefined
    }
  }

  get trailer(): Dict {
    return (this.sections[0] as Section).trailer
  }
  get isEncrypted(): boolean {
    return this.sections.some(section => section.trailer.has('Encrypt'))
  }
  get version(): string {
    const said = this.catalog.get('Version')
    const head = this.bytes.toString('latin1', 5, 8)
    return said instanceof Name && said.text > head ? said.text : head
  }
  get catalog(): Dict {
    const root = this.of(this.trailer.get('Root'))
    if (!isDict(root)) throw new PdfError('There is no catalogue.')
    return root
  }
  get rootReference(): Reference {
    const root = this.trailer.get('Root')
    if (!(root instanceof Reference)) throw new PdfError('There is no catalogue.')
    return root
  }
  /** All numbers in use. */
  get numbers(): number[] {
    return [...this.entries].flatMap(([number, entry]) => (entry ? [number] : []))
  }
  /** The first number that is free. */
  get size(): number {
    return Math.max(0, ...this.entries.keys()) + 1
  }
  generationOf(number: number): number {
    const entry = this.entries.get(number)
    return entry && 'generation' in entry ? entry.generation : 0
  }
  /** Where an object lies in the file; undefined within a stream of objects. */
  offsetOf(number: number): number | undefined {
    const entry = this.entries.get(number)
    return entry && 'at' in entry ? entry.at : undefined
  }

  /** What a value is, through references; null for what is not there. */
  of(value: Value | undefined): Value {
    let found: Value = value ?? null
    for (let steps = 0; found instanceof Reference; steps++) {
      if (steps > 50) throw new PdfError('References go round in a circle.')
      found = this.object(found.number)
    }
    return found
  }
  dictOf(value: Value | undefined): Dict | undefined {
    const found = this.of(value)
    return isDict(found) ? found : found instanceof Stream ? found.dict : undefined
  }
  listOf(value: Value | undefined): Value[] {
    const found = this.of(value)
    return Array.isArray(found) ? found : []
  }

  object(number: number): Value {
    const known = this.read.get(number)
    if (known !== undefined) return known
    const entry = this.entries.get(number)
    if (!entry) return null
    if (this.reading.has(number)) throw new PdfError(`Object ${number} contains itself.`)
    this.reading.add(number)
    const found = 'at' in entry ? this.objectAt(number, entry.at) : this.within(entry.within, entry.index)
    this.reading.delete(number)
    this.read.set(number, found)
    return found
  }

  /** Bytes of a stream, unpacked where that is by Flate alone. */
  contentOf(stream: Stream): Buffer {
    const filters = this.listedOf(stream.dict.get('Filter'))
    if (!filters.length) return stream.raw
    if (filters.length > 1 || !isName(filters[0], 'FlateDecode'))
      throw new PdfError('A stream is packed in a way that is not read here.')
    const [parms] = this.listedOf(stream.dict.get('DecodeParms'))
    return unpredicted(inflate(stream.raw), isDict(parms) ? parms : new Map())
  }

  private listedOf(value: Value | undefined): Value[] {
    const found = this.of(value)
    return found === null ? [] : Array.isArray(found) ? found.map(one => this.of(one)) : [found]
  }

  private lastStart(): number {
    const from = this.bytes.lastIndexOf('startxref')
    if (from < 0) throw new PdfError('There is no table of objects.')
    return new Parser(this.bytes, from + 'startxref'.length).whole()
  }

  private objectAt(number: number, at: number): Value {
    const parser = new Parser(this.bytes, at)
    if (parser.whole() !== number) throw new PdfError(`Object ${number} is not where it is said to be.`)
    parser.whole()
    if (!parser.takes('obj')) throw new PdfError(`Object ${number} is not where it is said to be.`)
    const value = parser.value()
    return isDict(value) ? (parser.stream(value, () => this.lengthOf(value)) ?? value) : value
  }

  private lengthOf(head: Dict): number {
    const length = this.of(head.get('Length'))
    if (typeof length !== 'number' || length < 0 || !Number.isInteger(length))
      throw new PdfError('A stream has no length.')
    return length
  }

  private within(container: number, index: number): Value {
    const list = this.held.get(container) ?? this.listWithin(container)
    this.held.set(container, list)
    return list[index] ?? null
  }

  private listWithin(container: number): Value[] {
    const stream = this.object(container)
    if (!(stream instanceof Stream) || !isName(stream.dict.get('Type'), 'ObjStm'))
      throw new PdfError(`Object ${container} is no stream of objects.`)
    const content = this.contentOf(stream)
    const count = this.of(stream.dict.get('N'))
    const first = this.of(stream.dict.get('First'))
    if (typeof count !== 'number' || typeof first !== 'number' || count > MOST_OBJECTS)
      throw new PdfError(`Object ${container} is no stream of objects.`)
    const heads = new Parser(content)
    const offsets = Array.from({ length: count }, () => {
      heads.whole()
      return heads.whole()
    })
    return offsets.map(offset => new Parser(content, first + offset).value())
  }

  private section(at: number): Section {
    const parser = new Parser(this.bytes, at)
    return parser.takes('xref') ? this.tableSection(parser, at) : this.streamSection(at)
  }

  private tableSection(parser: Parser, startsAt: number): Section {
    const numbers = new Set<number>()
    while (!parser.takes('trailer')) {
      const first = parser.whole()
      const count = parser.whole()
      for (let number = first; number < first + count; number++) {
        const at = parser.whole()
        const generation = parser.whole()
        const kind = parser.word()
        if (kind !== 'n' && kind !== 'f') throw new PdfError(`The table of objects at ${startsAt} is broken.`)
        this.enter(numbers, number, kind === 'n' ? { at, generation } : null)
      }
    }
    const trailer = parser.value()
    if (!isDict(trailer)) throw new PdfError(`The table of objects at ${startsAt} has no trailer.`)
    const hybrid = trailer.get('XRefStm')
    if (typeof hybrid === 'number') for (const number of this.streamSection(hybrid).numbers) numbers.add(number)
    return { startsAt, numbers, trailer, isStream: false }
  }

  private streamSection(startsAt: number): Section {
    const parser = new Parser(this.bytes, startsAt)
    parser.whole()
    parser.whole()
    if (!parser.takes('obj')) throw new PdfError(`There is no table of objects at ${startsAt}.`)
    const head = parser.value()
    const stream = isDict(head)
      ? parser.stream(head, () => {
          const length = head.get('Length')
          if (typeof length !== 'number') throw new PdfError(`The table of objects at ${startsAt} has no length.`)
          return length
        })
      : undefined
    if (!stream || !isName(stream.dict.get('Type'), 'XRef'))
      throw new PdfError(`There is no table of objects at ${startsAt}.`)
    const numbers = new Set<number>()
    for (const [number, entry] of this.rowsOf(stream)) this.enter(numbers, number, entry)
    return { startsAt, numbers, trailer: stream.dict, isStream: true }
  }

  private *rowsOf(stream: Stream): Iterable<[number, Entry | null]> {
    const widths = numbersOf(stream.dict.get('W'))
    const [kindWidth = 0, secondWidth = 0, thirdWidth = 0] = widths
    const size = stream.dict.get('Size')
    const index = stream.dict.has('Index') ? numbersOf(stream.dict.get('Index')) : [0, size as number]
    const width = kindWidth + secondWidth + thirdWidth
    if (widths.length !== 3 || width < 1 || widths.some(one => one > 6))
      throw new PdfError('A table of objects is broken.')
    const rows = this.contentOf(stream)
    let at = 0
    const take = (bytes: number) => {
      const value = bytes ? rows.readUIntBE(at, bytes) : 0
      at += bytes
      return value
    }
    for (let pair = 0; pair + 1 < index.length; pair += 2)
      for (let n = 0; n < (index[pair + 1] as number); n++) {
        if (at + width > rows.length) throw new PdfError('A table of objects is broken.')
        const kind = kindWidth ? take(kindWidth) : 1
        const second = take(secondWidth)
        const third = take(thirdWidth)
        const entry =
          kind === 1 ? { at: second, generation: third } : kind === 2 ? { within: second, index: third } : null
        yield [(index[pair] as number) + n, entry]
      }
  }

  private enter(numbers: Set<number>, number: number, entry: Entry | null): void {
    if (number > MOST_OBJECTS) throw new PdfError('There are too many objects.')
    numbers.add(number)
    if (!this.entries.has(number)) this.entries.set(number, entry)
  }
}

const numbersOf = (value: Value | undefined): number[] =>
  Array.isArray(value) ? value.map(one => (typeof one === 'number' && one >= 0 ? one : Number.NaN)) : []

function inflate(raw: Buffer): Buffer {
  try {
    return inflateSync(raw, { maxOutputLength: MOST_INFLATED })
  } catch (cause) {
    throw new PdfError('A packed stream cannot be unpacked.', { cause })
  }
}

const PNG_PREDICTORS = 10

/** Undoes the predictors of PNG, with which tables of objects are packed. */
function unpredicted(bytes: Buffer, parms: Dict): Buffer {
  const whole = (key: string, otherwise: number) => {
    const value = parms.get(key)
    return typeof value === 'number' && value > 0 ? value : otherwise
  }
  const predictor = whole('Predictor', 1)
  if (predictor === 1) return bytes
  if (predictor < PNG_PREDICTORS) throw new PdfError('A stream is packed in a way that is not read here.')
  const pixel = Math.max(1, Math.ceil((whole('Colors', 1) * whole('BitsPerComponent', 8)) / 8))
  const row = Math.ceil((whole('Colors', 1) * whole('BitsPerComponent', 8) * whole('Columns', 1)) / 8)
  const rows = Math.floor(bytes.length / (row + 1))
  const out = Buffer.alloc(rows * row)
  for (let y = 0; y < rows; y++) {
    const kind = bytes[y * (row + 1)] as number
    for (let x = 0; x < row; x++) {
      const left = x >= pixel ? (out[y * row + x - pixel] as number) : 0
      const up = y ? (out[(y - 1) * row + x] as number) : 0
      const corner = y && x >= pixel ? (out[(y - 1) * row + x - pixel] as number) : 0
      const added =
        kind === 1 ? left : kind === 2 ? up : kind === 3 ? (left + up) >> 1 : kind === 4 ? paeth(left, up, corner) : 0
      out[y * row + x] = ((bytes[y * (row + 1) + 1 + x] as number) + added) & 255
    }
  }
  return out
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [left, up, corner].map(one => Math.abs(left + up - corner - one)) as [number, number, number]
  return a <= b && a <= c ? left : b <= c ? up : corner
}
