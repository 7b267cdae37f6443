import { createHash, type KeyObject, sign, verify } from 'node:crypto'
import type { Keyring } from '../keyring.ts'

/** What of a block is signed. */
export interface Header {
  readonly n: number
  readonly previous: Buffer
  readonly firstSeq: number
  readonly lastSeq: number
  readonly count: number
  /** Of the leaves. */
  readonly root: Buffer
  readonly at: Date
  /** The block seals that retention dropped what is older than this. */
  readonly prunedBefore: Date | null
  readonly keyId: string
}

export interface Block extends Header {
  readonly hash: Buffer
  readonly signature: Buffer
  /** Null once the rows are dropped. */
  readonly leaves: Buffer | null
}

/** A row as it is sealed. `text` is all of it but its place in the order, as PostgreSQL writes a row. */
export interface SealedRow {
  readonly seq: number
  readonly id: string
  readonly text: string
}

/** What is known of a row by its block: the place, the millisecond of its id, and the hash. */
export interface Leaf {
  readonly seq: number
  readonly ms: number
  readonly hash: Buffer
}

const HASH = 32
const LEAF = 8 + 6 + HASH
export const FIRST = Buffer.alloc(HASH)

export const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest()
const msOf = (id: string) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)

export function leafOf({ seq, id, text }: SealedRow): Buffer {
  const leaf = Buffer.allocUnsafe(LEAF)
  leaf.writeBigUInt64BE(BigInt(seq))
  leaf.writeUIntBE(msOf(id), 8, 6)
  sha256(text).copy(leaf, 14)
  return leaf
}

export function readLeaves(leaves: Buffer): Leaf[] {
  const read: Leaf[] = []
  for (let at = 0; at + LEAF <= leaves.length; at += LEAF)
    read.push({
      seq: Number(leaves.readBigUInt64BE(at)),
      ms: leaves.readUIntBE(at + 8, 6),
      hash: leaves.subarray(at + 14, at + LEAF),
    })
  return read
}

/** The header as it is hashed and signed: one way to write each, and no two that read alike. */
export const headerText = (h: Header): string =>
  JSON.stringify([
    'saola-audit-1',
    h.n,
    h.previous.toString('hex'),
    h.firstSeq,
    h.lastSeq,
    h.count,
    h.root.toString('hex'),
    h.at.toISOString(),
    h.prunedBefore?.toISOString() ?? null,
    h.keyId,
  ])

/** By what a public key is named in a block and in a file of heads. */
const keyIdOf = (key: KeyObject): string =>
  sha256(key.export({ format: 'der', type: 'spki' }))
    .subarray(0, 8)
    .toString('hex')

export type NewBlock = Omit<Header, 'keyId' | 'root' | 'count'> & { readonly rows: readonly SealedRow[] }

export function makeBlock(keyring: Keyring, { rows, ...rest }: NewBlock): Block {
  const [pair] = keyring.signingKeys('audit')
  if (!pair) throw new Error('The keyring has no key for the audit.')
  const leaves = Buffer.concat(rows.map(leafOf))
  const header: Header = { ...rest, count: rows.length, root: sha256(leaves), keyId: keyIdOf(pair.publicKey) }
  const text = Buffer.from(headerText(header))
  return { ...header, leaves, hash: sha256(text), signature: sign(null, text, pair.privateKey) }
}

/** The public keys by their names. */
export type Keys = ReadonlyMap<string, KeyObject>

export const keysOf = (keys: readonly KeyObject[]): Keys => new Map(keys.map(key => [keyIdOf(key), key]))

export const isSigned = (header: Header, signature: Buffer, keys: Keys): boolean => {
  const key = keys.get(header.keyId)
  return key !== undefined && verify(null, Buffer.from(headerText(header)), key, signature)
}
