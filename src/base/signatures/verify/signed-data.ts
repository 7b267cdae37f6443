import { createHash, X509Certificate } from 'node:crypto'
import { ContentInfo, SignedData, type SignerInfo } from '@peculiar/asn1-cms'
import { AsnConvert } from '@peculiar/asn1-schema'
import { exact, firstValue, oid as oidBytes, partsOf } from '../asn1/der.ts'
import { DIGESTS, OID } from '../asn1/oids.ts'
import { namesOf } from '../certificates.ts'
import { digestOf, isSignedBy } from './algorithms.ts'

/** A CMS signature, taken apart but not judged. */
export interface Cms {
  readonly certificates: readonly X509Certificate[]
  readonly crls: readonly Buffer[]
  readonly signer: SignerInfo
  readonly certificate: X509Certificate | undefined
  readonly signature: Buffer
  /** What was signed in it, if that lies in it. */
  readonly content: Buffer | undefined
  readonly contentType: string
  readonly signedAttributes: Buffer | undefined
}

const certificateOrNone = (der: Buffer): X509Certificate[] => {
  try {
    return [new X509Certificate(der)]
  } catch {
    return []
  }
}

/** Reads a signature. Throws when it is none, or not of one signer, as a PDF's has to be. */
export function readCms(bytes: Buffer): Cms {
  const der = firstValue(bytes)
  if (!der) throw new Error('This is no signature.')
  const content = AsnConvert.parse(exact(der), ContentInfo)
  if (content.contentType !== OID.signedData) throw new Error('This is no signature.')
  const data = AsnConvert.parse(content.content, SignedData)
  const [signer, ...others] = data.signerInfos
  if (!signer || others.length) throw new Error('This is not the signature of one.')
  const parts = partsOf(partsOf(partsOf(der)[1] as Buffer)[0] as Buffer)
  const certificates = partsOf(parts.find(part => part[0] === 0xa0) ?? Buffer.of(0xa0, 0)).flatMap(certificateOrNone)
  const crls = partsOf(parts.find(part => part[0] === 0xa1) ?? Buffer.of(0xa1, 0))
  const info = partsOf(partsOf(parts.at(-1) as Buffer)[0] as Buffer)
  const attributes = info.find(part => part[0] === 0xa0 && part !== info[1])
  const inner = data.encapContentInfo.eContent?.single?.buffer
  return {
    certificates,
    crls,
    signer,
    certificate: certificates.find(one => isNamed(one, info[1] as Buffer)),
    signature: Buffer.from(signer.signature.buffer),
    content: inner && Buffer.from(inner),
    contentType: data.encapContentInfo.eContentType,
    signedAttributes: attributes && Buffer.concat([Buffer.of(0x31), attributes.subarray(1)]),
  }
}

/** By issuer and serial number, byte for byte; by nothing else, as PAdES wants it. */
function isNamed(certificate: X509Certificate, signerId: Buffer): boolean {
  const [issuer, serial] = signerId[0] === 0x30 ? partsOf(signerId) : []
  const names = namesOf(certificate)
  return issuer !== undefined && serial !== undefined && names.issuer.equals(issuer) && names.serial.equals(serial)
}

const attributeOf = ({ signer }: Cms, type: string): Buffer | undefined => {
  const found = signer.signedAttrs?.find(one => one.attrType === type)?.attrValues[0]
  return found && Buffer.from(found)
}

export const unsignedAttributeOf = ({ signer }: Cms, type: string): Buffer | undefined => {
  const found = signer.unsignedAttrs?.find(one => one.attrType === type)?.attrValues[0]
  return found && Buffer.from(found)
}

export type Fault =
  | 'no-certificate'
  | 'altered'
  | 'wrong-signature'
  | 'weak-digest'
  | 'weak-key'
  | 'other-certificate'
  | 'unbound-certificate'

const WEAK = new Set([undefined, 'sha1'])
const LEAST_RSA_BITS = 2048

/** What is wrong with a signature over these bytes, apart from who made it. `unbound-certificate` is a lack alone. */
export function faultsOf(cms: Cms, signedParts: readonly Uint8Array[]): Fault[] {
  const { signer, certificate, signedAttributes } = cms
  if (!certificate) return ['no-certificate']
  const digest = DIGESTS[signer.digestAlgorithm.algorithm]
  const algorithm = Buffer.from(AsnConvert.serialize(signer.signatureAlgorithm))
  const faults: Fault[] = []
  if (WEAK.has(digest) || WEAK.has(digestOf({ algorithm, digest }))) faults.push('weak-digest')
  if (!digest) return faults
  const hash = createHash(digest)
  for (const part of signedParts) hash.update(part)
  const said = attributeOf(cms, OID.messageDigest)
  const content = attributeOf(cms, OID.contentType)
  if (!signedAttributes || !said || !content) return [...faults, 'wrong-signature']
  if (!Buffer.from(said.subarray(2)).equals(hash.digest())) faults.push('altered')
  const signed = { data: signedAttributes, signature: cms.signature, algorithm, digest }
  if (!isSignedBy(certificate.publicKey, signed)) faults.push('wrong-signature')
  const { asymmetricKeyDetails } = certificate.publicKey
  if ((asymmetricKeyDetails?.modulusLength ?? LEAST_RSA_BITS) < LEAST_RSA_BITS) faults.push('weak-key')
  return [...faults, ...bindingFault(cms, certificate)]
}

/** Whether the signature names its certificate: else one with the same key could stand in for it. */
function bindingFault(cms: Cms, certificate: X509Certificate): Fault[] {
  const v2 = attributeOf(cms, OID.signingCertificateV2)
  const v1 = attributeOf(cms, OID.signingCertificate)
  const attribute = v2 ?? v1
  if (!attribute) return ['unbound-certificate']
  const first = partsOf(partsOf(partsOf(attribute)[0] as Buffer)[0] as Buffer)
  const algorithm = v2 && first[0]?.[0] === 0x30 ? first[0] : undefined
  const hashed = first.find(part => part[0] === 0x04)
  const oid = algorithm && partsOf(algorithm)[0]
  const digest = v2 ? (oid ? digestByOid(oid) : 'sha256') : 'sha1'
  if (!digest || !hashed) return ['other-certificate']
  const own = createHash(digest).update(certificate.raw).digest()
  return Buffer.from(hashed.subarray(2)).equals(own) ? [] : ['other-certificate']
}

const digestByOid = (oid: Buffer): string | undefined =>
  Object.entries(DIGESTS).find(([dotted]) => oidBytes(dotted).equals(oid))?.[1]
