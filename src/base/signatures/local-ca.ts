import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto'
import { DAY_MS } from '#core/clock.ts'
import {
  type Issuer,
  issue,
  issueCrl,
  nameOf,
  namesOf,
  type Revoked,
  type Subject,
  type Usage,
} from './certificates.ts'
import { type Signer, signerWith } from './signer.ts'

const YEAR_MS = 365 * DAY_MS

/** An authority and its secret key. */
export interface Authority {
  readonly key: KeyObject
  readonly certificate: X509Certificate
}

/** An authority of our own for demo and tests: a root, one below it that issues, and one that says what time it is. */
export interface LocalCa {
  readonly root: Authority
  readonly issuing: Authority
  readonly stamping: Authority
}

export const newKey = (kind: 'rsa' | 'ec'): { publicKey: KeyObject; privateKey: KeyObject } =>
  kind === 'ec'
    ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    : generateKeyPairSync('rsa', { modulusLength: 2048 })

const issuerOf = ({ key, certificate }: Authority): Issuer => ({
  key,
  name: namesOf(certificate).subject,
  publicKey: certificate.publicKey,
})

function below(parent: Authority, commonName: string, usage: Usage, now: Date, years: number, crl?: string): Authority {
  const pair = newKey('rsa')
  const der = issue(issuerOf(parent), {
    subject: nameOf({ commonName, organisation: ORGANISATION }),
    publicKey: pair.publicKey,
    usage,
    from: new Date(now.getTime() - DAY_MS),
    until: new Date(now.getTime() + years * YEAR_MS),
    crl,
  })
  return { key: pair.privateKey, certificate: new X509Certificate(der) }
}

const ORGANISATION = 'Bản trình diễn Saola'

export interface CaOptions {
  /** Where the lists of what was revoked are read: the root's and the issuing one's. */
  readonly crl?: { readonly root: string; readonly issuing: string }
}

export function newLocalCa(now: Date, { crl }: CaOptions = {}): LocalCa {
  const pair = newKey('rsa')
  const name = nameOf({ commonName: 'Chứng thực gốc của bản trình diễn', organisation: ORGANISATION })
  const from = new Date(now.getTime() - 2 * DAY_MS)
  const self = { key: pair.privateKey, name, publicKey: pair.publicKey }
  const der = issue(self, {
    subject: name,
    publicKey: pair.publicKey,
    usage: 'authority',
    from,
    until: new Date(now.getTime() + 20 * YEAR_MS),
  })
  const root = { key: pair.privateKey, certificate: new X509Certificate(der) }
  const issuing = below(root, 'Chứng thực chuyên dùng của bản trình diễn', 'authority', now, 15, crl?.root)
  const stamping = below(issuing, 'Dấu thời gian của bản trình diễn', 'time-stamps', now, 10, crl?.issuing)
  return { root, issuing, stamping }
}

export interface Leaf {
  readonly subject: Buffer
  readonly publicKey: KeyObject
  readonly from?: Date
  readonly until?: Date
  readonly crl?: string | undefined
}

/** A certificate for a person or an organisation: two years, as those for public duty. */
export const certify = (ca: LocalCa, now: Date, leaf: Leaf): X509Certificate =>
  new X509Certificate(
    issue(issuerOf(ca.issuing), {
      usage: 'signing',
      from: new Date(now.getTime() - DAY_MS),
      until: new Date(now.getTime() + 2 * YEAR_MS),
      crl: undefined,
      ...leaf,
    }),
  )

export const chainOf = (ca: LocalCa): X509Certificate[] => [ca.issuing.certificate, ca.root.certificate]

/** A new key with a certificate, to sign with at once. */
export function newSigner(ca: LocalCa, now: Date, subject: Subject, kind: 'rsa' | 'ec' = 'rsa'): Signer {
  const pair = newKey(kind)
  const certificate = certify(ca, now, { subject: nameOf(subject), publicKey: pair.publicKey })
  return signerWith(pair.privateKey, certificate, chainOf(ca))
}

const CRL_DAYS = 7

/** What an authority says is revoked. */
export const crlOf = (authority: Authority, revoked: readonly Revoked[], now: Date): Buffer =>
  issueCrl(
    issuerOf(authority),
    revoked,
    Math.floor(now.getTime() / 1000),
    now,
    new Date(now.getTime() + CRL_DAYS * DAY_MS),
  )
