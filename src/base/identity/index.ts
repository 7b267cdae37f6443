import { COUNTRY_ID } from '#base/units/ids.ts'
import { homeAreas } from '#base/units/ports.ts'
import type { Context } from '#core/app.ts'
import { at, done } from '#core/contract.ts'
import { SESSION_TOPIC } from '#core/http/live.ts'
import { callerOf, sessionEffect } from '#core/http/server.ts'
import { defineModule } from '#core/module.ts'
import { asNow, ended } from '#core/powers.ts'
import { notFound, Problem } from '#core/problem.ts'
import { type Account, createAccount, phoneOrRefuse, renameAccount, setDisabled } from './accounts.ts'
import { administered, existing, refuseSelf } from './administered.ts'
import { sendPhoneCode } from './codes.ts'
import { identity as contract } from './contract.ts'
import { accountsChanged } from './events.ts'
import { addGrant, administeredAreas, grantsOf, refuseUnlessMayGrant, revokeGrants } from './grants.ts'
import { cellsOfAccounts, indicators } from './indicators.ts'
import { keeps } from './keeps.ts'
import { countFrom } from './limits.ts'
import { createHolders, holders } from './passes.ts'
import { newPassword } from './passwords.ts'
import { codeCeilings, factorDuty, holderQuestion } from './policies.ts'
import { POLICY } from './policy.ts'
import { householdOf, placeNames, sharedDevice } from './ports.ts'
import { ROLE_NAMES, ROLES } from './roles.ts'
import { authenticate, cacheOf, markOnLeaving, renewSession, revokeSessions, stillIn } from './sessions.ts'
import { changePassword, signIn, signInByPhone } from './sign-in.ts'
import { accountPage, accountView, meView, sessionViews } from './views.ts'
import { whyNotView } from './why-not.ts'

const seconds = (ms: number) => Math.round(ms / 1000)

