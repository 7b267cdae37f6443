import { accountById, contactOf } from '#base/identity/accounts.ts'
import { meView } from '#base/identity/views.ts'
import { workMoved } from '#base/work/events.ts'
import { done } from '#core/contract.ts'
import { defineModule, on } from '#core/module.ts'
import { activate, lookAt, resetAccount } from './activation.ts'
import { changeOwn, contactView, giveContact, shownContact } from './contacts.ts'
import { accounts as contract } from './contract.ts'
import { helpAsked } from './events.ts'
import { accessFlow, helpFlow, RESET, templates } from './flows.ts'
import { keeps } from './keeps.ts'
import { officersList } from './list.ts'
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

export default defineModule({
  name: 'accounts',
  dir: import.meta.dirname,
  keeps,
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
      return shownContact(account ? contactOf(ctx, account) : {})
    },
    contact: ({ params }, ctx) => contactView(ctx, params.accountId),
    changeContact: ({ params, body }, ctx) => giveContact(ctx, params.accountId, body),
    async setContact({ body }, ctx) {
      await changeOwn(ctx, body)
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
