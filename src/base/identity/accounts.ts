import { COUNTRY_ID } from '#base/units/ids.ts'
import type { Context } from '#core/app.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { nameKey, tidy } from '#core/text.ts'
import { accountsChanged } from './events.ts'
import { addGrant, grantsOf, reachesReset } from './grants.ts'
import { cellsOfAccounts } from './indicators.ts'
import { hashPassword, newPassword } from './passwords.ts'
import { mobileOf } from './phone.ts'
import { POLICY } from './policy.ts'
import { maskedPhone, passwordProblem, sortName } from './rules.ts'
import { type AccountKind, revokeSessions, rightsChanged } from './sessions.ts'

export interface NewOfficer {
  readonly kind: 'officer'
  readonly name: string
  readonly login: string
  readonly password: string
  /** Where the account is administered. */
  readonly unitId: string
  /** The password is for once. True unless said. */
  readonly mustChangePassword?: boolean
}
export interface NewCitizen {
  readonly kind: 'citizen'
  /** Any spelling of a mobile number. */
  readonly phone: string
  readonly name?: string | undefined
}

/** Makes an account and answers its id. Throws `identity.login-taken`, `identity.phone-taken` and what is wrong. */
export async function createAccount(ctx: Context, account: NewOfficer | NewCitizen): Promise<string> {
  if (account.kind === 'citizen') {
    const { accountId, isNew } = await citizenAccount(ctx, phoneOrRefuse(account.phone), account.name)
    if (!isNew) throw new Problem('identity.phone-taken', { status: 409 })
    return accountId
  }
  const login = loginOrRefuse(account.login)
  refuseBadPassword(account.password, login)
  const name = tidy(account.name)
  const id = newId(ctx.now)
  await ctx.sql`
    insert into identity.account
      (id, kind, name, name_key, name_sort, unit_id, login, password_hash, must_change_password, created_at)
    values (${id}, 'officer', ${name}, ${nameKey(name)}, ${sortName(name)}, ${account.unitId}, ${login},
            ${await hashPassword(account.password)}, ${account.mustChangePassword ?? true}, ${ctx.now})`
  await ctx.emit(accountsChanged, { accountIds: [id], left: [] })
  return id
}

/** An officer of a list, without a password yet: they set their own when they first come. */
export interface ListedOfficer {
  readonly name: string
  readonly login: string
  readonly unitId: string
  readonly contact: Contact
}

/** Makes accounts in numbers, set-based; answers their ids in the same order. Logins are free: see `loginsLike`. */
export async function createOfficers(ctx: Context, officers: readonly ListedOfficer[]): Promise<string[]> {
  const rows = officers.map(officer => ({ ...officer, id: newId(ctx.now), login: loginOrRefuse(officer.login) }))
  const contacts = rows.map(row => storedContact(ctx, row.contact))
  await ctx.sql`
    insert into identity.account
      (id, kind, name, name_key, name_sort, unit_id, login, must_change_password, contact_index, contact_sealed, created_at)
    select id, 'officer', name, name_key, name_sort, unit_id, login, true, contact_index, contact_sealed, ${ctx.now}
      from unnest(${rows.map(row => row.id)}::uuid[], ${rows.map(row => row.name)}::text[],
                  ${rows.map(row => nameKey(row.name))}::text[], ${rows.map(row => sortName(row.name))}::text[],
                  ${rows.map(row => row.unitId)}::uuid[], ${rows.map(row => row.login)}::text[],
                  ${contacts.map(one => one.index)}::bytea[], ${contacts.map(one => one.sealed)}::bytea[])
        as t (id, name, name_key, name_sort, unit_id, login, contact_index, contact_sealed)`
  const accountIds = rows.map(row => row.id)
  if (rows.length) await ctx.emit(accountsChanged, { accountIds, left: [] })
  return accountIds
}

/** Where the office reaches an officer: a telephone in E.164, an e-mail. */
export interface Contact {
  readonly phone?: string | undefined
  readonly email?: string | undefined
}

function storedContact(ctx: Context, contact: Contact) {
  const { phone, email } = contact
  return {
    index: phone ? phoneIndex(ctx, phone) : null,
    sealed: phone || email ? ctx.app.keyring.encrypt(JSON.stringify({ phone, email })) : null,
  }
}

