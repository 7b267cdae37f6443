import { forecast, type Routed } from '#base/messages/forecast.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { Problem } from '#core/problem.ts'
import { countMeant, recipients } from './audience.ts'
import type { Draft, Estimate, Sample } from './contract.ts'
import { templates } from './flow.ts'
import { approval } from './policies.ts'
import { unapprovedOf } from './queries.ts'
import { filledIn, needsApproval, unknownFields } from './rules.ts'

export interface Recipient {
  readonly personId: string
  readonly fullName: string
  readonly unitId: string | null
}

/** A text for one of its readers. */
export function textFor(ctx: Context, text: string, { fullName, unitId }: Recipient): string {
  const tree = treeOf(ctx.app)
  return filledIn(text, { ten: fullName, xa: (unitId && tree.get(unitId)?.fullName) || '' })
}

const CHUNK = 10_000

/** Writes the text for everybody who would get it, by the channel they would get it on, and adds up. */
export async function estimate(ctx: Context, draft: Draft): Promise<Estimate> {
  refuseFields(draft.text)
  const rows = await ctx.sql<Recipient[]>`
    select p.id as person_id, p.full_name, p.unit_id from (${recipients(ctx, draft)}) r
    join people.person p on p.id = r.person_id order by p.id`
  const { people, unreachable } = await countMeant(ctx, draft)
  const sums = new Sums()
  const template = templates[draft.urgency]
  const about = await forecast(ctx, template)
  for (let i = 0; i < rows.length; i += CHUNK) {
    const chunk = rows.slice(i, i + CHUNK)
    for (const one of await about.of(
      chunk.map(row => ({ personId: row.personId, text: textFor(ctx, draft.text, row) })),
    ))
      sums.add(one)
  }
  const { params } = await policyAt(ctx, approval, { day: dayOf(ctx.now), unitId: draft.unitId })
  const { recipients: reached, dong } = sums
  const lately = await unapprovedOf(ctx.sql, ctx.who?.accountId as string, new Date(ctx.now.getTime() - DAY_MS))
  return {
    people,
    unreachable,
    recipients: reached,
    optedOut: sums.optedOut,
    segments: sums.segments,
    dong,
    channels: [...sums.channels].map(([channel, sum]) => ({ channel, ...sum })).sort(byRecipients),
    networks: [...sums.networks].map(([network, sum]) => ({ network, ...sum })).sort(byRecipients),
    samples: [...sums.samples.values()],
    longest: sums.longest,
    maxSegments: about.maxSegments,
    brandname: about.brandname,
    needsApproval: needsApproval(
      { dong: dong + lately.dong, recipients: reached + lately.people, urgency: draft.urgency },
      params,
    ),
  }
}

function refuseFields(text: string): void {
  const [field] = unknownFields(text)
  if (field !== undefined) throw new Problem('broadcasts.unknown-field', { params: { field: `{${field}}` } })
}

interface Sum {
  recipients: number
  segments: number
  dong: number
}
const byRecipients = (a: Sum, b: Sum) => b.recipients - a.recipients

class Sums implements Sum {
  recipients = 0
  segments = 0
  dong = 0
  optedOut = 0
  longest = 0
  readonly channels = new Map<string, Sum>()
  readonly networks = new Map<string | null, Sum>()
  /** The longest of each channel: what fits for that one fits for all. */
  readonly samples = new Map<string, Sample>()

  add(routed: Routed): void {
    if ('suppressed' in routed) {
      if (routed.suppressed === 'opted-out') this.optedOut++
      return
    }
    const { channel, text, sms } = routed
    const [segments, dong] = [sms?.segments ?? 0, sms?.dong ?? 0]
    count(this, segments, dong)
    count(sumOf(this.channels, channel), segments, dong)
    if (sms) count(sumOf(this.networks, sms.network), segments, dong)
    this.longest = Math.max(this.longest, segments)
    const known = this.samples.get(channel)
    if (known && known.characters >= text.length) return
    const { encoding = null } = sms ?? {}
    this.samples.set(channel, { channel, text, encoding, segments: sms?.segments ?? null, characters: text.length })
  }
}

function sumOf<K>(sums: Map<K, Sum>, key: K): Sum {
  const sum = sums.get(key) ?? { recipients: 0, segments: 0, dong: 0 }
  sums.set(key, sum)
  return sum
}

function count(sum: Sum, segments: number, dong: number): void {
  sum.recipients++
  sum.segments += segments
  sum.dong += dong
}
