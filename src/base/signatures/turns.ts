import { X509Certificate } from 'node:crypto'
import { forgetTries, inTransaction, tryOnce } from '#base/identity/sign-in.ts'
import { organisation } from '#base/units/organisations.ts'
import { moveMany } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { writeAudit } from '#core/audit.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { notFound, orTold, Problem } from '#core/problem.ts'
import { localCa, ownLists } from './authority.ts'
import { copyMark } from './copies.ts'
import { mustUse, pictureOf, providers } from './enrol.ts'
import { turnSigned } from './events.ts'
import { filledBlanks, NUMBERING } from './fills.ts'
import { REFUSING, SIGN, SIGNING } from './flow.ts'
import { keepLongTerm, openPdf, orBroken, type Stamp, signPdf, stampPdf } from './pades.ts'
import type { Appearance } from './pdf/field.ts'
import { addInk, type Ink, readInk } from './picture.ts'
import { sealSpot, signatureSpot } from './place.ts'
import {
  activeOf,
  type CertificateRow,
  certificateById,
  endTurn,
  isClerk,
  lockRequest,
  type PaperRow,
  papersOf,
  type RequestRow,
  type TurnRow,
  turnsBy,
  turnsOf,
  writePaper,
} from './queries.ts'
import {
  askSignatures,
  bytesOfPaper,
  closeOthers,
  finish,
  openNext,
  type SignRequest,
  sealedPaper,
  signedPapers,
  system,
} from './requests.ts'
import type { Signer } from './signer.ts'
import { stampOf } from './trust.ts'

/** What became of one turn of many. */
export interface TurnResult {
  readonly id: string
  readonly problem?: Problem
}

export const triesOf = (certificateId: string) => `PIN ${certificateId}`

/** Opens a key by its PIN; tries are counted before they are made, outside of the request's transaction. */
export async function withKey<T>(
  ctx: Context,
  row: CertificateRow,
  pin: string,
  use: (sign: Signer['sign']) => Promise<T>,
): Promise<T> {
  await tryOnce(ctx, triesOf(row.id))
  const key = await providers[row.provider].open(ctx.app, row.id, row, pin)
  try {
    await forgetTries(ctx, triesOf(row.id))
    return await use(key.sign)
  } finally {
    await key.close()
  }
}

/** Asks for signatures and gives the caller's own, in the transaction of `own`; answers the request's id. */
export type SignAtOnce = (own: Context, asked: SignRequest) => Promise<string>

/**
 * Opens the caller's own key by its PIN and lends it to `use`: who decides something signs it in the same step, and finds
 * no item of it in the inbox. Throws `signatures.no-certificate`, `.certificate-expired`, and what a wrong PIN throws.
 */
export async function signAtOnce<T>(ctx: Context, pin: string, use: (sign: SignAtOnce) => Promise<T>): Promise<T> {
  const row = ctx.who && (await activeOf(ctx.sql, { accountId: ctx.who.accountId, organisationId: null }))
  if (!row) throw new Problem('signatures.no-certificate', { status: 409, params: { name: ctx.who?.name ?? '' } })
  refuseUnusable(row, ctx.now)
  return withKey(ctx, row, pin, async sign => {
    const signing = await signingWith(ctx, row, sign)
    return use(async (own, asked) => {
      const requestId = await askSignatures(own, asked)
      const turn = (await turnsOf(own.sql, [requestId])).find(one => one.accountId === row.accountId)
      if (!turn) throw new Error('Who signs at once is one of the signers.')
      await signAudited(own, turn.id, signing)
      return requestId
    })
  })
}

interface Signing {
  readonly row: CertificateRow
  readonly signer: Signer
  readonly ink: Ink | undefined
  readonly stamp: Stamp | undefined
}

/** Throws what keeps a certificate from signing now. */
function refuseUnusable({ state, validFrom, validTo }: CertificateRow, now: Date): void {
  if (state === 'revoked') throw new Problem('signatures.certificate-revoked', { status: 409 })
  if (state !== 'active') throw new Problem('signatures.not-in-force', { status: 409 })
  if (!validTo || !validFrom || validTo <= now || validFrom > now)
    throw new Problem('signatures.certificate-expired', { status: 409 })
}

/**
 * Signs what waits, as many as are chosen, with one certificate and one PIN; each has its own result. Each is signed in a
 * transaction of its own: what fails changes nothing of the others.
 */
export async function signTurns(
  ctx: Context,
  certificateId: string,
  pin: string,
  turnIds: readonly string[],
): Promise<TurnResult[]> {
  const row = await mustUse(ctx, await certificateById(ctx.sql, certificateId))
  refuseUnusable(row, ctx.now)
  return withKey(ctx, row, pin, async sign => {
    const signing = await signingWith(ctx, row, sign)
    const results: TurnResult[] = []
    for (const id of new Set(turnIds)) results.push(await signOne(ctx, id, signing))
    return results
  })
}

