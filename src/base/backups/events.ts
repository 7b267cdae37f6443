import { event } from '#core/event.ts'

/** An administrator wants a backup now. */
export const backupAsked = event<Record<never, never>>('backups.asked')
