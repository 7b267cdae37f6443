import { type Keeps, rows, withRow } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  broadcast: rows('accountability', 365, 't.at'),
  chunk: withRow('service', 'broadcasts.broadcast', 'broadcast_id', { withheld: 'internal' }),
}
