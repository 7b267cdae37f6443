import { template } from '#base/messages/template.ts'
import { flow } from '#base/work/flow.ts'

export const READ = 'retention.read'
export const ANSWER = 'retention.answer'
/** The forms of its steps: only this module takes them. */
export const REPLY = 'retention.reply'
export const CARRY = 'retention.carry'
export const REFUSE = 'retention.refuse'

const FIFTEEN_DAYS = { hours: 15 * 24 }

/** What a citizen asks to be done with their data (yêu cầu của chủ thể dữ liệu), with the terms of the law. */
export const requestFlow = flow({
  kind: 'retention.request',
  reads: ANSWER,
  states: ['asked', 'replied', 'extended', 'done', 'refused'],
  initial: 'asked',
  final: ['done', 'refused'],
  due: { workingDays: 2 },
  transitions: [
    { name: 'reply', from: 'asked', to: 'replied', verb: ANSWER, form: REPLY, due: FIFTEEN_DAYS },
    { name: 'extend', from: 'replied', to: 'extended', verb: ANSWER, needsNote: true, due: FIFTEEN_DAYS },
    { name: 'carry', from: ['asked', 'replied', 'extended'], to: 'done', verb: ANSWER, form: CARRY },
    { name: 'refuse', from: ['asked', 'replied', 'extended'], to: 'refused', verb: ANSWER, form: REFUSE },
  ],
})

/** What should have ended did not (chưa xóa được dữ liệu hết hạn). */
export const failedFlow = flow({
  kind: 'retention.failed',
  reads: READ,
  states: ['open', 'mended', 'dropped'],
  initial: 'open',
  final: ['mended', 'dropped'],
  due: { hours: 24 },
  transitions: [
    { name: 'mended', from: 'open', to: 'mended', verb: READ, system: true },
    { name: 'drop', from: 'open', to: 'dropped', verb: READ, needsNote: true },
  ],
})

export const templates = [
  template({ id: 'retention.replied', urgency: 'ordinary' }),
  template({ id: 'retention.closed', urgency: 'urgent' }),
  template({ id: 'retention.lifted', urgency: 'urgent' }),
  template({ id: 'retention.copied', urgency: 'ordinary' }),
]
