import type { ScannedCode } from '#base/people/codes.ts'
import { checkPersonalId } from '#base/people/identifiers.ts'

/** Whose code it is, as far as it says so itself: shown while nothing else is known. */
export const nameIn = (code: ScannedCode): string => ('name' in code ? code.name : '')

/**
 * Whether the number of a code speaks of another year or sex than the code itself. A warning and no more: such cards
 * exist, and their holders are real.
 */
export function contradictsItself(code: ScannedCode): boolean {
  if (code.kind !== 'national' && code.kind !== 'cccd') return false
  const { idNumber, birthDate, sex } = code
  if (!/^\d{12}$/.test(idNumber) || !/^\d{4}/.test(birthDate)) return false
  return checkPersonalId(idNumber, { birthDate, sex }).some(warning => warning === 'birthYear' || warning === 'sex')
}
