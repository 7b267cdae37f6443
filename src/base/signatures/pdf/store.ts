import type { PdfFile } from './file.ts'
import { PdfUpdate } from './update.ts'
import { dict, name, Stream, type Value } from './values.ts'

/** What will still be wanted when those who could say it are gone. */
export interface LongTerm {
  readonly certificates: readonly Uint8Array[]
  readonly crls: readonly Uint8Array[]
}

/** Adds certificates and lists of revoked ones to a document (DSS), beside those that it has. */
export function addStore(file: PdfFile, { certificates, crls }: LongTerm): Buffer {
  const update = new PdfUpdate(file)
  const before = file.dictOf(file.catalog.get('DSS'))
  const added = (key: string, list: readonly Uint8Array[]): Value[] => {
    const there = file.listOf(before?.get(key))
    const known = there.flatMap(one => {
      const stream = file.of(one)
      return stream instanceof Stream ? [file.contentOf(stream)] : []
    })
    const fresh = list.filter(bytes => !known.some(one => one.equals(bytes)))
    return [...there, ...fresh.map(bytes => update.add(new Stream(new Map(), Buffer.from(bytes))))]
  }
  const store = update.add(
    new Map<string, Value>([
      ...(before ?? []),
      ['Type', name('DSS')],
      ['Certs', added('Certs', certificates)],
      ['CRLs', added('CRLs', crls)],
    ]),
  )
  const catalog = new Map(file.catalog).set('DSS', store)
  catalog.set('Extensions', dict({ ESIC: dict({ BaseVersion: name('1.7'), ExtensionLevel: 5 }) }))
  update.set(file.rootReference, catalog)
  return update.finish().bytes
}
