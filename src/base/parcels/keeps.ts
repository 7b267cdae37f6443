import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { type Keeps, rows, sealedText, withRow } from '#core/keeps.ts'
import { parcelRule } from './policies.ts'

const addressDays = async (ctx: Context) =>
  (await policyAt(ctx, parcelRule, { day: dayOf(ctx.now) })).params.addressDays

async function forgetAddresses({ sql }: Context, before: Date): Promise<number> {
  const { count } = await sql`
    update parcels.parcel set address_sealed = null where address_sealed is not null and ended_at < ${before}`
  return count
}

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  parcel: {
    basis: 'records',
    ends: [
      {
        how: 'away',
        days: addressDays,
        since: 't.ended_at',
        when: 't.address_sealed is not null',
        run: forgetAddresses,
      },
      { how: 'rows', days: 1825, since: 't.ended_at', when: 't.ended_at is not null' },
    ],
    about: {
      person: 'person_id',
      gives: ['reference', 'way', 'contents', 'state', 'tracking', 'cod', 'ordered_at', 'ended_at', 'address_sealed'],
      opens: { address_sealed: sealedText },
    },
  },
  event: withRow('records', 'parcels.parcel', 'parcel_id'),
  stray: rows('security', 365, 't.received_at'),
}
