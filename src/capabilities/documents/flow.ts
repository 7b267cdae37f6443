import { flow } from '#base/work/flow.ts'

/** The form of all steps: they are taken from the document, where they are decided on. */
export const FORM = 'documents.page'
/** Number and seal: taken there too, or of many at once. */
export const ISSUING = 'documents.issuing'
const REGISTER = 'documents.register'
const ASSIGN = 'documents.assign'
const DRAFT = 'documents.draft'
const SIGN = 'documents.sign'
const ISSUE = 'documents.issue'
const READ = 'documents.read'
const OVERSEE = 'documents.oversee'

/** Văn bản đến: arrived → registered → assigned → done. */
export const incomingFlow = flow({
  kind: 'documents.incoming',
  reads: READ,
  oversees: OVERSEE,
  states: ['arrived', 'registered', 'assigned', 'done', 'refused', 'withdrawn'],
  initial: 'arrived',
  final: ['done', 'refused', 'withdrawn'],
  due: { workingHours: 8 },
  transitions: [
    { name: 'register', from: 'arrived', to: 'registered', verb: REGISTER, form: FORM, due: { workingHours: 8 } },
    { name: 'refuse', from: 'arrived', to: 'refused', verb: REGISTER, form: FORM, needsNote: true, due: null },
    { name: 'assign', from: 'registered', to: 'assigned', verb: ASSIGN, form: FORM, due: null },
    { name: 'shelve', from: 'registered', to: 'done', verb: READ, form: FORM, due: null },
    { name: 'finish', from: 'assigned', to: 'done', verb: READ, system: true, due: null },
    { name: 'withdraw', from: ['arrived', 'registered', 'assigned'], to: 'withdrawn', verb: REGISTER, system: true },
  ],
})

/** Dự thảo: drafting → commenting → approving → signing → numbering → issued. */
export const draftFlow = flow({
  kind: 'documents.draft',
  reads: READ,
  oversees: OVERSEE,
  states: ['drafting', 'commenting', 'approving', 'signing', 'numbering', 'issued', 'dropped'],
  initial: 'drafting',
  final: ['issued', 'dropped'],
  transitions: [
    { name: 'ask', from: 'drafting', to: 'commenting', verb: DRAFT, form: FORM, due: { workingDays: 2 } },
    { name: 'gather', from: 'commenting', to: 'drafting', verb: DRAFT, form: FORM, due: null },
    { name: 'submit', from: 'drafting', to: 'approving', verb: DRAFT, form: FORM, due: { workingDays: 1 } },
    // Whoever signs it first has nothing to approve besides: it goes to be signed at once.
    { name: 'hand-in', from: 'drafting', to: 'signing', verb: DRAFT, form: FORM, due: { workingDays: 1 } },
    { name: 'approve', from: 'approving', to: 'signing', verb: SIGN, form: FORM, due: { workingDays: 1 } },
    { name: 'return', from: 'approving', to: 'drafting', verb: SIGN, form: FORM, needsNote: true, due: null },
    { name: 'return', from: 'signing', to: 'drafting', verb: SIGN, form: FORM, needsNote: true, due: null },
    { name: 'sign', from: 'signing', to: 'numbering', verb: SIGN, form: FORM, due: { workingHours: 8 } },
    { name: 'return', from: 'numbering', to: 'drafting', verb: ISSUE, form: FORM, needsNote: true, due: null },
    { name: 'issue', from: 'numbering', to: 'issued', verb: ISSUE, form: ISSUING, due: null },
    { name: 'drop', from: 'drafting', to: 'dropped', verb: DRAFT, form: FORM, needsNote: true },
  ],
})

/** What one officer is asked for with a draft: an opinion, a signature. */
export const opinionFlow = flow({
  kind: 'documents.opinion',
  reads: READ,
  oversees: OVERSEE,
  states: ['asked', 'given', 'over'],
  initial: 'asked',
  final: ['given', 'over'],
  due: { workingDays: 2 },
  transitions: [
    { name: 'give', from: 'asked', to: 'given', verb: READ, form: FORM },
    { name: 'lapse', from: 'asked', to: 'over', verb: READ, system: true },
  ],
})

export const signatureFlow = flow({
  kind: 'documents.signature',
  reads: READ,
  oversees: OVERSEE,
  states: ['asked', 'given', 'over'],
  initial: 'asked',
  final: ['given', 'over'],
  due: { workingDays: 1 },
  transitions: [
    { name: 'give', from: 'asked', to: 'given', verb: SIGN, form: FORM },
    { name: 'lapse', from: 'asked', to: 'over', verb: SIGN, system: true },
  ],
})

/** Nhiệm vụ được giao: given → reported → done. */
export const taskFlow = flow({
  kind: 'documents.task',
  reads: READ,
  oversees: OVERSEE,
  states: ['given', 'reported', 'done', 'cancelled'],
  initial: 'given',
  final: ['done', 'cancelled'],
  transitions: [
    { name: 'report', from: 'given', to: 'reported', verb: READ, form: FORM },
    { name: 'return', from: 'reported', to: 'given', verb: ASSIGN, form: FORM, needsNote: true },
    { name: 'close', from: ['given', 'reported'], to: 'done', verb: ASSIGN, form: FORM },
    { name: 'cancel', from: ['given', 'reported'], to: 'cancelled', verb: ASSIGN, form: FORM, needsNote: true },
  ],
})

/** The author wants a document back, changed or replaced. */
export const changeFlow = flow({
  kind: 'documents.change',
  reads: REGISTER,
  states: ['asked', 'answered'],
  initial: 'asked',
  final: ['answered'],
  due: { workingHours: 8 },
  transitions: [{ name: 'answer', from: 'asked', to: 'answered', verb: REGISTER, form: FORM }],
})

export const flows = [incomingFlow, draftFlow, opinionFlow, signatureFlow, taskFlow, changeFlow]
