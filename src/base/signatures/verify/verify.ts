import { createHash, X509Certificate } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import { TSTInfo } from '@peculiar/asn1-tsp'
import { Problem } from '#core/problem.ts'
import { exact, firstValue } from '../asn1/der.ts'
import { DIGESTS, OID } from '../asn1/oids.ts'
import { openPdf, orBroken } from '../pades.ts'
import { signatureFields } from '../pdf/field.ts'
import { PdfFile } from '../pdf/file.ts'
import { PdfError } from '../pdf/parse.ts'
import { type Dict, isDict, Name, readText, Stream, type Value } from '../pdf/values.ts'
import { type ChainFault, judgeChain, type Trust } from './chain.ts'
import { type Change, changesSince, HARMLESS } from './changes.ts'
import { type Identity, issuerOf, subjectOf } from './names.ts'
import type { Evidence } from './revocation.ts'
import { type Cms, type Fault, faultsOf, readCms, unsignedAttributeOf } from './signed-data.ts'

export const FORMATS = ['PKCS #7', 'PAdES B-B', 'PAdES B-T', 'PAdES B-LT', 'PAdES B-LTA'] as const
export type Format = (typeof FORMATS)[number]

/** What is found about a signature; its words: `signatures.finding.<code>`. */
export type Finding =
  | Fault
  | ChainFault
  | Exclude<Change, 'signed-later' | 'long-term-data'>
  | 'byte-range'
  | 'no-signature'
  | 'not-readable'
  | 'signed-part-broken'
  | 'bad-time-stamp'
  | 'revoked-later'
  | 'expired-since'
  | 'after-the-end'

export interface Seal {
  readonly field: string
  readonly kind: 'signature' | 'time-stamp'
  readonly signer: Identity | null
  readonly issuer: Identity | null
  readonly serial: string | null
  readonly validFrom: Date | null
  readonly validTo: Date | null
  readonly reason: string | null
  /** When the signer says it was; nobody vouches for it. */
  readonly claimedAt: Date | null
  /** When a time stamp says that it was there. */
  readonly stampedAt: Date | null
  /** Which state of the document it signs, from 1. */
  readonly revision: number
  /** Nothing was added since. */
  readonly coversAll: boolean
  readonly changes: readonly Change[]
  readonly format: Format | null
  readonly verdict: 'valid' | 'uncertain' | 'invalid'
  readonly findings: readonly Finding[]
}

export interface Verdict {
  /** `unsigned` where nobody signed. */
  readonly verdict: 'valid' | 'uncertain' | 'invalid' | 'unsigned'
  readonly signatures: readonly Seal[]
  readonly revisions: number
  readonly pages: number
}

/** What leaves a question open; all else makes a signature invalid. */
const OPEN: ReadonlySet<Finding> = new Set<Finding>([
  'unknown-authority',
  'revocation-unknown',
  'unbound-certificate',
  'expired-since',
  'after-the-end',
])
/** What is worth saying and changes nothing. */
const NOTES: ReadonlySet<Finding> = new Set<Finding>(['revoked-later'])

const MOST_BYTES = 64 * 1024 * 1024
const MOST_SIGNATURES = 100

interface Found {
  readonly field: string
  readonly dict: Dict
  readonly kind: Seal['kind']
  readonly range: readonly [number, number] | undefined
  readonly end: number
  readonly contents: Buffer
}

/**
 * Verifies every signature of a PDF. Throws `signatures.not-a-pdf`, `.broken-pdf`, `.encrypted-pdf`, `.too-large`,
 * `.too-many-signatures`.
 */
export function verifyBytes(pdf: Uint8Array, trust: Trust, now: Date): Verdict {
  if (pdf.byteLength > MOST_BYTES) throw new Problem('signatures.too-large', { status: 413, params: { most: 64 } })
  const file = openPdf(pdf)
  const { pages, found } = orBroken(() => ({ pages: pageCount(file), found: findAll(file) }))
  if (found.length > MOST_SIGNATURES) throw new Problem('signatures.too-many-signatures')
  found.sort((a, b) => a.end - b.end)
  const evidence = orBroken(() => evidenceOf(file))
  const seals = judgeAll(file, found, trust, evidence, now)
  const verdicts = seals.map(seal => seal.verdict)
  const verdict = !seals.length
    ? 'unsigned'
    : verdicts.includes('invalid')
      ? 'invalid'
      : verdicts.includes('uncertain')
        ? 'uncertain'
        : 'valid'
  return { verdict, signatures: seals, revisions: new Set(file.sections.map(one => one.startsAt)).size, pages }
}

