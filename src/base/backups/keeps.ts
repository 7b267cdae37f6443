import { termOf } from '#base/policies/term.ts'
import type { Keeps } from '#core/keeps.ts'
import { expireBackups, refuseKept } from './expire.ts'
import { backupKeeping } from './policies.ts'
import { IS_KEPT } from './queries.ts'

const keptDays = termOf(backupKeeping, rule => rule.days)
const file = { how: 'away', days: keptDays, since: 't.began_at', when: IS_KEPT } as const

/** What this module keeps, for what, and how that ends: the files of backups as the policy says, their rows later. */
export const keeps: Keeps = {
  run: {
    basis: 'security',
    ends: [
      { ...file, run: expireBackups },
      { how: 'rows', days: 730, since: 't.began_at', when: `not (${IS_KEPT})` },
      // Last, for what cannot be removed keeps nothing else from ending, and is told.
      { ...file, run: refuseKept },
    ],
  },
}
