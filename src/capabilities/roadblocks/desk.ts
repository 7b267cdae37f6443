import type { Place } from '#base/places/places.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/index.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import type { PlaceChoice } from './contract.ts'
import { permitRule, proposalRule } from './policies.ts'
import { usualAt } from './queries.ts'
import { areasFor, listing, provinceOf } from './record.ts'

/** Tiers of which every unit of the country can be named as where somebody comes from. */
const WIDE = ['province', 'district']
const USUAL_DAYS = 14

/** What a post needs to propose a decision by itself: the rule of the day, and places with whether they are listed. */
export async function deskOf(ctx: Context, post: Place) {
  const { app, sql, now } = ctx
  const day = dayOf(now)
  const rule = await policyAt(ctx, proposalRule, { day, unitId: post.unitId })
  const permits = await policyAt(ctx, permitRule, { day, unitId: post.unitId })
  const areas = await areasFor(ctx, post.unitId)
  const tree = treeOf(app)
  const home = provinceOf(app, post.unitId)
  const listedOf = listing(app, areas, day)
  const listedIds = new Set(areas.map(area => area.unitId))
  const choices: PlaceChoice[] = tree.all().flatMap(({ id, tier, fullName }) => {
    const isHome = tree.contains(home, id)
    if (!WIDE.includes(tier) && !(isHome && tier === 'commune') && !listedIds.has(id)) return []
    return [{ id, label: tree.label(id) || fullName, listed: listedOf(id), home: isHome }]
  })
  const known = new Set(choices.map(choice => choice.id))
  const since = new Date(now.getTime() - USUAL_DAYS * DAY_MS)
  const usual = async (which: 'to' | 'from') =>
    (await usualAt(sql, post.id, which, since)).flatMap(({ id }) => (known.has(id) ? [id] : []))
  return {
    rule: { ...rule.params, exempt: [...rule.params.exempt] },
    permits: {
      ...permits.params,
      hosts: [...permits.params.hosts],
      vehicles: [...permits.params.vehicles],
      purposes: [...permits.params.purposes],
    },
    document: rule.document,
    choices,
    usual: await usual('to'),
    usualFrom: await usual('from'),
  }
}
