import { accountById } from '#base/identity/accounts.ts'
import { policyAt } from '#base/policies/index.ts'
import { organisation } from '#base/units/organisations.ts'
import { giveWork } from '#base/work/hold.ts'
import { openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { renewalSubject } from './enrol.ts'
import { renewal } from './policies.ts'

interface Ending {
  readonly accountId: string | null
  readonly organisationId: string | null
  readonly name: string
  readonly validTo: Date
}

/** Puts into the inbox whose certificate ends soon. */
export async function warnOfEnds(ctx: Context): Promise<void> {
  const { days } = (await policyAt(ctx, renewal, { day: dayOf(ctx.now) })).params
  const ending = await ctx.sql<Ending[]>`
    select account_id, organisation_id, name, valid_to from signatures.certificate
    where state = 'active' and valid_to < ${new Date(ctx.now.getTime() + days * DAY_MS)} order by valid_to, id`
  for (const one of ending) {
    const unitId = await unitOf(ctx, one)
    if (!unitId) continue
    const params = { of: one.organisationId ? 'seal' : 'account', until: dayOf(one.validTo) }
    const workId = await openWork(ctx, {
      kind: 'signatures.renewal',
      subject: renewalSubject(one),
      unitId,
      params,
      due: one.validTo,
    })
    if (one.accountId) await giveWork(ctx, workId, one.accountId)
  }
}

async function unitOf(ctx: Context, { accountId, organisationId }: Ending): Promise<string | null | undefined> {
  if (accountId) return (await accountById(ctx, accountId))?.unitId
  return (await organisation(ctx.sql, organisationId as string, dayOf(ctx.now)))?.unitId
}
