import { randomBytes } from 'node:crypto'
import { policyAt } from '#base/policies/index.ts'
import { type SignaturesEnded, signaturesEnded } from '#base/signatures/events.ts'
import {
  type AskedSigner,
  askSignatures,
  cancelSignatures,
  type Lacking,
  lackingOf,
  requestsAbout,
  type SignerView,
  type SignRequestView,
  signedPapers,
} from '#base/signatures/index.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { on } from '#core/module.ts'
import { openPaper } from './papers.ts'
import { signing } from './policies.ts'
import { addParties, type DocumentRow, lockDocument, type SignerRow, signersOf, versionsOf } from './queries.ts'
import { changed, conflict, lapse, moveDocument, titleOf } from './steps.ts'

/* How a draft gets the signatures of its signers: on the paper itself by certificates, or by an act in the system. */

export interface Way {
  /** `nobody`: certificates are required, and some lack one. */
  readonly by: 'certificate' | 'act' | 'nobody'
  /** Of signers and of the organisation's seal, who could not sign by a certificate now. */
  readonly lacking: Lacking[]
}

type Office = Pick<DocumentRow, 'organisationId' | 'unitId'>

/** How these signers of an organisation would sign today. */
export async function wayOf(
  ctx: Context,
  { organisationId, unitId }: Office,
  signers: readonly Pick<SignerRow, 'accountId'>[],
): Promise<Way> {
  const asked = signers.map(({ accountId }) => ({ by: 'account', accountId }) as const)
  const lacking = await lackingOf(ctx, [...asked, { by: 'seal', organisationId }])
  if (!lacking.length) return { by: 'certificate', lacking }
  const { required } = (await policyAt(ctx, signing, { day: dayOf(ctx.now), unitId })).params
  return { by: required ? 'nobody' : 'act', lacking }
}

/** The same, of a document that is submitted. Throws `documents.certificates-lacking`, with who lacks one. */
export async function mustHaveWay(ctx: Context, document: DocumentRow): Promise<'certificate' | 'act'> {
  const { by, lacking } = await wayOf(ctx, document, await signersOf(ctx.sql, document.id))
  if (by !== 'nobody') return by
  throw conflict('documents.certificates-lacking', { names: lacking.map(one => one.name).join(', ') })
}

/** 120 bits: who has not seen the paper does not find it. */
export const newCode = (): string => randomBytes(15).toString('base64url')
const about = (id: string) => at.of('document', id)

/** Asks the signers to sign the paper, which has blanks where its number and its day will stand, in their rounds. */
export async function askForSignatures(ctx: Context, document: DocumentRow): Promise<void> {
  const signers = await signersOf(ctx.sql, document.id)
  const code = newCode()
  const { bytes } = await openPaper(ctx, { ...document, code })
  const { subject } = titleOf(document)
  const requestId = await askSignatures(ctx, {
    about: about(document.id),
    unitId: document.unitId,
    organisationId: document.organisationId,
    title: subject,
    papers: [{ name: `trinh-ky-${document.id.slice(0, 8)}.pdf`, bytes }],
    signers: signers.map(askedOf),
    order: 'in-order',
  })
  await ctx.sql`update documents.document set request_id = ${requestId}, code = ${code} where id = ${document.id}`
  await addParties(
    ctx,
    document.id,
    signers.map(one => one.accountId),
    'signer',
  )
}

const askedOf = ({ accountId, title, n }: SignerRow): AskedSigner => ({ by: 'account', accountId, title, round: n })

/** Nothing is to be signed any more: all sign anew, whatever is submitted next. */
export async function endSigning(ctx: Context, document: DocumentRow): Promise<void> {
  if (document.requestId) await cancelSignatures(ctx, about(document.id))
  await ctx.sql`
    update documents.document set request_id = null, code = null, signed_at = null where id = ${document.id}`
  await ctx.sql`update documents.signer set signed_at = null, version = null where document_id = ${document.id}`
  await lapse(ctx, document.id, 'documents.signature')
}

export async function requestOf(
  ctx: Context,
  { id, requestId }: Pick<DocumentRow, 'id' | 'requestId'>,
): Promise<SignRequestView | undefined> {
  if (!requestId) return undefined
  return (await requestsAbout(ctx, about(id))).find(request => request.id === requestId)
}

/** The paper as far as it is signed. */
export async function paperSoFar(ctx: Context, requestId: string): Promise<Buffer | undefined> {
  const [paper] = await signedPapers(ctx, requestId)
  return paper?.bytes
}

/** All have signed, and it waits for its number; or one would not, and it is its drafter's again with why. */
export async function takeOutcome(ctx: Context, { requestId, about: { kind, id }, outcome }: SignaturesEnded) {
  if (kind !== 'document' || outcome === 'cancelled') return
  const document = await lockDocument(ctx.sql, id)
  // Sent back meanwhile, or a seal: what is in work now is another request.
  if (document?.requestId !== requestId || document.state !== 'signing') return
  const request = await requestOf(ctx, document)
  if (!request) return
  if (outcome === 'signed') await noteSigned(ctx, document, request.signers)
  else await takeBack(ctx, document, request.signers)
  await changed(ctx)
}
export const takeSigned = on(signaturesEnded, (ended, ctx) => takeOutcome(ctx, ended))

async function noteSigned(ctx: Context, document: DocumentRow, signers: readonly SignerView[]): Promise<void> {
  const [latest] = await versionsOf(ctx.sql, document.id)
  const last = signers.toSorted((a, b) => (a.at ?? '').localeCompare(b.at ?? '')).at(-1)
  for (const { accountId, at: signedAt } of signers)
    await ctx.sql`
      update documents.signer set signed_at = ${signedAt}, version = ${latest?.n ?? null}
      where document_id = ${document.id} and account_id = ${accountId}`
  await ctx.sql`update documents.document set signed_at = ${last?.at ?? ctx.now} where id = ${document.id}`
  await moveDocument(ctx, document, 'sign', { holderId: null, inNameOf: last?.accountId ?? null })
}

async function takeBack(ctx: Context, document: DocumentRow, signers: readonly SignerView[]): Promise<void> {
  const refused = signers.find(signer => signer.state === 'refused')
  await moveDocument(ctx, document, 'return', {
    holderId: document.createdBy,
    inNameOf: refused?.accountId ?? null,
    note: refused?.why ?? '',
  })
  await endSigning(ctx, document)
}
