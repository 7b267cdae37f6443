import { dayOf } from '#core/clock.ts'
import { parsePlate } from './plates.ts'
import type { Decision, Purpose, VehicleKind } from './rules.ts'

/**
 * What the code of a transport permit (mã QR vận tải) is worth, as far as it says so itself. It carries no signature that
 * could be checked: the best there is is that nothing in it speaks against it.
 */
export type PermitState = 'none' | 'elsewhere' | 'other-plate' | 'expired' | 'plausible'

export interface PermitParams {
  /** Where links of permits lead: one to anywhere else is none. */
  readonly hosts: readonly string[]
  /** Vehicles that are asked for one, and on which journeys; nobody is where this is empty. */
  readonly vehicles: readonly VehicleKind[]
  readonly purposes: readonly Purpose[]
  /** What is proposed to who has none that is plausible. */
  readonly without: Decision
}

/** Who drives what, where to, when. */
export interface Shown {
  readonly text: string
  readonly plateKey: string | undefined
  readonly at: Date
}

const LINK = /^https?:\/\//i
const DAYS = /\b(?:(\d{1,2})[/.-](\d{1,2})[/.-](20\d{2})|(20\d{2})-(\d{2})-(\d{2}))\b/g
const PLATES = /\b\d{2}[\s.-]?[A-Z]{1,2}\d?[\s.-]*\d{3}[.\s-]?\d{1,2}\b/gi

function hostOf(text: string): string | undefined {
  try {
    return new URL(text).hostname.toLowerCase()
  } catch {
    return undefined
  }
}

const two = (text = ''): string => text.padStart(2, '0')

/** The last day that a code names, which is that until which it holds. */
function lastDay(text: string): string | undefined {
  const days = [...text.matchAll(DAYS)].map(([, d, m, y, year, month, day]) =>
    year ? `${year}-${month}-${day}` : `${y}-${two(m)}-${two(d)}`,
  )
  return days.sort().at(-1)
}

export function permitState({ text, plateKey, at }: Shown, { hosts }: Pick<PermitParams, 'hosts'>): PermitState {
  const code = text.trim()
  if (!code) return 'none'
  const host = hostOf(code)
  if (LINK.test(code) && !hosts.some(one => host === one || host?.endsWith(`.${one}`))) return 'elsewhere'
  const plates = [...code.matchAll(PLATES)].flatMap(([written]) => parsePlate(written)?.key ?? [])
  if (plateKey && plates.length > 0 && !plates.includes(plateKey)) return 'other-plate'
  const until = lastDay(code)
  return until !== undefined && until < dayOf(at) ? 'expired' : 'plausible'
}

/** Whether a vehicle on such a journey is asked for a permit. */
export const isAsked = ({ vehicles, purposes }: PermitParams, vehicle: VehicleKind, purpose: Purpose): boolean =>
  vehicles.includes(vehicle) && purposes.includes(purpose)

/** What stands instead of passing where a permit is asked for and none is plausible; undefined where nothing does. */
export const withoutPermit = (
  params: PermitParams,
  { vehicle, purpose, ...shown }: Shown & { readonly vehicle: VehicleKind; readonly purpose: Purpose },
): Decision | undefined =>
  isAsked(params, vehicle, purpose) && permitState(shown, params) !== 'plausible' ? params.without : undefined
