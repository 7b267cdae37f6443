import { attest } from '#base/attestation/attest.ts'
import { spellNumber, takeNumbers } from '#base/attestation/numbers.ts'
import { inTransaction } from '#base/identity/sign-in.ts'
import { birthYear } from '#base/people/identifiers.ts'
import { getPerson } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import type { SignaturesEnded } from '#base/signatures/events.ts'
import {
  type AskedSigner,
  canSign,
  requestsAbout,
  type SignAtOnce,
  signAtOnce,
  signedPapers,
} from '#base/signatures/index.ts'
import { type Organisation, organisationsIn } from '#base/units/organisations.ts'
import { treeOf } from '#base/units/trees.ts'
import { getItem } from '#base/work/queries.ts'
import { type MoveResult, refusedAt } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { writeAudit } from '#core/audit.ts'
import { dayOf } from '#core/clock.ts'
import { notFound, orTold, Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import { paysAtDoor } from './carry.ts'
import { dossierRef } from './file.ts'
import { APPROVE } from './flow.ts'
import { resultSigning } from './policies.ts'
import { drawResult } from './print.ts'
import {
  type DossierRow,
  draftResultOf,
  lockDossier,
  type ProcedureRow,
  procedureById,
  type ResultRow,
} from './queries.ts'
import { keepSigned, RESULT_KIND, resultPaper, resultRef, takeBackResult } from './result.ts'
import { asSystem, deliver, stepDossier } from './steps.ts'

/** How somebody would sign a result: with a certificate, and then who seals it; else its code alone attests it. */
export type Signing =
  | { readonly how: 'digital'; readonly seal: Organisation | undefined }
  | { readonly how: 'attested' }

/** How the caller signs what a unit decides; throws `services.needs-certificate`, `services.needs-seal`. */
export async function signingOf(ctx: Context, unitId: string): Promise<Signing> {
  const { signature, seal } = (await policyAt(ctx, resultSigning, { day: dayOf(ctx.now), unitId })).params
  if (signature === 'attestation') return { how: 'attested' }
  if (!ctx.who || !(await canSign(ctx, { by: 'account', accountId: ctx.who.accountId }))) {
    if (signature === 'required') throw new Problem('services.needs-certificate', { status: 409 })
    return { how: 'attested' }
  }
  if (seal === 'none') return { how: 'digital', seal: undefined }
  const committee = (await organisationsIn(ctx.sql, [unitId], dayOf(ctx.now))).find(one => one.kind === 'committee')
  if (committee && (await canSign(ctx, { by: 'seal', organisationId: committee.id })))
    return { how: 'digital', seal: committee }
  if (seal === 'required')
    throw new Problem('services.needs-seal', {
      status: 409,
      params: { unit: treeOf(ctx.app).get(unitId)?.fullName ?? '' },
    })
  return { how: 'digital', seal: undefined }
}

interface Decision {
  readonly text: string
  /** With the caller's key open, when they gave its PIN. */
  readonly sign?: SignAtOnce
}

/**
 * Approves and signs what is chosen, each with its own outcome in a transaction of its own: number, paper, and the
 * signature of who decides. Throws what is wrong with the PIN.
 */
export async function signResults(
  ctx: Context,
  dossierIds: readonly string[],
  { text, pin }: { readonly text: string; readonly pin?: string | undefined },
): Promise<MoveResult[]> {
  const each = async (sign?: SignAtOnce) => {
    const results: MoveResult[] = []
    for (const id of new Set(dossierIds)) results.push(await signResult(ctx, id, { text, ...(sign ? { sign } : {}) }))
    return results
  }
  return pin ? signAtOnce(ctx, pin, each) : each()
}

const signResult = (ctx: Context, id: string, decision: Decision): Promise<MoveResult> =>
  orTold<MoveResult>(
    inTransaction(ctx, async own => {
      const dossier = await decide(own, id, decision)
      const may = { scope: 'verb', verb: APPROVE } as const
      await writeAudit(own, 'services.sign', dossierRef(id), { where: { unitId: dossier.unitId }, may })
      const item = await getItem(own.sql, dossier.workId)
      return item ? { id, item } : { id }
    }),
    problem => ({ id, problem }),
  )

async function decide(ctx: Context, id: string, { text, sign }: Decision): Promise<DossierRow> {
  const dossier = await lockDossier(ctx.sql, id)
  if (!dossier) throw notFound('dossier')
  const procedure = await procedureById(ctx.sql, dossier.procedureId)
  await refuseUnready(ctx, dossier, procedure)
  const signing = await signingOf(ctx, dossier.deciderId)
  if (signing.how === 'digital' && !sign) throw new Problem('services.pin-needed', { status: 409 })
  await issue(ctx, dossier, procedure, text)
  if (signing.how === 'attested') await finish(ctx, dossier, ctx.who?.accountId, ctx.who?.accountId)
  else await askFor(ctx, dossier, sign as SignAtOnce, signing.seal)
  return dossier
}

async function refuseUnready(ctx: Context, dossier: DossierRow, { content }: ProcedureRow): Promise<void> {
  const item = await getItem(ctx.sql, dossier.workId)
  if (!item) throw notFound('work')
  const refused = refusedAt(ctx, APPROVE, item.unitId)
  if (refused) throw refused
  if (dossier.state !== 'processing' || dossier.stage + 1 < content.steps.length)
    throw new Problem('services.not-your-step', { status: 409 })
  if (dossier.fee > 0 && !dossier.paidAt && !(await paysAtDoor(ctx, dossier)))
    throw new Problem('services.unpaid', { status: 409 })
  if ((await draftResultOf(ctx.sql, dossier.id))?.state === 'signing')
    throw new Problem('services.being-signed', { status: 409 })
}

/** Signed by who decides; what is left is the seal, which its keeper finds in the inbox. */
async function askFor(ctx: Context, dossier: DossierRow, sign: SignAtOnce, seal: Organisation | undefined) {
  const sealing: AskedSigner[] = seal ? [{ by: 'seal', organisationId: seal.id }] : []
  const requestId = await sign(ctx, {
    about: resultRef(dossier.id),
    unitId: dossier.deciderId,
    title: say('vi', 'services.signing.title', { code: dossier.code }),
    papers: [{ name: `${dossier.code}.pdf`, bytes: await drawResult(ctx, dossier, { isSigned: true }) }],
    signers: [
      { by: 'account', accountId: ctx.who?.accountId ?? '', title: say('vi', 'services.form.signer.chair') },
      ...sealing,
    ],
    order: 'in-order',
  })
  await ctx.sql`
    update services.result set state = 'signing', request_id = ${requestId} where dossier_id = ${dossier.id}`
  const by = ctx.who?.accountId
  if (seal) await stepDossier(asSystem(ctx), dossier.id, 'seal', { inNameOf: by, stageBy: by })
}

/** All have signed: only now there is a result. Or somebody refused: who decides has it again, with the reason. */
export async function heardOfSignatures({ requestId, about, outcome }: SignaturesEnded, ctx: Context): Promise<void> {
  if (about.kind !== RESULT_KIND) return
  const dossier = await lockDossier(ctx.sql, about.id)
  const result = await draftResultOf(ctx.sql, about.id)
  if (!dossier || result?.state !== 'signing' || result.requestId !== requestId) return
  const request = (await requestsAbout(ctx, about)).find(one => one.id === requestId)
  if (outcome === 'signed') {
    const [paper] = await signedPapers(ctx, requestId)
    if (!paper) throw new Error('What was signed is a paper.')
    await keepSigned(ctx, dossier.id, paper.bytes)
    const signedBy = result.signedBy ?? undefined
    return finish(ctx, dossier, signedBy, request?.signers.some(signer => signer.isSeal) ? undefined : signedBy)
  }
  await takeBackResult(ctx, dossier.id)
  const reason = request?.signers.find(signer => signer.why)?.why ?? say('vi', 'services.result-withdrawn')
  await stepDossier(asSystem(ctx), dossier.id, 'unsealed', { reason })
}

async function finish(ctx: Context, dossier: DossierRow, signedBy?: string, stageBy?: string): Promise<void> {
  const finished = await stepDossier(asSystem(ctx), dossier.id, 'finish', { inNameOf: signedBy, stageBy })
  await deliver(ctx, finished)
}

/** Number, row and code of a result. One that was taken back keeps its number, within its year. */
async function issue(ctx: Context, dossier: DossierRow, { content }: ProcedureRow, text: string): Promise<void> {
  const unitId = dossier.deciderId
  const { name } = content.result
  const number = await numberFor(ctx, dossier, content.result.series)
  await ctx.sql`
    insert into services.result (dossier_id, number, title, text_sealed, signer, signed_by, issued_at, unit_id)
    values (${dossier.id}, ${number}, ${name}, ${ctx.app.keyring.encrypt(text)}, ${ctx.who?.name ?? ''},
            ${ctx.who?.accountId ?? null}, ${ctx.now}, ${unitId})
    on conflict (dossier_id) do update
      set state = 'issued', request_id = null, number = excluded.number, title = excluded.title,
          text_sealed = excluded.text_sealed, signer = excluded.signer, signed_by = excluded.signed_by,
          issued_at = excluded.issued_at, unit_id = excluded.unit_id`
  const person = await getPerson(ctx.sql, dossier.personId)
  await attest(ctx, resultPaper, [
    {
      about: resultRef(dossier.id),
      values: {
        name: dossier.applicant,
        born: person?.birthDate ? String(birthYear(person.birthDate)) : '',
        what: name,
        number,
        dossier: dossier.code,
        on: dayOf(ctx.now),
        issuer: say('vi', 'services.issuer', { unit: treeOf(ctx.app).get(unitId)?.fullName ?? '' }),
      },
    },
  ])
}

const yearOf = (at: Date) => dayOf(at).slice(0, 4)

async function numberFor(ctx: Context, { id, deciderId }: DossierRow, series: string): Promise<string> {
  const before: ResultRow | undefined = await draftResultOf(ctx.sql, id)
  if (before && yearOf(before.issuedAt) === yearOf(ctx.now)) return before.number
  const [number = 0] = await takeNumbers(ctx, series, [deciderId])
  return spellNumber(number, series)
}
