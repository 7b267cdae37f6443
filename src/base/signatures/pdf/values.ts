/** What a PDF is made of (ISO 32000-1, 7.3). Strings are bytes: what letters they are depends on where they stand. */
export class Name {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export class Reference {
  readonly number: number
  readonly generation: number
  constructor(number: number, generation = 0) {
    this.number = number
    this.generation = generation
  }
}

export type Dict = Map<string, Value>

export class Stream {
  readonly dict: Dict
  readonly raw: Buffer
  constructor(dict: Dict, raw: Buffer) {
    this.dict = dict
    this.raw = raw
  }
}

/** Written as it is: what has to lie at a place of its own, as the gap for a signature. */
export class Verbatim {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Value = null | boolean | number | Name | Buffer | Reference | Stream | Verbatim | Dict | Value[]

export const name = (text: string): Name => new Name(text)
export const dict = (entries: Readonly<Record<string, Value | undefined>>): Dict =>
  new Map(Object.entries(entries).filter((entry): entry is [string, Value] => entry[1] !== undefined))

export const isDict = (value: Value | undefined): value is Dict => value instanceof Map
export const isName = (value: Value | undefined, text: string): boolean => value instanceof Name && value.text === text

/** A text string: PDFDocEncoding where that is enough, else UTF-16 with its mark; names have Vietnamese letters. */
export function textString(text: string): Buffer {
  if (/^[\x20-\x7e]*$/.test(text)) return Buffer.from(text, 'latin1')
  return Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(text, 'utf16le').swap16()])
}

export function readText(bytes: Buffer): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString('utf16le')
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3).toString('utf8')
  return bytes.toString('latin1')
}

const number = (value: number): string => String(Number(value.toFixed(6)))

const written = (text: string): string =>
  `/${[...Buffer.from(text, 'utf8')]
    .map(byte =>
      byte > 0x20 && byte < 0x7f && !'#/()<>[]{}%'.includes(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `#${byte.toString(16).padStart(2, '0')}`,
    )
    .join('')}`

/** As it stands in a file. */
export function write(value: Value): Buffer {
  if (value instanceof Stream) {
    const head = new Map(value.dict).set('Length', value.raw.length)
    return Buffer.concat([write(head), Buffer.from('\nstream\n'), value.raw, Buffer.from('\nendstream')])
  }
  return Buffer.from(text(value), 'latin1')
}

function text(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return number(value)
  if (value instanceof Name) return written(value.text)
  if (value instanceof Reference) return `${value.number} ${value.generation} R`
  if (value instanceof Verbatim) return value.text
  if (Buffer.isBuffer(value)) return `<${value.toString('hex')}>`
  if (Array.isArray(value)) return `[${value.map(text).join(' ')}]`
  if (value instanceof Stream) throw new Error('A stream stands by itself, never within another value.')
  return `<<${[...value].map(([key, inner]) => `${written(key)} ${text(inner)}`).join(' ')}>>`
}
