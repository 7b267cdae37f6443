import { event } from '#core/event.ts'

/** Nobody works there any more; its areas closed with it. */
export const placeClosed = event<{ placeId: string }>('places.closed')
