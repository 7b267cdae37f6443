import { Name, Reference, Stream, type Value } from './values.ts'

const DEPTH = 200

/** Something is not written as a PDF is. */
export class PdfError extends Error {}

const SPACE = new Set([0, 9, 10, 12, 13, 32])
const DELIMITER = new Set([...'()<>[]{}/%'].map(one => one.charCodeAt(0)))
const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 }

/** Reads values one after the other; what is malformed is an error, never guessed. */
export class Parser {
  readonly bytes: Buffer
  at: number
  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  skip(): void {
    for (;;) {
      const byte = this.bytes[this.at]
      if (byte === undefined) return
      if (byte === 0x25) while (this.at < this.bytes.length && !this.isLineEnd()) this.at++
      else if (SPACE.has(byte)) this.at++
      else return
    }
  }

  private isLineEnd(): boolean {
    const byte = this.bytes[this.at]
    return byte === 10 || byte === 13
  }

  /** The next word of letters and digits, or one delimiter. */
  word(): string {
    this.skip()
    const from = this.at
    while (this.at < this.bytes.length) {
      const byte = this.bytes[this.at] as number
      if (SPACE.has(byte) || DELIMITER.has(byte)) break
      this.at++
    }
    return this.bytes.toString('latin1', from, this.at)
  }

  /** Whether this word is next; it is then read. */
  takes(word: string): boolean {
    const before = this.at
    if (this.word() === word) return true
    this.at = before
    return false
  }

  whole(): number {
    const word = this.word()
    if (!/^\d{1,10}$/.test(word)) throw new PdfError(`A whole number is expected at ${this.at}.`)
    return Number(word)
  }

  value(depth = 0): Value {
    if (depth > DEPTH) throw new PdfError('Values are nested too deep.')
    this.skip()
    const byte = this.bytes[this.at]
    if (byte === undefined) throw new PdfError('The file ends within a value.')
    switch (String.fromCharCode(byte)) {
      case '/':
        return this.name()
      case '(':
        return this.literal()
      case '[':
        this.at++
        return this.list(depth)
      case '<':
        if (this.bytes[this.at + 1] !== 0x3c) return this.hex()
        this.at += 2
        return this.dictionary(depth)
    }
    return this.plain()
  }

  private plain(): Value {
    const word = this.word()
    if (word === 'true' || word === 'false') return word === 'true'
    if (word === 'null') return null
    if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(word))
      throw new PdfError(`“${word.slice(0, 20)}” at ${this.at} is no value.`)
    return /^\d{1,10}$/.test(word) ? this.numberOrReference(Number(word)) : Number(word)
  }

  private numberOrReference(first: number): Value {
    const after = this.at
    const generation = this.word()
    if (/^\d{1,5}$/.test(generation) && this.takes('R')) return new Reference(first, Number(generation))
    this.at = after
    return first
  }

  private name(): Name {
    this.at++
    const from = this.at
    while (this.at < this.bytes.length) {
      const byte = this.bytes[this.at] as number
      if (SPACE.has(byte) || DELIMITER.has(byte)) break
      this.at++
    }
    const text = this.bytes.toString('latin1', from, this.at)
    const plain = text.replace(/#([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    return new Name(Buffer.from(plain, 'latin1').toString('utf8'))
  }

  private literal(): Buffer {
    this.at++
    const out: number[] = []
    for (let open = 1; ; this.at++) {
      const byte = this.bytes[this.at]
      if (byte === undefined) throw new PdfError('The file ends within a string.')
      if (byte === 0x5c) {
        this.escape(out)
        continue
      }
      if (byte === 0x28) open++
      if (byte === 0x29 && --open === 0) break
      out.push(byte)
    }
    this.at++
    return Buffer.from(out)
  }

  /** Leaves `at` on the last byte of the escape. */
  private escape(out: number[]): void {
    this.at++
    const next = String.fromCharCode(this.bytes[this.at] ?? 0)
    const octal = /^[0-7]{1,3}/.exec(this.bytes.toString('latin1', this.at, this.at + 3))?.[0]
    if (octal) {
      out.push(Number.parseInt(octal, 8) & 255)
      this.at += octal.length - 1
    } else if (next === '\r' && this.bytes[this.at + 1] === 10) this.at++
    else if (next !== '\n' && next !== '\r') out.push(ESCAPES[next] ?? next.charCodeAt(0))
  }

  private hex(): Buffer {
    const end = this.bytes.indexOf(0x3e, this.at)
    if (end < 0) throw new PdfError('The file ends within a string.')
    const digits = this.bytes.toString('latin1', this.at + 1, end).replace(/[\0\t\n\f\r ]/g, '')
    if (/[^\da-f]/i.test(digits)) throw new PdfError(`No hexadecimal string at ${this.at}.`)
    this.at = end + 1
    return Buffer.from(digits.length % 2 ? `${digits}0` : digits, 'hex')
  }

  private list(depth: number): Value[] {
    const out: Value[] = []
    for (;;) {
      this.skip()
      if (this.bytes[this.at] === 0x5d) break
      out.push(this.value(depth + 1))
    }
    this.at++
    return out
  }

  private dictionary(depth: number): Map<string, Value> {
    const out = new Map<string, Value>()
    for (;;) {
      this.skip()
      if (this.bytes[this.at] === 0x3e && this.bytes[this.at + 1] === 0x3e) break
      const key = this.value(depth + 1)
      if (!(key instanceof Name)) throw new PdfError(`A name is expected at ${this.at}.`)
      out.set(key.text, this.value(depth + 1))
    }
    this.at += 2
    return out
  }

  /** After a dictionary: the bytes of its stream, if it has one. `length` answers how many it says they are. */
  stream(head: Map<string, Value>, length: () => number): Stream | undefined {
    if (!this.takes('stream')) return undefined
    if (this.bytes[this.at] === 13) this.at++
    if (this.bytes[this.at] === 10) this.at++
    const end = this.at + length()
    if (end > this.bytes.length) throw new PdfError('The file ends within a stream.')
    const raw = this.bytes.subarray(this.at, end)
    this.at = end
    if (!this.takes('endstream')) throw new PdfError(`A stream that begins at ${end - raw.length} does not end.`)
    return new Stream(head, raw)
  }
}
