/** Writes DER (ITU-T X.690): what is signed has exactly one form. */
export type Der = Buffer

function header(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.of(tag, length)
  const digits: number[] = []
  for (let left = length; left > 0; left = Math.floor(left / 256)) digits.unshift(left % 256)
  return Buffer.of(tag, 0x80 | digits.length, ...digits)
}

export function wrap(tag: number, ...parts: readonly Uint8Array[]): Der {
  const content = Buffer.concat(parts)
  return Buffer.concat([header(tag, content.length), content])
}

export const sequence = (...parts: readonly Uint8Array[]): Der => wrap(0x30, ...parts)
/** SET OF: DER puts its members in order. */
export const setOf = (...parts: readonly Uint8Array[]): Der => wrap(0x31, ...parts.toSorted(Buffer.compare))
export const tagged = (tag: number, ...parts: readonly Uint8Array[]): Der => wrap(0xa0 | tag, ...parts)
/** [n] IMPLICIT of something primitive. */
export const plainTagged = (tag: number, content: Uint8Array): Der => wrap(0x80 | tag, content)
export const octets = (bytes: Uint8Array): Der => wrap(0x04, bytes)
export const bits = (bytes: Uint8Array): Der => wrap(0x03, Buffer.of(0), bytes)
export const nothing: Der = Buffer.of(0x05, 0)
export const yes: Der = Buffer.of(0x01, 1, 0xff)
export const utf8 = (text: string): Der => wrap(0x0c, Buffer.from(text))
export const printable = (text: string): Der => wrap(0x13, Buffer.from(text, 'latin1'))
export const ascii = (text: string): Der => wrap(0x16, Buffer.from(text, 'latin1'))

export function integer(value: number | Uint8Array): Der {
  const bytes = typeof value === 'number' ? fromNumber(value) : trimmed(value)
  return wrap(0x02, (bytes[0] as number) & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes)
}

const fromNumber = (value: number): Buffer => {
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
}
const trimmed = (bytes: Uint8Array): Buffer => {
  const first = bytes.findIndex(byte => byte !== 0)
  return first < 0 ? Buffer.of(0) : Buffer.from(bytes.subarray(first))
}

export function oid(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const groups = [first * 40 + second, ...rest].flatMap(value => {
    const digits = [value % 128]
    for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) digits.unshift(128 | (left % 128))
    return digits
  })
  return wrap(0x06, Buffer.from(groups))
}

/** UTCTime up to 2049, as RFC 5280 wants it. */
export function time(at: Date): Der {
  const text = at.toISOString().replace(/[-:T]|\.\d+/g, '')
  return at.getUTCFullYear() < 2050 ? wrap(0x17, Buffer.from(text.slice(2))) : wrap(0x18, Buffer.from(text))
}
export const generalizedTime = (at: Date): Der => wrap(0x18, Buffer.from(at.toISOString().replace(/[-:T]|\.\d+/g, '')))

/** The bytes as the libraries take them. */
export const exact = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

/** The first value's bytes: what follows, as the zeros that fill a gap, is left. Undefined for what is no DER or BER. */
export function firstValue(bytes: Buffer): Buffer | undefined {
  const end = endOf(bytes, 0, 0)
  return end === undefined || end > bytes.length ? undefined : bytes.subarray(0, end)
}

function endOf(bytes: Buffer, at: number, depth: number): number | undefined {
  const first = bytes[at + 1]
  if (first === undefined || depth > 50) return undefined
  if (first < 0x80) return at + 2 + first
  if (first > 0x80) {
    const count = first & 0x7f
    return count > 4 || at + 2 + count > bytes.length ? undefined : at + 2 + count + bytes.readUIntBE(at + 2, count)
  }
  // Of indefinite length: up to two zeros.
  let next: number | undefined = at + 2
  while (next !== undefined && next + 1 < bytes.length) {
    if (bytes[next] === 0 && bytes[next + 1] === 0) return next + 2
    next = endOf(bytes, next, depth + 1)
  }
  return undefined
}

/** The values within a constructed one, byte for byte; of DER. */
export function partsOf(value: Uint8Array): Buffer[] {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const length = bytes[1] ?? 0
  const out: Buffer[] = []
  for (let at = length < 0x80 ? 2 : 2 + (length & 0x7f); at < bytes.length; ) {
    const end = endOf(bytes, at, 0)
    if (end === undefined || end > bytes.length) throw new Error('This is no DER.')
    // Two zeros end what is of indefinite length.
    if (bytes[at] !== 0) out.push(bytes.subarray(at, end))
    at = end
  }
  return out
}
