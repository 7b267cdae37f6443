import { type Keeps, rows, sealedJson, sealedText, timeless, withRow } from '#core/keeps.ts'
import { DRAFT_DAYS } from './mine.ts'

const DOSSIER = 'services.dossier'
const ofDossier = (column: string) => `(select d.person_id from services.dossier d where d.id = t.${column})`

/** What this module keeps, for what, and how that ends. Results are records; what only led to them goes earlier. */
export const keeps: Keeps = {
  office: timeless,
  closure: timeless,
  procedure: timeless,
  sequence: timeless,
  draft: rows('service', DRAFT_DAYS, 't.at', {
    about: {
      person: 'person_id',
      account: 'account_id',
      gives: ['procedure_code', 'at'],
      opens: { body_sealed: sealedJson },
    },
  }),
  dossier: rows('records', 3650, 't.closed_at', {
    when: 't.closed_at is not null',
    about: {
      person: 'person_id',
      gives: [
        'code',
        'channel',
        'state',
        'filed_at',
        'received_at',
        'due_at',
        'finished_at',
        'returned_at',
        'return_by',
        'fee',
      ],
      opens: { contact_sealed: sealedJson, answers_sealed: sealedJson },
    },
  }),
  portal_dossier: withRow('records', DOSSIER, 'dossier_id'),
  portal_call: rows('records', 365, 't.received_at'),
  portal_procedure: timeless,
  paper: withRow('records', DOSSIER, 'dossier_id', { person: ofDossier('dossier_id'), gives: ['name', 'how', 'at'] }),
  stage: withRow('records', DOSSIER, 'dossier_id', {
    person: ofDossier('dossier_id'),
    gives: ['name', 'began_at', 'due_at', 'ended_at'],
  }),
  notice: withRow('records', DOSSIER, 'dossier_id', {
    person: ofDossier('dossier_id'),
    gives: ['kind', 'reason', 'at', 'signer', 'new_due'],
  }),
  payment: withRow('records', DOSSIER, 'dossier_id', {
    person: ofDossier('dossier_id'),
    gives: ['amount', 'method', 'state', 'receipt', 'paid_at'],
  }),
  callback: rows('accountability', 3650, 't.at'),
  result: withRow('records', DOSSIER, 'dossier_id', {
    person: ofDossier('dossier_id'),
    gives: ['number', 'title', 'issued_at', 'signer'],
    opens: { text_sealed: sealedText },
  }),
  rating: withRow('service', DOSSIER, 'dossier_id', {
    person: ofDossier('dossier_id'),
    gives: ['moment', 'stars', 'at'],
    opens: { comment_sealed: sealedText },
  }),
  feedback: withRow('records', DOSSIER, 'dossier_id', {
    person: ofDossier('dossier_id'),
    gives: ['at', 'answered_at'],
    opens: { text_sealed: sealedText, answer_sealed: sealedText },
  }),
}
