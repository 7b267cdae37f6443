import { type Holder, holderMay, holderOf, type Pass, readPass, signPass } from '#base/identity/passes.ts'
import { policyAt } from '#base/policies/index.ts'
import { placeInTime, type TimeLimits } from '#base/timeline/moment.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import { at, type InputOf, type Ref } from '#core/contract.ts'
import { attempt } from '#core/db/db.ts'
import { toProblem } from '#core/http/problems.ts'
import { isTimeOrdered } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import { takeAnswer } from './answers.ts'
import { ArrivalReport, DELIVERY, type followup, type KeptVisit, VisitReport } from './contract.ts'
import { offlineVisits } from './policies.ts'
import { takeArrival } from './stays.ts'

const VISIT = 'followup.visit'

/** What lets the caller's device deliver visits of a team later, whoever is signed in on it by then. */
export async function deliveryOf(ctx: Context, teamId: string) {
  const { app, now, who } = ctx
  if (!who) throw new Error('Somebody goes round.')
  const { params } = await policyAt(ctx, offlineVisits, { day: dayOf(now) })
  const expires = startOf(addDays(dayOf(now), params.passDays))
  const { accountId, sessionId } = who
  return {
    pass: signPass(app, DELIVERY, { accountId, sessionId, aboutId: teamId }, expires),
    sealingKey: app.keyring.sealingKey(),
  }
}

interface Delivery {
  readonly pass: Pass
  readonly holder: Holder
  readonly sentAt: Date
  readonly limits: TimeLimits
}

type Body = InputOf<typeof followup.deliver>['body']

/**
 * Visits that a device kept without a network, in the name of the pass's account, each on its day. One that cannot be
 * written down is answered with the reason and holds up no other. A fault of ours fails the whole delivery: the device
 * sends it again.
 */
export async function deliver(ctx: Context, token: string, { sentAt, visits }: Body) {
  const pass = readPass(ctx.app, DELIVERY, token, ctx.now)
  if (!pass) throw new Problem('core.refused.link', { status: 403 })
  const { params: limits } = await policyAt(ctx, offlineVisits, { day: dayOf(ctx.now) })
  const delivery = { pass, holder: await holderOf(ctx, pass), sentAt: new Date(sentAt), limits }
  const receipts = []
  for (const visit of visits) receipts.push({ id: visit.id, reason: await refusalOf(ctx, delivery, visit) })
  return { receipts }
}

async function refusalOf(ctx: Context, delivery: Delivery, visit: KeptVisit): Promise<string | null> {
  try {
    await attempt(ctx.sql, sql => writeDown(ctx.app.context(sql, { ...ctx, who: ctx.who }), delivery, visit))
    return null
  } catch (error) {
    const problem = toProblem(error, ctx.app)
    if (problem.status >= 500) throw error
    return problem.code
  }
}

async function writeDown(ctx: Context, { pass, holder, sentAt, limits }: Delivery, visit: KeptVisit): Promise<void> {
  const { id, planId, arrivalId, deviceAt, behindMs } = visit
  if (!isTimeOrdered(id)) throw new Problem('core.unreadable', { status: 400 })
  const time = placeInTime({ deviceAt: new Date(deviceAt), sentAt, behindMs: behindMs ?? undefined }, ctx.now, limits)
  // What was said matters more than a clock: it is written down at the best guess, and the doubt beside it.
  const when = time.at > ctx.now ? ctx.now : time.at
  const doubt = time.doubt ? say('vi', 'followup.deliver.doubt') : ''
  const about = { id, at: when, by: pass.accountId }
  const noted = (note = '') => [note, doubt].filter(Boolean).join(' ')
  const refuseOther = async (door: Ref) => {
    const where = await ctx.app.locate(ctx.sql, door)
    const mayVisit = where !== undefined && holderMay(ctx.app, holder, VISIT, where)
    if (!mayVisit || (holder.endedAt && when > holder.endedAt))
      throw new Problem('followup.deliver.not-allowed', { status: 403 })
  }
  if (arrivalId) {
    const report = opened(ctx, visit, ArrivalReport)
    await refuseOther(at.of('arrival', arrivalId))
    await takeArrival(ctx, arrivalId, { ...report, ...about, note: noted(report.note) })
  } else if (planId) {
    const report = opened(ctx, visit, VisitReport)
    await refuseOther(at.of('plan', planId))
    await takeAnswer(ctx, planId, { ...report, ...about, method: 'visit', note: noted(report.note) })
  } else throw new Problem('core.unreadable', { status: 400 })
}

function opened<T>({ app }: Context, { sealed, id }: KeptVisit, shape: { parse(data: unknown): T }): T {
  try {
    return shape.parse(JSON.parse(app.keyring.openSealed(sealed, id)))
  } catch (cause) {
    throw new Problem('core.unreadable', { status: 400, cause })
  }
}
