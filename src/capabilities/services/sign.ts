import { attest } from '#base/attestation/attest.ts'
import { attestation } from '#base/attestation/kinds.ts'
import { spellNumber, takeNumbers } from '#base/attestation/numbers.ts'
import { birthYear } from '#base/people/identifiers.ts'
import { getPerson } from '#base/people/people.ts'
import { treeOf } from '#base/units/trees.ts'
import { getItem } from '#base/work/queries.ts'
import { type MoveResult, refusedAt } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { notFound, Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import { paysAtDoor } from './carry.ts'
import { APPROVE } from './flow.ts'
import { type DossierRow, lockDossier, type ProcedureRow, procedureById } from './queries.ts'
import { asSystem, deliver, stepDossier } from './steps.ts'

/** A result, as its code states it. */
export const resultPaper = attestation({
  kind: 'services.result',
  fields: { name: 'text', born: 'text', what: 'text', number: 'text', dossier: 'text', on: 'day', issuer: 'text' },
})
export const RESULT_KIND = 'dossier-result'

/** Approves and signs what is chosen, each with its own outcome: number, paper, state and delivery in one transaction. */
export async function signResults(ctx: Context, dossierIds: readonly string[], text: string): Promise<MoveResult[]> {
  const results: MoveResult[] = []
  // In one order, so that two who sign the same list wait for each other and not in a ring.
  for (const id of [...new Set(dossierIds)].toSorted()) results.push(await signResult(ctx, id, text))
  return results
}

async function signResult(ctx: Context, id: string, text: string): Promise<MoveResult> {
  const dossier = await lockDossier(ctx.sql, id)
  if (!dossier) return { id, problem: notFound('dossier') }
  const procedure = await procedureById(ctx.sql, dossier.procedureId)
  const problem = await whyNotSign(ctx, dossier, procedure)
  if (problem) return { id, problem }
  await issue(ctx, dossier, procedure, text)
  const options = ctx.who ? { inNameOf: ctx.who.accountId } : {}
  const finished = await stepDossier(asSystem(ctx), id, 'finish', options)
  await deliver(ctx, finished)
  const item = await getItem(ctx.sql, dossier.workId)
  return item ? { id, item } : { id }
}

async function whyNotSign(ctx: Context, dossier: DossierRow, { content }: ProcedureRow): Promise<Problem | undefined> {
  const item = await getItem(ctx.sql, dossier.workId)
  if (!item) return notFound('work')
  const refused = refusedAt(ctx, APPROVE, item.unitId)
  if (refused) return refused
  if (dossier.state !== 'processing' || dossier.stage + 1 < content.steps.length)
    return new Problem('services.not-your-step', { status: 409 })
  if (dossier.fee > 0 && !dossier.paidAt && !(await paysAtDoor(ctx, dossier)))
    return new Problem('services.unpaid', { status: 409 })
  return undefined
}

async function issue(ctx: Context, dossier: DossierRow, { content }: ProcedureRow, text: string): Promise<void> {
  const unitId = dossier.deciderId
  const { series, name } = content.result
  const [number = 0] = await takeNumbers(ctx, series, [unitId])
  const spelt = spellNumber(number, series)
  await ctx.sql`
    insert into services.result (dossier_id, number, title, text_sealed, signer, signed_by, issued_at, unit_id)
    values (${dossier.id}, ${spelt}, ${name}, ${ctx.app.keyring.encrypt(text)}, ${ctx.who?.name ?? ''},
            ${ctx.who?.accountId ?? null}, ${ctx.now}, ${unitId})`
  const person = await getPerson(ctx.sql, dossier.personId)
  await attest(ctx, resultPaper, [
    {
      about: at.of(RESULT_KIND, dossier.id),
      values: {
        name: dossier.applicant,
        born: person?.birthDate ? String(birthYear(person.birthDate)) : '',
        what: name,
        number: spelt,
        dossier: dossier.code,
        on: dayOf(ctx.now),
        issuer: say('vi', 'services.issuer', { unit: treeOf(ctx.app).get(unitId)?.fullName ?? '' }),
      },
    },
  ])
}
