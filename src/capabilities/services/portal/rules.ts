/** What differs between ours and the portal's, and what to do about it: words `services.portal.do.<kind>`. */
export const PROCEDURE_DIFFERENCES = ['only-there', 'only-here', 'name', 'term', 'fee', 'level'] as const
export type ProcedureDifference = (typeof PROCEDURE_DIFFERENCES)[number]
export const DOSSIER_DIFFERENCES = ['missing-there', 'state', 'due'] as const
export type DossierDifference = (typeof DOSSIER_DIFFERENCES)[number]

export interface Described {
  readonly code: string
  readonly name: string
  readonly level: string
  /** Working days; null where the term is in hours or nobody says. */
  readonly termDays: number | null
  readonly fee: number | null
}

export interface Differing {
  readonly code: string
  readonly kind: ProcedureDifference
  readonly ours: string
  readonly theirs: string
}

const tidy = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim().toLocaleLowerCase('vi')

/** Everything in which two catalogues differ, by code. What the portal does not say is no difference. */
export function catalogueDifferences(ours: readonly Described[], theirs: readonly Described[]): Differing[] {
  const there = new Map(theirs.map(one => [one.code, one]))
  const here = new Map(ours.map(one => [one.code, one]))
  const codes = [...new Set([...here.keys(), ...there.keys()])].sort()
  return codes.flatMap(code => between(code, here.get(code), there.get(code)))
}

function between(code: string, ours: Described | undefined, theirs: Described | undefined): Differing[] {
  if (!theirs) return [{ code, kind: 'only-here', ours: ours?.name ?? '', theirs: '' }]
  if (!ours) return [{ code, kind: 'only-there', ours: '', theirs: theirs.name }]
  const found: Differing[] = []
  if (tidy(ours.name) !== tidy(theirs.name)) found.push({ code, kind: 'name', ours: ours.name, theirs: theirs.name })
  if (theirs.termDays !== null && ours.termDays !== null && theirs.termDays !== ours.termDays)
    found.push({ code, kind: 'term', ours: String(ours.termDays), theirs: String(theirs.termDays) })
  if (theirs.fee !== null && theirs.fee !== ours.fee)
    found.push({ code, kind: 'fee', ours: String(ours.fee ?? 0), theirs: String(theirs.fee) })
  if (theirs.level && theirs.level !== ours.level)
    found.push({ code, kind: 'level', ours: ours.level, theirs: theirs.level })
  return found
}

export interface Seen {
  readonly state: number
  readonly due: Date | null
  /** Null where the portal does not know the dossier. */
  readonly seenState: number | null
  readonly seenDue: Date | null
}

/** A minute is nothing: the portal keeps no fractions of seconds. */
const SAME_MS = 60_000

export function dossierDifference({ state, due, seenState, seenDue }: Seen): DossierDifference | undefined {
  if (seenState === null) return 'missing-there'
  if (seenState !== state) return 'state'
  if (Math.abs((due?.getTime() ?? 0) - (seenDue?.getTime() ?? 0)) > SAME_MS) return 'due'
  return undefined
}
