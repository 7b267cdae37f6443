import { SaxesParser } from 'saxes'

/** What is told of an XML text while it is read; names come without their prefix. */
export interface Listener {
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>) => void
  readonly text?: (text: string) => void
  readonly close?: (name: string) => void
}

const bare = (name: string) => name.slice(name.indexOf(':') + 1)

/** Reads piece by piece, and pauses behind each: what the listener gathered can be taken away then. */
export async function* reading(pieces: AsyncIterable<Uint8Array>, listener: Listener): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false, position: false } as const)
  parser.on('error', error => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => listener.open?.(bare(name), attributes))
  parser.on('text', text => listener.text?.(text))
  parser.on('cdata', text => listener.text?.(text))
  parser.on('closetag', ({ name }) => listener.close?.(bare(name)))
  const decoder = new TextDecoder()
  for await (const piece of pieces) {
    parser.write(decoder.decode(piece, { stream: true }))
    yield
  }
  parser.write(decoder.decode()).close()
  yield
}

export async function readWhole(pieces: AsyncIterable<Uint8Array>, listener: Listener): Promise<void> {
  for await (const _ of reading(pieces, listener));
}