export async function setContact(ctx: Context, accountId: string, contact: Contact): Promise<void> {
  const { index, sealed } = storedContact(ctx, contact)
  await ctx.sql`
    update identity.account set contact_index = ${index}, contact_sealed = ${sealed}
     where id = ${accountId} and kind = 'officer'`
}

export const contactOf = ({ app }: Pick<Context, 'app'>, { contactSealed }: Account): Contact =>
  contactSealed ? (JSON.parse(app.keyring.decrypt(contactSealed)) as Contact) : {}

/** The logins in use that begin so. */
export async function loginsLike(ctx: Pick<Context, 'sql'>, beginnings: readonly string[]): Promise<Set<string>> {
  const rows = await ctx.sql<{ login: string }[]>`
    select distinct login from identity.account join unnest(${beginnings as string[]}::text[]) b (text)
      on starts_with(login, b.text)`
  return new Set(rows.map(row => row.login))
}

/** The citizen's account of a phone in E.164, made when there is none. */
export async function citizenAccount(
  ctx: Context,
  e164: string,
  givenName?: string,
): Promise<{ accountId: string; isNew: boolean }> {
  const name = tidy(givenName ?? '') || maskedPhone(e164)
  const [made] = await ctx.sql<{ id: string }[]>`
    insert into identity.account (id, kind, name, name_key, name_sort, phone_index, phone_sealed, created_at)
    values (${newId(ctx.now)}, 'citizen', ${name}, ${nameKey(name)}, ${sortName(name)}, ${phoneIndex(ctx, e164)},
            ${ctx.app.keyring.encrypt(e164)}, ${ctx.now})
    on conflict (phone_index) where kind = 'citizen' do nothing
    returning id`
  if (made) return { accountId: made.id, isNew: true }
  const [known] = await ctx.sql<{ id: string }[]>`
    select id from identity.account where kind = 'citizen' and phone_index = ${phoneIndex(ctx, e164)}`
  return { accountId: (known as { id: string }).id, isNew: false }
}

/** A citizen's account that is entered through an identity provider alone. */
export async function citizenWithoutPhone(ctx: Context, givenName: string): Promise<string> {
  const name = tidy(givenName)
  const id = newId(ctx.now)
  await ctx.sql`
    insert into identity.account (id, kind, name, name_key, name_sort, created_at)
    values (${id}, 'citizen', ${name}, ${nameKey(name)}, ${sortName(name)}, ${ctx.now})`
  return id
}

export const phoneIndex = (ctx: Context, e164: string): Buffer => ctx.app.keyring.blindIndex('phone', e164)

/** E.164, or the problem. */
export function phoneOrRefuse(text: string): string {
  const e164 = mobileOf(text, POLICY.code.countries)
  if (!e164) throw new Problem('identity.phone-invalid')
  return e164
}

const LOGIN = /^[a-z0-9][a-z0-9._-]{1,48}[a-z0-9]$/

export const loginOf = (text: string): string => text.trim().toLowerCase()

export const isLogin = (text: string): boolean => LOGIN.test(text)

function loginOrRefuse(text: string): string {
  const login = loginOf(text)
  if (!isLogin(login)) throw new Problem('identity.login-invalid')
  return login
}

function refuseBadPassword(password: string, login: string): void {
  const problem = passwordProblem(password, login, POLICY)
  if (problem)
    throw new Problem(problem, { params: { shortest: POLICY.password.shortest, longest: POLICY.password.longest } })
}

/** Replaces a password. `forOnce`: it must be replaced at the next sign-in. */
export async function setPassword(
  ctx: Context,
  account: { readonly id: string; readonly login: string },
  password: string,
  forOnce: boolean,
): Promise<void> {
  refuseBadPassword(password, account.login)
  await ctx.sql`
    update identity.account set password_hash = ${await hashPassword(password)}, must_change_password = ${forOnce}
     where id = ${account.id}`
  await rightsChanged(ctx)
}

/** Takes an officer's password away: until they set their own with a code they cannot sign in with one. */
export async function dropPassword(ctx: Context, accountId: string): Promise<void> {
  await ctx.sql`
    update identity.account set password_hash = null, must_change_password = true where id = ${accountId}`
  await revokeSessions(ctx, { accountId })
}

