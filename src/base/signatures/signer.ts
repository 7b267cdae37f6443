import type { KeyObject, X509Certificate } from 'node:crypto'
import { sign } from 'node:crypto'
import { promisify } from 'node:util'

/** Whoever can sign now: their certificate and the use of their key, wherever that lies. */
export interface Signer {
  readonly certificate: X509Certificate
  /** From who issued it up to the root, as far as known. */
  readonly chain: readonly X509Certificate[]
  /** Signs the SHA-256 of the bytes: PKCS #1 v1.5 for RSA, DER for EC. */
  sign(data: Uint8Array): Promise<Uint8Array>
}

const signing = promisify(sign) as (algorithm: string, data: Uint8Array, key: KeyObject) => Promise<Buffer>

/** A signer whose key is at hand. */
export const signerWith = (
  key: KeyObject,
  certificate: X509Certificate,
  chain: readonly X509Certificate[],
): Signer => ({
  certificate,
  chain,
  // In the thread pool, so that many are signed beside each other.
  sign: data => signing('sha256', data, key),
})
