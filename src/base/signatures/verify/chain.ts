import type { X509Certificate } from 'node:crypto'
import { OID } from '../asn1/oids.ts'
import { type Evidence, standingAt } from './revocation.ts'

/** Whom we believe, and what we know besides what a document brings. */
export interface Trust extends Evidence {
  readonly roots: readonly X509Certificate[]
  /** Certificates of authorities that documents may have left out. */
  readonly known: readonly X509Certificate[]
}

export type ChainFault =
  | 'unknown-authority'
  | 'expired'
  | 'not-yet-valid'
  | 'revoked'
  | 'revocation-unknown'
  | 'not-for-signing'

const MOST_STEPS = 8

const isSame = (a: X509Certificate, b: X509Certificate) => a.fingerprint256 === b.fingerprint256

/** From the certificate up to a root that is trusted; undefined when there is no such way. */
export function chainTo(
  certificate: X509Certificate,
  candidates: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): X509Certificate[] | undefined {
  const walk = (path: readonly X509Certificate[]): X509Certificate[] | undefined => {
    const last = path.at(-1) as X509Certificate
    if (roots.some(root => isSame(root, last))) return [...path]
    if (path.length > MOST_STEPS) return undefined
    for (const next of [...roots, ...candidates]) {
      if (path.some(one => isSame(one, next)) || !next.ca || !last.checkIssued(next) || !last.verify(next.publicKey))
        continue
      const found = walk([...path, next])
      if (found) return found
    }
    return undefined
  }
  return walk([certificate])
}

export interface Judged {
  readonly chain: readonly X509Certificate[] | undefined
  readonly faults: readonly ChainFault[]
  readonly revokedAt: Date | null
}

export interface Question {
  readonly certificates: readonly X509Certificate[]
  readonly evidence: Evidence
  /** The instant at which it had to hold. */
  readonly at: Date
  readonly usage: 'signing' | 'time-stamps'
}

/** Whether a certificate leads to a trusted root and held, with all above it, at an instant. */
export function judgeChain(certificate: X509Certificate, trust: Trust, asked: Question): Judged {
  const { at, usage, evidence } = asked
  const chain = chainTo(certificate, [...asked.certificates, ...trust.known], trust.roots)
  const faults = new Set<ChainFault>()
  if (!chain) faults.add('unknown-authority')
  for (const one of chain ?? [certificate]) {
    if (one.validFromDate > at) faults.add('not-yet-valid')
    if (one.validToDate < at) faults.add('expired')
  }
  if (!isFor(certificate, usage)) faults.add('not-for-signing')
  const all = { crls: [...evidence.crls, ...trust.crls], ocsps: [...evidence.ocsps, ...trust.ocsps] }
  let revokedAt: Date | null = null
  // Nobody says of a root that it holds no more: it is then taken off the list.
  for (const [index, one] of (chain ?? []).slice(0, -1).entries()) {
    const standing = standingAt(one, chain?.[index + 1] as X509Certificate, all, at)
    if (standing.state === 'unknown') faults.add('revocation-unknown')
    if (standing.state !== 'revoked') continue
    if (index === 0) revokedAt = standing.at
    if (standing.at <= at) faults.add('revoked')
  }
  return { chain, faults: [...faults], revokedAt }
}

/** `keyUsage` of Node is the extended one. */
const isFor = (certificate: X509Certificate, usage: Question['usage']): boolean =>
  usage === 'time-stamps' ? (certificate.keyUsage?.includes(OID.timeStamping) ?? false) : !certificate.ca
