import { parsePhone } from '#base/identity/phone.ts'
import { birthYear, cleanNumber, localPhone } from '#base/people/identifiers.ts'
import { peopleNamed } from '#base/people/named.ts'
import { findByIdentifiers, getPerson, identifiersOf, idKind } from '#base/people/people.ts'
import { requestsAbout } from '#base/signatures/index.ts'
import { treeOf } from '#base/units/trees.ts'
import { getItem } from '#base/work/queries.ts'
import { nextMoves } from '#base/work/rules.ts'
import { judgeOf, refusedAt } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { tellShown } from '#core/audit.ts'
import { dayOf } from '#core/clock.ts'
import type { InputOf } from '#core/contract.ts'
import { counted, pageOf, readCursor } from '#core/paging.ts'
import { notFound, Problem } from '#core/problem.ts'
import { paysAtDoor } from './carry.ts'
import type { DossierLine, DossierView, ProcedureContent, services } from './contract.ts'
import { fileDossier, tidyContact } from './file.ts'
import { APPROVE, dossierFlow, PROCESS, RECEIVE } from './flow.ts'
import { enterOther } from './mine.ts'
import { mustOffice } from './offices.ts'
import { takeCash } from './pay.ts'
import {
  allOffices,
  countDossiers,
  DOSSIERS_A_PAGE,
  type DossierRow,
  dossierBy,
  type ListedDossier,
  listDossiers,
  MOST_COUNTED,
  noticesOf,
  officesIn,
  paymentsOf,
  procedureById,
  procedureOn,
} from './queries.ts'
import { resultRef } from './result.ts'
import { storeOf } from './reuse.ts'
import { promisedOf, RUNNING } from './rules.ts'
import { contactOf } from './sealed.ts'
import { feedbackOf, isLate, iso, ratingsOf, stageViews, wholeOf } from './views.ts'

export async function mustDossier({ sql }: Context, id: string): Promise<DossierRow> {
  const dossier = await dossierBy(sql, { id })
  if (!dossier) throw notFound('dossier')
  return dossier
}

const CODE_START = /^[0-9A-Z.]{2,35}(-\d{0,6}(-\d*)?)?$/

export async function queueView(ctx: Context, query: InputOf<typeof services.queue>['query']) {
  const { view, channel, unitId, q } = query
  const typed = q?.trim().toUpperCase() ?? ''
  // What has a figure in it and looks like a code is one: names have none.
  const code = /\d/.test(typed) && CODE_START.test(typed) ? typed : undefined
  const filter = {
    view,
    channel,
    code,
    named: code ? undefined : await peopleNamed(ctx.sql, q),
    unitIds: unitId ? ctx.app.tree.within([unitId]) : undefined,
    now: ctx.now,
  }
  const scope = ctx.scope('services.read')
  const rows = await listDossiers(ctx.sql, scope, { ...filter, after: readCursor(query.after) })
  const { shown, more } = pageOf(rows, DOSSIERS_A_PAGE, row => row.filedAt)
  const count = query.after ? undefined : await countDossiers(ctx.sql, scope, filter)
  const stages = await stagesBy(ctx, shown)
  tellShown(ctx, shown)
  return { rows: shown.map(row => lineOf(ctx, row, stages)), more, ...counted(count, MOST_COUNTED) }
}

type Stages = ReadonlyMap<string, ProcedureContent['steps']>

/** The steps of the procedures of a page, each read once. */
async function stagesBy({ sql }: Context, rows: readonly DossierRow[]): Promise<Stages> {
  const ids = [...new Set(rows.map(row => row.procedureId))]
  const procedures = await sql<{ id: string; steps: ProcedureContent['steps'] }[]>`
    select id, content->'steps' as steps from services.procedure where id = any(${ids}::uuid[])`
  return new Map(procedures.map(({ id, steps }) => [id, steps]))
}

function lineOf(ctx: Context, row: ListedDossier, stages: Stages): DossierLine {
  return {
    id: row.id,
    code: row.code,
    workId: row.workId,
    procedureCode: row.procedureCode,
    procedureName: row.procedureName,
    applicant: row.applicant,
    unitName: treeOf(ctx.app).get(row.unitId)?.fullName ?? '',
    channel: row.channel,
    state: row.state,
    awaitsSeal: row.awaitsSeal,
    filedAt: row.filedAt.toISOString(),
    promisedAt: iso(promisedOf(row)),
    paused: row.pausedAt !== null,
    late: isLate(row, ctx.now),
    lateWhy: row.lateWhy,
    holder: row.holder,
    stage:
      row.state === 'processing' && !row.awaitsSeal ? (stages.get(row.procedureId)?.[row.stage]?.name ?? null) : null,
  }
}

