import { type Keeps, rows, timeless, withRow } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  post: timeless,
  device: timeless,
  personal_code: withRow('security', 'identity.account', 'account_id'),
  tries: rows('security', 30, 't.last_at'),
}
