import { createHash, createPublicKey, type KeyObject, sign, verify, type X509Certificate } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import { canonical, canonicalValue } from './canonical.ts'
import { fault } from './fault.ts'
import { EDXML } from './message.ts'
import { bareId } from './read.ts'
import { type Content, type Node, type Read, readTree } from './tree.ts'

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
  `<xades:SignedProperties xmlns:xades="${XADES}" Id="SignedProperties"><xades:SignedSignatureProperties><xades:SigningTime>${signingTime(at)}</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod xmlns:ds="${DS}" Algorithm="${SHA256}"></ds:DigestMethod><ds:DigestValue xmlns:ds="${DS}">${digest(certificate.raw)}</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties>`

const digest = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('base64')
const method = (name: string, algorithm: string): string => `<ds:${name} Algorithm="${algorithm}"></ds:${name}>`
const digested = (value: string): string => `${method('DigestMethod', SHA256)}<ds:DigestValue>${value}</ds:DigestValue>`

const manifest = (digests: readonly Digest[]): string =>
  `<ds:Manifest xmlns:ds="${DS}" Id="Attachments">${digests
    .map(
      ({ id, sha256 }) =>
        `<ds:Reference URI="cid:${canonicalValue(id)}">${digested(sha256.toString('base64'))}</ds:Reference>`,
    )
    .join('')}</ds:Manifest>`

/** What is signed where it is in the message; who carries it on may still add where it went through. */
const SIGNED = ['MessageHeader', 'Status', 'Bussiness', 'edXMLBody'] as const
const HEADER_END = '</edXML:edXMLHeader>'

interface Part {
  readonly id: string
  /** Canonical. */
  readonly text: string
  readonly type?: string
}

const reference = ({ id, text, type }: Part): string =>
  `<ds:Reference${type ? ` Type="${type}"` : ''} URI="#${id}"><ds:Transforms>${method('Transform', EXCLUSIVE)}</ds:Transforms>${digested(digest(text))}</ds:Reference>`

/** A part of what `skeletonOf` wrote, which is canonical but for the namespace that is declared above it. */
function partOf(skeleton: string, id: string): readonly Part[] {
  const [open, close] = [`<edXML:${id} Id="${id}">`, `</edXML:${id}>`]
  const from = skeleton.indexOf(open)
  if (from < 0) return []
  const rest = skeleton.slice(from + open.length, skeleton.indexOf(close, from) + close.length)
  return [{ id, text: `<edXML:${id} xmlns:edXML="${EDXML}" Id="${id}">${rest}` }]
}

