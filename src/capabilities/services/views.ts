import { filesOf } from '#base/files/index.ts'
import { declaredForm, formOf } from '#base/forms/form.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import type { MyDossier, NoticeView, PaperView } from './contract.ts'
import { paperRef } from './file.ts'
import { type DossierRow, noticesOf, officeById, papersOf, procedureById, resultOf, stagesOf } from './queries.ts'
import { CLOSED, MOMENTS, type Moment, promisedOf, RUNNING } from './rules.ts'
import { answersOf } from './sealed.ts'

export const iso = (at: Date | null): string | null => at?.toISOString() ?? null

export const isLate = ({ state, dueAt, finishedAt }: DossierRow, now: Date): boolean =>
  dueAt !== null && (RUNNING.includes(state) ? now > dueAt : finishedAt !== null && finishedAt > dueAt)

export async function paperViews(ctx: Context, dossierId: string): Promise<PaperView[]> {
  const views: PaperView[] = []
  for (const { id, key, name, how } of await papersOf(ctx.sql, dossierId)) {
    const files = (await filesOf(ctx, paperRef(id))).filter(file => !file.removed)
    views.push({ id, key, name, how, files })
  }
  return views
}

async function noticeViews(ctx: Context, dossierId: string): Promise<NoticeView[]> {
  return (await noticesOf(ctx.sql, dossierId)).map(row => ({
    id: row.id,
    kind: row.kind,
    reason: row.reason,
    items: [...row.items],
    untilOn: row.untilOn,
    newDue: iso(row.newDue),
    at: row.at.toISOString(),
    signer: row.signer,
    answeredAt: iso(row.answeredAt),
  }))
}

/** What citizen and officer see alike. */
export async function wholeOf(ctx: Context, dossier: DossierRow) {
  const office = await officeById(ctx.sql, dossier.officeId)
  const { content } = await procedureById(ctx.sql, dossier.procedureId)
  const result = await resultOf(ctx.sql, dossier.id)
  const form =
    content.form && dossier.formVersion ? await formOf(ctx, declaredForm(ctx, content.form), dossier.formVersion) : null
  return {
    id: dossier.id,
    code: dossier.code,
    procedureCode: dossier.procedureCode,
    procedureName: dossier.procedureName,
    applicant: dossier.applicant,
    filerAs: dossier.filerAs,
    officeName: office?.name ?? '',
    officePhone: office?.phone ?? '',
    channel: dossier.channel,
    state: dossier.state,
    awaitsSeal: dossier.awaitsSeal,
    filedAt: dossier.filedAt.toISOString(),
    receivedAt: iso(dossier.receivedAt),
    promisedAt: iso(promisedOf(dossier)),
    pausedAt: iso(dossier.pausedAt),
    finishedAt: iso(dossier.finishedAt),
    returnedAt: iso(dossier.returnedAt),
    late: isLate(dossier, ctx.now),
    returnBy: dossier.returnBy,
    fee: dossier.fee,
    paidAt: iso(dossier.paidAt),
    papers: await paperViews(ctx, dossier.id),
    notices: await noticeViews(ctx, dossier.id),
    result: result
      ? {
          number: result.number,
          title: result.title,
          issuedAt: result.issuedAt.toISOString(),
          signer: result.signer,
          isSigned: result.isSigned,
        }
      : null,
    form,
    answers: answersOf(ctx.app, dossier),
  }
}

/** What has been passed, and may be rated; the end once there is a result or a refusal. */
export function momentsOf(dossier: DossierRow, notices: readonly { readonly kind: string }[]): Moment[] {
  const passed: Readonly<Record<Moment, boolean>> = {
    received: dossier.receivedAt !== null,
    supplement: notices.some(({ kind }) => kind === 'supplement'),
    refused: notices.some(({ kind }) => kind === 'refusal'),
    finished: dossier.finishedAt !== null,
  }
  return MOMENTS.filter(moment => passed[moment])
}

interface FeedbackRow {
  readonly id: string
  readonly textSealed: Buffer
  readonly at: Date
  readonly dueAt: Date
  readonly answerSealed: Buffer | null
}
export async function feedbackOf(ctx: Context, dossierId: string) {
  const rows = await ctx.sql<FeedbackRow[]>`
    select id, text_sealed, at, due_at, answer_sealed from services.feedback where dossier_id = ${dossierId} order by at`
  return rows.map(row => ({
    id: row.id,
    text: ctx.app.keyring.decrypt(row.textSealed),
    at: row.at.toISOString(),
    dueAt: row.dueAt.toISOString(),
    answer: row.answerSealed ? ctx.app.keyring.decrypt(row.answerSealed) : null,
  }))
}

interface RatingRow {
  readonly moment: Moment
  readonly stars: number
  readonly commentSealed: Buffer | null
  readonly at: Date
  readonly channel: 'app' | 'paper'
}
export async function ratingsOf(ctx: Context, dossierId: string) {
  const rows = await ctx.sql<RatingRow[]>`
    select moment, stars, comment_sealed, at, channel from services.rating where dossier_id = ${dossierId} order by at, id`
  return rows.map(({ moment, stars, commentSealed, at, channel }) => ({
    moment,
    stars,
    comment: commentSealed ? ctx.app.keyring.decrypt(commentSealed) : '',
    at: at.toISOString(),
    channel,
  }))
}

export async function stageViews(ctx: Context, dossierId: string) {
  const tree = treeOf(ctx.app)
  return (await stagesOf(ctx.sql, dossierId)).map(row => ({
    name: row.name,
    unitName: tree.get(row.unitId)?.fullName ?? '',
    beganAt: row.beganAt.toISOString(),
    dueAt: iso(row.dueAt),
    endedAt: iso(row.endedAt),
    by: row.by,
    note: row.note,
  }))
}

export async function myView(ctx: Context, dossier: DossierRow): Promise<MyDossier> {
  const whole = await wholeOf(ctx, dossier)
  const rated = new Set((await ratingsOf(ctx, dossier.id)).map(({ moment }) => moment))
  const [paid] = await ctx.sql<{ receipt: string }[]>`
    select receipt from services.payment where dossier_id = ${dossier.id} and state = 'paid'`
  const { content } = await procedureById(ctx.sql, dossier.procedureId)
  const passed = await stagesOf(ctx.sql, dossier.id)
  const ended = new Map(passed.map(({ name, endedAt }) => [name, endedAt]))
  const isOver = dossier.finishedAt !== null || CLOSED.includes(dossier.state)
  return {
    ...whole,
    // What is paused in a step is still in it, although the office holds it no more.
    stages: content.steps.map(({ name }, n) => ({
      name,
      endedAt: isOver || n < dossier.stage ? iso(ended.get(name) ?? dossier.finishedAt) : null,
    })),
    toRate: momentsOf(dossier, whole.notices).filter(moment => !rated.has(moment)),
    feedback: await feedbackOf(ctx, dossier.id),
    receipt: paid?.receipt ?? null,
  }
}
