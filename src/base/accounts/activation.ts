import { createHmac } from 'node:crypto'
import {
  type Account,
  accountById,
  type Contact,
  contactOf,
  dropPassword,
  resetProblem,
  setPassword,
} from '#base/identity/accounts.ts'
import { grantsHeld, grantsOf, reachesReset } from '#base/identity/grants.ts'
import { countFrom, refusePastCeiling } from '#base/identity/limits.ts'
import { inFours, lettersOf, randomLetters } from '#base/identity/passwords.ts'
import { revokeSessions } from '#base/identity/sessions.ts'
import { disabledProblem, enter, inTransaction, keep } from '#base/identity/sign-in.ts'
import { sendMessage, sendMessages } from '#base/messages/send.ts'
import { policyAt } from '#base/policies/index.ts'
import { forgetCode } from '#base/stations/personal-code.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf, HOUR_MS } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { callerOf } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import type { Key } from '#core/keyring.ts'
import { notFound, Problem } from '#core/problem.ts'
import { activationTerm } from './policies.ts'

/** Sixty bits: the code alone says whose it is, and there is nothing to guess. */
const LETTERS = 12

const hashBy = (key: Key, code: string): Buffer =>
  createHmac('sha256', key.secret).update(`activation ${code}`).digest()

const termOf = async (ctx: Context) => (await policyAt(ctx, activationTerm, { day: dayOf(ctx.now) })).params

/** Until when the codes of accounts that were just made are good. */
export const firstTerm = async (ctx: Context): Promise<Date> =>
  new Date(ctx.now.getTime() + (await termOf(ctx)).days * DAY_MS)

/** Makes a code for each account, in the same order; one made before is good no more. */
export async function issueCodes(ctx: Context, accountIds: readonly string[], until: Date): Promise<string[]> {
  const key = ctx.app.keyring.keys('codes')[0] as Key
  const codes = accountIds.map(() => randomLetters(LETTERS))
  await ctx.sql`
    insert into accounts.activation (id, account_id, code_hash, made_at, made_by, expires_at)
    select id, account_id, code_hash, ${ctx.now}, ${ctx.who?.accountId ?? null}, ${until}
      from unnest(${accountIds.map(() => newId(ctx.now))}::uuid[], ${accountIds as string[]}::uuid[],
                  ${codes.map(code => hashBy(key, code))}::bytea[]) as t (id, account_id, code_hash)
        on conflict (account_id) where used_at is null do update
       set code_hash = excluded.code_hash, made_at = excluded.made_at, made_by = excluded.made_by,
           expires_at = excluded.expires_at`
  return codes.map(inFours)
}

export interface Made {
  readonly accountId: string
  readonly login: string
  readonly contact: Contact
}

/** Tells new officers how to set their own password. */
export async function tellCodes(ctx: Context, made: readonly Made[]): Promise<void> {
  if (!made.length) return
  const until = await firstTerm(ctx)
  const ids = made.map(one => one.accountId)
  const codes = await issueCodes(ctx, ids, until)
  await sendMessages(
    ctx,
    made.map(({ accountId, login, contact }, i) => ({
      template: 'accounts.made',
      to: contact,
      values: { login, code: codes[i] as string, day: dayInWords(until) },
      about: at.of('account', accountId),
      until,
    })),
  )
}

const dayInWords = (instant: Date) => dayOf(instant).split('-').reverse().join('/')

export interface Way {
  /** Where the code was sent; null when nothing is known of the officer and it has to be handed over. */
  readonly sentTo: 'phone' | 'email' | null
  readonly code: string | null
  readonly until: string
}

/**
 * Takes an officer's password, sessions and personal code away and gives them a code for once. Whoever resets only sees
 * it when there is nowhere to send it; the officer is told either way.
 */
export async function resetAccount(ctx: Context, accountId: string): Promise<Way> {
  const account = await accountById(ctx, accountId)
  if (!account) throw notFound('account')
  const problem = (await resetProblem(ctx, account)) ?? (account.disabledAt ? disabledProblem() : undefined)
  if (problem) throw problem
  await dropPassword(ctx, accountId)
  await forgetCode(ctx, accountId)
  const until = new Date(ctx.now.getTime() + (await termOf(ctx)).resetHours * HOUR_MS)
  const [code = ''] = await issueCodes(ctx, [accountId], until)
  return { ...(await hand(ctx, account, code, until)), until: until.toISOString() }
}

