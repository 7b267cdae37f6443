import { event } from '#core/event.ts'

/** Messages that are to go out at once. */
export const messagesQueued = event<{ deliveryIds: readonly string[] }>('messages.queued', { urgent: true })

/** There are messages whose time has come: more than a few at once, or after a pause. */
export const messagesDue = event<Record<never, never>>('messages.due')
