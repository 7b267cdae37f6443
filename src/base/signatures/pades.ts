import { Problem } from '#core/problem.ts'
import { sha256, signCms } from './cms.ts'
import { type Appearance, addField, fill, type NewField, type Prepared } from './pdf/field.ts'
import { PdfFile } from './pdf/file.ts'
import { PdfError } from './pdf/parse.ts'
import { addStore, type LongTerm } from './pdf/store.ts'
import type { Signer } from './signer.ts'

/** Says what time it is of a digest: the token of an RFC 3161 time stamp. */
export type Stamp = (digest: Uint8Array) => Promise<Uint8Array>

export interface SignOptions {
  readonly now: Date
  /** As it is to stand in the PDF; the certificate says it, too. */
  readonly name?: string
  readonly reason?: string | undefined
  readonly place?: string | undefined
  /** What is seen of it; nothing unless said. */
  readonly appearance?: Appearance | undefined
  /** With a time stamp the signature is PAdES B-T. */
  readonly stamp?: Stamp | undefined
}

/** Besides certificates: attributes, digests, a signature of RSA-4096. */
const ROOM = 2_500
const ROOM_FOR_STAMP = 8_000

/** Opens a PDF that is to be signed. Throws `signatures.not-a-pdf`, `.broken-pdf`, `.encrypted-pdf`. */
export function openPdf(pdf: Uint8Array): PdfFile {
  if (!Buffer.from(pdf.subarray(0, 5)).equals(Buffer.from('%PDF-'))) throw new Problem('signatures.not-a-pdf')
  const file = orBroken(() => new PdfFile(pdf))
  if (file.isEncrypted) throw new Problem('signatures.encrypted-pdf')
  return file
}

export function orBroken<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof PdfError || cause instanceof RangeError) throw new Problem('signatures.broken-pdf', { cause })
    throw cause
  }
}

/** Signs a PDF (PAdES B-B, with a stamp B-T) by adding to its end: what was signed before stays as it is. */
export async function signPdf(pdf: Uint8Array, signer: Signer, options: SignOptions): Promise<Buffer> {
  const { stamp } = options
  const certificates = [signer.certificate, ...signer.chain].reduce((sum, one) => sum + one.raw.length, 0)
  const room = ROOM + certificates + (stamp ? ROOM_FOR_STAMP : 0)
  const prepared = prepare(pdf, { kind: 'signature', ...options, room })
  const cms = await signCms(digestOf(prepared), signer, stamp ? { stamp: signature => stamp(sha256(signature)) } : {})
  return fill(prepared, cms)
}

/** Adds what it takes to verify the document long after (PAdES B-LT). */
export function keepLongTerm(pdf: Uint8Array, long: LongTerm): Buffer {
  const file = openPdf(pdf)
  return orBroken(() => addStore(file, long))
}

/** Adds a time stamp over the whole document (PAdES B-LTA): all that is there was there then. */
export async function stampPdf(pdf: Uint8Array, stamp: Stamp, now: Date): Promise<Buffer> {
  const prepared = prepare(pdf, { kind: 'time-stamp', now, room: ROOM_FOR_STAMP })
  return fill(prepared, await stamp(digestOf(prepared)))
}

const prepare = (pdf: Uint8Array, field: NewField): Prepared => {
  const file = openPdf(pdf)
  return orBroken(() => addField(file, field))
}

const digestOf = ({ bytes, gap }: Prepared) => sha256(bytes.subarray(0, gap.from), bytes.subarray(gap.to))
