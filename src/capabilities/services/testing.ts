import { openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { setProcedure } from './catalogue.ts'
import { PROCEDURES } from './demo/procedures.ts'
import { dossierRef } from './file.ts'
import { dossierFlow } from './flow.ts'
import { addOffice } from './offices.ts'
import { procedureOn } from './queries.ts'
import { sealJson } from './sealed.ts'

/** The procedures of these codes from today, as the demo has them. */
export async function setProcedures(ctx: Context, ...codes: readonly string[]): Promise<void> {
  for (const { code, name, field, level, document, content } of PROCEDURES)
    if (codes.includes(code))
      await setProcedure(ctx, { code, name, field, level, document, content, fromOn: dayOf(ctx.now), isActive: true })
}

/** An office in a unit, of a code of its own. */
export const officeIn = (ctx: Context, unitId: string): Promise<string> =>
  addOffice(ctx, { unitId, code: `T.${unitId.slice(0, 8).toUpperCase()}`, name: 'Bộ phận thử', address: '', phone: '' })

/** A dossier as it lies there when it was filed from the portal, wherever the office is. */
export async function dossierIn(
  ctx: Context,
  at: { officeId: string; unitId: string; personId: string },
): Promise<string> {
  const code = '1.004873'
  const day = dayOf(ctx.now)
  if (!(await procedureOn(ctx.sql, code, day))) await setProcedures(ctx, code)
  const procedure = await procedureOn(ctx.sql, code, day)
  if (!procedure) throw new Error('The demo has no such procedure.')
  const id = newId(ctx.now)
  const workId = await openWork(ctx, {
    kind: dossierFlow.kind,
    subject: dossierRef(id),
    unitId: at.unitId,
    personId: at.personId,
    params: { code: id, procedure: procedure.name },
  })
  await ctx.sql`
    insert into services.dossier
      (id, code, work_id, office_id, unit_id, decider_id, procedure_id, channel, person_id, filer_as, party, contact_sealed, state, return_by, filed_at)
    values (${id}, ${`T-261120-${id.slice(-12)}`}, ${workId}, ${at.officeId}, ${at.unitId}, ${at.unitId}, ${procedure.id}, 'portal', ${at.personId},
            'self', 'person', ${sealJson(ctx.app, { phone: '+84905000009' })}, 'registered', 'counter', ${ctx.now})`
  return id
}
