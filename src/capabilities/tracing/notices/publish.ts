import { spellNumber, takeNumbers } from '#base/attestation/numbers.ts'
import { itemsAbout } from '#base/work/queries.ts'
import { moveWork, openWork, refusedAt } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { Problem } from '#core/problem.ts'
import { findingsOf, mustDraft, refusePersonal, refuseWithdrawn, ruleFor } from './drafts.ts'
import { APPROVAL, APPROVE, approvalFlow } from './flow.ts'
import {
  lockNotice,
  type NoticeRow,
  type VersionRow,
  versionsOf,
  writePublication,
  writeState,
  writeWithdrawal,
} from './queries.ts'
import { isRefused, lastDayOf } from './rules.ts'
import { markOf } from './views.ts'

/**
 * Publishes the draft as the caller has seen it; where the policy asks for approval, whoever may not approve asks for it instead. What is published
 * first gets its number with that.
 */
export async function publishNotice(
  ctx: Context,
  noticeId: string,
  { checked, seen }: { readonly checked: boolean; readonly seen: string },
) {
  const notice = await lockNotice(ctx, noticeId)
  refuseWithdrawn(notice)
  const rule = await ruleFor(ctx, notice.unitId)
  const mayApprove = !refusedAt(ctx, APPROVE, notice.unitId)
  const version = await versionToPublish(ctx, noticeId, mayApprove)
  if (markOf(version) !== seen) throw new Problem('tracing.notice.changed', { status: 409 })
  await refuseUnfit(ctx, notice, version, { checked, keepDays: rule.params.keepDays })
  if (rule.params.approval && !mayApprove) {
    await writeState(ctx, noticeId, version.n, 'asked')
    await openWork(ctx, {
      kind: approvalFlow.kind,
      subject: at.of('notice', noticeId),
      unitId: notice.unitId,
      params: { places: version.lines.length },
    })
    return { state: 'asked' as const, number: notice.number }
  }
  if (version.state === 'asked') await moveApproval(ctx, noticeId, 'publish')
  const number = notice.number ?? (await nextNumber(ctx, rule.params.series, notice.unitId))
  await writePublication(ctx, noticeId, {
    n: version.n,
    number,
    policyVersion: rule.version,
    expiresOn: lastDayOf(version.lines, rule.params.keepDays),
  })
  return { state: 'current' as const, number }
}

async function versionToPublish(ctx: Context, noticeId: string, mayApprove: boolean): Promise<VersionRow> {
  const versions = await versionsOf(ctx.sql, noticeId)
  const [newest] = versions
  return newest?.state === 'asked' && mayApprove ? newest : mustDraft(versions)
}

async function nextNumber(ctx: Context, series: string, unitId: string): Promise<string> {
  const [n = 0] = await takeNumbers(ctx, series, [unitId])
  return spellNumber(n, series)
}

interface Asked {
  readonly checked: boolean
  readonly keepDays: number
}

/** What must be there, what must not be said, and what somebody has to have looked at. */
async function refuseUnfit(ctx: Context, notice: NoticeRow, version: VersionRow, { checked, keepDays }: Asked) {
  if (!version.lines.length) throw new Problem('tracing.notice.no-places')
  if (!/\d{4}/.test(version.phone.replace(/\D/g, ''))) throw new Problem('tracing.notice.no-phone')
  if (notice.firstAt && !version.correction) throw new Problem('tracing.notice.no-correction')
  if (lastDayOf(version.lines, keepDays) < dayOf(ctx.now)) throw new Problem('tracing.notice.over')
  const found = await findingsOf(ctx, version)
  if (found.some(one => isRefused(one.finding))) throw new Problem('tracing.notice.personal')
  if (found.length && !checked) throw new Problem('tracing.notice.unchecked', { status: 409 })
}

async function moveApproval(ctx: Context, noticeId: string, step: 'publish' | 'return' | 'take-back', note?: string) {
  const about = await itemsAbout(ctx.sql, at.of('notice', noticeId))
  const open = about.find(item => item.open && item.kind === approvalFlow.kind)
  // What the system itself takes back is no officer's step.
  const as = step === 'take-back' ? ctx.app.context(ctx.sql, { now: ctx.now, requestId: ctx.requestId }) : ctx
  if (open) await moveWork(as, open.id, step, { form: APPROVAL, note })
}

/** Whoever approves sends it back, with the reason. */
export async function returnNotice(ctx: Context, noticeId: string, note: string): Promise<void> {
  await lockNotice(ctx, noticeId)
  const [newest] = await versionsOf(ctx.sql, noticeId)
  if (newest?.state !== 'asked') throw new Problem('tracing.notice.no-draft', { status: 409 })
  await writeState(ctx, noticeId, newest.n, 'draft', note)
  await moveApproval(ctx, noticeId, 'return', note)
}

/** It holds no more, at once: nobody has to approve that. A draft of a next version goes with it. */
export async function withdrawNotice(ctx: Context, noticeId: string, reason: string): Promise<void> {
  const notice = await lockNotice(ctx, noticeId)
  refuseWithdrawn(notice)
  if (!notice.firstAt) throw new Problem('tracing.notice.no-publication', { status: 409 })
  const versions = await versionsOf(ctx.sql, noticeId)
  await refusePersonal(ctx, versions, reason)
  const [newest] = versions
  if (newest?.state === 'asked') {
    await writeState(ctx, noticeId, newest.n, 'draft')
    await moveApproval(ctx, noticeId, 'take-back')
  }
  await writeWithdrawal(ctx, noticeId, reason)
}
