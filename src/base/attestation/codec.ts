import { base32nopad } from '@scure/base'

/**
 * A statement as it is signed:
 *
 *     version (1) · key (4) · id (16) · JSON [kind, until, …values] in UTF-8 · signature (64, r‖s)
 *
 * The id is a UUIDv7 and tells when it was issued; `until` is in seconds, 0 for ever. The signature is over all before it.
 */
export interface Statement {
  readonly id: string
  readonly kind: string
  /** Null: it does not expire. */
  readonly until: Date | null
  readonly values: readonly string[]
}

export interface Sealed {
  readonly keyId: string
  readonly id: string
  /** What the signature is over. */
  readonly signed: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
}

const VERSION = 1
const KEY_BYTES = 4
const HEAD_BYTES = 1 + KEY_BYTES + 16
const SIGNATURE_BYTES = 64
/** What a code of the largest readable size holds; longer texts are none of ours. */
const MOST_CHARACTERS = 2000
export const PAGE = '/v'

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
const bytesOf = (hex: string): number[] => (hex.match(/../g) ?? []).map(pair => Number.parseInt(pair, 16))

/** What is to be signed. */
export function encode(keyId: string, { id, kind, until, values }: Statement): Uint8Array<ArrayBuffer> {
  const seconds = until ? Math.floor(until.getTime() / 1000) : 0
  const text = new TextEncoder().encode(JSON.stringify([kind, seconds, ...values]))
  return Uint8Array.from([VERSION, ...bytesOf(keyId), ...bytesOf(id.replaceAll('-', '')), ...text])
}

/** The text of the code. */
export const seal = (signed: Uint8Array, signature: Uint8Array): string =>
  base32nopad.encode(Uint8Array.from([...signed, ...signature]))

/** `<origin>/v#…`: what stands in the code of a paper. */
export const linkOf = (origin: string, text: string): string => `${origin}${PAGE}#${text}`

/** The statement's text in what was scanned or typed: a link, or the bare text with any spaces. */
export const textIn = (input: string): string => input.slice(input.lastIndexOf('#') + 1).replace(/\s+/g, '')

/** The parts of a text; undefined when it is no statement. Nothing in it is to be believed before it is verified. */
export function open(text: string): Sealed | undefined {
  const bytes = text.length <= MOST_CHARACTERS ? fromBase32(text.toUpperCase()) : undefined
  if (!bytes || bytes[0] !== VERSION || bytes.length <= HEAD_BYTES + SIGNATURE_BYTES) return undefined
  const id = hexOf(bytes.subarray(1 + KEY_BYTES, HEAD_BYTES))
  return {
    keyId: hexOf(bytes.subarray(1, 1 + KEY_BYTES)),
    id: id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    signed: bytes.slice(0, -SIGNATURE_BYTES),
    signature: bytes.slice(-SIGNATURE_BYTES),
  }
}

function fromBase32(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(base32nopad.decode(text))
  } catch {
    return undefined
  }
}

/** What a verified statement says; undefined when it is of a form that this version does not know. */
export function read({ id, signed }: Sealed): Statement | undefined {
  const parsed = parse(new TextDecoder().decode(signed.subarray(HEAD_BYTES)))
  if (!Array.isArray(parsed)) return undefined
  const [kind, seconds, ...values] = parsed as unknown[]
  if (typeof kind !== 'string' || typeof seconds !== 'number' || !values.every(value => typeof value === 'string'))
    return undefined
  return { id, kind, until: seconds > 0 ? new Date(seconds * 1000) : null, values: values as string[] }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
