import { createHash } from 'node:crypto'
import type { Fragment, Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import type { Keyring } from '#core/keyring.ts'

/** So much is held at a time; what is smaller is written by the statement that writes its message. */
export const PIECE_BYTES = 512 * 1024

export interface Stored {
  readonly id: string
  readonly size: number
  readonly sha256: Buffer
  /** It went on after the most that was to be kept. */
  readonly isCut: boolean
  /** All of it, sealed, when it is so small that it is still to be written: see `andContent`. */
  readonly unwritten: Buffer | null
}

const sealedAs = (contentId: string, n: number) => `${contentId}/${n}`

/** Keeps what arrives, sealed, piece by piece, the last of one piece not yet; reads no further than `most`. */
export async function store(
  sql: Sql,
  keyring: Keyring,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { at, most = Number.POSITIVE_INFINITY }: { readonly at: Date; readonly most?: number },
): Promise<Stored> {
  const id = newId(at)
  const hash = createHash('sha256')
  let [size, n, held, isCut] = [0, 0, 0, false]
  let pieces: Uint8Array[] = []
  const sealed = () => keyring.seal(Buffer.concat(pieces), sealedAs(id, n))
  const flush = async () => {
    if (!n) await sql`insert into interchange.content (id, at) values (${id}, ${at})`
    await sql`insert into interchange.piece (content_id, n, sealed) values (${id}, ${n}, ${sealed()})`
    n += 1
    pieces = []
    held = 0
  }
  for await (const some of source) {
    if (size + some.byteLength > most) {
      isCut = true
      break
    }
    hash.update(some)
    size += some.byteLength
    pieces.push(some)
    held += some.byteLength
    if (held >= PIECE_BYTES) await flush()
  }
  const unwritten = n ? null : sealed()
  if (unwritten) remember(keyring, id, Buffer.concat(pieces))
  else if (held) await flush()
  return { id, size, sha256: hash.digest(), isCut, unwritten }
}

/** Goes on a statement that writes a message with its small content: `with message as (… returning content_id) ${…}`. */
export const andContent = (sql: Sql, { unwritten }: Stored, at: Date): Fragment =>
  unwritten
    ? sql`,
        content as (insert into interchange.content (id, at) select content_id, ${at}::timestamptz from message),
        piece as (
          insert into interchange.piece (content_id, n, sealed) select content_id, 0, ${unwritten}::bytea from message)`
    : sql``

/** What was kept last, as it was before it was sealed: most of it is read once within the second, and never again. */
interface Lately {
  readonly contents: Map<string, Buffer>
  bytes: number
}
const lately = new WeakMap<Keyring, Lately>()
const MOST_REMEMBERED_BYTES = 16 * 1024 * 1024

function remember(keyring: Keyring, id: string, bytes: Buffer): void {
  const known = lately.get(keyring) ?? { contents: new Map<string, Buffer>(), bytes: 0 }
  lately.set(keyring, known)
  known.contents.set(id, bytes)
  known.bytes += bytes.byteLength
  for (const oldest of known.contents.keys()) {
    if (known.bytes <= MOST_REMEMBERED_BYTES) break
    recall(keyring, oldest)
  }
}

/** Once. */
function recall(keyring: Keyring, id: string): Buffer | undefined {
  const known = lately.get(keyring)
  const bytes = known?.contents.get(id)
  if (!known || !bytes) return undefined
  known.contents.delete(id)
  known.bytes -= bytes.byteLength
  return bytes
}

/** What a content says, piece by piece, read while it is used: a piece that is not full is the last one. */
export async function* read(sql: Sql, keyring: Keyring, contentId: string): AsyncGenerator<Buffer> {
  const remembered = recall(keyring, contentId)
  if (remembered) {
    yield remembered
    return
  }
  for (let n = 0; ; n++) {
    const [row] = await sql<{ sealed: Buffer }[]>`
      select sealed from interchange.piece where content_id = ${contentId} and n = ${n}`
    if (!row) return
    const piece = keyring.open(row.sealed, sealedAs(contentId, n))
    yield piece
    if (piece.byteLength < PIECE_BYTES) return
  }
}

export async function whole(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of source) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** The first bytes, to be looked at. */
export async function beginning(source: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of source) {
    pieces.push(piece)
    size += piece.byteLength
    if (size >= most) break
  }
  return Buffer.concat(pieces).subarray(0, most)
}
