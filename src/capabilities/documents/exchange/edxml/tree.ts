import { createHash } from 'node:crypto'
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes'
import { fault } from './fault.ts'
import { EDXML } from './message.ts'

/** An element of the envelope, and where it stands. */
export interface Node {
  readonly name: string
  readonly space: string
  readonly line: number
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Node[]
  text: string
  /** Text and elements in their order. */
  readonly content: (Node | string)[]
  readonly tag: Tag
}

/** As an element was written: its canonical text is made of it. */
export interface Tag {
  readonly name: string
  readonly prefix: string
  /** Without declarations of namespaces. */
  readonly attributes: readonly SaxesAttributeNS[]
  /** What prefixes stand for, those that were declared above too. */
  readonly scope: Readonly<Record<string, string>>
}

/** What the content of an attachment is, by its place: its bytes are handed on as they arrive. */
export interface Content {
  readonly size: number
  /** Of the bytes, not of their base64. */
  readonly sha256: Buffer
}

export interface Read {
  readonly root: Node
  /** By the places of `Attachment`. */
  readonly contents: readonly Content[]
  /** The text without the contents of attachments: what is signed of a message is in it. */
  readonly skeleton: string
}

export interface Sink {
  write(bytes: Buffer): void
  end?(): void
}

/** The envelope, without attachments, is never longer. */
const MOST_SKELETON = 2 * 1024 * 1024
const MOST_DEPTH = 24
const CONTENT = 'ContentTransferEncoded'

/**
 * Reads an edXML piece by piece. The envelope becomes a tree; contents of attachments go to their sinks as they arrive and
 * are never held. No document type, no entities but the five, nothing before the declaration, UTF-8 alone.
 *
 * @throws Problem with the line and the element
 */
export async function readTree(
  source: AsyncIterable<Uint8Array>,
  sinkOf: (place: number) => Sink | undefined = () => undefined,
): Promise<Read> {
  const reader = new Reader(sinkOf)
  for await (const _ of feed(reader, source));
  return reader.end()
}

/** The contents of attachments in their order, each whole: no more than one is held, and what came in the same piece. */
export async function* contentsIn(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const whole: Buffer[] = []
  const reader = new Reader(() => {
    const parts: Buffer[] = []
    return { write: bytes => void parts.push(bytes), end: () => void whole.push(Buffer.concat(parts.splice(0))) }
  })
  for await (const _ of feed(reader, source)) yield* whole.splice(0)
  reader.end()
}

/** Reads piece by piece, and stops after each. */
async function* feed(reader: Reader, source: AsyncIterable<Uint8Array>): AsyncGenerator<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  for await (const piece of source) yield reader.write(decoded(() => decoder.decode(piece, { stream: true }), reader))
  yield reader.write(decoded(() => decoder.decode(), reader))
}

function decoded(decode: () => string, { line }: Reader): string {
  try {
    return decode()
  } catch {
    throw fault('wrong-encoding', { line })
  }
}

class Reader {
  readonly #sinkOf: (place: number) => Sink | undefined
  readonly #parser = new SaxesParser({ xmlns: true, position: true } as const)
  readonly #open: Node[] = []
  readonly #contents: Content[] = []
  #root: Node | undefined
  #skeleton = ''
  #content: Base64 | undefined
  #hasBegun = false
  /** Lines of contents, which the parser does not see. */
  #skipped = 0

