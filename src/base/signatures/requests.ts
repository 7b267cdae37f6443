import type { Fill } from '#base/attestation/paper.ts'
import { accountById } from '#base/identity/accounts.ts'
import { organisation } from '#base/units/organisations.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Term } from '#base/work/flow.ts'
import { giveWork } from '#base/work/hold.ts'
import { moveWork, openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at, type Ref } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { Copy } from './contract.ts'
import { signaturesEnded } from './events.ts'
import { SIGN } from './flow.ts'
import { openPdf, orBroken } from './pades.ts'
import type { Spot } from './pdf/field.ts'
import { pagesOf } from './pdf/pages.ts'
import {
  activeOf,
  clerksOf,
  endRequest,
  endTurn,
  insertPapers,
  insertRequest,
  insertTurns,
  lockRequest,
  type Owner,
  openTurn,
  paperContent,
  papersOf,
  type RequestRow,
  requestsBy,
  type TurnRow,
  turnsOf,
} from './queries.ts'

export type AskedSigner = (
  | { readonly by: 'account'; readonly accountId: string; readonly title?: string | undefined }
  | { readonly by: 'seal'; readonly organisationId: string }
) & {
  /** Those of one round sign in any order, after all of the rounds before. Else the request's order says it. */
  readonly round?: number | undefined
}

export interface AskedPaper {
  readonly name: string
  readonly bytes: Uint8Array
  /** Where the signature is seen; else where the paper itself says, or the lower right of the last page. */
  readonly spot?: Spot | undefined
  /** The seal says that this is a copy (sao y, sao lục, trích sao). */
  readonly copy?: Copy | undefined
  /** What the seal writes into the blanks that the paper left (`openBlanks` of base/attestation/paper.ts). */
  readonly fills?: readonly Fill[] | undefined
}

/** What is asked to be signed (trình ký). */
export interface SignRequest {
  /** The thing of the asking module. */
  readonly about: Ref
  /** Whose inbox. */
  readonly unitId: string
  /** Whose officers alone may see that it waits; else all who sign in the unit. */
  readonly organisationId?: string | undefined
  /** What the inbox calls it; nothing personal. */
  readonly title: string
  readonly papers: readonly AskedPaper[]
  readonly signers: readonly AskedSigner[]
  readonly order: 'in-order' | 'parallel'
  readonly due?: Term | Date | null | undefined
}

const MOST_PAPERS = 50
const MOST_SIGNERS = 20
const MOST_BYTES = 30 * 1024 * 1024
export const SIGNATURES_TOPIC = 'signatures'
export const sealedPaper = (id: string) => `signatures.paper ${id}`

/**
 * Asks for signatures, in the caller's transaction; answers the request's id. When it is over, `signatures.ended` tells.
 * Throws `signatures.no-signers`, `.no-papers`, `.too-large`, `.no-certificate`, and what is wrong with a PDF.
 */
export async function askSignatures(ctx: Context, asked: SignRequest): Promise<string> {
  const { about, unitId, organisationId = null, title, papers, signers, order, due } = asked
  if (!signers.length || signers.length > MOST_SIGNERS) throw new Problem('signatures.no-signers')
  if (!papers.length || papers.length > MOST_PAPERS) throw new Problem('signatures.no-papers')
  for (const signer of signers) await refuseUnable(ctx, signer)
  const id = newId(ctx.now)
  const term = due === undefined || due === null ? null : due instanceof Date ? { at: due.toISOString() } : due
  await insertRequest(ctx, { id, about, unitId, organisationId, title, sequence: order, due: term })
  await insertPapers(
    ctx.sql,
    papers.map((paper, position) => rowOf(ctx, id, paper, position)),
  )
  await insertTurns(
    ctx.sql,
    signers.map((signer, position) => ({
      id: newId(ctx.now),
      requestId: id,
      position,
      round: signer.round ?? (order === 'parallel' ? 0 : position),
      accountId: signer.by === 'account' ? signer.accountId : null,
      organisationId: signer.by === 'seal' ? signer.organisationId : null,
      title: signer.by === 'account' ? (signer.title ?? null) : null,
    })),
  )
  await openNext(ctx, (await lockRequest(ctx.sql, id)) as RequestRow)
  return id
}

const ownerOf = (signer: AskedSigner): Owner =>
  signer.by === 'account'
    ? { accountId: signer.accountId, organisationId: null }
    : { accountId: null, organisationId: signer.organisationId }

