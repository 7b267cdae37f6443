import { flow } from '#base/work/flow.ts'

/** Bưu gửi có sự cố: lost, sent back, nobody at the door, silent, or not taken by the carrier. */
export const troubleFlow = flow({
  kind: 'parcels.trouble',
  reads: 'parcels.read',
  states: ['open', 'solved', 'closed'],
  initial: 'open',
  final: ['solved', 'closed'],
  due: { workingDays: 1 },
  transitions: [
    { name: 'close', from: 'open', to: 'closed', verb: 'parcels.read', needsNote: true },
    { name: 'solved', from: 'open', to: 'solved', verb: 'parcels.read', system: true },
  ],
})

/** Hồ sơ gửi qua bưu chính đã đến: to be taken in. */
export const arrivalFlow = flow({
  kind: 'parcels.arrival',
  reads: 'parcels.read',
  states: ['arrived', 'taken', 'sent-back'],
  initial: 'arrived',
  final: ['taken', 'sent-back'],
  due: { workingHours: 8 },
  transitions: [
    { name: 'taken', from: 'arrived', to: 'taken', verb: 'parcels.read', system: true },
    { name: 'send-back', from: 'arrived', to: 'sent-back', verb: 'parcels.read', needsNote: true },
  ],
})
