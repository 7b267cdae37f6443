import type { Context } from '#core/app.ts'
import type { Channel } from './channel.ts'
import { route, type Suppression } from './rules.ts'
import { addressesOfAll, type SendingRules, sendingRules, smsOf } from './send.ts'
import { measure, networkOf } from './sms-text.ts'
import type { Template } from './template.ts'

export interface SmsCost {
  readonly encoding: 'GSM-7' | 'UCS-2'
  readonly segments: number
  readonly network: string | null
  readonly dong: number
}

/** By which channel somebody would get a text now, and how it would read there; or why they would not. */
export type Routed =
  | { readonly channel: string; readonly text: string; readonly sms?: SmsCost }
  | { readonly suppressed: Suppression }

export interface Forecast {
  of(list: readonly { readonly personId: string; readonly text: string }[]): Promise<Routed[]>
  readonly maxSegments: number
  readonly brandname: string
}

interface Wishes {
  readonly personId: string
  readonly ordinary: boolean
  readonly off: readonly string[]
}

/** What would become of messages to many, by the same rules by which they are sent; nothing is sent. */
export async function forecast(ctx: Context, template: Template): Promise<Forecast> {
  const rules = await sendingRules(ctx)
  const channels = rules.channels[template.urgency]
  return {
    maxSegments: rules.sms.maxSegments,
    brandname: rules.sms.brandname,
    async of(list) {
      const addresses = await addressesOfAll(
        ctx,
        list.map(({ personId }) => ({ personId, accountId: null })),
      )
      const wishes = await wishesOf(
        ctx,
        list.map(one => one.personId),
      )
      return list.map(({ personId, text }) => {
        const to = addresses({ personId, accountId: null })
        const { ordinary = true, off = [] } = wishes.get(personId) ?? {}
        const about = { urgency: template.urgency, template: template.id, until: null, tried: [], onlyChannel: null }
        const routed = route({ ...about, to, off, optedOut: !ordinary }, channels, ctx.now)
        return 'suppressed' in routed
          ? routed
          : reading(ctx, rules, { ...routed, template, text, phone: to.phone ?? '' })
      })
    },
  }
}

async function wishesOf({ sql }: Context, personIds: readonly string[]): Promise<ReadonlyMap<string, Wishes>> {
  const rows = await sql<Wishes[]>`
    select person_id, ordinary, off from messages.preference where person_id = any(${personIds as string[]}::uuid[])`
  return new Map(rows.map(row => [row.personId, row]))
}

interface Reading {
  readonly channel: Channel
  readonly template: Template
  readonly text: string
  readonly phone: string
}

function reading(ctx: Context, rules: SendingRules, { channel, template, text, phone }: Reading): Routed {
  const { name } = channel
  if (!channel.isSms) return { channel: name, text }
  const { origin } = ctx.app.config
  const sms = smsOf(rules, { channel: name, urgency: template.urgency, text, origin })
  const { encoding, parts } = measure(sms)
  const network = networkOf(phone, rules.sms.prices)
  const cost = { encoding, segments: parts.length, network: network.name, dong: parts.length * network.dong }
  return { channel: name, text: sms, sms: cost }
}
