/** A row of a list of officers, as far as it says who it is. */
export interface Row {
  readonly unitId: string
  /** The key of the name. */
  readonly name: string
  readonly login: string | undefined
  /** The keyed hash of the telephone, as text. */
  readonly phone: string | undefined
}

export interface Known extends Row {
  readonly login: string
}

export type Judged =
  | { readonly is: 'new' }
  | { readonly is: 'known'; readonly login: string }
  | { readonly is: 'refused'; readonly column: 'login' | 'name'; readonly reason: string }

const sameName = (a: Row, b: Row) => a.unitId === b.unitId && a.name === b.name

/**
 * Whether a row is an account there is. A login says it; without one the same name in the same unit, unless two telephones
 * tell them apart. `claimed` are the logins that earlier rows of the same file were found to be: two of one name and nothing
 * else to tell them apart are for a person to say, never guessed.
 */
export function judge(row: Row, known: readonly Known[], claimed: ReadonlySet<string>): Judged {
  if (row.login !== undefined) {
    const holder = known.find(one => one.login === row.login)
    if (!holder) return { is: 'new' }
    if (!sameName(holder, row)) return { is: 'refused', column: 'login', reason: 'accounts.list.login-other' }
    return claimed.has(holder.login)
      ? { is: 'refused', column: 'login', reason: 'accounts.list.twice' }
      : { is: 'known', login: holder.login }
  }
  const alike = known.filter(one => sameName(one, row))
  const certain = alike.find(one => row.phone !== undefined && one.phone === row.phone)
  const possible = certain ?? alike.find(one => row.phone === undefined || one.phone === undefined)
  if (!possible) return { is: 'new' }
  return claimed.has(possible.login)
    ? { is: 'refused', column: 'name', reason: 'accounts.list.same-name' }
    : { is: 'known', login: possible.login }
}

const SHORTEST_LOGIN = 3
const NAMELESS = 'canbo'

/** The first login like this that nobody has: `an.nv`, `an.nv2`, `an.nv3`. One too short for a login takes a word more. */
export function freeLogin(wanted: string, taken: ReadonlySet<string>): string {
  const base = wanted.length >= SHORTEST_LOGIN ? wanted : `${wanted ? `${wanted}.` : ''}${NAMELESS}`
  for (let n = 1; ; n++) {
    const login = n === 1 ? base : `${base}${n}`
    if (!taken.has(login)) return login
  }
}
