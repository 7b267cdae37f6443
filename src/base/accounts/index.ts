import { accountById, contactOf, phoneOrRefuse, setContact } from '#base/identity/accounts.ts'
import { localPhone } from '#base/identity/rules.ts'
import { inTransaction, provePassword } from '#base/identity/sign-in.ts'
import { meView } from '#base/identity/views.ts'
import { workMoved } from '#base/work/events.ts'
import type { Context } from '#core/app.ts'
import { writeAudit } from '#core/audit.ts'
import { DAY_MS } from '#core/clock.ts'
import { at, done } from '#core/contract.ts'
import { daily, defineModule, on } from '#core/module.ts'
import { Problem } from '#core/problem.ts'
import { activate, lookAt, resetAccount } from './activation.ts'
import { accounts as contract } from './contract.ts'
import { helpAsked } from './events.ts'
import { accessFlow, helpFlow, RESET, templates } from './flows.ts'
import { isEmail, officersList } from './list.ts'
import { activationTerm } from './policies.ts'
import {
  answered,
  askAccess,
  askHelp,
  grantRequest,
  myRequests,
  openHelp,
  requestView,
  resetRequest,
} from './requests.ts'
import { printSlips } from './slips.ts'

const CODES_KEPT_DAYS = 90
const REQUESTS_KEPT_DAYS = 365

export default defineModule({
  name: 'accounts',
  dir: import.meta.dirname,
  contract,
  direct: ['look', 'activate', 'setContact'],
  handlers: {
    slips: ({ body }, ctx) => printSlips(ctx, body),
    reset: ({ params }, ctx) => resetAccount(ctx, params.accountId),
    look: ({ body }, ctx) => lookAt(ctx, body.code),
    activate: async ({ body }, ctx) => meView(ctx, await activate(ctx, body.code, body.password)),
    async help({ body }, ctx) {
      await askHelp(ctx, body)
      return done
    },
    ask: async ({ body }, ctx) => ({ requestId: await askAccess(ctx, body) }),
    mine: async (_, ctx) => ({ requests: await myRequests(ctx) }),
    async myContact(_, ctx) {
      const account = ctx.who ? await accountById(ctx, ctx.who.accountId) : undefined
      const { phone, email } = account ? contactOf(ctx, account) : {}
      return { phone: phone ? localPhone(phone) : null, email: email ?? null }
    },
    async setContact({ body }, ctx) {
      await changeContact(ctx, body)
      return done
    },
    request: ({ params }, ctx) => requestView(ctx, params.requestId),
    async grant({ params, body }, ctx) {
      await grantRequest(ctx, params.requestId, body)
      return done
    },
    resetFor: ({ params }, ctx) => resetRequest(ctx, params.requestId),
  },
  on: [
    on(workMoved, (moved, ctx) => answered(ctx, moved)),
    on(helpAsked, ({ requestId }, ctx) => openHelp(ctx, requestId)),
  ],
  every: { 'accounts.forget': daily('03:30', forget) },
  allows: {
    administrator: [RESET, 'work.read', 'work.act', 'lists.import'],
    helpdesk: [RESET, 'work.read', 'work.act'],
  },
  locates: {
    /** Where the right is asked for; of who cannot sign in, where the account is administered. */
    async 'account-request'(sql, id) {
      const [row] = await sql<{ unitId: string | null }[]>`
        select coalesce(r.unit_id, a.unit_id) as unit_id
          from accounts.request r join identity.account a on a.id = r.account_id where r.id = ${id}`
      return row?.unitId ? { unitId: row.unitId } : undefined
    },
  },
  declares: [officersList, activationTerm, accessFlow, helpFlow, ...templates],
})

interface NewContact {
  readonly password: string
  readonly phone: string
  readonly email: string
}

/** Whoever can change this can have the next way in sent to themselves: the password proves who it is. */
async function changeContact(ctx: Context, { password, phone, email }: NewContact): Promise<void> {
  const account = ctx.who ? await accountById(ctx, ctx.who.accountId) : undefined
  if (!account?.login) throw new Problem('identity.no-password')
  const { id } = await provePassword(ctx, account.login, password)
  if (email && !isEmail(email)) throw new Problem('accounts.list.email-invalid')
  const contact = { phone: phone ? phoneOrRefuse(phone) : undefined, email: email.toLowerCase() || undefined }
  await inTransaction(ctx, async own => {
    await setContact(own, id, contact)
    await writeAudit(own, 'accounts.setContact', at.of('account', id))
  })
}

async function forget({ sql, now }: Context): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS)
  await sql`delete from accounts.activation where expires_at < ${before(CODES_KEPT_DAYS)}`
  await sql`delete from accounts.request where at < ${before(REQUESTS_KEPT_DAYS)} and state <> 'asked'`
  // What strangers typed, and no account answers to.
  await sql`delete from accounts.request where account_id is null and at < ${before(1)}`
}
