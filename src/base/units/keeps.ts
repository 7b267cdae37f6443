import { type Keeps, timeless } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  tier: timeless,
  unit: timeless,
  former_name: timeless,
  parentage: timeless,
  succession: timeless,
  boundary: timeless,
  organisation: timeless,
  seat: timeless,
  exchange_code: timeless,
  former_code: timeless,
  imported_file: timeless,
}
