import { sendMessages } from '#base/messages/send.ts'
import { template } from '#base/messages/template.ts'
import { addressesOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { notFound } from '#core/problem.ts'
import type { Agency, Officer } from './contract.ts'
import { staffRule } from './policies.ts'
import { type OfficerRow, officersIn } from './queries.ts'

const VERB = 'declarations.staff'

export const reminder = template({ id: 'declarations.reminder', urgency: 'ordinary' })

/** The first day that counts as lately, and how many days that are. */
async function lately(ctx: Context, unitId?: string): Promise<{ readonly days: number; readonly since: Date }> {
  const today = dayOf(ctx.now)
  const { days } = (await policyAt(ctx, staffRule, { day: today, unitId })).params
  return { days, since: startOf(addDays(today, 1 - days)) }
}

/** The agencies of an area, those with most who have not declared first. */
export async function agenciesView(ctx: Context, unitId?: string): Promise<{ days: number; agencies: Agency[] }> {
  const { days, since } = await lately(ctx, unitId)
  const officers = await officersIn(ctx, ctx.scope(VERB), {
    unitIds: unitId ? ctx.app.tree.within([unitId]) : undefined,
  })
  const agencies = [...Map.groupBy(officers, one => one.agencyId)].map(([id, all]) => ({
    id,
    name: all[0]?.agencyName ?? '',
    known: all[0]?.known ?? false,
    officers: all.length,
    declared: all.filter(one => hasDeclared(one, since)).length,
  }))
  const missing = (one: Agency) => one.officers - one.declared
  return { days, agencies: agencies.sort((a, b) => missing(b) - missing(a) || a.name.localeCompare(b.name, 'vi')) }
}

const hasDeclared = ({ lastAt }: OfficerRow, since: Date) => lastAt !== null && lastAt >= since

export async function agencyView(
  ctx: Context,
  agencyId: string,
): Promise<{ name: string; days: number; officers: Officer[] }> {
  const { days, since, all, reachable } = await staffOf(ctx, agencyId)
  const officers = all.map(one => ({
    accountId: one.accountId,
    name: one.name,
    lastAt: one.lastAt?.toISOString() ?? null,
    declared: hasDeclared(one, since),
    reachable: reachable(one),
  }))
  return {
    name: all[0]?.agencyName ?? '',
    days,
    officers: officers.sort((a, b) => Number(a.declared) - Number(b.declared)),
  }
}

/** Reminds those who have not declared and have an address; answers how many have none. */
export async function remind(ctx: Context, agencyId: string): Promise<{ sent: number; unreachable: number }> {
  const { days, since, all, reachable } = await staffOf(ctx, agencyId)
  const late = all.filter(one => !hasDeclared(one, since))
  const told = late.filter(reachable)
  await sendMessages(
    ctx,
    told.map(one => ({
      template: reminder.id,
      to: { personId: one.personId as string },
      values: { days },
      about: at.of('agency', agencyId),
    })),
  )
  return { sent: told.length, unreachable: late.length - told.length }
}

async function staffOf(ctx: Context, agencyId: string) {
  const all = await officersIn(ctx, ctx.scope(VERB), { agencyId })
  if (!all.length) throw notFound('agency')
  const people = all.flatMap(one => one.personId ?? [])
  const addresses = await ctx.app.use(addressesOf)(ctx, people)
  const reachable = ({ personId }: OfficerRow) => {
    const known = personId ? addresses.get(personId) : undefined
    return Boolean(known?.phone ?? known?.email)
  }
  return { ...(await lately(ctx)), all, reachable }
}
