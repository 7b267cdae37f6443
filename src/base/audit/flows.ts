import { template } from '#base/messages/template.ts'
import { flow } from '#base/work/flow.ts'

export const READ = 'audit.read'
export const FOLLOW = 'audit.follow'
/** The forms of its steps: only this module takes them. */
export const FINDING = 'audit.finding'
export const ANSWER = 'audit.answer'

/** Unusual looking (tra cứu bất thường), to be cleared up by whoever audits the officer's unit. */
export const unusualFlow = flow({
  kind: 'audit.unusual',
  reads: FOLLOW,
  states: ['raised', 'closed'],
  initial: 'raised',
  final: ['closed'],
  due: { workingDays: 2 },
  transitions: [{ name: 'close', from: 'raised', to: 'closed', verb: FOLLOW, form: FINDING, needsNote: true }],
})

/** A citizen asks why somebody looked (hỏi lại). */
export const questionFlow = flow({
  kind: 'audit.question',
  reads: FOLLOW,
  states: ['asked', 'answered'],
  initial: 'asked',
  final: ['answered'],
  due: { workingDays: 2 },
  transitions: [{ name: 'answer', from: 'asked', to: 'answered', verb: FOLLOW, form: ANSWER }],
})

/** The audit is written and not sealed. */
export const gapFlow = flow({
  kind: 'audit.gap',
  reads: FOLLOW,
  states: ['open', 'settled'],
  initial: 'open',
  final: ['settled'],
  due: { hours: 4 },
  transitions: [{ name: 'settle', from: 'open', to: 'settled', verb: FOLLOW, needsNote: true }],
})

export const templates = [
  template({ id: 'audit.answered', urgency: 'ordinary' }),
  template({ id: 'audit.head', urgency: 'ordinary' }),
]
