import { accountById, accountByLogin } from '#base/identity/accounts.ts'
import { organisation, organisationsIn } from '#base/units/organisations.ts'
import { resultView } from '#base/work/views.ts'
import { refusedAt } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { done } from '#core/contract.ts'
import { daily, defineModule, everyMinutes } from '#core/module.ts'
import { ended } from '#core/powers.ts'
import { notFound, Problem } from '#core/problem.ts'
import { localCa, ownLists } from './authority.ts'
import { pem } from './certificates.ts'
import { signatures as contract } from './contract.ts'
import { enrol, install, mustUse, pictureOf, revoke, setPicture } from './enrol.ts'
import { MANAGE, renewalFlow, turnFlow } from './flow.ts'
import { indicators } from './indicators.ts'
import { keeps } from './keeps.ts'
import { tokensOf } from './keys/token.ts'
import { countVerification } from './limits.ts'
import { refreshLists } from './lists.ts'
import { renewal } from './policies.ts'
import {
  certificateById,
  certificatesFor,
  certificatesOfSeals,
  clerksOf,
  isClerk,
  lockCertificate,
  sealsOf,
  type TurnRow,
  turnsByWork,
  turnsFor,
  turnsOf,
  turnsSignedBy,
  writeClerks,
} from './queries.ts'
import { warnOfEnds } from './renewals.ts'
import { bytesOfPaper } from './requests.ts'
import { site } from './site.ts'
import { addRoots, removeRoot, rootsOf, verifyPdf } from './trust.ts'
import { mustBeMine, refuseTurns, signTurns } from './turns.ts'
import { certificateViews, turnViews, verdictView } from './views.ts'

export { extractPages } from './copies.ts'
export { writeClerks as entrust } from './queries.ts'
export {
  type AskedPaper,
  type AskedSigner,
  askSignatures,
  cancelSignatures,
  canSign,
  type Lacking,
  lackingOf,
  requestsAbout,
  type SignerView,
  type SignRequest,
  type SignRequestView,
  signedPapers,
} from './requests.ts'
export { verifyPdf } from './trust.ts'
export { type SealInHand, type SignAtOnce, sealAtOnce, signAtOnce, withSeal } from './turns.ts'
export { verdictView } from './views.ts'

const MOST_TURNS = 200
const LAST_SIGNED = 20

