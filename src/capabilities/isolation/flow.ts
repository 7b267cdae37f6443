import { attestation } from '#base/attestation/kinds.ts'
import { template } from '#base/messages/template.ts'
import { flow } from '#base/work/flow.ts'

const SIGN = 'isolation.sign'
const PROPOSE = 'isolation.propose'
/** The forms of its steps: only this capability takes them, see `steps.ts`. */
export const SIGNATURE = 'isolation.signature'
export const CONFIRMATION = 'isolation.confirmation'
export const GROUNDS = 'isolation.grounds'

/** An order from the proposal to its certificate, in one item of work. */
export const orderFlow = flow({
  kind: 'isolation.order',
  reads: 'isolation.read',
  states: [
    'proposed',
    'signed',
    'in-force',
    'over',
    'confirmed',
    'completed',
    'ended-early',
    'cancelled',
    'refused',
    'withdrawn',
  ],
  initial: 'proposed',
  final: ['completed', 'ended-early', 'cancelled', 'refused', 'withdrawn'],
  due: { hours: 12 },
  transitions: [
    { name: 'sign', from: 'proposed', to: 'signed', verb: SIGN, form: SIGNATURE, due: null },
    { name: 'refuse', from: 'proposed', to: 'refused', verb: SIGN, form: GROUNDS, needsNote: true },
    { name: 'withdraw', from: 'proposed', to: 'withdrawn', verb: PROPOSE, form: GROUNDS, needsNote: true },
    { name: 'begin', from: 'signed', to: 'in-force', verb: SIGN, system: true },
    { name: 'expire', from: 'in-force', to: 'over', verb: PROPOSE, system: true, due: { hours: 24 } },
    { name: 'confirm', from: 'over', to: 'confirmed', verb: PROPOSE, form: CONFIRMATION, due: { hours: 24 } },
    { name: 'certify', from: 'confirmed', to: 'completed', verb: SIGN, form: SIGNATURE },
    { name: 'return', from: 'confirmed', to: 'over', verb: SIGN, form: GROUNDS, needsNote: true, due: { hours: 24 } },
    { name: 'end-early', from: ['signed', 'in-force'], to: 'ended-early', verb: SIGN, form: GROUNDS, needsNote: true },
    {
      name: 'cancel',
      from: ['signed', 'in-force', 'over', 'confirmed'],
      to: 'cancelled',
      verb: SIGN,
      form: GROUNDS,
      needsNote: true,
    },
  ],
})

/** Quyết định cách ly, as its code states it. */
export const orderPaper = attestation({
  kind: 'isolation.order',
  fields: {
    name: 'text',
    born: 'text',
    how: 'word',
    from: 'day',
    until: 'day',
    number: 'text',
    issuer: 'text',
  },
})

/** Giấy xác nhận hoàn thành cách ly. */
export const certificatePaper = attestation({
  kind: 'isolation.certificate',
  fields: {
    name: 'text',
    born: 'text',
    how: 'word',
    from: 'day',
    until: 'day',
    number: 'text',
    order: 'text',
    issuer: 'text',
  },
})

export const ORDER_SERIES = 'QĐ-UBND'
export const CERTIFICATE_SERIES = 'GXN-UBND'

export const templates = [
  template({ id: 'isolation.signed', urgency: 'urgent' }),
  template({ id: 'isolation.completed', urgency: 'ordinary' }),
  template({ id: 'isolation.stopped', urgency: 'urgent' }),
]
