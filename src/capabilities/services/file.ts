import { filesOf } from '#base/files/index.ts'
import { fits } from '#base/forms/fits.ts'
import { declaredForm, formAt, formOf, refuseUnfit } from '#base/forms/form.ts'
import { pruned } from '#base/forms/shape.ts'
import { parsePhone } from '#base/identity/phone.ts'
import { treeOf } from '#base/units/trees.ts'
import { openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at, type Ref } from '#core/contract.ts'
import { format } from '#core/format.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { Contact, GivenPaper } from './contract.ts'
import { dossierFiled } from './events.ts'
import { dossierFlow } from './flow.ts'
import {
  closureOn,
  dossierBy,
  nextNumber,
  type Office,
  officeById,
  type PaperRow,
  type ProcedureRow,
  papersOf,
  procedureOn,
} from './queries.ts'
import { mayReuse } from './reuse.ts'
import { type Channel, dossierCode, isDossierCode, missing, type ReturnWay } from './rules.ts'
import { sealJson } from './sealed.ts'
import { stepDossier } from './steps.ts'

export interface NewDossier {
  readonly id?: string
  readonly officeId: string
  readonly procedureCode: string
  readonly channel: Channel
  /** What the channel calls it: the same again is the same dossier. */
  readonly channelRef?: string | undefined
  /** Of the national portal, which has given one. */
  readonly code?: string | undefined
  /** Chủ hồ sơ: whose dossier it is. */
  readonly personId: string
  /** Who files it for them. */
  readonly filerId?: string | undefined
  readonly filerAs?: 'self' | 'parent' | 'authorised'
  readonly party?: 'person' | 'business'
  readonly contact: Contact
  readonly answers?: Readonly<Record<string, unknown>> | undefined
  readonly formVersion?: string | undefined
  readonly papers: readonly GivenPaper[]
  /** What the office has of them may be used for this. */
  readonly consent?: boolean
  readonly returnBy: ReturnWay
  /** It had its fee with it. */
  readonly filedAt?: Date
}

export interface Filed {
  readonly id: string
  readonly code: string
  readonly workId: string
  readonly isNew: boolean
}

export const dossierRef = (id: string): Ref => at.of('dossier', id)
export const paperRef = (id: string): Ref => at.of('dossier-paper', id)

const AT_COUNTER: readonly Channel[] = ['counter', 'post']

/**
 * Files a dossier, in the caller's transaction. What comes over the counter or by post is received in the same breath;
 * what comes online waits for the office. Throws `services.no-procedure`, `services.not-here`, `services.counter-closed`,
 * `services.not-online`, `services.papers-missing`, `services.no-consent`, `services.code-taken`, `services.reference-taken`,
 * `forms.answers-invalid`.
 */
export async function fileDossier(ctx: Context, filing: NewDossier): Promise<Filed> {
  const known = await alreadyFiled(ctx, filing)
  if (known) return known
  const day = dayOf(ctx.now)
  const procedure = await procedureOn(ctx.sql, filing.procedureCode, day)
  if (!procedure) throw new Problem('services.no-procedure', { status: 404 })
  const office = await officeById(ctx.sql, filing.officeId)
  if (!office) throw notFound('office')
  const deciderId = refuseWhere(ctx, procedure, office)
  await refuseChannel(ctx, procedure, office, filing.channel)
  const contact = tidyContact(filing.contact)
  refuseReturn(filing, contact)
  const form = await answered(ctx, procedure, office, filing)
  const id = filing.id ?? newId(ctx.now)
  const papers = await takePapers(ctx, id, procedure, filing)
  const code = filing.code ?? dossierCode(office.code, day, await nextNumber(ctx.sql, office.id, day))
  if (!isDossierCode(code)) throw new Problem('services.code-wrong')
  const workId = await openWork(ctx, {
    kind: dossierFlow.kind,
    subject: dossierRef(id),
    unitId: office.unitId,
    personId: filing.personId,
    params: { code, procedure: procedure.name },
  })
  const fee = procedure.content.fees.reduce((sum, { amount }) => sum + amount, 0)
  const inserted = await ctx.sql`
    insert into services.dossier
      (id, code, work_id, office_id, unit_id, decider_id, procedure_id, channel, channel_ref, person_id, filer_id,
       filer_as, party, contact_sealed, answers_sealed, form_version, state, return_by, fee, filed_at, filed_by,
       reuse_consent_at)
    values (${id}, ${code}, ${workId}, ${office.id}, ${office.unitId}, ${deciderId}, ${procedure.id}, ${filing.channel},
       ${filing.channelRef || null}, ${filing.personId}, ${filing.filerId ?? null}, ${filing.filerAs ?? 'self'},
       ${filing.party ?? (procedure.content.party === 'business' ? 'business' : 'person')},
       ${sealJson(ctx.app, contact)}, ${form ? sealJson(ctx.app, form.answers) : null}, ${form?.version ?? null}, 'registered',
       ${filing.returnBy}, ${fee}, ${ctx.now}, ${ctx.who?.accountId ?? null},
       ${papers.some(paper => paper.how === 'reused') ? ctx.now : null})
    on conflict do nothing`
  if (!inserted.count) throw new Problem('services.code-taken', { status: 409, params: { code } })
  await ctx.sql`delete from services.draft where id = ${id}`
  await ctx.emit(dossierFiled, { dossierId: id, unitId: office.unitId, channel: filing.channel })
  if (AT_COUNTER.includes(filing.channel)) await stepDossier(ctx, id, 'receive', {})
  return { id, code, workId, isNew: true }
}

