import { createHash, X509Certificate } from 'node:crypto'
import { BasicOCSPResponse, OCSPResponse } from '@peculiar/asn1-ocsp'
import { AsnConvert } from '@peculiar/asn1-schema'
import { CertificateList } from '@peculiar/asn1-x509'
import { exact, partsOf } from '../asn1/der.ts'
import { DIGESTS, OID } from '../asn1/oids.ts'
import { namesOf } from '../certificates.ts'
import { isSignedBy } from './algorithms.ts'

/** What is known of whether a certificate still held. */
export type Standing = { readonly state: 'good' | 'unknown' } | { readonly state: 'revoked'; readonly at: Date }

/** What says it: lists of revoked certificates and answers about single ones, as found or kept. */
export interface Evidence {
  readonly crls: readonly Buffer[]
  readonly ocsps: readonly Buffer[]
}

/** Something with a date of its own, verified to be by the issuer. */
interface Said {
  readonly from: Date
  readonly until: Date | undefined
  readonly standing: Standing
}

/**
 * Whether a certificate held at an instant, by what its issuer said then or later. A revocation once said counts from its
 * own date; what was said only before its time was over proves nothing about later.
 */
export function standingAt(
  certificate: X509Certificate,
  issuer: X509Certificate,
  evidence: Evidence,
  at: Date,
): Standing {
  const all = [
    ...evidence.crls.flatMap(crl => orNone(() => fromCrl(crl, certificate, issuer))),
    ...evidence.ocsps.flatMap(reply => orNone(() => fromOcsp(reply, certificate, issuer))),
  ]
  const revoked = all.find(({ standing }) => standing.state === 'revoked')
  if (revoked) return revoked.standing
  const covers = all.some(({ until, from }) => from >= at || (until !== undefined && until >= at))
  return { state: covers ? 'good' : 'unknown' }
}

function orNone(read: () => Said | undefined): Said[] {
  try {
    const said = read()
    return said ? [said] : []
  } catch {
    return []
  }
}

/** Critical extensions that are understood: a list with others is about some certificates only. */
const KNOWN = new Set<string>([OID.authorityKeyId, OID.crlNumber])

function fromCrl(crl: Buffer, certificate: X509Certificate, issuer: X509Certificate): Said | undefined {
  const { tbsCertList: list } = AsnConvert.parse(exact(crl), CertificateList)
  const [data, algorithm, signature] = partsOf(crl) as [Buffer, Buffer, Buffer]
  const parts = partsOf(data)
  const { issuer: expected, serial } = namesOf(certificate)
  if (!parts[parts[0]?.[0] === 0x02 ? 2 : 1]?.equals(expected)) return undefined
  if (list.crlExtensions?.some(one => one.critical && !KNOWN.has(one.extnID))) return undefined
  if (!isSignedBy(issuer.publicKey, { data, algorithm, signature: bitsOf(signature) })) return undefined
  const row = list.revokedCertificates?.find(one => Buffer.from(one.userCertificate).equals(serial.subarray(2)))
  return {
    from: list.thisUpdate.getTime(),
    until: list.nextUpdate?.getTime(),
    standing: row ? { state: 'revoked', at: row.revocationDate.getTime() } : { state: 'good' },
  }
}

/** The content of a bit string, whose first byte says how many bits are unused. */
const bitsOf = (value: Buffer): Buffer => {
  const length = value[1] as number
  return value.subarray((length < 0x80 ? 2 : 2 + (length & 0x7f)) + 1)
}

function fromOcsp(reply: Buffer, certificate: X509Certificate, issuer: X509Certificate): Said | undefined {
  const bytes = AsnConvert.parse(exact(reply), OCSPResponse).responseBytes
  if (!bytes || bytes.responseType !== OID.ocspBasic) return undefined
  const der = Buffer.from(bytes.response.buffer)
  const basic = AsnConvert.parse(exact(der), BasicOCSPResponse)
  const [data, algorithm, signature] = partsOf(der) as [Buffer, Buffer, Buffer]
  const signed = { data, algorithm, signature: bitsOf(signature) }
  const carried = partsOf(partsOf(partsOf(der)[3] ?? Buffer.of(0xa0, 2, 0x30, 0))[0] as Buffer)
  const responders = [issuer, ...carried.flatMap(one => delegated(one, issuer))]
  if (!responders.some(one => isSignedBy(one.publicKey, signed))) return undefined
  const answer = basic.tbsResponseData.responses.find(one => isAbout(one.certID, certificate, issuer))
  if (!answer || answer.certStatus.unknown !== undefined) return undefined
  const revoked = answer.certStatus.revoked
  return {
    from: answer.thisUpdate,
    until: answer.nextUpdate,
    standing: revoked ? { state: 'revoked', at: revoked.revocationTime } : { state: 'good' },
  }
}

/** Whom the issuer lets answer for itself. */
function delegated(der: Buffer, issuer: X509Certificate): X509Certificate[] {
  const one = new X509Certificate(der)
  return one.checkIssued(issuer) && one.verify(issuer.publicKey) && one.keyUsage?.includes(OID.ocspSigning) ? [one] : []
}

function isAbout(
  id: BasicOCSPResponse['tbsResponseData']['responses'][number]['certID'],
  certificate: X509Certificate,
  issuer: X509Certificate,
): boolean {
  const digest = DIGESTS[id.hashAlgorithm.algorithm]
  if (!digest) return false
  const { serial } = namesOf(certificate)
  const { subject, key } = namesOf(issuer)
  const hash = (bytes: Uint8Array) => createHash(digest).update(bytes).digest()
  return (
    Buffer.from(id.serialNumber).equals(serial.subarray(2)) &&
    Buffer.from(id.issuerNameHash.buffer).equals(hash(subject)) &&
    Buffer.from(id.issuerKeyHash.buffer).equals(hash(bitsOf(partsOf(key)[1] as Buffer)))
  )
}
