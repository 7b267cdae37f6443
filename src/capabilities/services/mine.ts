import { dueAt } from '#base/calendar/index.ts'
import { readFile } from '#base/files/files.ts'
import { attachFile, filesOf } from '#base/files/index.ts'
import { fits } from '#base/forms/fits.ts'
import { lastingOf } from '#base/forms/shape.ts'
import { cleanNumber, localPhone } from '#base/people/identifiers.ts'
import { entriesOf, getPeople, getPerson, identifiersOf, idKind, isOfAge } from '#base/people/people.ts'
import { enterPeople } from '#base/people/roll.ts'
import { moveWork, openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { at, type FileReply, type InputOf, type Upload } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { mustProcedure, officesFor, procedureView } from './catalogue.ts'
import type { MyLine, services } from './contract.ts'
import { dossierNoted } from './events.ts'
import { fileDossier, paperRef } from './file.ts'
import { feedbackFlow } from './flow.ts'
import {
  type DossierRow,
  dossierBy,
  dossiersOf,
  lockDossier,
  noticesOf,
  papersOf,
  procedureById,
  procedureOn,
} from './queries.ts'
import { writeRating } from './ratings.ts'
import { ownedFor, storeOf } from './reuse.ts'
import { CLOSED, DIGITS, isDossierCode, lastDigits, MOST_TRIES, promisedOf, tidyCode } from './rules.ts'
import { answersOf, contactOf, openBody, sealJson } from './sealed.ts'
import { asSystem, stepDossier } from './steps.ts'
import { isLate, iso, momentsOf, paperViews } from './views.ts'

/** All entries that the caller speaks for, merged ones too. */
async function ownEntries(ctx: Context): Promise<string[]> {
  const entries = await Promise.all((ctx.who?.personIds ?? []).map(id => entriesOf(ctx.sql, id)))
  return [...new Set(entries.flat())]
}

/** One of one's own, or nothing that the caller learns of. */
export async function mustMine(ctx: Context, dossierId: string): Promise<DossierRow> {
  const dossier = await dossierBy(ctx.sql, { id: dossierId })
  const own = new Set(await ownEntries(ctx))
  if (!dossier || !(own.has(dossier.personId) || (dossier.filerId && own.has(dossier.filerId))))
    throw notFound('dossier')
  return dossier
}

const MOST_DRAFTS = 20

interface DraftRow {
  readonly id: string
  readonly personId: string
  readonly procedureCode: string
  readonly bodySealed: Buffer
  readonly at: Date
}

const draftsOf = (ctx: Context): Promise<DraftRow[]> => ctx.sql<DraftRow[]>`
  select id, person_id, procedure_code, body_sealed, at from services.draft
  where account_id = ${ctx.who?.accountId ?? null} order by at desc limit ${MOST_DRAFTS}`

export async function mine(ctx: Context) {
  const rows = await dossiersOf(ctx.sql, await ownEntries(ctx))
  const rated = await ratedOf(
    ctx,
    rows.map(row => row.id),
  )
  const dossiers = rows.map(
    (row): MyLine => ({
      id: row.id,
      code: row.code,
      procedureName: row.procedureName,
      applicant: row.applicant,
      state: row.state,
      awaitsSeal: row.awaitsSeal,
      filedAt: row.filedAt.toISOString(),
      promisedAt: iso(promisedOf(row)),
      waits: waitsFor(row, rated),
    }),
  )
  const drafts = []
  for (const { id, procedureCode, at } of await draftsOf(ctx)) {
    const procedure = await procedureOn(ctx.sql, procedureCode, dayOf(ctx.now))
    if (procedure) drafts.push({ id, procedureCode, procedureName: procedure.name, at: at.toISOString() })
  }
  return { dossiers, drafts }
}

/** Those of which the citizen has said how content they were. */
async function ratedOf({ sql }: Context, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await sql<{ id: string }[]>`
    select dossier_id as id from services.rating where dossier_id = any(${ids as string[]}::uuid[]) and moment = 'finished'`
  return new Set(rows.map(row => row.id))
}

function waitsFor({ id, state, finishedAt }: DossierRow, rated: ReadonlySet<string>): MyLine['waits'] {
  if (state === 'supplement' || state === 'payment') return state
  return finishedAt && !rated.has(id) ? 'rating' : null
}

export async function ownStore(ctx: Context) {
  const papers = await Promise.all((ctx.who?.personIds ?? []).map(id => storeOf(ctx, id)))
  return { papers: papers.flat() }
}

/** Everything that is known already, so that nothing is asked twice. */
export async function begin(ctx: Context, code: string, personId?: string) {
  const procedure = await mustProcedure(ctx, code)
  const people = await getPeople(ctx.sql, ctx.who?.personIds ?? [])
  const person = people.find(one => one.id === personId) ?? people[0]
  if (personId && person?.id !== personId) throw notFound('person')
  const me = ctx.who?.personId ? await identifiersOf(ctx, ctx.who.personId) : {}
  const view = await procedureView(ctx, procedure, person?.unitId ?? undefined)
  const last = person ? await lastAnswers(ctx, person.id) : {}
  const draft = (await draftsOf(ctx)).find(one => one.procedureCode === code)
  return {
    procedure: view,
    people: people.map(({ id, fullName, unitId }) => ({ id, name: fullName, unitId })),
    offices: await officesFor(ctx, procedure, person?.unitId),
    contact: {
      ...(me.phone ? { phone: localPhone(me.phone) } : {}),
      ...(me.email ? { email: me.email } : {}),
      ...(person?.address ? { address: [person.address, person.unitName].filter(Boolean).join(', ') } : {}),
    },
    answers: view.form ? lastingOf(view.form.content, last, fits) : {},
    owned: person ? await ownedFor(ctx, person.id, procedure.content.papers) : [],
    draft: draft
      ? { id: draft.id, body: openBody(ctx.app, draft.bodySealed), papers: await paperViews(ctx, draft.id) }
      : null,
  }
}

/** What was answered before, the newest of each question. */
async function lastAnswers(ctx: Context, personId: string): Promise<Record<string, unknown>> {
  const rows = (await dossiersOf(ctx.sql, await entriesOf(ctx.sql, personId))).filter(row => row.answersSealed)
  return Object.assign(
    {},
    ...rows
      .slice(0, 10)
      .reverse()
      .map(row => answersOf(ctx.app, row)),
  )
}

export async function keepDraft(
  ctx: Context,
  id: string,
  { code, personId, body }: InputOf<typeof services.draft>['body'],
) {
  const { sql, who, now } = ctx
  if (!who?.personIds.includes(personId)) throw notFound('person')
  await mustProcedure(ctx, code)
  if (await dossierBy(sql, { id })) throw new Problem('services.filed-already', { status: 409 })
  const drafts = await draftsOf(ctx)
  if (drafts.length >= MOST_DRAFTS && !drafts.some(draft => draft.id === id))
    throw new Problem('services.too-many-drafts', { status: 409, params: { most: MOST_DRAFTS } })
  const kept = await sql`
    insert into services.draft as d (id, account_id, person_id, procedure_code, body_sealed, at)
    values (${id}, ${who.accountId}, ${personId}, ${code}, ${sealJson(ctx.app, body)}, ${now})
    on conflict (id) do update
      set person_id = excluded.person_id, procedure_code = excluded.procedure_code, body_sealed = excluded.body_sealed, at = excluded.at
      where d.account_id = excluded.account_id`
  if (!kept.count) throw notFound('draft')
}

/** A photograph for a draft, or for what an office asked for. */
export async function addPaper(ctx: Context, id: string, key: string, upload: Upload) {
  const procedureCode = await openFor(ctx, id)
  const procedure = procedureCode.row
  const wanted = procedure.content.papers.find(paper => paper.key === key)
  if (!wanted && !procedureCode.isDossier) throw new Problem('services.no-such-paper')
  return storePaper(ctx, id, key, wanted?.name ?? upload.name, upload)
}

/** Another paper than the procedure names may be added to a dossier, by the name of its file. */
export async function storePaper(ctx: Context, dossierId: string, key: string, name: string, upload: Upload) {
  await ctx.sql`
    insert into services.paper (id, dossier_id, key, name, how, at)
    values (${newId(ctx.now)}, ${dossierId}, ${key}, ${name.slice(0, 300) || key}, 'photo', ${ctx.now})
    on conflict (dossier_id, key) do nothing`
  const paper = (await papersOf(ctx.sql, dossierId)).find(one => one.key === key)
  if (!paper) throw notFound('paper')
  return attachFile(ctx, paperRef(paper.id), upload)
}

async function openFor(ctx: Context, id: string) {
  const draft = (await draftsOf(ctx)).find(one => one.id === id)
  if (draft) return { row: await mustProcedure(ctx, draft.procedureCode), isDossier: false }
  const dossier = await mustMine(ctx, id)
  if (dossier.state !== 'supplement' && dossier.state !== 'registered')
    throw new Problem('services.not-waiting', { status: 409 })
  return { row: await procedureById(ctx.sql, dossier.procedureId), isDossier: true }
}

export async function fileOnline(ctx: Context, body: InputOf<typeof services.file>['body']) {
  const { who } = ctx
  if (!who?.personId) throw new Problem('services.nobody', { status: 409 })
  if (!who.personIds.includes(body.personId)) throw notFound('person')
  const personId = await applicantOf(ctx, body)
  const filed = await fileDossier(ctx, {
    id: body.id,
    officeId: body.officeId,
    procedureCode: body.code,
    channel: 'online',
    personId,
    filerId: who.personId,
    filerAs: body.filerAs,
    contact: body.contact,
    answers: body.answers,
    formVersion: body.formVersion,
    papers: body.papers,
    consent: body.consent,
    returnBy: body.returnBy,
  })
  return { dossierId: filed.id, code: filed.code }
}

/**
 * Whose dossier it is: the caller's own, a child's of the household, or of somebody who authorised the caller. Of the last
 * nothing is told: a number that belongs to somebody of another name is not entered.
 */
async function applicantOf(
  ctx: Context,
  { filerAs, personId, other }: InputOf<typeof services.file>['body'],
): Promise<string> {
  if (filerAs === 'self') {
    if (personId !== ctx.who?.personId) throw new Problem('services.not-oneself')
    return personId
  }
  if (filerAs === 'parent') {
    const person = await getPerson(ctx.sql, personId)
    if (!person || isOfAge(person.birthDate, dayOf(ctx.now))) throw new Problem('services.not-a-child')
    return personId
  }
  if (!other) throw new Problem('services.no-other')
  return enterOther(ctx, other)
}

export async function enterOther(
  ctx: Context,
  person: NonNullable<InputOf<typeof services.file>['body']['other']>,
  phone?: string,
) {
  const { idNumber, ...rest } = person
  const number = idNumber ? cleanNumber(idNumber) : ''
  const kind = number ? idKind(number) : undefined
  if (number && !kind) throw new Problem('people.id-invalid')
  const listed = { ...rest, ...(phone ? { phone } : {}) }
  const [entered] = await enterPeople(ctx, [{ ...listed, ...(kind ? { paper: { kind, value: number } } : {}) }])
  if (entered && entered !== 'other') return entered.personId
  const [again] = await enterPeople(ctx, [{ ...listed, provisional: true }])
  if (!again || again === 'other') throw new Problem('services.not-oneself')
  return again.personId
}

/** The file of one's own dossier. */
export async function myFile(ctx: Context, dossierId: string, fileId: string): Promise<FileReply> {
  await mustMine(ctx, dossierId)
  for (const { id } of await papersOf(ctx.sql, dossierId))
    if ((await filesOf(ctx, paperRef(id))).some(file => file.id === fileId && !file.removed))
      return readFile(ctx, fileId, 'content')
  throw notFound('file')
}

const byCitizen = (ctx: Context) => (ctx.who ? { inNameOf: ctx.who.accountId } : {})

export async function supplied(ctx: Context, dossierId: string, note: string): Promise<void> {
  const dossier = await mustMine(ctx, dossierId)
  if (dossier.state !== 'supplement') throw new Problem('services.not-waiting', { status: 409 })
  await stepDossier(asSystem(ctx), dossierId, 'supplemented', { reason: note, ...byCitizen(ctx) })
}

export async function takeBack(ctx: Context, dossierId: string, reason: string): Promise<void> {
  const dossier = await mustMine(ctx, dossierId)
  if (CLOSED.includes(dossier.state) || dossier.state === 'finished')
    throw new Problem('services.too-late', { status: 409 })
  await stepDossier(asSystem(ctx), dossierId, 'withdraw', { reason, ...byCitizen(ctx) })
}

/** Once for each moment that there was. */
export async function rate(
  ctx: Context,
  dossierId: string,
  { moment, stars, comment }: InputOf<typeof services.rate>['body'],
) {
  const dossier = await mustMine(ctx, dossierId)
  if (!momentsOf(dossier, await noticesOf(ctx.sql, dossierId)).includes(moment))
    throw new Problem('services.not-yet', { status: 409 })
  await writeRating(ctx, dossier, { moment, stars, comment })
}

const MOST_FEEDBACK = 10

export async function sayFeedback(ctx: Context, dossierId: string, text: string): Promise<void> {
  const dossier = await mustMine(ctx, dossierId)
  await lockDossier(ctx.sql, dossierId)
  const [said] = await ctx.sql<
    { n: number }[]
  >`select count(*) as n from services.feedback where dossier_id = ${dossierId}`
  if ((said?.n ?? 0) >= MOST_FEEDBACK) throw new Problem('services.said-enough', { status: 409 })
  const id = newId(ctx.now)
  const due = await dueAt(ctx, ctx.now, { workingDays: 20 }, dossier.unitId)
  const workId = await openWork(ctx, {
    kind: feedbackFlow.kind,
    subject: at.of('services-feedback', id),
    unitId: dossier.unitId,
    personId: dossier.personId,
    params: { code: dossier.code },
  })
  await ctx.sql`
    insert into services.feedback (id, dossier_id, work_id, unit_id, text_sealed, at, due_at)
    values (${id}, ${dossierId}, ${workId}, ${dossier.unitId}, ${ctx.app.keyring.encrypt(text)}, ${ctx.now}, ${due})`
  await ctx.emit(dossierNoted, { dossierId, unitId: dossier.unitId })
}

export async function answerFeedback(ctx: Context, dossierId: string, feedbackId: string, text: string): Promise<void> {
  const [row] = await ctx.sql<{ workId: string; unitId: string }[]>`
    select work_id, unit_id from services.feedback where id = ${feedbackId} and dossier_id = ${dossierId} and answered_at is null
    for update`
  if (!row) throw notFound('feedback')
  await moveWork(ctx, row.workId, 'answer', { form: 'services.answer' })
  await ctx.sql`
    update services.feedback set answered_at = ${ctx.now}, answer_sealed = ${ctx.app.keyring.encrypt(text)}, account_id = ${ctx.who?.accountId ?? null}
    where id = ${feedbackId}`
  await ctx.emit(dossierNoted, { dossierId, unitId: row.unitId })
}

/**
 * Where a dossier is, for who knows its code and the last digits of its phone. A wrong guess is counted before it is
 * answered; past the most of a day, right digits are answered as wrong ones are: nobody learns which it was.
 */
export async function trace(ctx: Context, typed: string, digits: string) {
  const none = new Problem('services.trace-none', { status: 404 })
  const code = tidyCode(typed)
  if (!isDossierCode(code) || digits.length !== DIGITS) throw none
  const dossier = await dossierBy(ctx.sql, { code })
  if (!dossier) throw none
  const day = dayOf(ctx.now)
  // In a transaction of its own: what the answer throws must not take the count back.
  const tries = await ctx.app.run(async ({ sql }) => {
    const [row] = await sql<{ tries: number }[]>`
      update services.dossier set tries = case when tries_on = ${day}::date then least(tries + 1, 1000) else 1 end, tries_on = ${day}
      where id = ${dossier.id} returning tries`
    return row?.tries ?? 0
  })
  const { phone = '' } = contactOf(ctx.app, dossier)
  if (tries > MOST_TRIES || !phone || lastDigits(phone) !== digits) throw none
  await ctx.app.run(({ sql }) => sql`update services.dossier set tries = 0 where id = ${dossier.id}`)
  return { dossier, late: isLate(dossier, ctx.now), promisedAt: promisedOf(dossier) }
}

export const DRAFT_DAYS = 30
export const dropDrafts = async ({ sql, now }: Context) => {
  const before = new Date(now.getTime() - DRAFT_DAYS * DAY_MS)
  await sql`
    delete from services.paper p using services.draft d
    where p.dossier_id = d.id and d.at < ${before} and not exists (select from services.dossier x where x.id = d.id)`
  await sql`delete from services.draft where at < ${before}`
}
