/** A day in Vietnam, `YYYY-MM-DD`. */
export type Day = string

/**
 * A level of the tree, as data: `country`, `province` (tỉnh), `district` (huyện), `commune` (xã), `hamlet` (thôn, tổ
 * dân phố). A smaller rank is higher up.
 */
export interface Tier {
  readonly code: string
  readonly rank: number
  /** How many digits a code of this tier has, when the state fixes it. */
  readonly digits: number | null
  /** Whether the national lists give it: a list with provinces is complete for all tiers the state keeps. */
  readonly national: boolean
}

/** An administrative unit (đơn vị hành chính) as it was on a day. It is in force from `validFrom` until before `validTo`. */
export interface Unit {
  readonly id: string
  readonly tier: string
  readonly code: string
  /** `tỉnh`, `thành phố`, `quận`, `huyện`, `thị xã`, `xã`, `phường`, `thị trấn`, `đặc khu`, … */
  readonly type: string
  readonly name: string
  readonly fullName: string
  readonly parentId: string | null
  readonly validFrom: Day
  readonly validTo: Day | null
}

export type SuccessionKind = 'merge' | 'split' | 'rename' | 'promote' | 'transfer'

/** Territory that went from one unit to another on a day. */
export interface Succession {
  readonly fromId: string
  readonly toId: string
  readonly onDate: Day
  readonly kind: SuccessionKind
  /** Part of the old unit, 0–1; null when unknown. */
  readonly share: number | null
  /** Whether the successor takes over what cannot be divided: grants, and records kept under the old unit. */
  readonly isDefault: boolean
  /** Derived from where the communes went, not stated by a map. */
  readonly inferred: boolean
}

/** What is wrong with a row of a file. `reason` is the id of a message; `line` counts from 1 with the header. */
export interface RowProblem {
  readonly line: number
  readonly reason: string
  readonly params: Record<string, string | number>
}

/** Việt Nam, the root of the tree; the migration puts it there. */
export const COUNTRY_ID = '91d09baa-23ba-53d6-93e0-b503c91646d2'
