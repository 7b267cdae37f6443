import { v5 } from 'uuid'

const NAMESPACE = '5b0f3c0e-7f0a-5a8e-9d56-0c1a5a01a000'

/**
 * The id of a unit: the same on every installation and in every re-import, because it is made from what names the
 * unit in law. `validFrom` is `YYYY-MM-DD`.
 */
export const unitId = (tier: string, code: string, validFrom: string): string =>
  v5(`unit:${tier}:${code}:${validFrom}`, NAMESPACE)

export const organisationId = (code: string, validFrom: string): string =>
  v5(`organisation:${code}:${validFrom}`, NAMESPACE)

export { COUNTRY_ID } from './model.ts'
