import { flow } from '#base/work/flow.ts'

/** There has been no good backup for too long (quá hạn sao lưu): in the inbox of the administrators of the whole tree. */
export const overdueFlow = flow({
  kind: 'backups.overdue',
  reads: 'backups.read',
  states: ['open', 'made', 'dropped'],
  initial: 'open',
  final: ['made', 'dropped'],
  due: { hours: 24 },
  transitions: [
    { name: 'made', from: 'open', to: 'made', verb: 'backups.make', system: true },
    { name: 'drop', from: 'open', to: 'dropped', verb: 'backups.make', needsNote: true },
  ],
})
