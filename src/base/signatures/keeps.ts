import { held, type Keeps, rows, timeless, withRow } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  authority: timeless,
  trusted_root: timeless,
  revocation_list: timeless,
  certificate: rows('records', 3650, 't.ended_at', {
    when: 't.ended_at is not null and not exists (select from signatures.turn u where u.certificate_id = t.id)',
    about: { account: 'account_id', gives: ['name', 'state', 'issuer', 'serial', 'valid_from', 'valid_to'] },
  }),
  clerk: held('accountability', { account: 'account_id', gives: ['organisation_id', 'since', 'until'] }),
  request: rows('records', 1825, 't.ended_at', { when: "t.state <> 'open'" }),
  paper: withRow('records', 'signatures.request', 'request_id'),
  turn: withRow('records', 'signatures.request', 'request_id'),
}
