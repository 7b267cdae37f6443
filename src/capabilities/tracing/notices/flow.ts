import { flow } from '#base/work/flow.ts'

export const NOTIFY = 'tracing.notify'
export const APPROVE = 'tracing.approve'
const REPORTS = 'tracing.reports'
/** The forms of steps that only this capability takes. */
export const APPROVAL = 'tracing.notice-approval'
export const LISTING = 'tracing.listing'

/** A notice that waits for whoever approves it, where the policy asks for that. */
export const approvalFlow = flow({
  kind: 'tracing.notice',
  reads: APPROVE,
  states: ['asked', 'published', 'returned', 'taken-back'],
  initial: 'asked',
  final: ['published', 'returned', 'taken-back'],
  due: { hours: 2 },
  transitions: [
    { name: 'publish', from: 'asked', to: 'published', verb: APPROVE, form: APPROVAL, due: null },
    { name: 'return', from: 'asked', to: 'returned', verb: APPROVE, form: APPROVAL, needsNote: true, due: null },
    { name: 'take-back', from: 'asked', to: 'taken-back', verb: NOTIFY, system: true, due: null },
  ],
})

/**
 * Somebody says to have been at a place of a notice: the health station of the commune of stay speaks with them and
 * passes on who may have been in danger; a tracer lists them with the case, or not.
 */
export const reportFlow = flow({
  kind: 'tracing.report',
  reads: REPORTS,
  states: ['to-reach', 'reached', 'passed-on', 'listed', 'closed'],
  initial: 'to-reach',
  final: ['listed', 'closed'],
  transitions: [
    { name: 'reach', from: 'to-reach', to: 'reached', verb: REPORTS, due: { hours: 24 } },
    { name: 'pass-on', from: ['to-reach', 'reached'], to: 'passed-on', verb: REPORTS, due: { hours: 12 } },
    {
      name: 'list',
      from: ['to-reach', 'reached', 'passed-on'],
      to: 'listed',
      verb: 'tracing.write',
      form: LISTING,
      due: null,
    },
    {
      name: 'close',
      from: ['to-reach', 'reached', 'passed-on'],
      to: 'closed',
      verb: REPORTS,
      needsNote: true,
      due: null,
    },
  ],
})