/** Why the caller may not give an officer a new way in; undefined when they may. */
export async function resetProblem(ctx: Context, account: Account): Promise<Problem | undefined> {
  if (ctx.who?.accountId === account.id) return new Problem('identity.not-yourself', { status: 403 })
  if (account.kind !== 'officer') return new Problem('identity.no-password')
  const mayReset = await reachesReset(ctx, await grantsOf(ctx, [account.id]))
  return mayReset ? undefined : new Problem('identity.account-beyond', { status: 403 })
}

/** Whether a password alone is enough is asked in every sign-in; what the factors are is not known here. */
export async function setHasFactor(ctx: Context, accountId: string, hasFactor: boolean): Promise<void> {
  await ctx.sql`update identity.account set has_factor = ${hasFactor} where id = ${accountId}`
  await rightsChanged(ctx)
}

/** Disables an account and ends its sessions, or lets it in again. */
export async function setDisabled(ctx: Context, accountId: string, disabled: boolean): Promise<void> {
  const left = await cellsOfAccounts(ctx.sql, [accountId])
  await ctx.sql`
    update identity.account set disabled_at = case when ${disabled} then coalesce(disabled_at, ${ctx.now}) end
     where id = ${accountId}`
  await ctx.emit(accountsChanged, { accountIds: [accountId], left })
  if (disabled) await revokeSessions(ctx, { accountId })
}

export async function renameAccount(ctx: Context, accountId: string, newName: string): Promise<void> {
  const name = tidy(newName)
  await ctx.sql`
    update identity.account set name = ${name}, name_key = ${nameKey(name)}, name_sort = ${sortName(name)}
     where id = ${accountId}`
  await rightsChanged(ctx)
}

export interface Account {
  readonly id: string
  readonly kind: AccountKind
  readonly name: string
  readonly unitId: string | null
  readonly login: string | null
  readonly passwordHash: string | null
  readonly mustChangePassword: boolean
  readonly hasFactor: boolean
  readonly phoneSealed: Buffer | null
  readonly personId: string | null
  readonly contactSealed: Buffer | null
  readonly createdAt: Date
  readonly disabledAt: Date | null
}

const columns = (ctx: Pick<Context, 'sql'>) => ctx.sql`
  id, kind, name, unit_id, login, password_hash, must_change_password, has_factor, phone_sealed, person_id, contact_sealed,
  created_at, disabled_at`

export async function accountById(ctx: Pick<Context, 'sql'>, accountId: string): Promise<Account | undefined> {
  const [row] = await ctx.sql<Account[]>`select ${columns(ctx)} from identity.account where id = ${accountId}`
  return row
}

export const accountsById = (ctx: Pick<Context, 'sql'>, ids: readonly string[]): Promise<Account[]> => ctx.sql<
  Account[]
>`
  select ${columns(ctx)} from identity.account where id = any(${ids as string[]}::uuid[]) order by name_sort, id`

export async function accountByLogin(ctx: Pick<Context, 'sql'>, login: string): Promise<Account | undefined> {
  const [row] = await ctx.sql<Account[]>`select ${columns(ctx)} from identity.account where login = ${login}`
  return row
}

/** Where somebody with an account can be told something, if anywhere. */
export async function addressOfAccount(
  ctx: Pick<Context, 'sql' | 'app'>,
  accountId: string,
): Promise<({ readonly personId: string } | Contact) | undefined> {
  const account = await accountById(ctx, accountId)
  if (account?.contactSealed) return contactOf(ctx, account)
  if (account?.personId) return { personId: account.personId }
  return account?.phoneSealed ? { phone: ctx.app.keyring.decrypt(account.phoneSealed) } : undefined
}

/** The first administrator's login. */
const FIRST_LOGIN = 'admin'

/**
 * Makes the administrator of the whole tree when there is none, with a random password that must be changed. Answers
 * what to print, once.
 */
export async function ensureAdministrator(ctx: Context): Promise<{ login: string; password: string } | undefined> {
  const there = await ctx.sql`
    select 1 from identity.role_grant where role = 'administrator' and (until is null or until > ${ctx.now}) limit 1`
  if (there.length) return undefined
  const password = newPassword()
  const accountId = await createAccount(ctx, {
    kind: 'officer',
    name: 'Quản trị hệ thống',
    login: FIRST_LOGIN,
    password,
    unitId: COUNTRY_ID,
  })
  await addGrant(ctx, { accountId, role: 'administrator', areaId: COUNTRY_ID })
  return { login: FIRST_LOGIN, password }
}
