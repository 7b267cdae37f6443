import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise } from 'yauzl'

/** The parts of a packed file, by name; each is unpacked while it is read. */
export interface Packed {
  readonly has: (name: string) => boolean
  readonly part: (name: string) => AsyncGenerator<Uint8Array>
  /** Bytes that a part unpacks to. */
  readonly sizeOf: (name: string) => number
  /** Bytes that all of it unpacks to. A part that says less than it holds cannot be read. */
  readonly size: number
}

/** A workbook has some dozen parts. Each that is named takes memory, whatever it holds. */
const MOST_PARTS = 2000

/**
 * Opens a ZIP by its table of contents: its parts can be read in any order, which a reader of the stream cannot, and a
 * spreadsheet may hold its rows before what they mean.
 */
export async function openPacked(bytes: Uint8Array): Promise<Packed> {
  const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const entries = new Map<string, Entry>()
  let size = 0
  for await (const entry of zip.eachEntry()) {
    if (entries.size >= MOST_PARTS) throw new Error('There are more parts than any spreadsheet has')
    entries.set(entry.fileName, entry)
    size += entry.uncompressedSize
  }
  async function* part(name: string) {
    const entry = entries.get(name)
    if (!entry) throw new Error(`There is no part ${name}`)
    let sum = 0
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      sum = crc32(piece, sum)
      yield piece as Uint8Array
    }
    if (sum !== entry.crc32) throw new Error(`The part ${name} is not what it was`)
  }
  return { has: name => entries.has(name), part, sizeOf: name => entries.get(name)?.uncompressedSize ?? 0, size }
}