/** Whether somebody could sign now: with a certificate that holds, and of a seal with a clerk who keeps it. */
export async function canSign({ sql, now }: Pick<Context, 'sql' | 'now'>, signer: AskedSigner): Promise<boolean> {
  const row = await activeOf(sql, ownerOf(signer))
  if (!row?.validFrom || !row.validTo || row.validFrom > now || row.validTo <= now) return false
  return signer.by === 'account' || (await clerksOf(sql, [signer.organisationId])).length > 0
}

async function refuseUnable(ctx: Context, signer: AskedSigner): Promise<void> {
  const name = await nameOf(ctx, signer)
  if (name === undefined) throw notFound('signer')
  if (!(await activeOf(ctx.sql, ownerOf(signer))))
    throw new Problem('signatures.no-certificate', { status: 409, params: { name } })
}

const nameOf = async (ctx: Context, signer: AskedSigner): Promise<string | undefined> =>
  signer.by === 'account'
    ? (await accountById(ctx, signer.accountId))?.name
    : (await organisation(ctx.sql, signer.organisationId, dayOf(ctx.now)))?.name

export interface Lacking {
  readonly name: string
  readonly isSeal: boolean
  /** They never had a certificate that holds, or the one they had has ended. */
  readonly why: 'none' | 'ended'
}

/** Who of these could not sign now. */
export async function lackingOf(ctx: Context, signers: readonly AskedSigner[]): Promise<Lacking[]> {
  const found: Lacking[] = []
  for (const signer of signers) {
    const certificate = await activeOf(ctx.sql, ownerOf(signer))
    if (certificate?.validTo && certificate.validTo > ctx.now) continue
    const name = (await nameOf(ctx, signer)) ?? ''
    found.push({ name, isSeal: signer.by === 'seal', why: certificate ? 'ended' : 'none' })
  }
  return found
}

function rowOf(ctx: Context, requestId: string, { name, bytes, spot, copy, fills }: AskedPaper, position: number) {
  if (bytes.byteLength > MOST_BYTES) throw new Problem('signatures.too-large', { status: 413, params: { most: 30 } })
  const file = openPdf(bytes)
  const pages = orBroken(() => pagesOf(file).length)
  const id = newId(ctx.now)
  const content = ctx.app.keyring.seal(bytes, sealedPaper(id))
  return { id, requestId, position, name, spot: spot ?? null, copy: copy ?? null, fills: fills ?? null, pages, content }
}

/** Gives whose turn it is an item in the inbox; ends the request when nobody's is left. */
export async function openNext(ctx: Context, request: RequestRow): Promise<void> {
  const turns = await turnsOf(ctx.sql, [request.id])
  if (turns.every(turn => turn.state === 'signed')) return finish(ctx, request, 'signed')
  const round = Math.min(...turns.flatMap(turn => (turn.state === 'signed' ? [] : turn.round)))
  for (const turn of turns) if (turn.state === 'waiting' && turn.round === round) await openFor(ctx, request, turn)
  await ctx.app.bus.publish(ctx.sql, SIGNATURES_TOPIC)
}

async function openFor(ctx: Context, request: RequestRow, turn: TurnRow): Promise<void> {
  const { unitId, holderId } = await deskOf(ctx, request, turn)
  const due = request.due && 'at' in request.due ? new Date(String(request.due.at)) : (request.due as Term | null)
  const workId = await openWork(ctx, {
    kind: 'signatures.turn',
    subject: at.of('signature-turn', turn.id),
    unitId,
    ...(request.organisationId ? { organisationId: request.organisationId } : {}),
    params: { title: request.title, by: turn.organisationId ? 'seal' : 'account' },
    ...(due ? { due } : {}),
  })
  await openTurn(ctx.sql, turn.id, workId)
  if (holderId) await giveWork(ctx, workId, holderId)
}

export const system = (ctx: Context): Context => ctx.app.context(ctx.sql, { now: ctx.now, requestId: ctx.requestId })

/** In which inbox somebody finds their turn: that of the asking unit where they work there, too, else their own. */
async function deskOf(
  ctx: Context,
  request: RequestRow,
  turn: TurnRow,
): Promise<{ unitId: string; holderId?: string }> {
  if (turn.organisationId) {
    const seat = await organisation(ctx.sql, turn.organisationId, dayOf(ctx.now))
    const [clerk, ...others] = await clerksOf(ctx.sql, [turn.organisationId])
    return { unitId: seat?.unitId ?? request.unitId, ...(clerk && !others.length ? { holderId: clerk.accountId } : {}) }
  }
  const accountId = turn.accountId as string
  const areas = await areasOf(ctx, accountId)
  const tree = treeOf(ctx.app)
  const unitId = areas.some(area => tree.contains(area, request.unitId)) ? request.unitId : (areas[0] ?? request.unitId)
  return { unitId, holderId: accountId }
}