/** The message with its signature, XAdES-BES, SHA-256, at the end of the header. */
export function signSkeleton(skeleton: string, seal: Seal, at: Date, digests: readonly Digest[] = []): string {
  const { certificate, privateKey } = seal
  const said = properties(seal, at)
  const parts: readonly Part[] = [
    ...SIGNED.flatMap(id => partOf(skeleton, id)),
    { id: 'SignedProperties', text: said, type: PROPERTIES_TYPE },
    ...(digests.length ? [{ id: 'Attachments', text: manifest(digests), type: MANIFEST_TYPE }] : []),
  ]
  const info = `${method('CanonicalizationMethod', EXCLUSIVE)}${method('SignatureMethod', RSA_SHA256)}${parts.map(reference).join('')}</ds:SignedInfo>`
  const value = sign('sha256', Buffer.from(`<ds:SignedInfo xmlns:ds="${DS}">${info}`), privateKey).toString('base64')
  const objects = [
    `<ds:Object Id="Properties"><xades:QualifyingProperties xmlns:xades="${XADES}" Target="#Signature">${said}</xades:QualifyingProperties></ds:Object>`,
    ...(digests.length ? [`<ds:Object Id="Enclosed">${manifest(digests)}</ds:Object>`] : []),
  ]
  const key = `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate.raw.toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`
  const signature = `<ds:Signature xmlns:ds="${DS}" Id="Signature"><ds:SignedInfo>${info}<ds:SignatureValue>${value}</ds:SignatureValue>${key}${objects.join('')}</ds:Signature>`
  const end = skeleton.lastIndexOf(HEADER_END)
  return skeleton.slice(0, end) + signature + skeleton.slice(end)
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
 * Whether one of these certificates signed the message: its header, its body, and by their digests its attachments. Signatures
 * of the form in which we sign are checked on the tree itself; all others are left to xml-crypto.
 *
 * @param whole the text with attachments, where a signature may be over all of it
 * @throws Problem exchange.unsigned, exchange.wrong-signature
 */
export async function verifySignature(
  { root, skeleton }: Pick<Read, 'root' | 'skeleton'>,
  contents: readonly (Content & { readonly id: string })[],
  trusted: readonly X509Certificate[],
  whole?: () => Promise<string | undefined>,
): Promise<Verified> {
  const text = signatureIn(skeleton)
  const certificate =
    trusted.find(one => isNamed(text, one)) ?? (text.includes('X509Certificate') ? undefined : trusted[0])
  if (!certificate) throw fault('wrong-signature', { why: 'certificate' })
  const plain = plainIn(root)
  if (plain) {
    const parts = partsSigned(root, plain, certificate)
    compareEnclosed(parts, contents)
    return { parts, certificate, isWeak: false }
  }
  const isWhole = /<(?:\w+:)?Reference\b[^>]*\bURI\s*=\s*(""|'')/.test(text)
  const signed = isWhole ? await whole?.() : skeleton
  if (signed === undefined) throw fault('signature-too-broad')
  const trees = await Promise.all(referencesSigned(signed, text, certificate).map(one => readTree(pieces(one))))
  const roots = trees.map(tree => tree.root)
  const parts = isWhole ? roots.flatMap(partsOf) : roots
  if (!isWhole) compareEnclosed(roots, contents)
  return { parts, certificate, isWeak: /#(rsa-|dsa-|ecdsa-|hmac-)?sha1"/.test(text) }
}

/** A signature as we make it: exclusive c14n without more, RSA and SHA-256, of parts that are named by their ids. */
interface Plain {
  readonly info: Node
  readonly value: Buffer
  readonly references: readonly { readonly id: string; readonly digest: string }[]
}

const within = (node: Node): readonly Node[] => [node, ...node.children.flatMap(within)]
const isDs = (node: Node, name: string) => node.name === name && node.space === DS
const childrenOf = (node: Node, name: string) => node.children.filter(one => isDs(one, name))
const bare = (node: Node | undefined): string => node?.text.replace(/\s+/g, '') ?? ''
/** The algorithm of the only method of that name; undefined where it has something to say beside. */
function algorithmOf(node: Node, name: string): string | undefined {
  const [method, another] = childrenOf(node, name)
  return another || method?.children.length ? undefined : method?.attributes.Algorithm
}

function plainIn(root: Node): Plain | undefined {
  const [signature, several] = within(root).filter(one => isDs(one, 'Signature'))
  if (!signature || several) return undefined
  const [info, another] = childrenOf(signature, 'SignedInfo')
  const [value, second] = childrenOf(signature, 'SignatureValue')
  if (!info || another || !value || second) return undefined
  const isOurs =
    algorithmOf(info, 'CanonicalizationMethod') === EXCLUSIVE && algorithmOf(info, 'SignatureMethod') === RSA_SHA256
  const references = childrenOf(info, 'Reference').map(referenceIn)
  if (!isOurs || !references.length) return undefined
  const known = references.flatMap(one => one ?? [])
  return known.length < references.length
    ? undefined
    : { info, value: Buffer.from(bare(value), 'base64'), references: known }
}

function referenceIn(node: Node) {
  const [transforms, another] = childrenOf(node, 'Transforms')
  const [value, second] = childrenOf(node, 'DigestValue')
  const id = /^#([^'"]+)$/.exec(node.attributes.URI ?? '')?.[1]
  if (!transforms || another || !value || second || !id) return undefined
  const isOurs = algorithmOf(transforms, 'Transform') === EXCLUSIVE && algorithmOf(node, 'DigestMethod') === SHA256
  return isOurs ? { id, digest: bare(value) } : undefined
}

/** The signed parts: of what was digested the message is read, and each id names one element alone. */
function partsSigned(root: Node, { info, value, references }: Plain, certificate: X509Certificate): readonly Node[] {
  const nodes = within(root)
  const parts = references.map(one => {
    const [part, another] = nodes.filter(({ attributes }) => IDS.some(name => attributes[name] === one.id))
    if (!part || another || digest(canonical(part)) !== one.digest) throw fault('wrong-signature', { why: 'value' })
    return part
  })
  const isRight = verify('sha256', Buffer.from(canonical(info)), certificate.publicKey, value)
  if (!isRight) throw fault('wrong-signature', { why: 'value' })
  return parts
}
const IDS = ['Id', 'ID', 'id'] as const

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
    for (const one of root.children)
      listed.set(bareId(one.attributes.URI ?? ''), bare(childrenOf(one, 'DigestValue')[0]))
  for (const { id, sha256 } of contents)
    if (listed.get(id) !== sha256.toString('base64')) throw fault('wrong-digest', { value: id })
  if (listed.size !== contents.length) throw fault('wrong-digest', { value: [...listed.keys()].join(', ') })
}
