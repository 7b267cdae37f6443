import { generateKeyPair, KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import type { Seal } from './sign.ts'

const YEARS = 5
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

/** A key with which an agency signs its messages, and a certificate that it gave itself: partners know it by its digest. */
export async function newSeal(name: string, code: string, now: Date): Promise<Seal> {
  const { X509CertificateGenerator } = await import('@peculiar/x509')
  const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const keys = {
    privateKey: await imported(pair.privateKey, 'pkcs8', 'sign'),
    publicKey: await imported(pair.publicKey, 'spki', 'verify'),
  }
  const notAfter = new Date(now)
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + YEARS)
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: randomBytes(16).toString('hex'),
      name: [{ CN: [name] }, { '2.5.4.97': [code] }, { C: ['VN'] }],
      notBefore: now,
      notAfter,
      signingAlgorithm: RSA,
      keys,
    },
    webcrypto as unknown as Crypto,
  )
  return { privateKey: pair.privateKey, certificate: new X509Certificate(Buffer.from(certificate.rawData)) }
}

const imported = (key: KeyObject, format: 'pkcs8' | 'spki', usage: 'sign' | 'verify') =>
  webcrypto.subtle.importKey(format, key.export({ format: 'der', type: format as 'pkcs8' }) as never, RSA, true, [
    usage,
  ]) as Promise<CryptoKey>
