import type { Ref } from '#core/contract.ts'
import { event } from '#core/event.ts'

export interface WorkOpened {
  readonly workId: string
  readonly kind: string
  readonly subject: Ref
  readonly unitId: string
}
export const workOpened = event<WorkOpened>('work.opened')

export interface WorkMoved extends WorkOpened {
  readonly step: string
  readonly from: string
  readonly to: string
  /** Whether it is done with this. */
  readonly done: boolean
  readonly accountId: string | null
}
export const workMoved = event<WorkMoved>('work.moved')

/** An item belongs to another unit from now on: people move. */
export const workTransferred = event<WorkOpened>('work.transferred')