const pageCount = (file: PdfFile): number => {
  const count = file.of(file.dictOf(file.catalog.get('Pages'))?.get('Count'))
  return typeof count === 'number' ? count : 0
}

function findAll(file: PdfFile): Found[] {
  return signatureFields(file).flatMap(({ name: field, dict }) => {
    const value = file.of(dict.get('V'))
    if (!isDict(value)) return []
    const range = file.listOf(value.get('ByteRange')).map(one => file.of(one))
    const contents = file.of(value.get('Contents'))
    const kind = nameIn(file, value, 'SubFilter') === 'ETSI.RFC3161' ? 'time-stamp' : 'signature'
    const bytes = Buffer.isBuffer(contents) ? contents : Buffer.alloc(0)
    const gap = gapOf(file.bytes, range, bytes)
    return [
      { field, dict: value, kind, range: gap, end: gap ? endOf(range) : Number.MAX_SAFE_INTEGER, contents: bytes },
    ] as const
  })
}

const endOf = (range: readonly Value[]) => (range[2] as number) + (range[3] as number)
const nameIn = (file: PdfFile, dict: Dict, key: string): string | undefined => {
  const value = file.of(dict.get(key))
  return value instanceof Name ? value.text : undefined
}

/**
 * Where the signature itself lies: exactly what is left out of what is signed, and nothing else; or undefined when more
 * or something else is left out, in which anything could be hidden.
 */
function gapOf(bytes: Buffer, range: readonly Value[], contents: Buffer): readonly [number, number] | undefined {
  if (range.length !== 4 || !range.every(one => typeof one === 'number' && Number.isInteger(one) && one >= 0))
    return undefined
  const [start, length, from, rest] = range as [number, number, number, number]
  if (start !== 0 || from <= length || from + rest > bytes.length) return undefined
  if (bytes[length] !== 0x3c || bytes[from - 1] !== 0x3e) return undefined
  const hex = bytes.toString('latin1', length + 1, from - 1)
  if (!/^[\da-fA-F]+$/.test(hex) || !Buffer.from(hex, 'hex').equals(contents)) return undefined
  return [length, from]
}

/** Certificates and what was said of them, as the document keeps them for later (DSS). */
interface Kept extends Evidence {
  readonly certificates: readonly Buffer[]
}

function evidenceOf(file: PdfFile): Kept {
  const store = file.dictOf(file.catalog.get('DSS'))
  const streams = (key: string) =>
    file.listOf(store?.get(key)).flatMap(one => {
      const stream = file.of(one)
      return stream instanceof Stream ? [file.contentOf(stream)] : []
    })
  return { certificates: streams('Certs'), crls: streams('CRLs'), ocsps: streams('OCSPs') }
}

interface Checked {
  readonly found: Found
  readonly cms: Cms | undefined
  readonly findings: Finding[]
  /** Of a time stamp over the document that holds: when it was. */
  readonly time: Date | undefined
}

function judgeAll(file: PdfFile, all: readonly Found[], trust: Trust, kept: Kept, now: Date): Seal[] {
  const extra = kept.certificates.flatMap(certificateIn)
  const context = { file, trust, kept, extra, now }
  const checked = all.map(found => check(context, found))
  // A time stamp over the document shows that all that it covers was there by then.
  return checked.map((one, index) => {
    const proof = checked.slice(index + 1).find(later => later.time && !later.findings.some(isGrave))?.time
    return judge(context, one, proof, index + 1)
  })
}

const isGrave = (finding: Finding) => !NOTES.has(finding) && !OPEN.has(finding)

interface Surroundings {
  readonly file: PdfFile
  readonly trust: Trust
  readonly kept: Kept
  readonly extra: readonly X509Certificate[]
  readonly now: Date
}

