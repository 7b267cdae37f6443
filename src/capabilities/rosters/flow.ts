import { template } from '#base/messages/template.ts'
import { flow } from '#base/work/flow.ts'

export const PLAN = 'rosters.plan'
export const READ = 'rosters.read'
/** Only this capability decides a swap: it exchanges what the roster says in the same transaction. */
export const DECISION = 'rosters.decision'

/** Đổi ca: begins when both have agreed. */
export const swapFlow = flow({
  kind: 'rosters.swap',
  reads: PLAN,
  states: ['agreed', 'approved', 'refused', 'withdrawn'],
  initial: 'agreed',
  final: ['approved', 'refused', 'withdrawn'],
  due: { workingHours: 8 },
  transitions: [
    { name: 'approve', from: 'agreed', to: 'approved', verb: PLAN, form: DECISION, due: null },
    { name: 'refuse', from: 'agreed', to: 'refused', verb: PLAN, form: DECISION, due: null },
    { name: 'withdraw', from: 'agreed', to: 'withdrawn', verb: PLAN, system: true, due: null },
  ],
})

export const templates = [
  template({ id: 'rosters.published', urgency: 'ordinary' }),
  template({ id: 'rosters.changed', urgency: 'ordinary' }),
  template({ id: 'rosters.swap-asked', urgency: 'ordinary' }),
  template({ id: 'rosters.swap-answered', urgency: 'ordinary' }),
]