async function hand(ctx: Context, account: Account, code: string, until: Date): Promise<Omit<Way, 'until'>> {
  const contact = contactOf(ctx, account)
  const about = at.of('account', account.id)
  if (contact.phone || contact.email) {
    await sendMessage(ctx, { template: 'accounts.reset-code', to: contact, values: { code }, about, until })
    return { sentTo: contact.phone ? 'phone' : 'email', code: null }
  }
  const { personId } = account
  if (personId) await sendMessage(ctx, { template: 'accounts.was-reset', to: { personId }, values: {}, about })
  return { sentTo: null, code }
}

interface Opened {
  readonly id: string
  readonly account: Account
}

interface Issued {
  readonly id: string
  readonly accountId: string
  readonly madeAt: Date
  readonly madeBy: string | null
}

/**
 * Whose code this is, held still until the transaction ends. It opens nothing once its officer has a password of their own,
 * nor rights that came later and are not for whoever made it to reach: they may have kept it.
 */
async function openedBy(ctx: Context, typed: string): Promise<Opened | undefined> {
  const hashes = ctx.app.keyring.keys('codes').map(key => hashBy(key, lettersOf(typed)))
  const [row] = await ctx.sql<Issued[]>`
    select id, account_id, made_at, made_by from accounts.activation
     where code_hash = any(${hashes}::bytea[]) and used_at is null and expires_at > ${ctx.now} for update`
  const account = row && (await accountById(ctx, row.accountId))
  if (!row || !account?.mustChangePassword || (await isBeyond(ctx, row))) return undefined
  return { id: row.id, account }
}

async function isBeyond(ctx: Context, { accountId, madeAt, madeBy }: Issued): Promise<boolean> {
  const later = (await grantsOf(ctx, [accountId])).filter(grant => grant.since > madeAt)
  return madeBy !== null && later.length > 0 && !(await reachesReset(ctx, later, await grantsHeld(ctx, madeBy)))
}

/** Tries a code; wrong ones count against the address they come from. */
async function tryCode<T>(ctx: Context, code: string, work: (own: Context, opened: Opened) => Promise<T>): Promise<T> {
  const { address } = callerOf(ctx)
  await refusePastCeiling(ctx.app, 'failures', address)
  const outcome = await inTransaction(ctx, async own => {
    const opened = await openedBy(own, code)
    if (!opened) return undefined
    if (opened.account.disabledAt) throw disabledProblem()
    return { value: await work(own, opened) }
  })
  if (outcome) return outcome.value
  await countFrom(ctx.app, 'failures', address)
  throw new Problem('accounts.code-wrong')
}

/** Uses a code up for another way in than a password; answers whose it is, if anybody's. */
export async function redeem(own: Context, code: string): Promise<string | undefined> {
  const opened = await openedBy(own, code)
  if (!opened) return undefined
  await own.sql`update accounts.activation set used_at = ${own.now} where id = ${opened.id}`
  await own.sql`update identity.account set must_change_password = false where id = ${opened.account.id}`
  await revokeSessions(own, { accountId: opened.account.id })
  return opened.account.id
}

/** Who may set their password with this code. */
export const lookAt = (ctx: Context, code: string): Promise<{ name: string; login: string }> =>
  tryCode(ctx, code, async (_, { account }) => ({ name: account.name, login: account.login ?? '' }))

/**
 * Sets the officer's own password and signs them in; the code is used up, and whoever was in by a password for once is out.
 * Answers whose account it is.
 */
export async function activate(ctx: Context, code: string, password: string): Promise<string> {
  const caller = callerOf(ctx)
  const { accountId, session } = await tryCode(ctx, code, async (own, { id, account }) => {
    await setPassword(own, { id: account.id, login: account.login ?? '' }, password, false)
    await revokeSessions(own, { accountId: account.id })
    await own.sql`update accounts.activation set used_at = ${own.now} where id = ${id}`
    return { accountId: account.id, session: await enter(own, account.id, 'accounts.activate', caller) }
  })
  keep(ctx, session)
  return accountId
}
