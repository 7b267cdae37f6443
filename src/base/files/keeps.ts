import { termOf } from '#base/policies/term.ts'
import { type Keeps, withRow } from '#core/keeps.ts'
import { forgetOldFiles } from './files.ts'
import { keeping } from './policies.ts'

const fileDays = termOf(keeping, rule => rule.days)

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  file: {
    basis: 'records',
    ends: [{ how: 'away', days: fileDays, since: 't.uploaded_at', when: 't.removed_at is null', run: forgetOldFiles }],
  },
  content: withRow('records', 'files.file', 'file_id'),
}
