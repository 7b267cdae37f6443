import { buildEndSessionUrl } from 'openid-client'
import { accountById } from '#base/identity/accounts.ts'
import { accountParted } from '#base/identity/events.ts'
import { countFrom, refusePastCeiling } from '#base/identity/limits.ts'
import { markOnLeaving, revokeSessions } from '#base/identity/sessions.ts'
import { disabledProblem, enter, inTransaction, keep } from '#base/identity/sign-in.ts'
import { meView } from '#base/identity/views.ts'
import type { Context } from '#core/app.ts'
import { writeAudit } from '#core/audit.ts'
import { at, done } from '#core/contract.ts'
import { callerOf, sessionEffect } from '#core/http/server.ts'
import { defineModule, on } from '#core/module.ts'
import { wholly } from '#core/powers.ts'
import { notFound, Problem } from '#core/problem.ts'
import { openid as contract, type Kind } from './contract.ts'
import { begin, finish, type Returned } from './flow.ts'
import { keeps } from './keeps.ts'
import { accountOf } from './link.ts'
import { configurationOf, providerNamed, providersService, readProviders } from './providers.ts'

/** Said by a provider that asked for more than a password (RFC 8176). */
const SEVERAL_FACTORS = 'mfa'

export default defineModule({
  name: 'openid',
  dir: import.meta.dirname,
  keeps,
  contract,
  direct: ['start', 'startLink', 'finish', 'leave'],
  handlers: {
    providers: async ({ query }, ctx) => ({ providers: offered(ctx, query.kind) }),
    async start({ params, body }, ctx) {
      await countFrom(ctx.app, 'codes', callerOf(ctx).address)
      return begin(ctx, providerNamed(ctx.app, params.provider), { purpose: 'sign-in', invitation: body.invitation })
    },
    startLink: ({ params }, ctx) =>
      begin(ctx, providerNamed(ctx.app, params.provider), { purpose: 'link', accountId: caller(ctx).accountId }),
    async finish({ body }, ctx) {
      await refusePastCeiling(ctx.app, 'failures', callerOf(ctx).address)
      const back = await finish(ctx, body.query)
      return meView(ctx, await comeIn(ctx, back))
    },
    async links(_, ctx) {
      const rows = await ctx.sql<{ provider: string; proven: boolean; linkedAt: Date }[]>`
        select provider, proven, linked_at from openid.link where account_id = ${caller(ctx).accountId} order by provider`
      const account = await accountById(ctx, caller(ctx).accountId)
      const all = offered(ctx, account?.kind === 'officer' ? 'officers' : 'citizens')
      const labels = new Map(all.map(one => [one.name, one.label]))
      return {
        links: rows.map(row => ({
          provider: row.provider,
          label: labels.get(row.provider) ?? row.provider,
          proven: row.proven,
          since: row.linkedAt.toISOString(),
        })),
        others: all.filter(one => !rows.some(row => row.provider === one.name)),
      }
    },
    async unlink({ params }, ctx) {
      const account = await accountById(ctx, caller(ctx).accountId)
      if (!account?.passwordHash && !account?.phoneSealed) throw new Problem('openid.only-way', { status: 409 })
      const dropped = await ctx.sql`
        delete from openid.link where account_id = ${account.id} and provider = ${params.provider}`
      if (!dropped.count) throw notFound('link')
      return done
    },
    async leave(_, ctx) {
      const { accountId, sessionId } = caller(ctx)
      sessionEffect(ctx).token = await inTransaction(ctx, async own => {
        await revokeSessions(own, { accountId, sessionId })
        await writeAudit(own, 'openid.leave')
        return markOnLeaving(own, { accountId, sessionId })
      })
      return { url: await endThere(ctx, sessionId) }
    },
  },
  on: [
    // Who was parted from the account is not to come in to it by another door.
    on(
      accountParted,
      async ({ accountId }, { sql }) => void (await sql`delete from openid.link where account_id = ${accountId}`),
    ),
  ],
  constraints: { link_account: 'openid.linked-already' },
  declares: [wholly('openid.link', 'account_id')],
  async start(app) {
    app.provide(providersService, readProviders(app))
  },
})

function caller({ who }: Context) {
  if (!who) throw new Error('No endpoint of one’s own account is open to strangers.')
  return who
}

const offered = (ctx: Context, kind: Kind) =>
  ctx.app
    .use(providersService)
    .filter(one => one.kind === kind)
    .map(({ name, label }) => ({ name, label }))

/** Signs in whom the provider vouched for, or links the account that asked. */
async function comeIn(ctx: Context, back: Returned): Promise<string> {
  const caller = callerOf(ctx)
  const outcome = await inTransaction(ctx, async own => {
    const account = await accountOf(own, back)
    if (account.disabledAt) throw disabledProblem()
    if (back.purpose === 'link') {
      await writeAudit(own, 'openid.link', at.of('account', account.id))
      return { account }
    }
    const isStrong = [back.claims.amr].flat().includes(SEVERAL_FACTORS)
    const session = await enter(own, account.id, 'openid.finish', caller, isStrong ? { factor: true } : {})
    await own.sql`
      insert into openid.visit (session_id, provider, token_sealed, at)
      values (${session.sessionId}, ${back.provider.name}, ${own.app.keyring.encrypt(back.idToken)}, ${own.now})`
    return { account, session }
  }).catch(async problem => {
    await countFrom(ctx.app, 'failures', caller.address)
    throw problem
  })
  if ('session' in outcome && outcome.session) keep(ctx, outcome.session)
  return outcome.account.id
}

/** Where the provider ends its own session; null where it has no such place or cannot be asked. */
async function endThere(ctx: Context, sessionId: string): Promise<string | null> {
  const [visit] = await ctx.sql<{ provider: string; tokenSealed: Buffer }[]>`
    delete from openid.visit where session_id = ${sessionId} returning provider, token_sealed`
  const provider = visit && ctx.app.use(providersService).find(one => one.name === visit.provider)
  if (!provider) return null
  const configuration = await configurationOf(provider).catch(() => undefined)
  if (!configuration?.serverMetadata().end_session_endpoint) return null
  return buildEndSessionUrl(configuration, {
    id_token_hint: ctx.app.keyring.decrypt(visit.tokenSealed),
    post_logout_redirect_uri: `${ctx.app.config.origin}${provider.kind === 'officers' ? '/console' : '/'}`,
  }).href
}
