import { type Keeps, rows, timeless, withRow } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  site_capacity: timeless,
  isolation_order: rows('records', 1825, 'coalesce(t.released_on, t.until_on)::timestamptz', {
    when: "t.state in ('completed', 'ended-early', 'cancelled', 'refused', 'withdrawn')",
    about: {
      person: 'person_id',
      gives: [
        'unit_id',
        'kind',
        'reason',
        'place',
        'from_on',
        'until_on',
        'state',
        'number',
        'signer',
        'signed_at',
        'released_on',
        'certificate_number',
      ],
    },
  }),
  test: withRow('records', 'isolation.isolation_order', 'order_id', {
    person: '(select o.person_id from isolation.isolation_order o where o.id = t.order_id)',
    gives: ['taken_on', 'method', 'outcome', 'at'],
  }),
}
