import { event } from '#core/event.ts'

/** The next rows of a list wait to be loaded. */
export const importWaits = event<{ importId: string; pass: number; block: number }>('lists.import-waits')
/** A list was loaded to its end. */
export const importDone = event<{ importId: string; kind: string }>('lists.import-done')
