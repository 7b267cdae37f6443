import { type Keeps, rows, timeless } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  series: timeless,
  statement: rows('records', 1825, 'coalesce(t.until, t.issued_at)'),
}
