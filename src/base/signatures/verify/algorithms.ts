import { constants, type KeyObject, verify } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import { AlgorithmIdentifier } from '@peculiar/asn1-x509'
import { exact, partsOf } from '../asn1/der.ts'
import { DIGESTS, OID } from '../asn1/oids.ts'

const WITH_DIGEST: Readonly<Record<string, string>> = {
  [OID.sha1WithRsa]: 'sha1',
  [OID.sha256WithRsa]: 'sha256',
  [OID.sha384WithRsa]: 'sha384',
  [OID.sha512WithRsa]: 'sha512',
  [OID.ecdsaWithSha1]: 'sha1',
  [OID.ecdsaWithSha256]: 'sha256',
  [OID.ecdsaWithSha384]: 'sha384',
  [OID.ecdsaWithSha512]: 'sha512',
}

export interface Signed {
  readonly data: Uint8Array
  readonly signature: Uint8Array
  /** AlgorithmIdentifier, as it stands there. */
  readonly algorithm: Uint8Array
  /** Where the algorithm does not say it itself. */
  readonly digest?: string | undefined
}

/** With which digest something was signed; undefined for what is not taken (MD5 …). */
export function digestOf({ algorithm, digest }: Pick<Signed, 'algorithm' | 'digest'>): string | undefined {
  const { algorithm: oid } = AsnConvert.parse(exact(algorithm), AlgorithmIdentifier)
  if (oid === OID.rsaPss) return pssDigest(algorithm)
  return oid === OID.rsa || oid === OID.ec ? digest : WITH_DIGEST[oid]
}

/** Without parameters it would be SHA-1. */
function pssDigest(algorithm: Uint8Array): string | undefined {
  const parameters = partsOf(algorithm)[1]
  const first = parameters && partsOf(parameters).find(part => part[0] === 0xa0)
  const inner = first && partsOf(first)[0]
  return inner ? DIGESTS[AsnConvert.parse(exact(inner), AlgorithmIdentifier).algorithm] : 'sha1'
}

/** Whether a key signed this. What cannot be read was not signed. */
export function isSignedBy(key: KeyObject, signed: Signed): boolean {
  const digest = digestOf(signed)
  if (!digest) return false
  const { algorithm: oid } = AsnConvert.parse(exact(signed.algorithm), AlgorithmIdentifier)
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
  try {
    return verify(digest, signed.data, { key, ...(oid === OID.rsaPss ? pss : {}) }, signed.signature)
  } catch {
    return false
  }
}
