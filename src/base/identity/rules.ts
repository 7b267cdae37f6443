import { type Grant, type Located, type Rights, reaches, type Tree } from '#core/access.ts'
import { DAY_MS, HOUR_MS } from '#core/clock.ts'
import type { IdentityPolicy } from './policy.ts'
import { ROLES, type RoleName } from './roles.ts'

/** Whether a holder of `granter` may give or take `role` at `where`: a role they administer, within their reach. */
export const mayGrant = (granter: readonly Grant[], role: RoleName, where: Located, tree: Tree): boolean =>
  granter.some(held => (ROLES[role].grantedBy as readonly string[]).includes(held.role) && reaches(held, where, tree))

export const ADMINISTER = 'identity.administer'
export const RESET = 'accounts.reset'

/** What an account may do, and where that lies; `where` is missing when the place is no more. */
export interface Held {
  readonly role: RoleName
  readonly where: Located | undefined
}

/**
 * Whether a holder of `resetter` may take an account's password away and give it another way in. Who does that could take
 * its place: all that the account may do must lie within the resetter's reach, and what rules over accounts only falls to
 * whoever grants it.
 */
export function mayReset(
  resetter: readonly Grant[],
  account: readonly Held[],
  { rights, tree }: { readonly rights: Rights; readonly tree: Tree },
): boolean {
  const can = (role: string, verb: string) => rights.get(role)?.has(verb) ?? false
  const held = resetter.filter(grant => can(grant.role, RESET))
  return account.every(({ role, where }) => {
    const isPower = can(role, ADMINISTER) || can(role, RESET)
    const grants = (by: string) => (ROLES[role].grantedBy as readonly string[]).includes(by)
    return where !== undefined && held.some(grant => reaches(grant, where, tree) && (!isPower || grants(grant.role)))
  })
}

/** Milliseconds to wait after so many wrong passwords in a row: none at first, then doubling up to a limit. */
export function loginWait(failures: number, { login }: IdentityPolicy): number {
  if (failures < login.free) return 0
  return Math.min(login.longestWaitMs, login.firstWaitMs * 2 ** Math.min(failures - login.free, 20))
}

/**
 * Milliseconds until another code may go to a phone, given when codes went there within the day, in any order: a pause
 * after each, so many an hour, so many a day.
 */
export function codeWait(sentAt: readonly Date[], now: Date, { code }: IdentityPolicy, perDay: number): number {
  const ages = sentAt.map(at => now.getTime() - at.getTime()).sort((a, b) => a - b)
  const newest = ages[0]
  if (newest === undefined) return 0
  const until = (count: number, ms: number) => ms - (ages[count - 1] ?? ms)
  return Math.max(0, code.pauseMs - newest, until(code.perHour, HOUR_MS), until(perDay, DAY_MS))
}

export interface CodeCost {
  readonly priceVnd: number
  readonly perDayVnd: number
  readonly keptForKnownPercent: number
}

/** How many codes the installation sends within a day; a part is kept for devices that signed in before. */
export function codesADay({ priceVnd, perDayVnd, keptForKnownPercent }: CodeCost, isKnown: boolean): number {
  const most = Math.floor(perDayVnd / priceVnd)
  return isKnown ? most : Math.floor((most * (100 - keptForKnownPercent)) / 100)
}

/** The problem with a new password, or undefined. Both texts as typed. */
export function passwordProblem(password: string, login: string, { password: rule }: IdentityPolicy) {
  const length = [...password].length
  if (length < rule.shortest) return 'identity.password-short'
  if (length > rule.longest) return 'identity.password-long'
  if (password.toLowerCase() === login.toLowerCase()) return 'identity.password-is-login'
  if (new Set(password).size < 3) return 'identity.password-simple'
  return undefined
}

/** The given name first, because Vietnamese lists are sorted by it: `Nguyễn Văn An` → `An Nguyễn Văn`. */
export function sortName(name: string): string {
  const words = name.split(' ')
  return [words.at(-1), ...words.slice(0, -1)].join(' ')
}

/** `+84901000001` → `0901 000 001`; other countries as they are. */
export function localPhone(e164: string): string {
  const rest = e164.startsWith('+84') ? `0${e164.slice(3)}` : undefined
  return rest?.length === 10 ? `${rest.slice(0, 4)} ${rest.slice(4, 7)} ${rest.slice(7)}` : e164
}

/** Enough to recognise one's own number, too little to call it: `+84901000001` → `*** 001`. */
export const maskedPhone = (e164: string): string => `*** ${e164.slice(-3)}`

/**
 * The network an address belongs to, as far as one household or office goes: an IPv4 address, or the first 64 bits of
 * an IPv6 one.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1]) return mapped[1]
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const first = head ? head.split(':') : []
  const last = tail ? tail.split(':') : []
  const filled = tail === undefined ? first : [...first, ...Array(8 - first.length - last.length).fill('0'), ...last]
  return filled.slice(0, 4).join(':')
}

/** Where an address is, roughly: its network of 256 lines, or of one provider's customer. Enough to know one's own by. */
export function roughly(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/i.exec(address)
  if (v4) return `${v4[1]}.0`
  return address.includes(':') ? `${networkOf(address).split(':').slice(0, 3).join(':')}::` : address
}

/** Waiting is told in whole seconds, at least one. */
export const secondsOf = (ms: number): number => Math.max(1, Math.ceil(ms / 1000))
