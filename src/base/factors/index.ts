import { type Account, accountById, addressOfAccount, resetProblem, setHasFactor } from '#base/identity/accounts.ts'
import { newDevice } from '#base/identity/events.ts'
import { countFrom } from '#base/identity/limits.ts'
import { factorDuty } from '#base/identity/policies.ts'
import { revokeSessions } from '#base/identity/sessions.ts'
import { meView } from '#base/identity/views.ts'
import { sendMessage } from '#base/messages/send.ts'
import { template } from '#base/messages/template.ts'
import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at, done } from '#core/contract.ts'
import { callerOf } from '#core/http/server.ts'
import { defineModule, on } from '#core/module.ts'
import { wholly } from '#core/powers.ts'
import { notFound, Problem } from '#core/problem.ts'
import { factors as contract } from './contract.ts'
import { keeps } from './keeps.ts'
import { addPasskey, askPasskey, beginPasskey, passkeysOf } from './passkeys.ts'
import { myAccount, prove, signInByPasskey, waysOf } from './proof.ts'
import { newRecovery, recoveryLeft } from './recovery.ts'
import { beginTotp, takeTotp } from './totp.ts'

export default defineModule({
  name: 'factors',
  dir: import.meta.dirname,
  keeps,
  contract,
  direct: ['prove', 'signInByPasskey'],
  handlers: {
    async mine(_, ctx) {
      const account = await myAccount(ctx)
      const [totp] = await ctx.sql<{ confirmedAt: Date }[]>`
        select confirmed_at from factors.totp where account_id = ${account.id} and confirmed_at is not null`
      const passkeys = await passkeysOf(ctx, account.id)
      return {
        totpSince: totp?.confirmedAt.toISOString() ?? null,
        passkeys: passkeys.map(({ id, name, madeAt, usedAt }) => ({
          id,
          name,
          madeAt: madeAt.toISOString(),
          usedAt: usedAt?.toISOString() ?? null,
        })),
        recoveryLeft: await recoveryLeft(ctx, account.id),
        required: await isRequired(ctx),
        ways: await waysOf(ctx, account),
      }
    },
    async prove({ body }, ctx) {
      await prove(ctx, body)
      return meView(ctx, (await myAccount(ctx)).id)
    },
    async beginTotp(_, ctx) {
      const { id, login } = await officer(ctx)
      return beginTotp(ctx, id, login)
    },
    async confirmTotp({ body }, ctx) {
      const account = await officer(ctx)
      if (!(await takeTotp(ctx, account.id, body.code, false))) throw new Problem('factors.code-wrong')
      return added(ctx, account)
    },
    async dropTotp(_, ctx) {
      const account = await officer(ctx)
      await ctx.sql`delete from factors.totp where account_id = ${account.id}`
      return removed(ctx, account)
    },
    async beginPasskey(_, ctx) {
      const { id, login, name } = await officer(ctx)
      return beginPasskey(ctx, { accountId: id, login, name })
    },
    async addPasskey({ body }, ctx) {
      const account = await officer(ctx)
      await addPasskey(ctx, account.id, body)
      return added(ctx, account)
    },
    async dropPasskey({ params }, ctx) {
      const account = await officer(ctx)
      const dropped = await ctx.sql`
        delete from factors.passkey where id = ${params.passkeyId} and account_id = ${account.id}`
      if (!dropped.count) throw notFound('passkey')
      return removed(ctx, account)
    },
    async renewRecovery(_, ctx) {
      const account = await officer(ctx)
      if (!(await hasFactor(ctx, account.id))) throw new Problem('factors.none')
      return { recovery: await newRecovery(ctx, account.id) }
    },
    async askPasskey(_, ctx) {
      await countFrom(ctx.app, 'codes', callerOf(ctx).address)
      return askPasskey(ctx, ctx.who?.accountId ?? null)
    },
    signInByPasskey: async ({ body }, ctx) => meView(ctx, await signInByPasskey(ctx, body)),
    async reset({ params }, ctx) {
      const account = await accountById(ctx, params.accountId)
      if (!account) throw notFound('account')
      const problem = await resetProblem(ctx, account)
      if (problem) throw problem
      await dropAll(ctx, account.id)
      await revokeSessions(ctx, { accountId: account.id })
      await tell(ctx, account.id, 'factors.was-reset')
      return done
    },
  },
  on: [on(newDevice, ({ accountId }, ctx) => tellOfficer(ctx, accountId, 'factors.new-device'))],
  constraints: { passkey_once: 'factors.passkey-refused' },
  declares: [
    wholly('factors.totp', 'account_id'),
    wholly('factors.passkey', 'account_id'),
    wholly('factors.recovery_code', 'account_id'),
    template({ id: 'factors.new-device', urgency: 'urgent' }),
    template({ id: 'factors.changed', urgency: 'urgent' }),
    template({ id: 'factors.was-reset', urgency: 'urgent' }),
  ],
})

/** Citizens sign in by a code to their phone and have no password that a second factor could stand beside. */
async function officer(ctx: Context): Promise<Account & { readonly login: string }> {
  const account = await myAccount(ctx)
  if (account.login === null) throw new Problem('factors.officers-only')
  return { ...account, login: account.login }
}

async function isRequired(ctx: Context): Promise<boolean> {
  const { roles } = (await policyAt(ctx, factorDuty, { day: dayOf(ctx.now) })).params
  return ctx.who?.grants.some(grant => (roles as readonly string[]).includes(grant.role)) ?? false
}

async function hasFactor(ctx: Context, accountId: string): Promise<boolean> {
  const [row] = await ctx.sql<{ has: boolean }[]>`
    select exists (select from factors.totp where account_id = ${accountId} and confirmed_at is not null)
        or exists (select from factors.passkey where account_id = ${accountId}) as has`
  return row?.has ?? false
}

/** With the first factor come the recovery codes. Who signed in by the password alone before signs in again. */
async function added(ctx: Context, { id }: Account) {
  const first = (await recoveryLeft(ctx, id)) === 0
  await setHasFactor(ctx, id, true)
  await revokeSessions(ctx, { accountId: id, ...(ctx.who ? { exceptId: ctx.who.sessionId } : {}) })
  await tell(ctx, id, 'factors.changed')
  return { recovery: first ? await newRecovery(ctx, id) : null }
}

async function removed(ctx: Context, { id }: Account) {
  if (!(await hasFactor(ctx, id))) await dropAll(ctx, id)
  await tell(ctx, id, 'factors.changed')
  return done
}

async function dropAll(ctx: Context, accountId: string): Promise<void> {
  await ctx.sql`delete from factors.totp where account_id = ${accountId}`
  await ctx.sql`delete from factors.passkey where account_id = ${accountId}`
  await ctx.sql`delete from factors.recovery_code where account_id = ${accountId}`
  await setHasFactor(ctx, accountId, false)
}

async function tell(ctx: Context, accountId: string, message: string): Promise<void> {
  const to = await addressOfAccount(ctx, accountId)
  if (to) await sendMessage(ctx, { template: message, to, values: {}, about: at.of('account', accountId) })
}

/** A citizen has just had a code on the same phone; in the program each new device is marked. */
async function tellOfficer(ctx: Context, accountId: string, message: string): Promise<void> {
  const account = await accountById(ctx, accountId)
  if (account?.kind === 'officer') await tell(ctx, accountId, message)
}
