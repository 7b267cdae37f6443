import { createPublicKey, type X509Certificate } from 'node:crypto'
import { accountById } from '#base/identity/accounts.ts'
import { organisation } from '#base/units/organisations.ts'
import { treeOf } from '#base/units/trees.ts'
import { itemsAbout } from '#base/work/queries.ts'
import { moveWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { partsOf } from './asn1/der.ts'
import { certifyHere, localCa, sameKey } from './authority.ts'
import { namesOf, readCertificates, requestFor, type Subject } from './certificates.ts'
import { fileKeys } from './keys/file.ts'
import type { Algorithm, KeyProvider } from './keys/provider.ts'
import { tokenKeys } from './keys/token.ts'
import { inkOf, MOST_PICTURE } from './picture.ts'
import {
  activate,
  type CertificateRow,
  certificateById,
  endCertificate,
  insertCertificate,
  isClerk,
  lockCertificate,
  type Owner,
  pictureSealed,
  writePicture,
} from './queries.ts'
import { trustOf } from './trust.ts'
import { chainTo } from './verify/chain.ts'
import { issuerOf } from './verify/names.ts'

export const providers: Readonly<Record<CertificateRow['provider'], KeyProvider>> = { file: fileKeys, token: tokenKeys }

export interface Enrolment extends Owner {
  readonly provider: CertificateRow['provider']
  readonly algorithm: Algorithm
  readonly pin: string
  readonly slot?: string | undefined
  /** Of a certificate of the demo that is to end soon. */
  readonly until?: Date
}

/** What a certificate is to say of somebody. */
async function subjectFor(ctx: Context, { accountId, organisationId }: Owner): Promise<Subject> {
  if (organisationId) {
    const found = await organisation(ctx.sql, organisationId, dayOf(ctx.now))
    if (!found) throw notFound('organisation')
    return { commonName: found.name, locality: treeOf(ctx.app).get(found.unitId)?.fullName }
  }
  const account = await accountById(ctx, accountId as string)
  if (!account) throw notFound('account')
  const unit = account.unitId ? treeOf(ctx.app).get(account.unitId)?.fullName : undefined
  return { commonName: account.name, organisation: unit }
}

/** Makes a key and the request for its certificate (CSR). A demo certifies it at once. Answers the certificate's id. */
export async function enrol(
  ctx: Context,
  { provider, algorithm, pin, slot, until, ...owner }: Enrolment,
): Promise<string> {
  const ca = await localCa(ctx)
  // Whoever runs this machine could use such keys: those of public duty lie in tokens (NĐ 68/2024/NĐ-CP).
  if (provider === 'file' && ctx.app.config.mode !== 'demo') throw new Problem('signatures.tokens-only')
  const subject = await subjectFor(ctx, owner)
  const id = newId(ctx.now)
  const { publicKey, place, open } = await providers[provider].create(ctx.app, { id, algorithm, pin, slot })
  try {
    const request = await requestFor(subject, publicKey, open.sign)
    await insertCertificate(ctx, { id, ...owner, ...place, provider, algorithm, name: subject.commonName, request })
  } finally {
    await open.close()
  }
  if (ca) {
    const { certificate, chain } = certifyHere(ctx, ca, subject, publicKey, until)
    await putInForce(ctx, (await certificateById(ctx.sql, id)) as CertificateRow, certificate, chain)
  }
  return id
}

const spkiOfRequest = (request: Buffer): Buffer => partsOf(partsOf(request)[0] as Buffer)[2] as Buffer
export const keyOfRequest = (request: Buffer) =>
  createPublicKey({ key: spkiOfRequest(request), format: 'der', type: 'spki' })

/**
 * Takes the certificate that was issued for a request. Throws `signatures.not-a-certificate`, `.other-key`,
 * `.certificate-expired`, `.unknown-authority`, `.not-requested`.
 */
export async function install(ctx: Context, id: string, bytes: Uint8Array): Promise<void> {
  const row = await mustUse(ctx, await lockCertificate(ctx.sql, id))
  if (row.state !== 'requested') throw new Problem('signatures.not-requested', { status: 409 })
  const all = readCertificates(bytes)
  const certificate = all.find(one => sameKey(one, spkiOfRequest(row.request)))
  if (!certificate) throw new Problem('signatures.other-key')
  if (certificate.validToDate <= ctx.now) throw new Problem('signatures.certificate-expired')
  const trust = await trustOf(ctx)
  const chain = chainTo(certificate, [...all, ...trust.known], trust.roots)
  if (!chain || certificate.ca) throw new Problem('signatures.unknown-authority')
  await putInForce(ctx, row, certificate, chain.slice(1))
}

async function putInForce(
  ctx: Context,
  row: CertificateRow,
  certificate: X509Certificate,
  chain: readonly X509Certificate[],
) {
  await activate(ctx, row, {
    certificate: certificate.raw,
    chain: chain.map(one => one.raw),
    issuer: issuerOf(certificate).name,
    serial: namesOf(certificate).serial.subarray(2).toString('hex'),
    validFrom: certificate.validFromDate,
    validTo: certificate.validToDate,
  })
  await renewed(ctx, row)
}

/** Who was told that a certificate ends is not told any more. */
async function renewed(ctx: Context, owner: Owner): Promise<void> {
  const items = await itemsAbout(ctx.sql, renewalSubject(owner))
  const system = ctx.app.context(ctx.sql, { now: ctx.now })
  for (const item of items) if (item.open) await moveWork(system, item.id, 'renew')
}

export const renewalSubject = ({ accountId, organisationId }: Owner) =>
  accountId ? at.of('signature-account', accountId) : at.of('signature-organisation', organisationId as string)

/** Whether the caller may use it: it is theirs, or a seal that is entrusted to them. Else there is no such thing. */
export async function mustUse(ctx: Context, row: CertificateRow | undefined): Promise<CertificateRow> {
  const me = ctx.who?.accountId
  const mine =
    row && me && (row.accountId === me || (row.organisationId && (await isClerk(ctx.sql, row.organisationId, me))))
  if (!mine) throw notFound('certificate')
  return row
}

export async function revoke(ctx: Context, row: CertificateRow, why: string): Promise<void> {
  if (row.endedAt) throw new Problem('signatures.ended-already', { status: 409 })
  await endCertificate(ctx, row.id, why)
}

const sealedAs = (id: string) => `signatures.picture ${id}`

/** The picture of the handwritten signature, or of the seal. Throws `signatures.broken-picture`, `.large-picture`. */
export async function setPicture(
  ctx: Context,
  id: string,
  bytes: Uint8Array,
  sealMm: number | undefined,
): Promise<void> {
  if (bytes.byteLength > MOST_PICTURE) throw new Problem('signatures.large-picture', { status: 413 })
  const png = await inkOf(bytes)
  await writePicture(ctx, id, ctx.app.keyring.seal(png, sealedAs(id)), sealMm)
}

export async function pictureOf(ctx: Pick<Context, 'sql' | 'app'>, id: string): Promise<Buffer | undefined> {
  const sealed = await pictureSealed(ctx.sql, id)
  return sealed && ctx.app.keyring.open(sealed, sealedAs(id))
}
