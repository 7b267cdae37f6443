import { type Keeps, rows, withRow } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  item: rows('accountability', 1825, 't.closed_at', {
    when: 'not t.open',
    about: { person: 'person_id', gives: ['kind', 'state', 'unit_id', 'opened_at', 'closed_at'] },
  }),
  step: withRow('accountability', 'work.item', 'item_id'),
  stand_in: rows('accountability', 400, 't.until', {
    about: { account: 'away_id', gives: ['since', 'until', 'source', 'named_at'] },
  }),
  woken: rows('service', 30, 't.until'),
  digest: rows('service', 400, 't.day::timestamptz'),
}
