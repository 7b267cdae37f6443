import { event } from '#core/event.ts'

/** A citizen asked for a copy of what is kept about them. */
export const copyAsked = event<{ exportId: string }>('retention.copy-asked', { urgent: true })
