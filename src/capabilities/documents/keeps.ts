import { held, type Keeps, rows, timeless, withRow } from '#core/keeps.ts'

/** Ten years, the usual term of an office's papers (Thông tư 10/2022/TT-BNV); what lies in a file of work as long as that. */
const YEARS = 3653

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  office: timeless,
  document: rows('archive', YEARS, 't.listed_at', {
    when: `not exists (select from documents.work_file_document f where f.document_id = t.id)
       and not exists (select from documents.document a where a.reply_to = t.id)
       and not exists (select from documents.task k where k.document_id = t.id)
       and not exists (select from documents.recipient r where r.incoming_id = t.id)
       and not exists (select from documents.change c where c.by_id = t.id)
       and not exists (select from documents.wish w where w.by_id = t.id)`,
  }),
  entry: withRow('archive', 'documents.document', 'document_id'),
  party: withRow('archive', 'documents.document', 'document_id'),
  recipient: withRow('archive', 'documents.document', 'document_id'),
  recipient_status: withRow('archive', 'documents.recipient', 'recipient_id'),
  version: withRow('archive', 'documents.document', 'document_id'),
  opinion: withRow('archive', 'documents.document', 'document_id'),
  signer: withRow('archive', 'documents.document', 'document_id'),
  change: withRow('archive', 'documents.document', 'document_id'),
  wish: withRow('archive', 'documents.document', 'document_id'),
  task: rows('archive', YEARS, 't.closed_at', { when: 't.closed_at is not null' }),
  task_helper: withRow('archive', 'documents.task', 'task_id'),
  task_note: withRow('archive', 'documents.task', 'task_id'),
  work_file: held('archive'),
  work_file_document: withRow('archive', 'documents.work_file', 'work_file_id'),
}
