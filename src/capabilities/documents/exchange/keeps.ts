import { type Keeps, rows, timeless } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  agency: timeless,
  seal: timeless,
  announced: timeless,
  step: rows('archive', 3650, 't.at'),
}
