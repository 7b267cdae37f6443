import { event } from '#core/event.ts'

/** The next recipients of a broadcast are to be handed over to the messages. */
export const broadcastDue = event<{ broadcastId: string }>('broadcasts.due')
