import { dueAt, officeTime } from '#base/calendar/index.ts'
import { moveWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import { carry } from './carry.ts'
import type { ProcedureContent, Stage, StepName, Term } from './contract.ts'
import { dossierFinished, dossierMoved, dossierNoted } from './events.ts'
import { STEP_FORM } from './flow.ts'
import {
  answerNotices,
  type DossierRow,
  insertNotice,
  lockDossier,
  type NoticeRow,
  noticesOf,
  procedureById,
} from './queries.ts'
import { takeBackResult } from './result.ts'
import { CLOSED, clockAfter, isPausedIn, promisedOf, type ReturnWay, RUNNING, type State } from './rules.ts'
import { tell } from './tell.ts'

/** Besides those that officers choose: what a payment and a signature bring, and what returns a result. */
export type Step = StepName | 'paid' | 'seal' | 'unsealed' | 'finish' | 'return'

export interface StepOptions {
  readonly reason?: string | undefined
  readonly items?: readonly string[] | undefined
  readonly untilOn?: string | undefined
  /** Of the system, in the name of a citizen or of who signed. */
  readonly inNameOf?: string | undefined
  /** Which officer did what the stage was for that ends now, where the system takes the step. */
  readonly stageBy?: string | undefined
}

/** By the system: what a citizen, a payment or a signature brings. */
export const asSystem = (ctx: Context): Context =>
  ctx.app.context(ctx.sql, { now: ctx.now, requestId: ctx.requestId, locale: ctx.locale })

const NOTICES: Readonly<Partial<Record<Step, NoticeRow['kind']>>> = {
  refuse: 'refusal',
  supplement: 'supplement',
  'ask-payment': 'payment',
  stop: 'stop',
  withdraw: 'withdrawal',
}
/** These want a reason of whoever takes them, the system too. */
const REASONED: readonly Step[] = ['refuse', 'supplement', 'stop', 'withdraw']

/** Steps on the way of a result from who decides to the citizen. */
const SIGNING: readonly Step[] = ['seal', 'unsealed', 'finish']

/**
 * Takes a step with a dossier: work, state, clock, control slip, notice and message change in one transaction. Throws
 * `services.no-reason`, `services.nothing-owed`, `services.no-next-step`, `services.not-your-step`, and what `moveWork` throws.
 */
export async function stepDossier(
  ctx: Context,
  dossierId: string,
  step: Step,
  options: StepOptions,
): Promise<DossierRow> {
  const dossier = await lockDossier(ctx.sql, dossierId)
  if (!dossier) throw notFound('dossier')
  const { content } = await procedureById(ctx.sql, dossier.procedureId)
  const reason = options.reason?.trim() || undefined
  if (REASONED.includes(step) && !reason) throw new Problem('services.no-reason')
  if (step === 'ask-payment' && (dossier.fee === 0 || dossier.paidAt))
    throw new Problem('services.nothing-owed', { status: 409 })
  // What was decided and is still being signed holds no more when the dossier goes another way.
  if (dossier.state === 'processing' && !SIGNING.includes(step)) await takeBackResult(ctx, dossierId)
  // A citizen may take back what waits for them: it goes on for that moment.
  if (step === 'withdraw' && isPausedIn(dossier.state)) return withdrawPaused(ctx, dossier, { ...options, reason })
  const stage = stageAfter(dossier, content, step)
  const to = TO[step]
  const clock = await clockOf(ctx, dossier, content, step, to)
  const item = await moveWork(ctx, dossier.workId, step, {
    form: STEP_FORM,
    note: reason ?? (step === 'finish' ? content.result.name : undefined),
    due: dueOf(to, clock),
    unitId: unitAfter(dossier, content, step, stage),
    ...(options.inNameOf ? { inNameOf: options.inNameOf } : {}),
  })
  const state = item.state as State
  await writeStep(ctx, dossier, { ...clock, state, stage })
  await writeStages(ctx, dossier, content, step, stage, { note: reason, by: options.stageBy })
  const kind = NOTICES[step]
  if (kind)
    await insertNotice(ctx, {
      id: newId(ctx.now),
      dossierId,
      kind,
      reason: reason ?? say('vi', 'services.fee-reason'),
      items: options.items,
      untilOn: options.untilOn,
    })
  if (step === 'supplemented') await answerNotices(ctx, dossierId, 'supplement')
  if (step === 'paid') await answerNotices(ctx, dossierId, 'payment')
  if (step === 'go-on') await answerNotices(ctx, dossierId, 'stop')
  const after = (await lockDossier(ctx.sql, dossierId)) as DossierRow
  await announce(ctx, dossier, after, step)
  return after
}

async function withdrawPaused(ctx: Context, dossier: DossierRow, options: StepOptions): Promise<DossierRow> {
  const on = { supplement: 'supplemented', payment: 'paid', stopped: 'go-on' } as const
  const through = on[dossier.state as keyof typeof on]
  await stepDossier(asSystem(ctx), dossier.id, through, { reason: options.reason })
  return stepDossier(ctx, dossier.id, 'withdraw', options)
}

const TO: Readonly<Record<Step, State>> = {
  receive: 'received',
  refuse: 'not-received',
  process: 'processing',
  forward: 'processing',
  agree: 'processing',
  'send-back': 'processing',
  supplement: 'supplement',
  supplemented: 'processing',
  'ask-payment': 'payment',
  paid: 'processing',
  stop: 'stopped',
  'go-on': 'processing',
  withdraw: 'withdrawn',
  seal: 'processing',
  unsealed: 'processing',
  finish: 'finished',
  return: 'returned',
}

/** Which step of the procedure it is at then; refuses what the procedure does not have. */
function stageAfter(dossier: DossierRow, { steps }: ProcedureContent, step: Step): number {
  const here = steps[dossier.stage]
  if (dossier.state !== 'processing') return dossier.stage
  if (step === 'forward' || step === 'agree') {
    if (here?.role !== (step === 'forward' ? 'process' : 'approve'))
      throw new Problem('services.not-your-step', { status: 409 })
    if (dossier.stage + 1 >= steps.length) throw new Problem('services.no-next-step', { status: 409 })
    return dossier.stage + 1
  }
  if (step === 'send-back') {
    if (here?.role !== 'approve' || dossier.stage === 0) throw new Problem('services.not-your-step', { status: 409 })
    return dossier.stage - 1
  }
  if (step === 'finish' && dossier.stage + 1 < steps.length)
    throw new Problem('services.not-your-step', { status: 409 })
  return dossier.stage
}

/** Who has it then, where that changes: a step with the unit that decides, or the office again when it is done. */
function unitAfter(dossier: DossierRow, { steps }: ProcedureContent, step: Step, stage: number): string | undefined {
  if (step === 'finish') return dossier.unitId
  if (!['process', 'forward', 'agree', 'send-back'].includes(step)) return undefined
  return unitOfStage(dossier, steps[stage])
}
const unitOfStage = (dossier: DossierRow, stage: Stage | undefined): string =>
  stage?.at === 'decider' ? dossier.deciderId : dossier.unitId

const termOf = (term: Term) =>
  'workingDays' in term ? { workingDays: term.workingDays } : { hours: term.workingHours }

interface Ticking {
  readonly dueAt: Date | null
  readonly againAt: Date | null
  readonly pausedAt: Date | null
}

async function clockOf(
  ctx: Context,
  dossier: DossierRow,
  content: ProcedureContent,
  step: Step,
  to: State,
): Promise<Ticking> {
  if (step === 'receive')
    return { dueAt: await dueAt(ctx, ctx.now, termOf(content.term), dossier.deciderId), againAt: null, pausedAt: null }
  return clockAfter(dossier, to, ctx.now, await officeTime(ctx, dossier.deciderId))
}

/** What the inbox counts down: nothing while others are waited for, or when it is done. */
const dueOf = (to: State, clock: Ticking): Date | null => (RUNNING.includes(to) ? promisedOf(clock) : null)

const writeStep = async (
  { sql, now }: Context,
  { id, receivedAt, finishedAt }: DossierRow,
  { state, stage, dueAt, againAt, pausedAt }: Ticking & { readonly state: State; readonly stage: number },
) =>
  void (await sql`
    update services.dossier
       set state = ${state}, stage = ${stage}, due_at = ${dueAt}, again_at = ${againAt}, paused_at = ${pausedAt},
           received_at = ${receivedAt ?? (state === 'received' ? now : null)},
           finished_at = ${finishedAt ?? (state === 'finished' ? now : null)},
           closed_at = ${CLOSED.includes(state) ? now : null}
     where id = ${id}`)

/** After these somebody has it: a line of the control slip begins. */
const BEGINS: readonly Step[] = [
  'process',
  'forward',
  'agree',
  'send-back',
  'supplemented',
  'paid',
  'go-on',
  'seal',
  'unsealed',
  'finish',
]

/** Closes the line of the control slip that is open and begins the next. */
async function writeStages(
  ctx: Context,
  dossier: DossierRow,
  { steps }: ProcedureContent,
  step: Step,
  stage: number,
  { note, by }: { readonly note: string | undefined; readonly by: string | undefined },
): Promise<void> {
  const { sql, now, who } = ctx
  await sql`
    update services.stage set ended_at = ${now}, account_id = ${by ?? who?.accountId ?? null}, note = ${note ?? ''}
    where dossier_id = ${dossier.id} and ended_at is null`
  if (step === 'receive')
    await beginStage(
      ctx,
      dossier,
      { n: 0, name: say('vi', 'services.stage.receive'), role: 'receive', unitId: dossier.unitId },
      null,
    )
  if (!BEGINS.includes(step)) return
  if (step === 'seal')
    return beginStage(
      ctx,
      dossier,
      { n: steps.length, name: say('vi', 'services.stage.seal'), role: 'approve', unitId: dossier.deciderId },
      null,
    )
  if (step === 'finish')
    return beginStage(
      ctx,
      dossier,
      { n: steps.length + 1, name: say('vi', 'services.stage.return'), role: 'return', unitId: dossier.unitId },
      null,
    )
  const next = steps[stage]
  if (!next) return
  const due = await dueAt(ctx, now, { hours: next.hours }, unitOfStage(dossier, next))
  await beginStage(
    ctx,
    dossier,
    { n: stage + 1, name: next.name, role: next.role, unitId: unitOfStage(dossier, next) },
    due,
  )
}

const beginStage = async (
  { sql, now }: Context,
  { id }: DossierRow,
  stage: { readonly n: number; readonly name: string; readonly role: string; readonly unitId: string },
  due: Date | null,
) =>
  void (await sql`
    insert into services.stage (dossier_id, n, name, role, unit_id, began_at, due_at)
    values (${id}, ${stage.n}, ${stage.name}, ${stage.role}, ${stage.unitId}, ${now}, ${due})`)

/** Tells the citizen and the rest of the system. */
async function announce(ctx: Context, before: DossierRow, after: DossierRow, step: Step): Promise<void> {
  if (before.state === after.state) return
  const about = { dossierId: after.id, unitId: after.unitId }
  await ctx.emit(dossierMoved, { ...about, from: before.state, to: after.state })
  if (after.state === 'finished' || CLOSED.includes(after.state))
    await ctx.emit(dossierFinished, { ...about, state: after.state })
  await tell(ctx, after, step)
}

/** Says sorry for being late and names a new day, once (form 04). */
export async function apologise(
  ctx: Context,
  dossierId: string,
  { reason, untilOn }: { reason: string; untilOn: string },
): Promise<void> {
  const dossier = await lockDossier(ctx.sql, dossierId)
  if (!dossier) throw notFound('dossier')
  const today = dayOf(ctx.now)
  if (!RUNNING.includes(dossier.state) || !dossier.dueAt) throw new Problem('services.not-running', { status: 409 })
  if (dayOf(dossier.dueAt) > today) throw new Problem('services.not-late', { status: 409 })
  if (untilOn <= today || untilOn > addDays(today, 60)) throw new Problem('services.new-day')
  if ((await noticesOf(ctx.sql, dossierId)).some(({ kind }) => kind === 'apology'))
    throw new Problem('services.apologised', { status: 409 })
  // The end of office hours of that day: of a day off, of the working day after it.
  const again = await dueAt(ctx, new Date(startOf(untilOn).getTime() - 1), { workingDays: 1 }, dossier.deciderId)
  await insertNotice(ctx, {
    id: newId(ctx.now),
    dossierId,
    kind: 'apology',
    reason,
    wasDue: dossier.dueAt,
    newDue: again,
  })
  await ctx.sql`update services.dossier set again_at = ${again} where id = ${dossierId}`
  await ctx.sql`update work.item set due_at = ${again}, version = version + 1 where id = ${dossier.workId}`
  await ctx.emit(dossierNoted, { dossierId, unitId: dossier.unitId })
  await tell(ctx, { ...dossier, againAt: again }, 'apologise')
}

/** The citizen has the result: in the app, over the counter, or by post. */
export async function returnResult(
  ctx: Context,
  dossierId: string,
  { by }: { readonly by: ReturnWay; readonly reference?: string | undefined },
): Promise<void> {
  const dossier = await stepDossier(ctx, dossierId, 'return', {})
  await ctx.sql`update services.dossier set returned_at = ${ctx.now}, returned_by = ${by} where id = ${dossier.id}`
}

/** After a signature: what goes by app is there at once, what goes by post is given to the carrier. */
export async function deliver(ctx: Context, dossier: DossierRow): Promise<void> {
  if (dossier.returnBy === 'app') return returnResult(asSystem(ctx), dossier.id, { by: 'app' })
  if (dossier.returnBy === 'post') await carry(ctx, dossier)
}
