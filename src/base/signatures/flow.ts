import { flow } from '#base/work/flow.ts'

export const SIGN = 'signatures.sign'
export const MANAGE = 'signatures.manage'
/** Only this module takes the steps of a turn, see `turns.ts`. */
export const SIGNING = 'signatures.signing'
export const REFUSING = 'signatures.refusing'

/** Somebody is to sign (trình ký). */
export const turnFlow = flow({
  kind: 'signatures.turn',
  reads: SIGN,
  states: ['open', 'signed', 'refused', 'closed'],
  initial: 'open',
  final: ['signed', 'refused', 'closed'],
  due: { workingDays: 1 },
  transitions: [
    { name: 'sign', from: 'open', to: 'signed', verb: SIGN, form: SIGNING },
    { name: 'refuse', from: 'open', to: 'refused', verb: SIGN, form: REFUSING, needsNote: true },
    { name: 'close', from: 'open', to: 'closed', verb: SIGN, system: true },
  ],
})

/** A certificate ends soon. */
export const renewalFlow = flow({
  kind: 'signatures.renewal',
  reads: SIGN,
  states: ['open', 'renewed', 'given-up'],
  initial: 'open',
  final: ['renewed', 'given-up'],
  transitions: [
    { name: 'renew', from: 'open', to: 'renewed', verb: SIGN, system: true },
    { name: 'give-up', from: 'open', to: 'given-up', verb: SIGN, needsNote: true },
  ],
})
