import { createHash, type X509Certificate } from 'node:crypto'
import { integer, nothing, octets, oid, sequence, setOf, tagged, wrap } from './asn1/der.ts'
import { OID } from './asn1/oids.ts'
import { namesOf } from './certificates.ts'
import type { Signer } from './signer.ts'

export const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const SHA256 = sequence(oid(OID.sha256))

const signatureAlgorithm = ({ certificate }: Signer) =>
  certificate.publicKey.asymmetricKeyType === 'ec'
    ? sequence(oid(OID.ecdsaWithSha256))
    : sequence(oid(OID.sha256WithRsa), nothing)

/** IssuerAndSerialNumber, byte for byte as the certificate has them: a name written anew might become another. */
function issuerAndSerial(certificate: X509Certificate): Buffer {
  const { issuer, serial } = namesOf(certificate)
  return sequence(issuer, serial)
}

/** ESSCertIDv2 of the signer (RFC 5035): the signature is bound to this very certificate. */
const signingCertificate = (certificate: X509Certificate) =>
  sequence(sequence(sequence(octets(sha256(certificate.raw)))))

const attribute = (type: string, value: Uint8Array) => sequence(oid(type), setOf(value))

export interface CmsOptions {
  /** What was signed lies in the signature itself, as in a time stamp. */
  readonly content?: { readonly type: string; readonly bytes: Uint8Array }
  /** Adds attributes that are not signed, from the signature. */
  readonly stamp?: (signature: Uint8Array) => Promise<Uint8Array>
}

/** A CMS signature (RFC 5652) as CAdES and PAdES want it, over the SHA-256 of what is signed. */
export async function signCms(
  digest: Uint8Array,
  signer: Signer,
  { content, stamp }: CmsOptions = {},
): Promise<Buffer> {
  const type = content?.type ?? OID.data
  const attributes = [
    attribute(OID.contentType, oid(type)),
    attribute(OID.messageDigest, octets(digest)),
    attribute(OID.signingCertificateV2, signingCertificate(signer.certificate)),
  ]
  const signature = await signer.sign(setOf(...attributes))
  const unsigned = stamp ? [wrap(0xa1, attribute(OID.timeStampToken, await stamp(signature)))] : []
  // The signed attributes stand under a tag of their own, and are signed as the SET that they are.
  const signedAttributes = wrap(0xa0, ...attributes.toSorted(Buffer.compare))
  const info = sequence(
    integer(1),
    issuerAndSerial(signer.certificate),
    SHA256,
    signedAttributes,
    signatureAlgorithm(signer),
    octets(signature),
    ...unsigned,
  )
  const certificates = tagged(0, ...[signer.certificate, ...signer.chain].map(one => one.raw).toSorted(Buffer.compare))
  const inner = content ? sequence(oid(type), tagged(0, octets(content.bytes))) : sequence(oid(type))
  const version = type === OID.data ? 1 : 3
  const data = sequence(integer(version), setOf(SHA256), inner, certificates, setOf(info))
  return sequence(oid(OID.signedData), tagged(0, data))
}
