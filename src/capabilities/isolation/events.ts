import { event } from '#core/event.ts'

/** Ids of orders. */
interface Orders {
  readonly orderIds: readonly string[]
}

/** The station of a unit proposed orders, and for whom. */
export const ordersProposed = event<Orders & { readonly unitId?: string; readonly personIds?: readonly string[] }>(
  'isolation.orders-proposed',
)
/** The chair signed or refused them, or the station took them back. */
export const ordersDecided = event<Orders>('isolation.orders-decided')
/** They are in force from now on. */
export const ordersBegun = event<Orders>('isolation.orders-begun')
/** They hold no more: their days are over, they ended early, or were cancelled. */
export const ordersEnded = event<Orders>('isolation.orders-ended')
/** A result of somebody under an order was written down: `testResult` of the timeline says which. */
export const orderTested = event<{ testId: string; personId: string; unitId: string; isCase: boolean }>(
  'isolation.tested',
)
/** How many a site takes was said. */
export const capacitySet = event<{ placeId: string }>('isolation.capacity-set')
