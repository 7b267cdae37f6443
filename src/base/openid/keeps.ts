import { type Keeps, rows, withRow } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  link: withRow('security', 'identity.account', 'account_id'),
  flow: rows('security', 1, 't.expires_at'),
  visit: rows('security', 1, 't.at', {
    when: 'not exists (select from identity.session s where s.id = t.session_id and s.revoked_at is null and s.expires_at > now())',
  }),
}
