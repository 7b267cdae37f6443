import { DAY_MS } from '#core/clock.ts'
import { held, type Keeps, rows, sealedText, withRow } from '#core/keeps.ts'
import { POLICY } from './policy.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  account: held('service', {
    person: 'person_id',
    account: 'id',
    gives: ['kind', 'name', 'login', 'created_at', 'phone_sealed'],
    opens: { phone_sealed: sealedText },
  }),
  role_grant: withRow('accountability', 'identity.account', 'account_id', {
    account: 'account_id',
    gives: ['role', 'since', 'until'],
  }),
  session: rows(
    'security',
    POLICY.keep.sessionsMs / DAY_MS,
    'least(t.expires_at, coalesce(t.revoked_at, t.expires_at))',
    { about: { account: 'account_id', gives: ['created_at', 'last_seen_at', 'expires_at', 'agent', 'address'] } },
  ),
  active_month: rows('accountability', POLICY.keep.activeMonthDays, 't.since', {
    about: { account: 'account_id', gives: ['month'] },
  }),
  phone_code: rows('security', POLICY.keep.attemptsMs / DAY_MS, 't.sent_at'),
  failed_login: rows('security', POLICY.keep.attemptsMs / DAY_MS, 't.last_at'),
}
