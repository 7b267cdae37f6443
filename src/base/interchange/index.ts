import { done } from '#core/contract.ts'
import { gauge } from '#core/health.ts'
import { defineModule, everyMinutes } from '#core/module.ts'
import { pump } from '#core/pump.ts'
import { interchange as contract } from './contract.ts'
import { https } from './https.ts'
import { keeps } from './keeps.ts'
import { keeping, pressure, retries } from './policies.ts'
import { messageOf } from './queries.ts'
import { IN_TOPIC, receive } from './receive.ts'
import { drop, greet, OUT_TOPIC, sendAgain, sendDue } from './send.ts'
import { takeAgain, takeWaiting } from './take.ts'
import { troubleFlow, watch } from './trouble.ts'
import { addPartner, cardView, inspect, messagePage, mustMessage, partnerViews, pausePartner, tryNow } from './views.ts'

export { type Addressee, Busy, type Carrier, carrier, type Parcel, Refused, Unreached } from './carrier.ts'
export { whole } from './content.ts'
export { savePartner } from './queries.ts'
export { type NewMessage, send } from './send.ts'
export { type Message, type Outcome, type Traffic, traffic } from './traffic.ts'

/** No office sees a tenth of a second; messages that share a transaction, and a receipt for all of them, cost far less. */
const REST_MS = 100

const queueAge = gauge(
  'saola_interchange_queue_age_seconds',
  'Since when the first message to a partner waits.',
  async app => {
    const [row] = await app.db.sql<{ since: Date | null }[]>`
    select min(queued_at) as since from interchange.outgoing where state = 'queued'`
    return row?.since ? (app.clock().getTime() - row.since.getTime()) / 1000 : 0
  },
)

export default defineModule({
  name: 'interchange',
  dir: import.meta.dirname,
  keeps,
  contract,
  direct: ['receive'],
  handlers: {
    card: async (_, ctx) => cardView(ctx),
    partners: async (_, ctx) => ({ partners: await partnerViews(ctx) }),
    addPartner: async ({ body }, ctx) => ({ partnerId: await addPartner(ctx, body.unitId, body.card) }),
    async pause({ params, body }, ctx) {
      await pausePartner(ctx, params.partnerId, body.why)
      return done
    },
    async tryNow({ params }, ctx) {
      await tryNow(ctx, params.partnerId)
      return done
    },
    messages: ({ query }, ctx) => messagePage(ctx, query),
    inspect: ({ params }, ctx) => inspect(ctx, params.exchangedId),
    async repeat({ params }, ctx) {
      const { way, id } = await mustMessage(ctx, params.exchangedId)
      if (way === 'out') await sendAgain(ctx, id)
      else await takeAgain(ctx, id)
      return done
    },
    async drop({ params }, ctx) {
      await drop(ctx, params.exchangedId)
      return done
    },
    receive: ({ query, body }, ctx) => receive(ctx, query, body),
  },
  runs: {
    async 'interchange.send'(app, until) {
      await greet(app)
      await pump(app, until, { topic: OUT_TOPIC, restMs: REST_MS, work: sendDue })
    },
    'interchange.take': (app, until) => pump(app, until, { topic: IN_TOPIC, restMs: REST_MS, work: takeWaiting }),
  },
  every: { 'interchange.watch': everyMinutes(10, watch) },
  allows: { administrator: ['interchange.read', 'interchange.manage'] },
  locates: {
    async partner(sql, id) {
      const [row] = await sql<{ unitId: string }[]>`select unit_id from interchange.partner where id = ${id}`
      return row
    },
    async 'exchanged-message'(sql, id) {
      const row = await messageOf(sql, id)
      return row && { unitId: row.unitId }
    },
  },
  declares: [retries, pressure, keeping, troubleFlow, https, queueAge],
})
