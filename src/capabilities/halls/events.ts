import { event } from '#core/event.ts'

/** A number was taken, called for the first time, or finished. */
export const ticketsMoved = event<{ readonly ticketIds: readonly string[] }>('halls.tickets-moved')