export default defineModule({
  name: 'identity',
  dir: import.meta.dirname,
  keeps,
  contract,
  direct: ['signIn', 'signInByPhone', 'changePassword'],
  handlers: {
    async signIn({ body }, ctx) {
      return meView(ctx, await signIn(ctx, body.login, body.password))
    },
    async requestCode({ body }, ctx) {
      const e164 = phoneOrRefuse(body.phone)
      await countFrom(ctx.app, 'codes', callerOf(ctx).address)
      await sendPhoneCode(ctx, e164)
      return { minutes: POLICY.code.minutes, againInSeconds: seconds(POLICY.code.pauseMs) }
    },
    async signInByPhone({ body }, ctx) {
      return meView(ctx, await signInByPhone(ctx, body.phone, body.code, body.name))
    },
    async signOut(_, ctx) {
      const { accountId, sessionId } = caller(ctx)
      await revokeSessions(ctx, { accountId, sessionId })
      sessionEffect(ctx).token = await markOnLeaving(ctx, { accountId, sessionId })
      return done
    },
    async me(_, ctx) {
      const me = await meView(ctx, caller(ctx).accountId)
      const expires = await renewSession(ctx, caller(ctx).sessionId, me.kind)
      const { token } = callerOf(ctx)
      if (expires && token) sessionEffect(ctx).token = { value: token, expires }
      return me
    },
    async rename({ body }, ctx) {
      await renameAccount(ctx, caller(ctx).accountId, body.name)
      return done
    },
    async reach({ query }, ctx) {
      const scope = ctx.scope(query.verb)
      return scope.everywhere ? { everywhere: true, unitIds: [], placeIds: [] } : { ...scope, ...lists(scope) }
    },
    whyNot: ({ query }, ctx) => whyNotView(ctx, caller(ctx), query.verb, query.unitId),
    async changePassword({ body }, ctx) {
      await changePassword(ctx, body.current, body.next)
      return done
    },
    async mySessions(_, ctx) {
      return { sessions: await sessionViews(ctx, caller(ctx).accountId) }
    },
    async endMySession({ params }, ctx) {
      const ended = await revokeSessions(ctx, { accountId: caller(ctx).accountId, sessionId: params.sessionId })
      if (!ended) throw notFound('session')
      return done
    },
    async endMyOtherSessions(_, ctx) {
      const { accountId, sessionId } = caller(ctx)
      return { ended: await revokeSessions(ctx, { accountId, exceptId: sessionId }) }
    },
    async roles(_, ctx) {
      const held = new Set(ctx.who?.grants.map(g => g.role))
      return {
        roles: ROLE_NAMES.map(role => ({
          role,
          scope: ROLES[role].scope,
          verbs: [...(ctx.app.rights.get(role) ?? [])].sort(),
          mine: ROLES[role].grantedBy.some(by => held.has(by)),
        })),
      }
    },
    accounts: ({ query }, ctx) => accountPage(ctx, query),
    account: ({ params }, ctx) => accountView(ctx, params.accountId),
    async createAccount({ body }, ctx) {
      if (!ctx.app.tree.contains(COUNTRY_ID, body.unitId)) throw notFound('unit')
      for (const grant of body.grants) await refuseUnlessMayGrant(ctx, grant.role, grant)
      const password = newPassword()
      const accountId = await createAccount(ctx, { ...body, kind: 'officer', password })
      for (const grant of body.grants) await addGrant(ctx, { ...grant, accountId })
      return { accountId, password }
    },
    async updateAccount({ params, body }, ctx) {
      const account = await administered(ctx, params.accountId)
      await renameAccount(ctx, account.id, body.name)
      if (body.unitId) await moveAccount(ctx, account, body.unitId)
      return done
    },
    async disableAccount({ params, body }, ctx) {
      const account = await administered(ctx, params.accountId)
      await setDisabled(ctx, account.id, body.disabled)
      return done
    },
    async addGrant({ params, body }, ctx) {
      await existing(ctx, params.accountId)
      await refuseUnlessMayGrant(ctx, body.role, body)
      const until = body.until ? new Date(body.until) : null
      if (until && until <= ctx.now) throw new Problem('identity.grant-past')
      return { grantId: await addGrant(ctx, { ...body, until, accountId: params.accountId }) }
    },
    async removeGrant({ params }, ctx) {
      const grant = (await grantsOf(ctx, [params.accountId])).find(g => g.id === params.grantId)
      if (!grant) throw notFound('grant')
      await refuseUnlessMayGrant(ctx, grant.role, grant)
      if (grant.role === 'administrator') refuseSelf(ctx, params.accountId)
      await revokeGrants(ctx, { grantId: grant.id })
      return done
    },
    async accountSessions({ params }, ctx) {
      await existing(ctx, params.accountId)
      return { sessions: await sessionViews(ctx, params.accountId) }
    },
    async endAccountSessions({ params, query }, ctx) {
      const { id: accountId } = await administered(ctx, params.accountId, 'also me')
      return {
        ended: await revokeSessions(ctx, { accountId, ...(query.sessionId ? { sessionId: query.sessionId } : {}) }),
      }
    },
  },
  allows: { administrator: ['identity.administer'] },
  declares: [
    factorDuty,
    holderQuestion,
    codeCeilings,
    ...indicators,
    ended('identity.role_grant', 'until'),
    ended('identity.account', 'disabled_at'),
    ended('identity.account', 'parted_at', 'person_id'),
    asNow('identity.account', ['password_hash', 'must_change_password', 'has_factor'], 't.login is not null'),
  ],
  locates: {
    /** Where an account is administered; citizens' at the top. */
    account: async (sql, id) => {
      const [row] = await sql<{ unitId: string | null }[]>`select unit_id from identity.account where id = ${id}`
      return row && { unitId: row.unitId ?? COUNTRY_ID }
    },
  },
  constraints: { account_login: 'identity.login-taken' },
  async start(app) {
    // Replaced by the registers of people and places and by the stations when they start.
    app.provide(householdOf, async (_sql, personId) => [personId])
    app.provide(placeNames, async () => new Map())
    app.provide(sharedDevice, async () => undefined)
    app.provide(homeAreas, administeredAreas)
    app.provide(holders, createHolders(app))
    app.authenticate = token => authenticate(app, token)
    app.stillIn = sessionIds => stillIn(app, sessionIds)
    app.bus.on(SESSION_TOPIC, () => cacheOf(app).clear())
  },
})

function caller(ctx: Context) {
  if (!ctx.who) throw new Error('No endpoint of one’s own account is open to strangers.')
  return ctx.who
}

const lists = ({ unitIds, placeIds }: { unitIds: readonly string[]; placeIds: readonly string[] }) => ({
  unitIds: [...unitIds],
  placeIds: [...placeIds],
})

async function moveAccount(ctx: Context, account: Account, unitId: string): Promise<void> {
  if (account.kind !== 'officer') throw new Problem('identity.no-unit')
  const here = await ctx.app.locate(ctx.sql, at.unit(unitId))
  const scope = ctx.scope('identity.administer')
  if (!here || !(scope.everywhere || scope.unitIds.includes(unitId)))
    throw new Problem('core.refused.area', { status: 403, params: { verb: 'identity.administer' } })
  const left = await cellsOfAccounts(ctx.sql, [account.id])
  await ctx.sql`update identity.account set unit_id = ${unitId} where id = ${account.id}`
  await ctx.emit(accountsChanged, { accountIds: [account.id], left })
}