/** Where somebody's roles let them both sign and see an inbox. */
async function areasOf(ctx: Context, accountId: string): Promise<string[]> {
  const roles = [...ctx.app.rights].flatMap(([role, verbs]) =>
    verbs.has(SIGN) && verbs.has('work.read') ? [role] : [],
  )
  const rows = await ctx.sql<{ areaId: string }[]>`
    select area_id from identity.role_grant
    where account_id = ${accountId} and role = any(${roles}) and area_id is not null and (until is null or until > ${ctx.now})
      and since <= ${ctx.now} order by since, id`
  return rows.map(row => row.areaId)
}

export async function finish(
  ctx: Context,
  request: RequestRow,
  outcome: 'signed' | 'refused' | 'cancelled',
): Promise<void> {
  await endRequest(ctx, request.id, outcome)
  await ctx.emit(signaturesEnded, {
    requestId: request.id,
    about: { kind: request.aboutKind, id: request.aboutId },
    outcome,
  })
  await ctx.app.bus.publish(ctx.sql, SIGNATURES_TOPIC)
}

/** Closes what others were still to sign. */
export async function closeOthers(ctx: Context, requestId: string): Promise<void> {
  for (const turn of await turnsOf(ctx.sql, [requestId])) {
    if (turn.state !== 'open' && turn.state !== 'waiting') continue
    if (turn.workId) await moveWork(system(ctx), turn.workId, 'close')
    await endTurn(ctx, turn.id, 'closed')
  }
}

/** Who asked takes back what is still open about a thing. */
export async function cancelSignatures(ctx: Context, about: Ref): Promise<void> {
  for (const { id } of await requestsBy(ctx.sql, about)) {
    const request = await lockRequest(ctx.sql, id)
    if (request?.state !== 'open') continue
    await closeOthers(ctx, id)
    await finish(ctx, request, 'cancelled')
  }
}

export interface SignerView {
  /** Of a personal signature. */
  readonly accountId: string | null
  /** Their item in the inbox, once it is their turn. */
  readonly workId: string | null
  readonly name: string
  readonly title: string | null
  readonly isSeal: boolean
  readonly state: TurnRow['state']
  readonly at: string | null
  readonly why: string | null
}

export interface SignRequestView {
  readonly id: string
  readonly state: RequestRow['state']
  readonly title: string
  readonly madeAt: string
  readonly signers: readonly SignerView[]
  readonly papers: readonly {
    readonly id: string
    readonly index: number
    readonly name: string
    readonly pages: number
  }[]
}

/** What was asked to be signed about a thing, the newest first; who may see it the caller's endpoint has decided. */
export async function requestsAbout(ctx: Context, about: Ref): Promise<SignRequestView[]> {
  const requests = await requestsBy(ctx.sql, about)
  const ids = requests.map(request => request.id)
  const [turns, papers] = [await turnsOf(ctx.sql, ids), await papersOf(ctx.sql, ids)]
  return requests.map(request => ({
    id: request.id,
    state: request.state,
    title: request.title,
    madeAt: request.madeAt.toISOString(),
    signers: turns.filter(turn => turn.requestId === request.id).map(signerView),
    papers: papers
      .filter(paper => paper.requestId === request.id)
      .map(({ id, position, name, pages }) => ({ id, index: position, name, pages })),
  }))
}

export const signerView = (turn: TurnRow): SignerView => ({
  accountId: turn.accountId,
  workId: turn.workId,
  name: turn.name,
  title: turn.title,
  isSeal: turn.organisationId !== null,
  state: turn.state,
  at: turn.at?.toISOString() ?? null,
  why: turn.why,
})

/** The papers of a request, as far as signed. */
export async function signedPapers(
  ctx: Pick<Context, 'sql' | 'app'>,
  requestId: string,
): Promise<{ name: string; bytes: Buffer }[]> {
  const rows = await papersOf(ctx.sql, [requestId])
  return Promise.all(rows.map(async row => ({ name: row.name, bytes: await bytesOfPaper(ctx, row.id) })))
}

export async function bytesOfPaper({ sql, app }: Pick<Context, 'sql' | 'app'>, id: string): Promise<Buffer> {
  const content = await paperContent(sql, id)
  if (!content) throw notFound('paper')
  return app.keyring.open(content, sealedPaper(id))
}
