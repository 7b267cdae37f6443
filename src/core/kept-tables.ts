import { held, type Keeps, rows, timeless } from './keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  event: rows('service', 30, 't.at'),
  delivery: rows('service', 30, 'coalesce(t.at, t.due_at)'),
  journal: held('service'),
  cursor: timeless,
  audit_block: timeless,
  audit_horizon: timeless,
  installation: timeless,
  migration: timeless,
}
