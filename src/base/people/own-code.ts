import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { Key } from '#core/keyring.ts'
import { BASE32, OWN, type OwnSubject, parseCode } from './codes.ts'

export interface OwnPayload {
  subject: OwnSubject
  /** UUID of the card or place. */
  id: string
}

export type OwnVerdict =
  | ({ genuine: true; keyVersion: number } & OwnPayload)
  | { genuine: false; reason: 'malformed' | 'unknownKey' | 'forged' }

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

const letterOf = (subject: OwnSubject) => (subject === 'person' ? 'P' : 'L')

/** 64 bits: forging is possible only by asking the server, which counts the wrong answers. */
const macOf = (head: string, body: Buffer, secret: KeyObject) =>
  createHmac('sha256', secret)
    .update(`saola own code\0${head}`)
    .update(body)
    .digest()
    .subarray(0, OWN.bytes - OWN.macAt)

function toBase32(bytes: Buffer): string {
  const bits = Array.from(bytes, byte => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map(five => BASE32.charAt(Number.parseInt(five, 2))).join('')
}

/**
 * Signs a code for a card with the newest key of the ring's `codes`: 44 characters, all in the alphanumeric mode of QR.
 * Throws RangeError for an id that is no UUID and for a key that is too short or whose version is not 0–255.
 */
export function signOwn(payload: OwnPayload, key: Key): string {
  if (!UUID.test(payload.id)) throw new RangeError('an own code names a UUID')
  if (!Number.isInteger(key.version) || key.version < 0 || key.version > 255)
    throw new RangeError('key version out of 0–255')
  if ((key.secret.symmetricKeySize ?? 0) < 32) throw new RangeError('a key has at least 32 bytes')
  const head = OWN.prefix + letterOf(payload.subject)
  const body = Buffer.concat([Buffer.of(key.version), Buffer.from(payload.id.replaceAll('-', ''), 'hex')])
  return head + toBase32(Buffer.concat([body, macOf(head, body, key.secret)]))
}

/** Whether a scanned text is a code that a key of ours signed. Old keys stay in the ring while their cards are in use. */
export function verifyOwn(text: string, keys: readonly Key[]): OwnVerdict {
  const code = parseCode(text)
  if (code.kind !== 'own') return { genuine: false, reason: 'malformed' }
  const key = keys.find(each => each.version === code.keyVersion)
  if (!key) return { genuine: false, reason: 'unknownKey' }
  const payload = { subject: code.subject, id: code.id }
  const expected = Buffer.from(signOwn(payload, key))
  const given = Buffer.from(code.text)
  if (!timingSafeEqual(expected, given)) return { genuine: false, reason: 'forged' }
  return { genuine: true, keyVersion: key.version, ...payload }
}
