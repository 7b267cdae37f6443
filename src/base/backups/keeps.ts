import { type Keeps, rows } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  run: rows('security', 730, 't.began_at'),
}
