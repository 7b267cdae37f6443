import { template } from '#base/messages/template.ts'
import { flow } from '#base/work/flow.ts'

export const APPROVE = 'broadcasts.approve'
/** The form of the step: this module takes it, because nobody approves their own. */
export const APPROVING = 'broadcasts.approving'

/** A text to many that costs much or is urgent (đề nghị duyệt): in the inbox of who may approve it there. */
export const approvalFlow = flow({
  kind: 'broadcasts.approval',
  reads: APPROVE,
  states: ['asked', 'approved', 'refused', 'withdrawn'],
  initial: 'asked',
  final: ['approved', 'refused', 'withdrawn'],
  due: { hours: 4 },
  transitions: [
    { name: 'approve', from: 'asked', to: 'approved', verb: APPROVE, form: APPROVING },
    { name: 'refuse', from: 'asked', to: 'refused', verb: APPROVE, needsNote: true },
    { name: 'withdraw', from: 'asked', to: 'withdrawn', verb: APPROVE, system: true },
  ],
})

export const templates = {
  ordinary: template({ id: 'broadcasts.ordinary', urgency: 'ordinary' }),
  urgent: template({ id: 'broadcasts.urgent', urgency: 'urgent' }),
}
