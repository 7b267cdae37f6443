import { createHash } from 'node:crypto'

/**
 * Ids of what the simulation makes: UUIDv7 of a given time whose random part follows from the seed and the row, so that
 * the same thing has the same id after a restart and recording it again changes nothing.
 */
export function syntheticId(seed: number, kind: string, row: number | string, at: number): string {
  const hash = createHash('sha1').update(`${seed}/${kind}/${row}`).digest('hex')
  const time = at.toString(16).padStart(12, '0')
  const variant = '89ab'.charAt(Number.parseInt(hash.charAt(3), 16) & 3)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`
}
