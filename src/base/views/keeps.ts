import { type Keeps, withRow } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  view: withRow('service', 'identity.account', 'owner_id'),
  arrangement: withRow('service', 'identity.account', 'account_id'),
}
