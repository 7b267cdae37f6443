import { organisation } from '#base/units/organisations.ts'
import { dayOf } from '#core/clock.ts'
import { done } from '#core/contract.ts'
import { defineModule, everyMinutes, on } from '#core/module.ts'
import { changeAsked, documentIssued, incomingReached } from '../events.ts'
import { agenciesTraffic, announce, announceToAll } from './agencies.ts'
import { edxmlTraffic } from './arrive.ts'
import { axis } from './axis.ts'
import { CODES, codeList, codePage, setCode } from './codes.ts'
import { exchange as contract } from './contract.ts'
import { dispatchChange, dispatchDocument, dispatchStatus } from './dispatch.ts'
import { keeps } from './keeps.ts'
import { agenciesNamed, documentSteps, exchangedPage } from './views.ts'

export default defineModule({
  name: 'exchange',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    codes: ({ query }, ctx) => codePage(ctx, query),
    async setCode({ params, body }, ctx) {
      await setCode(ctx, params.organisationId, body)
      return done
    },
    list: ({ query }, ctx) => exchangedPage(ctx, query),
    document: ({ params }, ctx) => documentSteps(ctx, params.documentId),
    agencies: async ({ query }, ctx) => ({ agencies: await agenciesNamed(ctx, query.q) }),
    announce: async ({ params }, ctx) => ({ count: await announce(ctx, [params.partnerId]) }),
  },
  on: [
    on(documentIssued, ({ documentId }, ctx) => dispatchDocument(ctx, documentId)),
    on(changeAsked, ({ documentId, what, byId }, ctx) => dispatchChange(ctx, documentId, what, byId)),
    on(incomingReached, ({ documentId, status }, ctx) => dispatchStatus(ctx, documentId, status)),
  ],
  every: { 'exchange.announce': everyMinutes(10, announceToAll) },
  allows: { administrator: [CODES] },
  locates: {
    async 'coded-organisation'(sql, id, app) {
      const found = await organisation(sql, id, dayOf(app.clock()))
      return found && { unitId: found.unitId }
    },
  },
  declares: [edxmlTraffic, agenciesTraffic, axis, codeList],
})
