import { createHash, createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import { fault } from './fault.ts'
import { bareId } from './read.ts'
import { type Content, type Node, readTree } from './tree.ts'

const DS = 'http://www.w3.org/2000/09/xmldsig#'
const XADES = 'http://uri.etsi.org/01903/v1.3.2#'
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256'
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const PROPERTIES_TYPE = 'http://uri.etsi.org/01903#SignedProperties'
const MANIFEST_TYPE = `${DS}Manifest`

export interface Seal {
  /** RSA. */
  readonly privateKey: KeyObject
  readonly certificate: X509Certificate
}

/** The digest of an attachment, by its id: the signature covers what lies outside of the envelope by it. */
export interface Digest {
  readonly id: string
  readonly sha256: Buffer
}

const ZONE_MS = 7 * 3_600_000
const signingTime = (at: Date): string => `${new Date(at.getTime() + ZONE_MS).toISOString().slice(0, 19)}+07:00`

/** XAdES-BES: when, and by which certificate. */
const properties = ({ certificate }: Seal, at: Date): string =>
  `<xades:QualifyingProperties xmlns:xades="${XADES}" Target="#Signature"><xades:SignedProperties Id="SignedProperties"><xades:SignedSignatureProperties><xades:SigningTime>${signingTime(at)}</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod xmlns:ds="${DS}" Algorithm="${SHA256}"></ds:DigestMethod><ds:DigestValue xmlns:ds="${DS}">${createHash('sha256').update(certificate.raw).digest('base64')}</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties></xades:QualifyingProperties>`

const escaped = (text: string): string => text.replace(/[&<"]/g, sign => `&#${sign.charCodeAt(0)};`)

const manifest = (digests: readonly Digest[]): string =>
  `<ds:Manifest xmlns:ds="${DS}" Id="Attachments">${digests
    .map(
      ({ id, sha256 }) =>
        `<ds:Reference URI="cid:${escaped(id)}"><ds:DigestMethod Algorithm="${SHA256}"></ds:DigestMethod><ds:DigestValue>${sha256.toString('base64')}</ds:DigestValue></ds:Reference>`,
    )
    .join('')}</ds:Manifest>`

/** Whatever of the message has an id is signed; who carries it on may still add where it went through. */
const SIGNED = ['MessageHeader', 'Status', 'Bussiness', 'edXMLBody'] as const
const byId = (id: string) => `//*[@Id="${id}"]`

/** The message with its signature, XAdES-BES, SHA-256, at the end of the header. */
export function signSkeleton(skeleton: string, seal: Seal, at: Date, digests: readonly Digest[] = []): string {
  const signer = new SignedXml({
    privateKey: seal.privateKey,
    publicCert: seal.certificate.toString(),
    signatureAlgorithm: RSA_SHA256,
    canonicalizationAlgorithm: EXCLUSIVE,
    objects: [
      { content: properties(seal, at), attributes: { Id: 'Properties' } },
      ...(digests.length ? [{ content: manifest(digests), attributes: { Id: 'Enclosed' } }] : []),
    ],
  })
  const common = { transforms: [EXCLUSIVE], digestAlgorithm: SHA256 }
  for (const id of SIGNED) if (skeleton.includes(` Id="${id}"`)) signer.addReference({ ...common, xpath: byId(id) })
  signer.addReference({ ...common, xpath: byId('SignedProperties'), type: PROPERTIES_TYPE })
  if (digests.length) signer.addReference({ ...common, xpath: byId('Attachments'), type: MANIFEST_TYPE })
  signer.computeSignature(skeleton, {
    prefix: 'ds',
    attrs: { Id: 'Signature' },
    location: { reference: "//*[local-name(.)='edXMLHeader']", action: 'append' },
  })
  return signer.getSignedXml()
}

export interface Verified {
  /** The parts that are signed, as they were signed: nothing else is to be believed. */
  readonly parts: readonly Node[]
  /** By whose certificate, as DER. */
  readonly certificate: X509Certificate
  /** SHA-1 was used somewhere: read, but remarked. */
  readonly isWeak: boolean
}

/**
 * Whether one of these certificates signed the message: its header, its body, and by their digests its attachments.
 *
 * @param whole the text with attachments, where a signature may be over all of it
 * @throws Problem exchange.unsigned, exchange.wrong-signature
 */
export async function verifySignature(
  skeleton: string,
  contents: readonly (Content & { readonly id: string })[],
  trusted: readonly X509Certificate[],
  whole?: () => Promise<string | undefined>,
): Promise<Verified> {
  const node = signatureIn(skeleton)
  const isWhole = /<(?:\w+:)?Reference\b[^>]*\bURI\s*=\s*(""|'')/.test(node)
  const text = isWhole ? await whole?.() : skeleton
  if (text === undefined) throw fault('signature-too-broad')
  const certificate =
    trusted.find(one => isNamed(node, one)) ?? (node.includes('X509Certificate') ? undefined : trusted[0])
  if (!certificate) throw fault('wrong-signature', { why: 'certificate' })
  const references = referencesSigned(text, node, certificate)
  const trees = await Promise.all(references.map(one => readTree(pieces(one))))
  const roots = trees.map(tree => tree.root)
  const parts = isWhole ? roots.flatMap(partsOf) : roots
  if (!isWhole) compareEnclosed(roots, contents)
  return { parts, certificate, isWeak: /#(rsa-|dsa-|ecdsa-|hmac-)?sha1"/.test(node) }
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/** Exactly one, so that it is never asked which of two was meant. */
function signatureIn(skeleton: string): string {
  const found = [...skeleton.matchAll(/<((?:[\w-]+:)?)Signature(?=[\s>])[^>]*xmldsig#[\s\S]*?<\/\1Signature\s*>/g)]
  if (!found.length) throw fault('unsigned')
  if (found.length > 1) throw fault('wrong-signature', { why: 'several' })
  return found[0]?.[0] ?? ''
}

const isNamed = (signature: string, certificate: X509Certificate): boolean =>
  [...signature.matchAll(/X509Certificate[^>]*>([^<]+)</g)].some(
    ([, text = '']) => text.replace(/\s+/g, '') === certificate.raw.toString('base64'),
  )

/** The canonical text of each part that is signed, of which alone the message is read. */
function referencesSigned(text: string, signature: string, certificate: X509Certificate): readonly string[] {
  const verifier = new SignedXml({
    publicCert: createPublicKey(certificate.publicKey.export({ format: 'pem', type: 'spki' })),
    // What the message brings along is never the key: it is only compared with those that are known.
    getCertFromKeyInfo: () => null,
  })
  // Looking for one attribute of three takes a third of the time; what is named by another is looked for by all.
  if (isNamedById(text, signature)) verifier.idAttributes = ['Id']
  try {
    verifier.loadSignature(signature)
    if (verifier.checkSignature(text)) return verifier.getSignedReferences()
  } catch (cause) {
    throw Object.assign(fault('wrong-signature', { why: 'unreadable' }), { cause })
  }
  throw fault('wrong-signature', { why: 'value' })
}

const isNamedById = (text: string, signature: string): boolean =>
  [...signature.matchAll(/URI\s*=\s*["']#([^"']+)["']/g)].every(([, id = '']) => text.includes(` Id="${id}"`))

/** Of a signature over all of it. */
function partsOf(root: Node): Node[] {
  const envelope = root.name === 'edXML' ? root.children.filter(one => one.name === 'edXMLEnvelope') : [root]
  return envelope.flatMap(one => one.children).flatMap(one => (one.name === 'edXMLBody' ? [one] : one.children))
}

/** What lies outside of the envelope is what its digest says. */
function compareEnclosed(roots: readonly Node[], contents: readonly (Content & { readonly id: string })[]): void {
  const listed = new Map<string, string>()
  for (const root of roots.filter(one => one.name === 'Manifest' && one.space === DS))
    for (const one of root.children) listed.set(bareId(one.attributes.URI ?? ''), digestIn(one))
  for (const { id, sha256 } of contents)
    if (listed.get(id) !== sha256.toString('base64')) throw fault('wrong-digest', { value: id })
  if (listed.size !== contents.length) throw fault('wrong-digest', { value: [...listed.keys()].join(', ') })
}

const digestIn = ({ children }: Node): string =>
  children.find(one => one.name === 'DigestValue')?.text.replace(/\s+/g, '') ?? ''
