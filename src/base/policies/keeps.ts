import { type Keeps, timeless } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  override: timeless,
}
