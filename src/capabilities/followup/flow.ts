import { flow } from '#base/work/flow.ts'

export const ACT = 'followup.act'
const OPEN = ['to-reach', 'watched', 'missed', 'worrying', 'to-release', 'lost'] as const

/**
 * Somebody in the hands of the commune of stay: one item a person, from the first call to the last day. What the
 * person's answers bring about the system does; everything else an officer does, and says why.
 */
export const watchFlow = flow({
  kind: 'followup.watch',
  reads: 'followup.watch',
  states: [...OPEN, 'released', 'became-case', 'withdrawn'],
  initial: 'to-reach',
  final: ['released', 'became-case', 'withdrawn'],
  transitions: [
    { name: 'reach', from: ['to-reach', 'lost'], to: 'watched', verb: ACT, due: null },
    { name: 'calm', from: ['worrying', 'missed'], to: 'watched', verb: ACT, needsNote: true, due: null },
    { name: 'lose', from: ['to-reach', 'missed'], to: 'lost', verb: ACT, needsNote: true, due: { hours: 24 } },
    { name: 'extend', from: 'to-release', to: 'watched', verb: ACT, form: 'followup.extend', due: null },
    { name: 'release', from: ['watched', 'missed', 'to-release'], to: 'released', verb: ACT, needsNote: true },
    {
      name: 'worry',
      from: OPEN.filter(one => one !== 'worrying'),
      to: 'worrying',
      verb: ACT,
      system: true,
      due: { atOnce: true },
    },
    { name: 'miss', from: 'watched', to: 'missed', verb: ACT, system: true, due: { hours: 4 } },
    { name: 'answer', from: 'missed', to: 'watched', verb: ACT, system: true, due: null },
    {
      name: 'finish',
      from: ['to-reach', 'watched', 'missed', 'lost'],
      to: 'to-release',
      verb: ACT,
      system: true,
      due: { workingHours: 8 },
    },
    { name: 'become-case', from: OPEN, to: 'became-case', verb: ACT, system: true },
    { name: 'withdraw', from: OPEN, to: 'withdrawn', verb: ACT, system: true },
  ],
})
