import { type Keeps, rows, withRow } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  totp: withRow('security', 'identity.account', 'account_id'),
  passkey: withRow('security', 'identity.account', 'account_id'),
  recovery_code: withRow('security', 'identity.account', 'account_id'),
  challenge: rows('security', 1, 't.expires_at'),
}