  constructor(sinkOf: (place: number) => Sink | undefined) {
    this.#sinkOf = sinkOf
    const parser = this.#parser
    parser.on('error', error => {
      throw fault('malformed', { line: this.line, detail: error.message.replace(/^\d+:\d+: /, '').slice(0, 120) })
    })
    parser.on('doctype', () => {
      throw fault('doctype', { line: this.line })
    })
    parser.on('xmldecl', ({ encoding }) => {
      if (encoding && encoding.toLowerCase() !== 'utf-8') throw fault('wrong-encoding', { line: 1 })
    })
    // What is signed has none; outside of the message nobody reads them.
    parser.on('processinginstruction', ({ target }) => {
      if (this.#open.length) throw fault('malformed', { line: this.line, detail: `<?${target.slice(0, 60)}?>` })
    })
    parser.on('opentag', tag => this.#opened(tag))
    parser.on('text', text => this.#said(text))
    parser.on('cdata', text => this.#said(text))
    parser.on('closetag', () => void this.#open.pop())
  }

  get line(): number {
    return this.#parser.line + this.#skipped
  }

  /** In parts that end with a tag, so that what follows the tag of a content never reaches the parser. */
  write(text: string): void {
    let from = 0
    if (!this.#hasBegun && text) from = this.#begin(text)
    while (from < text.length) {
      const end = this.#content ? text.indexOf('<', from) : text.indexOf('>', from)
      const to = end < 0 ? text.length : this.#content ? end : end + 1
      if (this.#content) this.#feed(text.slice(from, to), end >= 0)
      else this.#parse(text.slice(from, to))
      from = to
    }
  }

  #begin(text: string): number {
    this.#hasBegun = true
    const from = text.startsWith('\uFEFF') ? 1 : 0
    if (text[from] !== '<' || /^\s*<\?xml\b/.test(text.slice(from)) !== text.startsWith('<?xml', from))
      throw fault('text-before', { line: 1 })
    return from
  }

  #parse(text: string): void {
    if (this.#skeleton.length + text.length > MOST_SKELETON) throw fault('envelope-too-large', { line: this.line })
    this.#skeleton += text
    this.#parser.write(text)
  }

  #feed(text: string, isLast: boolean): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#skipped += 1
    this.#content?.write(text)
    if (!isLast) return
    this.#contents.push((this.#content as Base64).end())
    this.#content = undefined
  }

  #opened(tag: SaxesTagNS): void {
    const parent = this.#open.at(-1)
    const node = nodeOf(tag, this.line, parent)
    if (parent) {
      parent.children.push(node)
      parent.content.push(node)
    } else this.#root = node
    if (this.#open.length >= MOST_DEPTH) throw fault('malformed', { line: this.line, detail: tag.local })
    this.#open.push(node)
    if (tag.local !== CONTENT || tag.uri !== EDXML || parent?.name !== 'Attachment') return
    const content = new Base64(node.line, this.#sinkOf(this.#contents.length))
    if (tag.isSelfClosing) this.#contents.push(content.end())
    else this.#content = content
  }

  #said(text: string): void {
    const node = this.#open.at(-1)
    if (!node) return
    if (node.name === CONTENT && text.trim()) throw fault('bad-base64', { line: node.line, element: CONTENT })
    node.text += text
    node.content.push(text)
  }

  end(): Read {
    this.#parser.close()
    if (!this.#root || this.#content) throw fault('malformed', { line: this.line, detail: 'unclosed' })
    return { root: this.#root, contents: this.#contents, skeleton: this.#skeleton }
  }
}

function nodeOf(tag: SaxesTagNS, line: number, parent: Node | undefined): Node {
  const attributes = Object.values(tag.attributes)
  return {
    name: tag.local,
    space: tag.uri,
    line,
    attributes: Object.fromEntries(attributes.map(one => [one.local, one.value])),
    children: [],
    text: '',
    content: [],
    tag: {
      name: tag.name,
      prefix: tag.prefix,
      attributes: attributes.filter(one => one.prefix !== 'xmlns' && one.name !== 'xmlns'),
      scope: Object.assign(Object.create(parent?.tag.scope ?? null), tag.ns),
    },
  }
}

/** Base64 with any white space, four characters at a time. */
class Base64 {
  readonly #hash = createHash('sha256')
  readonly #line: number
  readonly #sink: Sink | undefined
  #rest = ''
  #size = 0
  #isOver = false

  constructor(line: number, sink: Sink | undefined) {
    this.#line = line
    this.#sink = sink
  }

  write(text: string): void {
    const letters = this.#rest + text.replace(/\s+/g, '')
    const whole = letters.length - (letters.length % 4)
    this.#rest = letters.slice(whole)
    if (whole) this.#decode(letters.slice(0, whole))
  }

  #decode(letters: string): void {
    if (this.#isOver || !/^[A-Za-z0-9+/]*={0,2}$/.test(letters)) throw this.#bad()
    this.#isOver = letters.endsWith('=')
    const bytes = Buffer.from(letters, 'base64')
    this.#size += bytes.byteLength
    this.#hash.update(bytes)
    this.#sink?.write(bytes)
  }

  #bad = () => fault('bad-base64', { line: this.#line, element: CONTENT })

  end(): Content {
    if (this.#rest) throw this.#bad()
    this.#sink?.end?.()
    return { size: this.#size, sha256: this.#hash.digest() }
  }
}
