import { generateKeyPair, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import { issue, nameOf } from '#base/signatures/certificates.ts'
import { DAY_MS } from '#core/clock.ts'
import type { Seal } from './sign.ts'

const YEARS = 5

/** A key with which an agency signs its messages, and a certificate that it gave itself: partners know it as it is. */
export async function newSeal(name: string, code: string, now: Date): Promise<Seal> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const subject = nameOf({ commonName: code, organisation: name.slice(0, 64) })
  const until = new Date(now.getTime() + YEARS * 365 * DAY_MS)
  const self = { key: privateKey, name: subject, publicKey }
  const certificate = issue(self, { subject, publicKey, usage: 'signing', from: now, until })
  return { privateKey, certificate: new X509Certificate(certificate) }
}
