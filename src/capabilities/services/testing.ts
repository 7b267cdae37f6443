import type { Stage } from '#apps/testing/scene.ts'
import { TINY_PICTURE } from '#base/files/testing.ts'
import { addPerson } from '#base/people/people.ts'
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

export const PHONE = '0905112233'
export const EXTRACT = '1.004873'
export const PERMIT = '1.012259'
const CODES = [EXTRACT, PERMIT, '1.001193', '2.000815', '1.000656', '1.001731', '1.000105']
export const ANSWERS = { paper: 'Tình trạng hôn nhân', copies: 1, purpose: 'Vay vốn' }

export const picture = (name = 'cccd.png') => new File([TINY_PICTURE], name, { type: 'image/png' }) as never

/** A commune and its province with their offices, the people who work there, and a citizen. */
export async function town(stage: Stage) {
  const { as, app, world } = stage
  const unitId = world.units['Xã Phong Bình'] as string
  const provinceId = world.units['46'] as string
  const officeId = await app.run(async ctx => {
    await setProcedures(ctx, ...CODES)
    await addOffice(ctx, {
      unitId: provinceId,
      code: 'H57',
      name: 'Trung tâm Phục vụ hành chính công',
      address: '',
      phone: '02343123456',
    })
    return addOffice(ctx, {
      unitId,
      code: 'H57.15',
      name: 'Bộ phận một cửa xã Phong Bình',
      address: '',
      phone: '02343654321',
    })
  })
  const personId = await app.run(ctx =>
    addPerson(ctx, {
      fullName: 'Nguyễn Thị Dân',
      birthDate: '1990-03-04',
      unitId,
      address: 'Thôn Tân Bình',
      identifiers: { phone: '+84905112233', cccd: '046190000123' },
    }),
  )
  const me = as.citizen(PHONE)
  await me.people.claim({ body: { personId, birthDate: '1990-03-04' } })
  return {
    unitId,
    provinceId,
    officeId,
    personId,
    me,
    clerk: as.role('one-stop-clerk', { areaId: unitId }),
    officer: as.role('case-officer', { areaId: unitId }),
    chair: as.role('commune-chair', { areaId: unitId }),
  }
}
export type Town = Awaited<ReturnType<typeof town>>

/** The citizen asks for a confirmation online; answers the dossier’s id and code. */
export async function fileOnline({ me, officeId, personId }: Town, more: object = {}) {
  const id = newId()
  await me.services.draft({ params: { draftId: id }, body: { code: EXTRACT, personId, body: {} } })
  await me.services.addPaper({ params: { dossierId: id, key: 'can-cuoc' }, body: picture() })
  return me.services.file({
    body: {
      id,
      code: EXTRACT,
      officeId,
      personId,
      filerAs: 'self',
      contact: { phone: PHONE, address: 'Thôn Tân Bình' },
      answers: ANSWERS,
      papers: [{ key: 'can-cuoc', how: 'photo' }],
      consent: false,
      returnBy: 'app',
      ...more,
    },
  })
}

export const step = (who: Town['clerk'], dossierId: string, step: string, more: object = {}) =>
  who.services.step({ params: { dossierId }, body: { step: step as never, ...more } })
export const view = (who: Town['clerk'], dossierId: string) => who.services.dossier({ params: { dossierId } })

/** Received, passed on, verified: it waits for the signature. */
export async function toSignature({ clerk, officer }: Town, dossierId: string) {
  await step(clerk, dossierId, 'receive')
  await step(clerk, dossierId, 'process')
  await step(officer, dossierId, 'forward')
}
