/** Which entries of the register may be one person, and why: pure, and the same for one pair as for a million entries. */

/** An entry as far as it can be compared. */
export interface Entry {
  readonly id: string
  readonly fullName: string
  /** The name without marks. */
  readonly nameKey: string
  readonly birthDate: string | null
  readonly sex: 'male' | 'female' | 'unknown'
  readonly unitId: string | null
  readonly householdId: string | null
  /** The address without marks. */
  readonly addressKey: string
  readonly provisional: boolean
  readonly cccd?: string | undefined
  readonly cmnd?: string | undefined
  readonly phone?: string | undefined
}

/** What speaks for one person or against it, each with a word of its own. */
export const REASONS = [
  'name-same',
  'name-order',
  'name-near',
  'birth-same',
  'birth-swapped',
  'birth-digit',
  'birth-year',
  'id-digit',
  'id-swapped',
  'phone-same',
  'household-same',
  'address-same',
  'unit-same',
  'provisional',
  'birth-differs',
  'sex-differs',
  'id-differs',
] as const
export type Reason = (typeof REASONS)[number]
export type Weights = Readonly<Record<Reason, number>>

export interface MatchRule {
  readonly weights: Weights
  /** From this score on a pair is proposed. */
  readonly threshold: number
}

export interface Match {
  readonly score: number
  readonly reasons: readonly Reason[]
}

const wordsOf = (key: string): readonly string[] => key.split(' ').filter(Boolean)
const bagOf = (key: string): string => wordsOf(key).toSorted().join(' ')

/** Entries that share a key are compared: `kept` is where an entry is found, `sought` where it looks for others. */
export interface Keys {
  readonly kept: readonly string[]
  readonly sought: readonly string[]
}

export function keysOf(entry: Entry): Keys {
  const bag = bagOf(entry.nameKey)
  const year = entry.birthDate?.slice(0, 4)
  const day = entry.birthDate?.slice(5)
  const both = [
    ...(year ? [`n ${bag} ${year} ${entry.unitId}`] : []),
    // The day and the month in their order, so that swapped ones meet.
    ...(day ? [`b ${bag} ${year} ${day.split('-').toSorted().join('-')}`] : []),
    ...(entry.phone ? [`p ${entry.phone}`] : []),
    ...(entry.householdId ? [`h ${entry.householdId} ${bag}`] : []),
    ...[entry.cccd, entry.cmnd].flatMap(number => (number ? partsOf(number) : [])),
  ]
  // Of whom a scanner knew only name and year, everybody of that name and year may be the one.
  if (!year) return { kept: both, sought: both }
  const [full, provisional] = [`f ${bag} ${year}`, `v ${bag} ${year}`]
  return entry.provisional
    ? { kept: [...both, provisional], sought: [...both, full] }
    : { kept: [...both, full], sought: [...both, provisional] }
}

/**
 * Two numbers that differ in one digit agree in two of three parts; with two neighbours swapped across a border they agree
 * in one part and in the digits of the others.
 */
function partsOf(number: string): string[] {
  const third = Math.floor(number.length / 4)
  const [a, b, c] = [number.slice(0, -2 * third), number.slice(-2 * third, -third), number.slice(-third)]
  const digits = (text: string) => [...text].toSorted().join('')
  const n = number.length
  return [
    `i${n}1 ${b}${c}`,
    `i${n}2 ${a}_${c}`,
    `i${n}3 ${a}${b}`,
    `i${n}4 ${digits(a + b)}_${c}`,
    `i${n}5 ${a}_${digits(b + c)}`,
  ]
}

/** Whether two texts of one length are the same but for one place (`digit`) or two neighbours (`swapped`). */
export function slipBetween(a: string, b: string): 'digit' | 'swapped' | undefined {
  if (a.length !== b.length) return undefined
  const at = [...a].flatMap((one, i) => (one === b[i] ? [] : [i]))
  if (at.length === 1) return 'digit'
  const [i, j] = at as [number, number]
  return at.length === 2 && j === i + 1 && a[i] === b[j] && a[j] === b[i] ? 'swapped' : undefined
}

/** How two names are alike; undefined when they are two names. */
function namesOf(a: Entry, b: Entry): Reason | undefined {
  if (a.nameKey === b.nameKey) return 'name-same'
  if (bagOf(a.nameKey) === bagOf(b.nameKey)) return 'name-order'
  const [x, y] = [wordsOf(a.nameKey), wordsOf(b.nameKey)]
  if (x.length !== y.length || x.length < 2) return undefined
  const differing = x.flatMap((word, i) => (word === y[i] ? [] : [[word, y[i] as string] as const]))
  const [pair] = differing
  return differing.length === 1 && pair && isNear(...pair) ? 'name-near' : undefined
}

