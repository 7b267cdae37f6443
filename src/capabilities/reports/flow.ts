import { flow } from '#base/work/flow.ts'
import { at, type Ref } from '#core/contract.ts'

export const READ = 'reports.read'
export const WRITE = 'reports.write'
/** The form of sending: only this capability takes the step, see `send.ts`. */
export const SENDING = 'reports.sending'

/** A report from its hour to its sending; one that nobody sent lapses when the next one comes. */
export const reportFlow = flow({
  kind: 'reports.report',
  reads: READ,
  states: ['draft', 'sent', 'missed'],
  initial: 'draft',
  final: ['sent', 'missed'],
  transitions: [
    { name: 'send', from: 'draft', to: 'sent', verb: WRITE, form: SENDING, due: null },
    { name: 'lapse', from: 'draft', to: 'missed', verb: WRITE, system: true, due: null },
  ],
})

export const reportRef = (id: string): Ref => at.of('report', id)

/** Reports of others change what a report says of the units below. */
export const TOPIC = 'reports'
