import { type Keeps, rows, sealedText, timeless, withRow } from '#core/keeps.ts'
import { auditDays, pruneAudit } from './heads.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  'core.audit': {
    basis: 'accountability',
    ends: [{ how: 'partitions', days: auditDays, since: 't.at', widthDays: 31, run: pruneAudit }],
    about: { person: 'person_id', withheld: 'elsewhere' },
  },
  watch: timeless,
  alert: rows('accountability', 730, 't.closed_at', {
    when: 't.closed_at is not null',
    about: { person: 'person_id', withheld: 'internal' },
  }),
  sign: withRow('accountability', 'audit.alert', 'alert_id'),
  question: rows('accountability', 730, 't.answered_at', {
    when: 't.answered_at is not null',
    about: {
      person: 'person_id',
      gives: ['asked_at', 'text_sealed', 'answered_at', 'answer_sealed'],
      opens: { text_sealed: sealedText, answer_sealed: sealedText },
    },
  }),
}