/** An initial, or one letter more, less or other in a word that is long enough to have slipped. */
function isNear(a: string, b: string): boolean {
  if (a.length === 1 || b.length === 1) return a[0] === b[0]
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length < 4) return false
  if (short.length === long.length) return slipBetween(a, b) !== undefined
  return long.length - short.length === 1 && [...long].some((_, i) => long.slice(0, i) + long.slice(i + 1) === short)
}

const A_GENERATION = 15

function birthsOf(a: Entry, b: Entry): Reason | undefined {
  if (!a.birthDate || !b.birthDate) return undefined
  const [x, y] = [a.birthDate, b.birthDate]
  if (x === y) return x.length === 4 ? 'birth-year' : 'birth-same'
  const sameYear = x.slice(0, 4) === y.slice(0, 4)
  if (x.length === 4 || y.length === 4) return sameYear ? 'birth-year' : 'birth-differs'
  if (sameYear && x.slice(5) === `${y.slice(8)}-${y.slice(5, 7)}`) return 'birth-swapped'
  // A slip in the decade is rarer than a father and a son.
  const yearsApart = Math.abs(Number(x.slice(0, 4)) - Number(y.slice(0, 4)))
  return slipBetween(x, y) && yearsApart < A_GENERATION ? 'birth-digit' : 'birth-differs'
}

function papersOf(a: Entry, b: Entry): Reason | undefined {
  for (const kind of ['cccd', 'cmnd'] as const) {
    const [x, y] = [a[kind], b[kind]]
    if (!x || !y || x === y) continue
    const slip = slipBetween(x, y)
    return slip ? `id-${slip}` : 'id-differs'
  }
  return undefined
}

const lastWord = (text: string) => text.normalize('NFC').toLowerCase().split(' ').at(-1)

/** Born on one day in one house with two given names: twins, also those whose names differ in a mark alone. */
const areTwins = (a: Entry, b: Entry): boolean =>
  a.householdId !== null &&
  a.householdId === b.householdId &&
  a.birthDate === b.birthDate &&
  lastWord(a.fullName) !== lastWord(b.fullName) &&
  bagOf(a.nameKey).length > 0 &&
  (hasMarks(a.fullName) === hasMarks(b.fullName) || lastWord(a.nameKey) !== lastWord(b.nameKey))

const hasMarks = (text: string) => /[^\u0020-\u007e]/.test(text)

/** Compares two entries; undefined when they are two people, whatever else agrees. */
export function compare(a: Entry, b: Entry, { weights }: Pick<MatchRule, 'weights'>): Match | undefined {
  const name = namesOf(a, b)
  if (!name || areTwins(a, b)) return undefined
  const same = <T>(x: T, y: T) => x !== null && x !== undefined && x !== '' && x === y
  const said: [boolean, Reason][] = [
    [same(a.phone, b.phone), 'phone-same'],
    [same(a.householdId, b.householdId), 'household-same'],
    [same(a.addressKey, b.addressKey) && a.unitId === b.unitId, 'address-same'],
    [same(a.unitId, b.unitId), 'unit-same'],
    [a.provisional !== b.provisional, 'provisional'],
    [a.sex !== b.sex && a.sex !== 'unknown' && b.sex !== 'unknown', 'sex-differs'],
  ]
  const found = [name, birthsOf(a, b), papersOf(a, b), ...said.flatMap(([holds, reason]) => (holds ? [reason] : []))]
  const reasons = REASONS.filter(reason => found.includes(reason))
  return { reasons, score: reasons.reduce((sum, reason) => sum + weights[reason], 0) }
}

/** Whether a pair is to be shown to somebody. */
export const isProposed = (match: Match | undefined, rule: MatchRule): match is Match =>
  match !== undefined && match.score >= rule.threshold

/** The entry that would stay: the whole one before the provisional, then the one with more facts, then the older. */
export function stays<E extends Pick<Entry, 'id' | 'provisional'> & { readonly facts: number }>(a: E, b: E): E {
  if (a.provisional !== b.provisional) return a.provisional ? b : a
  if (a.facts !== b.facts) return a.facts > b.facts ? a : b
  return a.id < b.id ? a : b
}

/** Which cells of two entries agree, differ, or stand alone: what the page marks. */
export type Likeness = 'same' | 'differs' | 'one' | 'none'
export const likeness = (a: string | null, b: string | null): Likeness =>
  a === null && b === null ? 'none' : a === null || b === null ? 'one' : a === b ? 'same' : 'differs'

/** Changes by which somebody would become another person to every other register: they need a paper. */
const NEEDS_PROOF = ['idNumber', 'birthDate'] as const
export const needsProof = (fields: Readonly<Record<string, unknown>>): boolean =>
  NEEDS_PROOF.some(field => fields[field] !== undefined)
