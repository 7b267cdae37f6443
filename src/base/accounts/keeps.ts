import { type Keeps, rows } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  activation: rows('security', 90, 't.expires_at'),
  request: rows('service', 365, "case when t.account_id is null then t.at - interval '364 days' else t.at end", {
    when: "t.state <> 'asked' or t.account_id is null",
  }),
}
