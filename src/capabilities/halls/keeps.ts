import type { Context } from '#core/app.ts'
import { type Keeps, rows, timeless } from '#core/keeps.ts'

/** How long a number knows the account that took it: for complaints of the days after. */
const KNOWN_DAYS = 30
const KEPT_DAYS = 730

async function forgetAccounts({ sql }: Context, before: Date): Promise<number> {
  const { count } = await sql`
    update halls.ticket set account_id = null where account_id is not null and taken_at < ${before}`
  return count
}

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  hall: timeless,
  line: timeless,
  counter: timeless,
  closure: rows('records', KEPT_DAYS, 't.until_on::timestamptz'),
  day: rows('service', KEPT_DAYS, 't.day::timestamptz'),
  ticket: {
    basis: 'service',
    ends: [
      { how: 'away', days: KNOWN_DAYS, since: 't.taken_at', when: 't.account_id is not null', run: forgetAccounts },
      { how: 'rows', days: KEPT_DAYS, since: 't.taken_at' },
    ],
    about: {
      account: 'account_id',
      gives: ['day', 'letter', 'number', 'state', 'priority', 'slot_at', 'taken_at', 'called_at', 'finished_at'],
    },
  },
}
