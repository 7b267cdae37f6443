import { termOf } from '#base/policies/term.ts'
import { held, type Keeps, rows, sealedText, timeless, withRow } from '#core/keeps.ts'
import { retention } from './policies.ts'

const messageDays = termOf(retention, rule => rule.days)

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  token: timeless,
  message: rows('service', messageDays, 't.at', {
    about: { person: 'person_id', gives: ['at', 'template', 'locale'] },
  }),
  delivery: withRow('service', 'messages.message', 'message_id'),
  part: withRow('service', 'messages.delivery', 'delivery_id'),
  receipt: rows('service', 2, 't.at'),
  preference: held('service', { person: 'person_id', gives: ['ordinary', 'off', 'quiet_from', 'quiet_until', 'at'] }),
  subscription: held('service', { account: 'account_id', gives: ['at'] }),
  inbox: rows('service', 30, 't.at', {
    about: { account: 'account_id', gives: ['at', 'sealed', 'read_at'], opens: { sealed: sealedText } },
  }),
  mailbox: rows('service', 1, 't.at'),
}
