import { type Keeps, rows, timeless, withRow } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  import: rows('service', 30, 't.sent_at'),
  block: withRow('service', 'lists.import', 'import_id'),
  fault: withRow('service', 'lists.import', 'import_id'),
  mapping: timeless,
  paper: rows('service', 365, 't.created_at'),
  typed_from: rows('service', 365, 't.at'),
}