async function alreadyFiled({ sql }: Context, filing: NewDossier): Promise<Filed | undefined> {
  const { id, channel, channelRef } = filing
  const same = channelRef
    ? await dossierBy(sql, { channel, channelRef })
    : id
      ? await dossierBy(sql, { id })
      : undefined
  if (!same) return undefined
  // An id that is somebody else's tells nothing and does nothing; nor does the number of a parcel of another's.
  if (channelRef && (same.personId !== filing.personId || same.officeId !== filing.officeId))
    throw new Problem('services.reference-taken', { status: 409 })
  if (same.personId !== filing.personId) throw new Problem('services.code-taken-plain', { status: 409 })
  return { id: same.id, code: same.code, workId: same.workId, isNew: false }
}

/** The unit that decides, when the office takes this procedure in. */
function refuseWhere(ctx: Context, { content }: ProcedureRow, office: Office): string {
  const path = treeOf(ctx.app).path(office.unitId)
  const tier = path.at(-1)?.tier
  const province = path.find(unit => unit.tier === 'province')
  if (!content.receives.some(one => one === tier)) throw new Problem('services.not-here')
  return content.decides === 'province' ? (province?.id ?? office.unitId) : office.unitId
}

async function refuseChannel(ctx: Context, procedure: ProcedureRow, office: Office, channel: Channel): Promise<void> {
  const { content, level } = procedure
  if ((channel === 'online' || channel === 'portal') && (!content.online || level === 'information'))
    throw new Problem('services.not-online')
  if (channel === 'post' && !content.post) throw new Problem('services.not-by-post')
  if (channel !== 'counter') return
  const closure = await closureOn(ctx.sql, office.id, dayOf(ctx.now))
  if (closure)
    throw new Problem('services.counter-closed', {
      status: 409,
      params: { until: format(ctx.locale).day(closure.untilOn), reason: closure.reason },
    })
}

export function tidyContact(contact: Contact): Contact {
  const phone = contact.phone ? parsePhone(contact.phone)?.e164 : undefined
  if (contact.phone && !phone) throw new Problem('people.phone-invalid')
  const { phone: _, ...rest } = contact
  return Object.fromEntries(Object.entries({ ...rest, ...(phone ? { phone } : {}) }).filter(([, value]) => value))
}

function refuseReturn({ returnBy, channel }: NewDossier, contact: Contact): void {
  if (returnBy === 'post' && !contact.address) throw new Problem('services.no-address')
  if (channel === 'online' && !contact.phone) throw new Problem('services.no-phone')
}

/** The answers on the form of the procedure, when it has one. Over the counter the paper itself may be the form. */
async function answered(ctx: Context, { content }: ProcedureRow, office: Office, filing: NewDossier) {
  if (!content.form) return undefined
  const given = filing.answers ?? {}
  if (filing.channel !== 'online' && !Object.keys(given).length) return undefined
  const which = declaredForm(ctx, content.form)
  const now = await formAt(ctx, which, { unitId: office.unitId })
  const version = filing.formVersion ?? now?.version
  if (!version) throw new Problem('forms.not-in-force', { status: 409 })
  const asked = await formOf(ctx, which, version)
  const answers = pruned(asked, given, fits)
  refuseUnfit(ctx, asked, answers, dayOf(ctx.now))
  return { version, answers }
}

/** Writes down which papers are there: on paper, photographed (its files are there already), or used again. */
async function takePapers(ctx: Context, id: string, { content }: ProcedureRow, filing: NewDossier) {
  const photographed = new Map((await papersOf(ctx.sql, id)).map(paper => [paper.key, paper]))
  const given = [...new Map(filing.papers.map(paper => [paper.key, paper])).values()]
  const names = new Map(content.papers.map(({ key, name }) => [key, name]))
  if (given.some(({ key }) => !names.has(key))) throw new Problem('services.no-such-paper')
  const needed = content.papers.map(paper => ({ ...paper, required: paper.required && filing.channel !== 'portal' }))
  const present: string[] = []
  for (const paper of given) if (await isThere(ctx, paper, photographed.get(paper.key), filing)) present.push(paper.key)
  const lacking = missing(needed, present)
  if (lacking.length)
    throw new Problem('services.papers-missing', { params: { papers: lacking.map(key => names.get(key)).join('; ') } })
  const rows = given.filter(({ key }) => present.includes(key))
  for (const paper of rows)
    await ctx.sql`
      insert into services.paper (id, dossier_id, key, name, how, reused_from, at)
      values (${newId(ctx.now)}, ${id}, ${paper.key}, ${names.get(paper.key) ?? paper.key}, ${paper.how},
              ${paper.how === 'reused' ? (paper.reusedFrom ?? null) : null}, ${ctx.now})
      on conflict (dossier_id, key) do update set how = excluded.how, reused_from = excluded.reused_from`
  return rows
}

async function isThere(
  ctx: Context,
  paper: GivenPaper,
  photo: PaperRow | undefined,
  filing: NewDossier,
): Promise<boolean> {
  if (paper.how === 'paper') return filing.channel !== 'online'
  if (paper.how === 'photo')
    return (
      filing.channel !== 'online' ||
      (photo !== undefined && (await filesOf(ctx, paperRef(photo.id))).some(file => !file.removed))
    )
  if (!filing.consent) throw new Problem('services.no-consent')
  if (!paper.reusedFrom || !(await mayReuse(ctx, filing.personId, paper.reusedFrom))) throw notFound('paper')
  return true
}
