import { flow } from '#base/work/flow.ts'

export const READ = 'services.read'
export const RECEIVE = 'services.receive'
export const PROCESS = 'services.process'
export const APPROVE = 'services.approve'

/** Its steps are taken by this capability alone, see `steps.ts`: they move the clock, and most say why on paper. */
export const STEP_FORM = 'services.step'
const form = STEP_FORM

/**
 * The ten states of the national portal, 1 to 10 in their order. Steps of the procedure (thẩm định, trình ký …) lie within
 * `processing`. What the citizen does, and what a signature brings, the system takes.
 */
export const dossierFlow = flow({
  kind: 'services.dossier',
  reads: READ,
  states: [
    'registered',
    'received',
    'not-received',
    'processing',
    'supplement',
    'payment',
    'withdrawn',
    'stopped',
    'finished',
    'returned',
  ],
  initial: 'registered',
  final: ['not-received', 'withdrawn', 'returned'],
  due: { workingHours: 8 },
  transitions: [
    { name: 'receive', from: 'registered', to: 'received', verb: RECEIVE, form },
    { name: 'refuse', from: 'registered', to: 'not-received', verb: RECEIVE, form, needsNote: true, due: null },
    { name: 'process', from: 'received', to: 'processing', verb: RECEIVE, form },
    // Within “đang xử lý”: from one step of the procedure to the next, or back.
    { name: 'forward', from: 'processing', to: 'processing', verb: PROCESS, form },
    { name: 'agree', from: 'processing', to: 'processing', verb: APPROVE, form },
    { name: 'send-back', from: 'processing', to: 'processing', verb: APPROVE, form, needsNote: true },
    { name: 'supplement', from: 'processing', to: 'supplement', verb: PROCESS, form, needsNote: true, due: null },
    { name: 'supplemented', from: 'supplement', to: 'processing', verb: RECEIVE, form },
    { name: 'ask-payment', from: 'processing', to: 'payment', verb: PROCESS, form, due: null },
    { name: 'paid', from: 'payment', to: 'processing', verb: RECEIVE, form },
    { name: 'stop', from: 'processing', to: 'stopped', verb: PROCESS, form, needsNote: true, due: null },
    { name: 'go-on', from: 'stopped', to: 'processing', verb: PROCESS, form, needsNote: true },
    {
      name: 'withdraw',
      from: ['registered', 'received', 'processing'],
      to: 'withdrawn',
      verb: RECEIVE,
      form,
      needsNote: true,
      due: null,
    },
    // Signed by who decides, it waits for the seal; or comes back from there.
    { name: 'seal', from: 'processing', to: 'processing', verb: APPROVE, system: true },
    { name: 'unsealed', from: 'processing', to: 'processing', verb: APPROVE, system: true },
    { name: 'finish', from: 'processing', to: 'finished', verb: APPROVE, system: true, due: null },
    { name: 'return', from: 'finished', to: 'returned', verb: RECEIVE, form },
  ],
})

/** What a citizen says about how they were served waits for its answer. */
export const feedbackFlow = flow({
  kind: 'services.feedback',
  reads: READ,
  states: ['said', 'answered'],
  initial: 'said',
  final: ['answered'],
  due: { workingDays: 20 },
  transitions: [{ name: 'answer', from: 'said', to: 'answered', verb: APPROVE, form: 'services.answer' }],
})
