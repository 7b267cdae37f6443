import { template } from '#base/messages/template.ts'
import { flow } from '#base/work/flow.ts'

export const ADMINISTER = 'identity.administer'
export const RESET = 'accounts.reset'
/** The forms of its steps: only this module takes them. */
export const GRANTING = 'accounts.granting'
export const RESETTING = 'accounts.resetting'

/** An officer asks for a right (đề nghị cấp quyền): in the inbox of whoever can grant it there. */
export const accessFlow = flow({
  kind: 'accounts.access',
  reads: ADMINISTER,
  states: ['asked', 'granted', 'refused'],
  initial: 'asked',
  final: ['granted', 'refused'],
  due: { workingDays: 1 },
  transitions: [
    { name: 'grant', from: 'asked', to: 'granted', verb: ADMINISTER, form: GRANTING },
    { name: 'refuse', from: 'asked', to: 'refused', verb: ADMINISTER, needsNote: true },
  ],
})

/** Somebody says that they cannot sign in (không đăng nhập được): in the inbox of the help desk of the account's unit. */
export const helpFlow = flow({
  kind: 'accounts.help',
  reads: RESET,
  states: ['asked', 'helped', 'refused'],
  initial: 'asked',
  final: ['helped', 'refused'],
  due: { workingHours: 4 },
  transitions: [
    { name: 'reset', from: 'asked', to: 'helped', verb: RESET, form: RESETTING },
    { name: 'help', from: 'asked', to: 'helped', verb: RESET, needsNote: true },
    { name: 'refuse', from: 'asked', to: 'refused', verb: RESET, needsNote: true },
  ],
})

export const templates = [
  template({ id: 'accounts.made', urgency: 'ordinary' }),
  template({ id: 'accounts.reset-code', urgency: 'urgent' }),
  template({ id: 'accounts.was-reset', urgency: 'urgent' }),
  template({ id: 'accounts.contact-changed', urgency: 'urgent' }),
  template({ id: 'accounts.granted', urgency: 'ordinary' }),
  template({ id: 'accounts.refused', urgency: 'ordinary' }),
]
