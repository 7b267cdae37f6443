import { type Holder, holderMay, holderOf, type Pass, readPass, signPass } from '#base/identity/passes.ts'
import { policyAt } from '#base/policies/index.ts'
import { placeInTime, type TimeLimits } from '#base/timeline/moment.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import type { InputOf } from '#core/contract.ts'
import { attempt } from '#core/db/db.ts'
import { toProblem } from '#core/http/problems.ts'
import { isTimeOrdered } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import { DELIVERY, type followup, type KeptVisit } from './contract.ts'
import { type Content, park, parkedBefore, tell } from './parked.ts'
import { offlineVisits } from './policies.ts'
import { doorOf, readVisit, takeVisit, VISIT } from './visits.ts'

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
 * written down is answered with the reason, is parked for the health station and holds up no other. A fault of ours
 * fails the whole delivery: the device sends it again.
 */
export async function deliver(ctx: Context, token: string, { sentAt, visits }: Body) {
  const pass = readPass(ctx.app, DELIVERY, token, ctx.now)
  if (!pass) throw new Problem('core.refused.link', { status: 403 })
  const { params: limits } = await policyAt(ctx, offlineVisits, { day: dayOf(ctx.now) })
  const delivery = { pass, holder: await holderOf(ctx, pass), sentAt: new Date(sentAt), limits }
  const receipts = []
  for (const visit of visits) receipts.push({ id: visit.id, reason: await refusalOf(ctx, delivery, visit) })
  if (receipts.some(receipt => receipt.reason !== null)) await tell(ctx, pass.aboutId)
  return { receipts }
}

async function refusalOf(ctx: Context, delivery: Delivery, visit: KeptVisit): Promise<string | null> {
  const content = contentOf(ctx, visit)
  const digest = digestOf(ctx, delivery, visit, content)
  const before = await parkedBefore(ctx.sql, visit.id, digest)
  if (before !== undefined) return before
  try {
    await attempt(ctx.sql, sql => writeDown(ctx.app.context(sql, { ...ctx, who: ctx.who }), delivery, visit))
    return null
  } catch (error) {
    const problem = toProblem(error, ctx.app)
    if (problem.status >= 500) throw error
    await park(ctx, {
      itemId: visit.id,
      digest,
      teamId: delivery.pass.aboutId,
      planId: visit.planId ?? null,
      arrivalId: visit.arrivalId ?? null,
      accountId: delivery.pass.accountId,
      deviceId: delivery.holder.deviceId,
      at: timeOf(ctx, delivery, visit).at,
      reason: problem.code,
      content,
    })
    return problem.code
  }
}

function digestOf({ app }: Context, { pass }: Delivery, visit: KeptVisit, { text, seal }: Content): Buffer {
  const { planId, arrivalId, deviceAt } = visit
  return app.keyring.blindIndex(
    'followup.parked',
    [pass.aboutId, planId ?? arrivalId, deviceAt, text ?? seal].join('\0'),
  )
}

/** When it was: of what seems to be in the future, now. */
function timeOf(ctx: Context, { sentAt, limits }: Delivery, { deviceAt, behindMs }: KeptVisit) {
  const time = placeInTime({ deviceAt: new Date(deviceAt), sentAt, behindMs: behindMs ?? undefined }, ctx.now, limits)
  return { at: time.at > ctx.now ? ctx.now : time.at, doubt: time.doubt }
}

async function writeDown(ctx: Context, delivery: Delivery, visit: KeptVisit): Promise<void> {
  const { pass, holder } = delivery
  const { id } = visit
  if (!isTimeOrdered(id)) throw new Problem('core.unreadable', { status: 400 })
  const visited = readVisit(visit, contentOf(ctx, visit).text)
  // What was said matters more than a clock: it is written down at the best guess, and the doubt beside it.
  const { at: when, doubt } = timeOf(ctx, delivery, visit)
  const where = await ctx.app.locate(ctx.sql, doorOf(visited))
  const mayVisit = where !== undefined && holderMay(ctx.app, holder, VISIT, where)
  if (!mayVisit || (holder.endedAt && when > holder.endedAt))
    throw new Problem('followup.deliver.not-allowed', { status: 403 })
  const about = { id, at: when, by: pass.accountId }
  await takeVisit(ctx, visited, about, doubt ? say('vi', 'followup.deliver.doubt') : '')
}

function contentOf({ app }: Context, { sealed, id }: KeptVisit): Content {
  try {
    return { text: app.keyring.openSealed(sealed, id) }
  } catch {
    return { seal: sealed }
  }
}
