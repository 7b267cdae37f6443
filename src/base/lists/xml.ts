import { SaxesParser } from 'saxes'

/** What is told of an XML text while it is read; names come without their prefix. */
export interface Listener {
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>) => void
  readonly text?: (text: string) => void
  readonly close?: (name: string) => void
}

/** So much in one name, text or remark is no spreadsheet's: the parser keeps it until it ends. */
const LONGEST_PIECE = 1024 * 1024

const bare = (name: string) => name.slice(name.indexOf(':') + 1)

/** Reads piece by piece, and pauses behind each: what the listener gathered can be taken away then. */
export async function* reading(pieces: AsyncIterable<Uint8Array>, listener: Listener): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false, position: false } as const)
  parser.on('error', error => {
    throw error
  })
  let unheard = 0
  const heard = <A>(tell: (what: A) => void) => {
    return (what: A) => {
      unheard = 0
      tell(what)
    }
  }
  parser.on(
    'opentag',
    heard(({ name, attributes }) => listener.open?.(bare(name), attributes)),
  )
  parser.on(
    'text',
    heard(text => listener.text?.(text)),
  )
  parser.on(
    'cdata',
    heard(text => listener.text?.(text)),
  )
  parser.on(
    'closetag',
    heard(({ name }) => listener.close?.(bare(name))),
  )
  const decoder = new TextDecoder()
  for await (const piece of pieces) {
    unheard += piece.byteLength
    parser.write(decoder.decode(piece, { stream: true }))
    if (unheard > LONGEST_PIECE) throw new Error('A name, a text or a remark does not end')
    yield
  }
  parser.write(decoder.decode()).close()
  yield
}

export async function readWhole(pieces: AsyncIterable<Uint8Array>, listener: Listener): Promise<void> {
  for await (const _ of reading(pieces, listener));
}
