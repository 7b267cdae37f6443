/**
 * A tar of small entries, so that what a backup holds can be looked at with the tools of any system, without Saola. An
 * entry is whole in memory on either side: what is large comes as many.
 */
export interface Entry {
  readonly name: string
  readonly bytes: Uint8Array
}

const BLOCK = 512
/** No entry of ours comes near it: a row is a file at most, twice as long in the form of COPY. */
const MOST_BYTES = 2 ** 29
const FILE = '0'

export async function* pack(entries: AsyncIterable<Entry>): AsyncGenerator<Uint8Array> {
  for await (const { name, bytes } of entries) {
    yield headOf(name, bytes.length)
    yield bytes
    yield Buffer.alloc(padding(bytes.length))
  }
  yield Buffer.alloc(2 * BLOCK)
}

const padding = (size: number) => (BLOCK - (size % BLOCK)) % BLOCK

function headOf(name: string, size: number): Buffer {
  const head = Buffer.alloc(BLOCK)
  if (head.write(name, 0, 100) < Buffer.byteLength(name)) throw new Error(`“${name}” is too long for a tar.`)
  const octal = (value: number, at: number, length: number) =>
    head.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at)
  octal(0o600, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(0, 136, 12)
  head.write(`        ${FILE}`, 148)
  head.write('ustar\x0000', 257)
  octal(sumOf(head), 148, 7)
  return head
}

const sumOf = (head: Buffer) => head.reduce((sum, byte) => sum + byte, 0)

/** @throws when it is cut off, or no tar */
export async function* unpack(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Entry> {
  const read = reader(stream)
  for (;;) {
    const head = await read(BLOCK)
    if (head.every(byte => byte === 0)) break
    if (head.toString('latin1', 257, 262) !== 'ustar') throw new Error('This is no tar.')
    const name = head.toString('utf8', 0, head.indexOf(0))
    const size = Number.parseInt(head.toString('latin1', 124, 135), 8)
    if (!(size <= MOST_BYTES)) throw new Error('An entry is too large.')
    const bytes = await read(size)
    await read(padding(size))
    yield { name, bytes }
  }
  // To the end, so that whoever checks the stream below has checked all of it.
  for await (const _ of read.rest());
}

function reader(stream: AsyncIterable<Uint8Array>) {
  const source = stream[Symbol.asyncIterator]()
  let held: Uint8Array[] = []
  let length = 0
  const read = async (size: number): Promise<Buffer> => {
    while (length < size) {
      const { value, done } = await source.next()
      if (done) throw new Error('The archive is cut off.')
      held.push(value)
      length += value.length
    }
    const whole = held.length === 1 ? Buffer.from(held[0] as Uint8Array) : Buffer.concat(held)
    held = whole.length > size ? [whole.subarray(size)] : []
    length -= size
    return whole.subarray(0, size)
  }
  return Object.assign(read, { rest: () => ({ [Symbol.asyncIterator]: () => source }) })
}
