import { wire } from '#core/contract.ts'

/** When the device says it happened, and what its clock showed when it sent this: their difference to ours corrects it. */
export const Stamp = { id: wire.id, deviceAt: wire.instant, sentAt: wire.instant }
