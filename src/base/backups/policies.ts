import * as z from 'zod/mini'
import { policy } from '#base/policies/index.ts'

/** Facts are dropped after 28 days: a backup that is kept longer would keep what must be gone. */
export const LONGEST_DAYS = 28

/** How far back lists beside the backups go: a week more, for a backup that is removed late. */
export const LISTED_DAYS = LONGEST_DAYS + 7

export const backupKeeping = policy({
  code: 'backups.keeping',
  schema: z.object({
    /** How long a backup is kept. */
    days: z.int().check(z.minimum(1), z.maximum(LONGEST_DAYS)),
    /** After how many hours without a good one the administrators are told. */
    lateHours: z.int().check(z.minimum(1), z.maximum(24 * 7)),
  }),
  defaults: [
    { from: '2020-01-01', document: 'Nghị định 85/2016/NĐ-CP, TCVN 11930:2017', params: { days: 14, lateHours: 30 } },
  ],
})
