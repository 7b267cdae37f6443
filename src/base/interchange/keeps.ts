import { termOf } from '#base/policies/term.ts'
import { type Keeps, rows, timeless, withRow } from '#core/keeps.ts'
import { keeping } from './policies.ts'
import { forgetContents } from './queries.ts'

const days = termOf(keeping, rule => rule.days)

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  partner: timeless,
  outbox: timeless,
  inbox: timeless,
  content: {
    basis: 'service',
    ends: [
      {
        how: 'away',
        days: termOf(keeping, rule => rule.contentDays),
        since: 't.at',
        run: (ctx, before) => forgetContents(ctx.sql, before),
      },
    ],
  },
  piece: withRow('service', 'interchange.content', 'content_id'),
  outgoing: rows('accountability', days, 't.queued_at', { when: "t.state <> 'queued'" }),
  incoming: rows('accountability', days, 't.received_at', { when: "t.state <> 'waiting'" }),
}
