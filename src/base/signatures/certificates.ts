import { createHash, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto'
import { Problem } from '#core/problem.ts'
import {
  bits,
  integer,
  nothing,
  octets,
  oid,
  partsOf,
  plainTagged,
  printable,
  sequence,
  setOf,
  tagged,
  time,
  utf8,
  wrap,
  yes,
} from './asn1/der.ts'
import { OID } from './asn1/oids.ts'

/** Issuer, serial number, subject and public key of a certificate, byte for byte. */
export function namesOf(certificate: X509Certificate) {
  const [tbs] = partsOf(certificate.raw)
  const parts = partsOf(tbs as Buffer)
  const first = parts[0]?.[0] === 0xa0 ? 1 : 0
  const [serial, , issuer, , subject, key] = parts.slice(first) as Buffer[]
  return { serial, issuer, subject, key } as { serial: Buffer; issuer: Buffer; subject: Buffer; key: Buffer }
}

/** A name (RFC 5280) in UTF-8, as names with Vietnamese letters need it. */
export interface Subject {
  readonly commonName: string
  readonly organisation?: string | undefined
  readonly unit?: string | undefined
  readonly title?: string | undefined
  readonly locality?: string | undefined
}

const part = (type: string, value: Uint8Array) => setOf(sequence(oid(type), value))
const said = (type: string, text: string | undefined) => (text ? [part(type, utf8(text))] : [])

export const nameOf = (subject: Subject): Buffer =>
  sequence(
    part(OID.country, printable('VN')),
    ...said(OID.locality, subject.locality),
    ...said(OID.organisation, subject.organisation),
    ...said(OID.organisationUnit, subject.unit),
    ...said(OID.title, subject.title),
    part(OID.commonName, utf8(subject.commonName)),
  )

const algorithmOf = (key: KeyObject) =>
  key.asymmetricKeyType === 'ec' ? sequence(oid(OID.ecdsaWithSha256)) : sequence(oid(OID.sha256WithRsa), nothing)

const extension = (type: string, value: Uint8Array, critical = false) =>
  sequence(oid(type), ...(critical ? [yes] : []), octets(value))

export const spkiOf = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' })
const keyId = (spki: Buffer) => createHash('sha1').update(spki).digest()

/** What a certificate is for. */
export type Usage = 'authority' | 'signing' | 'time-stamps' | 'ocsp'

export interface NewCertificate {
  readonly subject: Buffer
  readonly publicKey: KeyObject
  readonly usage: Usage
  readonly from: Date
  readonly until: Date
  /** Where its issuer says which certificates hold no more. */
  readonly crl?: string | undefined
}

export interface Issuer {
  readonly key: KeyObject
  /** Its own name and key. */
  readonly name: Buffer
  readonly publicKey: KeyObject
}

/** Key usage: digitalSignature and nonRepudiation, or keyCertSign and cRLSign. */
const USAGE = {
  authority: Buffer.of(3, 2, 1, 0x06),
  signing: Buffer.of(3, 2, 6, 0xc0),
  'time-stamps': Buffer.of(3, 2, 6, 0xc0),
  ocsp: Buffer.of(3, 2, 7, 0x80),
} as const satisfies Record<Usage, Buffer>
const EXTENDED: Partial<Record<Usage, string>> = { 'time-stamps': OID.timeStamping, ocsp: OID.ocspSigning }

/** Issues a certificate: for demo and tests, by an authority of our own. */
export function issue(issuer: Issuer, { subject, publicKey, usage, from, until, crl }: NewCertificate): Buffer {
  const spki = spkiOf(publicKey)
  const extended = EXTENDED[usage]
  const extensions = [
    extension(OID.basicConstraints, usage === 'authority' ? sequence(yes) : sequence(), true),
    extension(OID.keyUsage, USAGE[usage], true),
    ...(extended ? [extension(OID.extendedKeyUsage, sequence(oid(extended)), true)] : []),
    extension(OID.subjectKeyId, octets(keyId(spki))),
    extension(OID.authorityKeyId, sequence(plainTagged(0, keyId(spkiOf(issuer.publicKey))))),
    ...(crl
      ? [extension(OID.distributionPoints, sequence(sequence(tagged(0, tagged(0, plainTagged(6, Buffer.from(crl)))))))]
      : []),
  ]
  const algorithm = algorithmOf(issuer.key)
  const serial = randomBytes(16)
  serial[0] = ((serial[0] as number) & 0x7f) | 0x40
  const body = sequence(
    tagged(0, integer(2)),
    integer(serial),
    algorithm,
    issuer.name,
    sequence(time(from), time(until)),
    subject,
    spki,
    tagged(3, sequence(...extensions)),
  )
  return sequence(body, algorithm, bits(sign('sha256', body, issuer.key)))
}

export interface Revoked {
  readonly serial: Uint8Array
  readonly at: Date
}

/** A list of the certificates that hold no more (CRL). */
export function issueCrl(issuer: Issuer, revoked: readonly Revoked[], number: number, at: Date, next: Date): Buffer {
  const algorithm = algorithmOf(issuer.key)
  const rows = revoked.map(one => sequence(integer(one.serial), time(one.at)))
  const body = sequence(
    integer(1),
    algorithm,
    issuer.name,
    time(at),
    time(next),
    ...(rows.length ? [sequence(...rows)] : []),
    tagged(
      0,
      sequence(
        extension(OID.authorityKeyId, sequence(plainTagged(0, keyId(spkiOf(issuer.publicKey))))),
        extension(OID.crlNumber, integer(number)),
      ),
    ),
  )
  return sequence(body, algorithm, bits(sign('sha256', body, issuer.key)))
}

/** A request for a certificate (PKCS #10): what goes to the authority while the key stays where it is. */
export async function requestFor(
  subject: Subject,
  publicKey: KeyObject,
  signWith: (data: Uint8Array) => Promise<Uint8Array>,
): Promise<Buffer> {
  const body = sequence(integer(0), nameOf(subject), spkiOf(publicKey), wrap(0xa0))
  return sequence(body, algorithmOf(publicKey), bits(await signWith(body)))
}

/** One or many certificates, as PEM or DER. Throws `signatures.not-a-certificate`. */
export function readCertificates(bytes: Uint8Array): X509Certificate[] {
  const text = Buffer.from(bytes).toString('latin1')
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
  try {
    return (blocks ?? [Buffer.from(bytes)]).map(one => new X509Certificate(one))
  } catch (cause) {
    throw new Problem('signatures.not-a-certificate', { cause })
  }
}

export const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`
