import { termOf } from '#base/policies/term.ts'
import { type Keeps, rows, timeless, withRow } from '#core/keeps.ts'
import { keeping } from './policies.ts'

const days = termOf(keeping, rule => rule.days)
const contentDays = termOf(keeping, rule => rule.contentDays)

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  partner: timeless,
  outbox: timeless,
  inbox: timeless,
  content: rows('service', contentDays, 't.at', {
    // What is still to be sent, or worked on, has not served its purpose.
    when: `not exists (select from interchange.outgoing o where o.content_id = t.id and o.state = 'queued')
      and not exists (select from interchange.incoming i where i.content_id = t.id and i.state = 'waiting')`,
  }),
  piece: withRow('service', 'interchange.content', 'content_id'),
  outgoing: rows('accountability', days, 't.queued_at', { when: "t.state <> 'queued'" }),
  incoming: rows('accountability', days, 't.received_at', { when: "t.state <> 'waiting'" }),
}