/** The same in the caller's transaction, all or none: for a demo that is made in one. */
export async function signWithin(
  ctx: Context,
  certificateId: string,
  pin: string,
  turnIds: readonly string[],
): Promise<void> {
  const row = await mustUse(ctx, await certificateById(ctx.sql, certificateId))
  await withKeyWithin(ctx, row, pin, async signing => {
    for (const id of turnIds) await signTurn(ctx, id, signing)
  })
}

/** Opens a key in the caller's transaction; nobody guesses there, so tries are not counted. */
async function withKeyWithin<T>(
  ctx: Context,
  row: CertificateRow,
  pin: string,
  use: (signing: Signing) => Promise<T>,
): Promise<T> {
  const key = await providers[row.provider].open(ctx.app, row.id, row, pin)
  try {
    return await use(await signingWith(ctx, row, key.sign))
  } finally {
    await key.close()
  }
}

/** A seal whose key is open: it seals until whoever opened it is done. */
export interface SealInHand {
  readonly organisationId: string
  readonly signing: Signing
}

/**
 * Opens the seal of an organisation by its PIN, for a clerk to whom it is entrusted; outside of a transaction. Throws
 * `signatures.no-certificate`, `.not-entrusted`, `.certificate-expired`, `.certificate-revoked`, and what is wrong with the PIN.
 */
export async function withSeal<T>(
  ctx: Context,
  organisationId: string,
  pin: string,
  use: (seal: SealInHand) => Promise<T>,
): Promise<T> {
  const row = await sealOf(ctx, organisationId)
  return withKey(ctx, row, pin, async sign => use({ organisationId, signing: await signingWith(ctx, row, sign) }))
}

/** The same in the caller's transaction: for a demo that is made in one. */
export async function withSealWithin<T>(
  ctx: Context,
  organisationId: string,
  pin: string,
  use: (seal: SealInHand) => Promise<T>,
): Promise<T> {
  const row = await sealOf(ctx, organisationId)
  return withKeyWithin(ctx, row, pin, signing => use({ organisationId, signing }))
}

async function sealOf(ctx: Context, organisationId: string): Promise<CertificateRow> {
  const row = await activeOf(ctx.sql, { accountId: null, organisationId })
  if (!row) {
    const name = (await organisation(ctx.sql, organisationId, dayOf(ctx.now)))?.name ?? ''
    throw new Problem('signatures.no-certificate', { status: 409, params: { name } })
  }
  if (!(await isClerk(ctx.sql, organisationId, ctx.who?.accountId ?? '')))
    throw new Problem('signatures.not-entrusted', { status: 409, params: { name: row.name } })
  refuseUnusable(row, ctx.now)
  return row
}

/** Asks for a seal and gives it at once, in the caller's transaction; answers the papers as sealed. */
export async function sealAtOnce(
  ctx: Context,
  { organisationId, signing }: SealInHand,
  asked: Omit<SignRequest, 'signers' | 'order'>,
): Promise<{ readonly papers: { name: string; bytes: Buffer }[]; readonly pages: number }> {
  const requestId = await askSignatures(ctx, { ...asked, signers: [{ by: 'seal', organisationId }], order: 'in-order' })
  for (const { id } of await turnsOf(ctx.sql, [requestId])) await signTurn(ctx, id, signing)
  const pages = (await papersOf(ctx.sql, [requestId])).reduce((sum, paper) => sum + paper.pages, 0)
  return { papers: await signedPapers(ctx, requestId), pages }
}

async function signingWith(ctx: Context, row: CertificateRow, sign: Signer['sign']): Promise<Signing> {
  const picture = await pictureOf(ctx, row.id)
  const signer: Signer = {
    certificate: new X509Certificate(row.certificate as Buffer),
    chain: row.chain.map(one => new X509Certificate(one)),
    sign,
  }
  return { row, signer, ink: picture && (await readInk(picture)), stamp: await stampOf(ctx) }
}

const signOne = (ctx: Context, id: string, signing: Signing): Promise<TurnResult> =>
  orTold<TurnResult>(
    inTransaction(ctx, async own => {
      await signAudited(own, id, signing)
      return { id }
    }),
    problem => ({ id, problem }),
  )

async function signAudited(ctx: Context, id: string, signing: Signing): Promise<void> {
  const { unitId } = await signTurn(ctx, id, signing)
  const may = { scope: 'verb', verb: SIGN } as const
  await writeAudit(ctx, 'signatures.sign', at.of('signature-turn', id), { where: { unitId }, may })
}

/** The turn and its request, held still. */
async function lockTurn(ctx: Context, id: string): Promise<{ turn: TurnRow; request: RequestRow }> {
  const [found] = await turnsBy(ctx.sql, [id])
  const request = found && (await lockRequest(ctx.sql, found.requestId))
  // Only now is it certain what has become of it.
  const [turn] = await turnsBy(ctx.sql, [id])
  if (!turn || !request) throw notFound('turn')
  return { turn, request }
}