function check({ file }: Surroundings, found: Found): Checked {
  if (!found.contents.length) return { found, cms: undefined, findings: ['no-signature'], time: undefined }
  if (!found.range) return { found, cms: undefined, findings: ['byte-range'], time: undefined }
  const signed = [file.bytes.subarray(0, found.range[0]), file.bytes.subarray(found.range[1], found.end)]
  if (!isPaddedByZeros(found.contents)) return { found, cms: undefined, findings: ['byte-range'], time: undefined }
  try {
    const cms = readCms(found.contents)
    if (found.kind === 'signature') return { found, cms, findings: faultsOf(cms, signed), time: undefined }
    const { faults, time } = stampFaults(cms, signed)
    return { found, cms, findings: faults, time }
  } catch {
    return { found, cms: undefined, findings: ['not-readable'], time: undefined }
  }
}

/** Behind the signature there is room that nobody signs: nothing may hide in it. */
function isPaddedByZeros(contents: Buffer): boolean {
  const length = firstValue(contents)?.length ?? contents.length
  return contents.subarray(length).every(byte => byte === 0)
}

/** What is wrong with a time stamp over these bytes. */
function stampFaults(cms: Cms, stamped: readonly Uint8Array[]): { faults: Finding[]; time: Date | undefined } {
  if (!cms.content || cms.contentType !== OID.tstInfo) return { faults: ['bad-time-stamp'], time: undefined }
  const info = AsnConvert.parse(exact(cms.content), TSTInfo)
  const digest = DIGESTS[info.messageImprint.hashAlgorithm.algorithm]
  if (!digest || digest === 'sha1') return { faults: ['weak-digest'], time: undefined }
  const hash = createHash(digest)
  for (const part of stamped) hash.update(part)
  const isOfThis = hash.digest().equals(Buffer.from(info.messageImprint.hashedMessage.buffer))
  const faults: Finding[] = [...(isOfThis ? [] : (['altered'] as const)), ...faultsOf(cms, [cms.content])]
  return { faults, time: info.genTime }
}

/** The instant that a time stamp on the signature itself proves. */
function stampedAt({ trust, kept, extra, now }: Surroundings, cms: Cms): { at?: Date; fault?: Finding } {
  const token = unsignedAttributeOf(cms, OID.timeStampToken)
  if (!token) return {}
  try {
    const stamp = readCms(token)
    const { faults, time } = stampFaults(stamp, [cms.signature])
    if (!time || faults.some(isGrave) || !stamp.certificate) return { fault: 'bad-time-stamp' }
    const certificates = [...stamp.certificates, ...cms.certificates, ...extra]
    const judged = judgeChain(stamp.certificate, trust, {
      certificates,
      evidence: kept,
      at: time,
      usage: 'time-stamps',
    })
    if (judged.faults.some(fault => fault !== 'revocation-unknown')) return { fault: 'bad-time-stamp' }
    return time > now ? { fault: 'bad-time-stamp' } : { at: time }
  } catch {
    return { fault: 'bad-time-stamp' }
  }
}

function judge(
  around: Surroundings,
  { found, cms, findings, time }: Checked,
  proof: Date | undefined,
  revision: number,
): Seal {
  const { file, now } = around
  const stamp = cms && found.kind === 'signature' ? stampedAt(around, cms) : {}
  const all: Finding[] = [...findings]
  if (stamp.fault) all.push(stamp.fault)
  const proved = time ?? earliest(stamp.at, proof)
  const claimedAt = dateIn(file, found.dict)
  const chain = cms?.certificate ? chainFindings(around, cms, found.kind, proved, claimedAt) : []
  all.push(...chain)
  const { changes, faults, coversAll } = found.range ? changesAfter(file, found.end) : NO_CHANGES
  all.push(...faults, ...(changes.filter(change => !HARMLESS.has(change) as boolean) as Finding[]))
  const unique = [...new Set(all)]
  const certificate = cms?.certificate
  return {
    field: found.field,
    kind: found.kind,
    signer: certificate ? subjectOf(certificate) : null,
    issuer: certificate ? issuerOf(certificate) : null,
    serial: certificate?.serialNumber.toLowerCase() ?? null,
    validFrom: certificate?.validFromDate ?? null,
    validTo: certificate?.validToDate ?? null,
    reason: textIn(file, found.dict, 'Reason'),
    claimedAt,
    stampedAt: proved ?? null,
    revision,
    coversAll,
    changes,
    format: cms && certificate ? formatOf(file, around, found, cms, { stamped: proved !== undefined, proof }) : null,
    verdict: unique.some(isGrave)
      ? 'invalid'
      : unique.some(one => OPEN.has(one)) || now < (proved ?? now)
        ? 'uncertain'
        : 'valid',
    findings: unique,
  }
}

