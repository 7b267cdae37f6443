import * as z from 'zod/mini'
import { COUNTRY_ID } from '#base/units/model.ts'
import { at, can, endpoint, ok, page, wire } from '#core/contract.ts'

export const BackupRun = z.object({
  id: wire.id,
  beganAt: wire.instant,
  endedAt: wire.instant,
  file: z.nullable(z.string()),
  bytes: z.nullable(z.number()),
  rows: z.nullable(z.number()),
  /** Written by the installation that this one was restored from, whose affair the file is. */
  isOthers: z.boolean(),
  /** When the file was seen to be gone; null of one that is kept, or should be gone and could not be removed. */
  removedAt: z.nullable(wire.instant),
  /** The code of the problem, when there was one. */
  problem: z.nullable(z.string()),
})
export type BackupRun = z.infer<typeof BackupRun>

export const backups = {
  state: endpoint({
    method: 'GET',
    path: '/backups/state',
    reply: z.object({
      /** The public half of the backup key begins so; null while there is none, and then nothing is backed up. */
      key: z.nullable(z.string()),
      lastAt: z.nullable(wire.instant),
      isLate: z.boolean(),
      isRunning: z.boolean(),
      /** Who asks may have one made. */
      mayMake: z.boolean(),
      keptDays: z.number(),
      lateHours: z.number(),
    }),
    may: can('backups.read'),
    summary: 'Whether backups are made, and when the last good one was',
  }),
  list: endpoint({
    method: 'GET',
    path: '/backups',
    query: z.object({ after: z.optional(z.string()) }),
    reply: page(BackupRun),
    may: can('backups.read'),
    summary: 'The backups that were tried, the last one first',
  }),
  make: endpoint({
    method: 'POST',
    path: '/backups',
    reply: ok,
    may: can('backups.make'),
    // A backup is of the whole installation.
    about: () => at.unit(COUNTRY_ID),
    summary: 'Begin a backup now',
  }),
}
