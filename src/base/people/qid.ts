import { randomInt } from 'node:crypto'

/**
 * A number for the QID field of a personal QR: 18 digits, the first two `99`, so that it is never taken for one that
 * the national system gave out.
 */
export const newQid = (): string => `99${digits(8)}${digits(8)}`

const digits = (n: number) =>
  randomInt(10 ** n)
    .toString()
    .padStart(n, '0')