export async function dossierView(ctx: Context, dossierId: string): Promise<DossierView> {
  const dossier = await mustDossier(ctx, dossierId)
  const { content } = await procedureById(ctx.sql, dossier.procedureId)
  const item = await getItem(ctx.sql, dossier.workId)
  const tree = treeOf(ctx.app)
  const filer = dossier.filerId ? await getPerson(ctx.sql, dossier.filerId) : undefined
  const at = content.steps[dossier.stage]
  const moves = item
    ? nextMoves(dossierFlow, item, judgeOf(ctx)).filter(move => isOffered(move.name, dossier, content.steps))
    : []
  const payments = await paymentsOf(ctx.sql, dossierId)
  return {
    ...(await wholeOf(ctx, dossier)),
    workId: dossier.workId,
    personId: dossier.personId,
    filer: filer && filer.id !== dossier.personId ? filer.fullName : null,
    contact: shownContact(ctx, dossier),
    unitName: tree.get(dossier.unitId)?.fullName ?? '',
    deciderName: tree.get(dossier.deciderId)?.fullName ?? '',
    dueAt: iso(dossier.dueAt),
    stages: await stageViews(ctx, dossierId),
    stage:
      dossier.state === 'processing' && at
        ? { n: dossier.stage + 1, of: content.steps.length, name: at.name, role: at.role }
        : null,
    content,
    payments: payments.map(row => ({
      id: row.id,
      amount: row.amount,
      method: row.method,
      state: row.state,
      receipt: row.receipt,
      at: (row.paidAt ?? row.askedAt).toISOString(),
    })),
    ratings: await ratingsOf(ctx, dossierId),
    feedback: await feedbackOf(ctx, dossierId),
    moves: moves.map(({ name, needsNote, refused }) => ({ name, needsNote, refused })),
    mayApologise: await mayApologise(ctx, dossier),
    signers: await signersOf(ctx, dossier),
    paysAtDoor: await paysAtDoor(ctx, dossier),
  }
}

/** Of the last that was asked to be signed, as long as there is no result. */
async function signersOf(ctx: Context, { id, finishedAt }: DossierRow): Promise<DossierView['signers']> {
  const [request] = finishedAt ? [] : await requestsAbout(ctx, resultRef(id))
  return request && request.state !== 'cancelled' ? [...request.signers] : []
}

function shownContact(ctx: Context, dossier: DossierRow) {
  const contact = contactOf(ctx.app, dossier)
  return { ...contact, ...(contact.phone ? { phone: localPhone(contact.phone) } : {}) }
}

/** Of what the flow allows, what the step of the procedure does too; signing is offered as such. */
function isOffered(
  name: string,
  { stage, fee, paidAt }: DossierRow,
  steps: readonly { readonly role: string }[],
): boolean {
  const role = steps[stage]?.role
  const isLast = stage + 1 >= steps.length
  switch (name) {
    case 'forward':
      return role === 'process'
    case 'agree':
      return role === 'approve' && !isLast
    case 'send-back':
      return role === 'approve' && stage > 0
    case 'ask-payment':
      return fee > 0 && !paidAt
    default:
      return true
  }
}

async function mayApologise(ctx: Context, dossier: DossierRow): Promise<boolean> {
  if (!RUNNING.includes(dossier.state) || !dossier.dueAt || dayOf(dossier.dueAt) > dayOf(ctx.now)) return false
  if ((await noticesOf(ctx.sql, dossier.id)).some(({ kind }) => kind === 'apology')) return false
  return [RECEIVE, PROCESS, APPROVE].some(verb => !refusedAt(ctx, verb, dossier.unitId))
}

/** Who has this exact number: of a card or of a telephone. */
export async function findApplicants(ctx: Context, number: string) {
  const clean = cleanNumber(number)
  const kind = idKind(clean)
  const phone = parsePhone(number)?.e164
  const sought = [
    ...(kind ? [{ kind, value: clean } as const] : []),
    ...(phone ? [{ kind: 'phone', value: phone } as const] : []),
  ]
  if (!sought.length) throw new Problem('services.number-wrong')
  const people = (await findByIdentifiers(ctx, sought)).slice(0, 10)
  return Promise.all(
    people.map(async person => {
      const numbers = await identifiersOf(ctx, person.id)
      return {
        id: person.id,
        name: person.fullName,
        birthYear: person.birthDate ? String(birthYear(person.birthDate)) : null,
        address: [person.address, person.unitName].filter(Boolean).join(', '),
        phone: numbers.phone ? localPhone(numbers.phone) : null,
        owned: await storeOf(ctx, person.id),
      }
    }),
  )
}

type Intake = InputOf<typeof services.intake>['body']

/** Takes a dossier in at the counter, in one go: who, what, papers, fee. */
export async function takeIn(ctx: Context, officeId: string, body: Intake) {
  const office = await mustOffice(ctx, officeId)
  const contact = tidyContact(body.contact)
  const personId = 'personId' in body.person ? body.person.personId : await enterOther(ctx, body.person, contact.phone)
  if (!(await getPerson(ctx.sql, personId))) throw notFound('person')
  const filed = await fileDossier(ctx, {
    id: body.id,
    officeId: office.id,
    procedureCode: body.code,
    channel: body.channel,
    channelRef: body.channel === 'post' ? body.parcel || undefined : undefined,
    personId,
    filerAs: body.filerAs,
    contact,
    answers: body.answers,
    formVersion: body.formVersion,
    papers: body.papers,
    consent: body.consent,
    returnBy: body.returnBy,
  })
  if (filed.isNew && body.cash) {
    const procedure = await procedureOn(ctx.sql, body.code, dayOf(ctx.now))
    if (procedure?.content.fees.some(({ amount }) => amount > 0)) await takeCash(ctx, filed.id)
  }
  return { dossierId: filed.id, code: filed.code, workId: filed.workId }
}

/** Offices that the caller serves: those in the area, and that of the area itself. */
export async function myOffices(ctx: Context) {
  const scope = ctx.scope('services.read')
  return scope.everywhere ? allOffices(ctx.sql) : officesIn(ctx.sql, scope.unitIds)
}
