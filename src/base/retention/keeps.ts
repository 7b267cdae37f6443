import { termOf } from '#base/policies/term.ts'
import { type Keeps, rows, sealedText, timeless, withRow } from '#core/keeps.ts'
import { rightsRule } from './policies.ts'

const exportDays = termOf(rightsRule, rule => rule.exportDays)

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  state: timeless,
  ended: rows('accountability', 730, 't.at'),
  export: rows('accountability', exportDays, 'coalesce(t.made_at, t.asked_at)', {
    about: { person: 'person_id', account: 'account_id', gives: ['asked_at', 'made_at', 'expires_at'] },
  }),
  piece: withRow('accountability', 'retention.export', 'export_id'),
  request: rows('accountability', 730, 't.done_at', {
    when: 't.done_at is not null and (not t.anonymise or t.anonymised_at is not null)',
    about: {
      person: 'person_id',
      gives: ['kind', 'asked_at', 'text_sealed', 'decision', 'reply_sealed', 'done_at'],
      opens: { text_sealed: sealedText, reply_sealed: sealedText },
    },
  }),
}
