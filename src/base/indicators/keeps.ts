import { type Keeps, timeless } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  value: timeless,
  agency_value: timeless,
  definition: timeless,
  dirty: timeless,
}