async function signTurn(ctx: Context, id: string, signing: Signing): Promise<RequestRow> {
  const { turn, request } = await lockTurn(ctx, id)
  const { row } = signing
  if (turn.accountId !== row.accountId || turn.organisationId !== row.organisationId)
    throw new Problem('signatures.not-this-certificate')
  if (turn.state !== 'open') throw new Problem('signatures.not-open', { status: 409 })
  // Revoked meanwhile, it signs no more.
  refuseUnusable((await certificateById(ctx.sql, row.id)) as CertificateRow, ctx.now)
  const turns = await turnsOf(ctx.sql, [request.id])
  const isLast = turns.every(one => one.id === turn.id || one.state === 'signed')
  for (const paper of await papersOf(ctx.sql, [request.id])) {
    const signed = await signPaper(ctx, paper, turn, turns, signing)
    const whole = isLast ? await completed(ctx, signed, signing) : signed
    await writePaper(ctx.sql, paper.id, ctx.app.keyring.seal(whole, sealedPaper(paper.id)))
  }
  await endTurn(ctx, turn.id, 'signed', { certificateId: row.id })
  await ctx.emit(turnSigned, { turnId: turn.id })
  await step(ctx, turn, 'sign', SIGNING)
  await openNext(ctx, request)
  return request
}

/** In the signer's name: whose turn it is was checked, wherever the item lies. */
async function step(ctx: Context, { workId }: TurnRow, name: string, form: string, note?: string): Promise<void> {
  const inNameOf = ctx.who?.accountId ?? null
  const [moved] = await moveMany(system(ctx), [{ id: workId as string, step: name, note }], { form, inNameOf })
  if (moved?.problem) throw moved.problem
}

async function signPaper(
  ctx: Context,
  paper: PaperRow,
  turn: TurnRow,
  turns: readonly TurnRow[],
  signing: Signing,
): Promise<Buffer> {
  const pdf = await bytesOfPaper(ctx, paper.id)
  const { signer, stamp } = signing
  const how = { now: ctx.now, name: turn.name, reason: turn.title ?? undefined, stamp }
  // Where the seal goes is decided on the paper as the signers left it.
  const appearance = await appearanceOf(ctx, pdf, paper, turn, turns, signing)
  const fills = turn.organisationId ? (paper.fills ?? []) : []
  if (!fills.length) return signPdf(pdf, signer, { ...how, appearance })
  const filled = await filledBlanks(openPdf(pdf), fills, ctx.now)
  const numbered = await signPdf(pdf, signer, { ...how, reason: NUMBERING, appearance: filled })
  return signPdf(numbered, signer, { ...how, appearance })
}

/** What is seen of a signature: handwriting without text, the seal at its real size, or the mark of a copy. */
async function appearanceOf(
  ctx: Context,
  pdf: Buffer,
  paper: PaperRow,
  turn: TurnRow,
  turns: readonly TurnRow[],
  { ink, row }: Signing,
): Promise<Appearance | undefined> {
  const file = openPdf(pdf)
  if (paper.copy && turn.organisationId) return copyMark(file, paper.copy, turn.name, ctx.now)
  if (!ink) return undefined
  const wish = paper.spot ?? undefined
  const personal = turns.filter(one => one.accountId)
  const spot = orBroken(() =>
    turn.organisationId
      ? sealSpot(file, row.sealMm, ink, wish)
      : signatureSpot(
          file,
          ink,
          wish,
          personal.findIndex(one => one.id === turn.id),
          personal.length,
        ),
  )
  return { spot, draw: update => addInk(update, ink) }
}

/** Adds what it takes to verify the whole long after, and the time stamp that proves that it was there. */
async function completed(ctx: Context, pdf: Buffer, { signer, stamp }: Signing): Promise<Buffer> {
  const ca = await localCa(ctx)
  const own = ca && (await ownLists(ctx, ca))
  const lists = await ctx.sql<{ content: Buffer }[]>`select content from signatures.revocation_list`
  const crls = [...lists.map(list => list.content), ...(own ? [own.root, own.issuing] : [])]
  if (!crls.length) return pdf
  const certificates = [signer.certificate, ...signer.chain, ...(ca ? [ca.stamping.certificate] : [])].map(
    one => one.raw,
  )
  const kept = keepLongTerm(pdf, { certificates, crls })
  return stamp ? stampPdf(kept, stamp, ctx.now) : kept
}

/** Refuses to sign, for a reason that who asked is told; nobody else is to sign it then. */
export async function refuseTurns(ctx: Context, turnIds: readonly string[], why: string): Promise<void> {
  for (const id of new Set(turnIds)) {
    const { turn, request } = await lockTurn(ctx, id)
    await mustBeMine(ctx, turn)
    if (turn.state !== 'open') throw new Problem('signatures.not-open', { status: 409 })
    await endTurn(ctx, turn.id, 'refused', { why })
    await step(ctx, turn, 'refuse', REFUSING, why)
    await closeOthers(ctx, request.id)
    await finish(ctx, request, 'refused')
  }
}

/** Whose turn it is: else there is none. */
export async function mustBeMine(ctx: Context, turn: TurnRow): Promise<void> {
  const me = ctx.who?.accountId
  if (me && turn.accountId === me) return
  if (me && turn.organisationId && (await isClerk(ctx.sql, turn.organisationId, me))) return
  throw notFound('turn')
}