const NO_CHANGES = { changes: [] as Change[], faults: [] as Finding[], coversAll: false }
const earliest = (a: Date | undefined, b: Date | undefined) => (a && b ? (a < b ? a : b) : (a ?? b))

function chainFindings(
  { trust, kept, extra, now }: Surroundings,
  cms: Cms,
  kind: Seal['kind'],
  proved: Date | undefined,
  claimedAt: Date | null,
): Finding[] {
  const at = proved ?? now
  const evidence = { crls: [...kept.crls, ...cms.crls], ocsps: kept.ocsps }
  const certificate = cms.certificate as X509Certificate
  const judged = judgeChain(certificate, trust, {
    certificates: [...cms.certificates, ...extra],
    evidence,
    at,
    usage: kind === 'signature' ? 'signing' : 'time-stamps',
  })
  const faults: Finding[] = [...judged.faults]
  if (judged.revokedAt && judged.revokedAt > at) faults.push('revoked-later')
  // It held when the signer says it was; only nobody vouches for that.
  const heldThen = claimedAt && claimedAt >= certificate.validFromDate && claimedAt <= certificate.validToDate
  return faults.map(fault => (fault === 'expired' && !proved && heldThen ? 'expired-since' : fault))
}

/** What came after the end of what a signature signs. */
function changesAfter(file: PdfFile, end: number): { changes: Change[]; faults: Finding[]; coversAll: boolean } {
  if (end === file.bytes.length) return { changes: [], faults: [], coversAll: true }
  try {
    const before = new PdfFile(file.bytes.subarray(0, end))
    if (before.startXref === file.startXref) {
      const isBlank = /^\s*$/.test(file.bytes.toString('latin1', end))
      return { changes: [], faults: isBlank ? [] : ['after-the-end'], coversAll: isBlank }
    }
    return { changes: changesSince(before, file), faults: [], coversAll: false }
  } catch (error) {
    if (!(error instanceof PdfError) && !(error instanceof RangeError)) throw error
    return { changes: [], faults: ['signed-part-broken'], coversAll: false }
  }
}

function formatOf(
  file: PdfFile,
  { kept }: Surroundings,
  found: Found,
  cms: Cms,
  { stamped, proof }: { readonly stamped: boolean; readonly proof: Date | undefined },
): Format {
  const isPades =
    nameIn(file, found.dict, 'SubFilter') === 'ETSI.CAdES.detached' &&
    cms.signer.signedAttrs?.some(one => one.attrType === OID.signingCertificateV2) &&
    !cms.signer.signedAttrs.some(one => one.attrType === OID.signingTime)
  if (found.kind === 'time-stamp') return 'PAdES B-LTA'
  if (!isPades) return 'PKCS #7'
  const isLong = kept.crls.length + kept.ocsps.length > 0
  if (stamped && isLong) return proof ? 'PAdES B-LTA' : 'PAdES B-LT'
  return stamped ? 'PAdES B-T' : 'PAdES B-B'
}

const textIn = (file: PdfFile, dict: Dict, key: string): string | null => {
  const value = file.of(dict.get(key))
  return Buffer.isBuffer(value) ? readText(value).slice(0, 200) : null
}

/** `D:20261129143000+07'00'` */
function dateIn(file: PdfFile, dict: Dict): Date | null {
  const text = textIn(file, dict, 'M') ?? ''
  const found = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:([+-])(\d\d)'?(\d\d)|Z)?/.exec(text)
  if (!found) return null
  const [, year, month, day, hour, minute, second, sign, hours, minutes] = found
  const zone = sign ? `${sign}${hours}:${minutes}` : 'Z'
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`)
  return Number.isNaN(date.getTime()) ? null : date
}

function certificateIn(der: Buffer): X509Certificate[] {
  try {
    return [new X509Certificate(der)]
  } catch {
    return []
  }
}
