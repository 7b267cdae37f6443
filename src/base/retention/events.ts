import { event } from '#core/event.ts'

/** A citizen asked for a copy of what is kept about them. */
export const copyAsked = event<{ exportId: string }>('retention.copy-asked', { urgent: true })

/** What citizens had done with their data has changed: whoever restores an older backup has to know. */
export const requestDone = event<{ dataRequestId: string }>('retention.request-done')
