import { template } from '#base/messages/template.ts'
import { flow } from '#base/work/flow.ts'

export const MERGE = 'people.merge'
export const CORRECT = 'register.correct'
/** The form of what is decided about a correction: only this module takes those steps. */
export const ANSWER = 'register.answer'

/** Pairs of a commune that may be one person (nghi trùng): one item, however many. */
export const pileFlow = flow({
  kind: 'register.pile',
  reads: MERGE,
  states: ['waiting', 'cleared'],
  initial: 'waiting',
  final: ['cleared'],
  due: { workingDays: 10 },
  transitions: [{ name: 'clear', from: 'waiting', to: 'cleared', verb: MERGE, system: true }],
})

/** A citizen asks for the own entry to be corrected (đề nghị đính chính). */
export const correctionFlow = flow({
  kind: 'register.correction',
  reads: CORRECT,
  states: ['asked', 'waiting', 'accepted', 'refused', 'withdrawn'],
  initial: 'asked',
  final: ['accepted', 'refused', 'withdrawn'],
  due: { workingDays: 2 },
  transitions: [
    { name: 'accept', from: 'asked', to: 'accepted', verb: CORRECT, form: ANSWER },
    { name: 'more', from: 'asked', to: 'waiting', verb: CORRECT, form: ANSWER, due: null },
    { name: 'refuse', from: 'asked', to: 'refused', verb: CORRECT, form: ANSWER },
    { name: 'supply', from: 'waiting', to: 'asked', verb: CORRECT, system: true, due: { workingDays: 2 } },
    { name: 'withdraw', from: ['asked', 'waiting'], to: 'withdrawn', verb: CORRECT, system: true },
  ],
})

export const templates = [
  template({ id: 'register.accepted', urgency: 'ordinary' }),
  template({ id: 'register.new-phone', urgency: 'urgent' }),
  template({ id: 'register.old-phone', urgency: 'urgent' }),
  template({ id: 'register.refused', urgency: 'ordinary' }),
  template({ id: 'register.more', urgency: 'ordinary' }),
  template({ id: 'register.unmerged', urgency: 'ordinary' }),
]