export default defineModule({
  name: 'signatures',
  dir: import.meta.dirname,
  keeps,
  contract,
  // A wrong PIN is written down although it is refused; each paper is signed in a transaction of its own.
  direct: ['sign', 'verify'],
  handlers: {
    async mine(_, ctx) {
      const accountId = me(ctx)
      return {
        certificates: await certificateViews(ctx, await certificatesFor(ctx.sql, accountId)),
        seals: await sealsOf(ctx.sql, accountId),
        tokens: await tokensOf(ctx.app),
        providers: ctx.app.config.mode === 'demo' ? (['file', 'token'] as const).slice() : ['token' as const],
      }
    },
    async enrol({ body: { organisationId, ...wish } }, ctx) {
      const accountId = me(ctx)
      if (organisationId && !(await isClerk(ctx.sql, organisationId, accountId))) throw notFound('organisation')
      const owner = organisationId ? { accountId: null, organisationId } : { accountId, organisationId: null }
      return { certificateId: await enrol(ctx, { ...wish, ...owner }) }
    },
    async certificateRequest({ params }, ctx) {
      const { request } = await usable(ctx, params.certificateId)
      const bytes = Buffer.from(pem('CERTIFICATE REQUEST', request))
      return { bytes, type: 'application/pkcs10', name: 'yeu-cau-chung-thu.csr', attachment: true }
    },
    async install({ params, body }, ctx) {
      await install(ctx, params.certificateId, body.bytes)
      return done
    },
    async setPicture({ params, query, body }, ctx) {
      const { id, organisationId } = await usable(ctx, params.certificateId)
      if (query.sealMm !== undefined && (!organisationId || query.sealMm < 20 || query.sealMm > 45))
        throw new Problem('signatures.seal-size')
      await setPicture(ctx, id, body.bytes, query.sealMm)
      return done
    },
    async picture({ params }, ctx) {
      const { id } = await usable(ctx, params.certificateId)
      const bytes = await pictureOf(ctx, id)
      if (!bytes) throw notFound('picture')
      return { bytes, type: 'image/png', name: 'chu-ky.png' }
    },
    async revoke({ params, body }, ctx) {
      const row = await lockCertificate(ctx.sql, params.certificateId)
      if (!row) throw notFound('certificate')
      const refused = await notManaged(ctx, row)
      if (refused) await mustUse(ctx, row)
      await revoke(ctx, row, body.why)
      return done
    },
    async turns({ query }, ctx) {
      const turns = query.workId
        ? await turnOfItem(ctx, query.workId)
        : query.signed
          ? await turnsSignedBy(ctx.sql, me(ctx), LAST_SIGNED)
          : await turnsFor(ctx.sql, me(ctx), MOST_TURNS)
      return { turns: await turnViews(ctx, turns) }
    },
    async paper({ params }, ctx) {
      const [row] = await ctx.sql<{ requestId: string; name: string }[]>`
        select request_id, name from signatures.paper where id = ${params.signPaperId}`
      if (!row || !(await isSigner(ctx, row.requestId))) throw notFound('paper')
      return {
        bytes: await bytesOfPaper(ctx, params.signPaperId),
        type: 'application/pdf',
        name: row.name,
        attachment: true,
      }
    },
    async sign({ body }, ctx) {
      const results = await signTurns(ctx, body.certificateId, body.pin, body.turnIds)
      return { results: results.map(result => resultView(ctx, result)) }
    },
    async refuse({ body }, ctx) {
      await refuseTurns(ctx, body.turnIds, body.why)
      return done
    },
    async verify({ body }, ctx) {
      await countVerification(ctx)
      return verdictView(await verifyPdf(ctx, body.bytes))
    },
    async list({ params }, ctx) {
      const ca = await localCa(ctx)
      if (!ca) throw notFound('list')
      const lists = await ownLists(ctx, ca)
      return {
        bytes: lists[params.authority],
        type: 'application/pkix-crl',
        name: `${params.authority}.crl`,
        attachment: true,
      }
    },
    async seals({ query }, ctx) {
      const organisations = await organisationsIn(ctx.sql, [query.unitId], dayOf(ctx.now))
      const ids = organisations.map(one => one.id)
      const [rows, clerks] = [await certificatesOfSeals(ctx.sql, ids), await clerksOf(ctx.sql, ids)]
      const views = await certificateViews(ctx, rows)
      return {
        seals: organisations.map(({ id, name }) => ({
          organisationId: id,
          name,
          certificate: views.find(one => one.organisationId === id && one.state === 'active') ?? null,
          clerks: clerks
            .filter(clerk => clerk.organisationId === id)
            .map(clerk => ({ accountId: clerk.accountId, name: clerk.name })),
        })),
      }
    },
    async entrust({ params, body }, ctx) {
      const accounts = await Promise.all(body.logins.map(login => accountByLogin(ctx, login.trim().toLowerCase())))
      const missing = body.logins.find((_, index) => !accounts[index])
      if (missing !== undefined) throw new Problem('signatures.no-such-officer', { params: { login: missing } })
      await writeClerks(
        ctx,
        params.sealId,
        accounts.flatMap(account => account?.id ?? []),
      )
      return done
    },
    async roots(_, ctx) {
      const roots = await rootsOf(ctx)
      return {
        roots: roots.map(({ id, name, fingerprint, until, addedAt }) => ({
          id,
          name,
          fingerprint,
          until: until.toISOString(),
          addedAt: addedAt.toISOString(),
        })),
      }
    },
    async addRoots({ body }, ctx) {
      await addRoots(ctx, body.bytes)
      return done
    },
    async removeRoot({ params }, ctx) {
      await removeRoot(ctx, params.rootId)
      return done
    },
  },
  site,
  every: {
    'signatures.renewals': daily('06:30', warnOfEnds),
    'signatures.lists': everyMinutes(60, refreshLists),
  },
  allows: {
    leader: ['signatures.sign'],
    'commune-chair': ['signatures.sign'],
    'health-officer': ['signatures.sign'],
    tracer: ['signatures.sign'],
    clerk: ['signatures.sign'],
    administrator: ['signatures.manage'],
  },
  locates: {
    async 'signature-certificate'(sql, id, app) {
      const row = await certificateById(sql, id)
      return row && whereIs(app.context(sql), row)
    },
    'signature-organisation': (sql, id, app) => whereIs(app.context(sql), { accountId: null, organisationId: id }),
  },
  declares: [
    turnFlow,
    renewalFlow,
    renewal,
    ...indicators,
    ended('signatures.certificate', 'ended_at', 'state', 'ended_by', 'ended_why'),
    ended('signatures.trusted_root', 'removed_at', 'removed_by'),
  ],
})

const me = (ctx: Context): string => ctx.who?.accountId ?? ''

const usable = async (ctx: Context, id: string) => mustUse(ctx, await certificateById(ctx.sql, id))

/** Where who owns it is administered. */
async function whereIs(
  ctx: Context,
  { accountId, organisationId }: { accountId: string | null; organisationId: string | null },
) {
  const unitId = accountId
    ? (await accountById(ctx, accountId))?.unitId
    : (await organisation(ctx.sql, organisationId as string, dayOf(ctx.now)))?.unitId
  return unitId ? { unitId } : undefined
}

/** Why the caller does not administer who owns it, if so. */
async function notManaged(ctx: Context, owner: { accountId: string | null; organisationId: string | null }) {
  const where = await whereIs(ctx, owner)
  return where ? refusedAt(ctx, MANAGE, where.unitId) : new Problem('core.refused.area', { status: 403 })
}

/** Of an item, whatever has become of it. */
async function turnOfItem(ctx: Context, workId: string) {
  const turns = await turnsByWork(ctx.sql, workId)
  const mine = await Promise.all(turns.map(turn => isMine(ctx, turn)))
  return turns.filter((_, index) => mine[index])
}

const isMine = (ctx: Context, turn: TurnRow): Promise<boolean> =>
  mustBeMine(ctx, turn).then(
    () => true,
    () => false,
  )

/** Somebody who is to sign the request's papers, or has. */
async function isSigner(ctx: Context, requestId: string): Promise<boolean> {
  for (const turn of await turnsOf(ctx.sql, [requestId]))
    if (turn.state !== 'waiting' && (await isMine(ctx, turn))) return true
  return false
}
