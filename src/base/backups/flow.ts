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

/** Restored without the list of what was taken away since (khôi phục thiếu danh sách): somebody looks through who may what. */
export const restoredFlow = flow({
  kind: 'backups.restored',
  reads: 'backups.read',
  states: ['open', 'checked'],
  initial: 'open',
  final: ['checked'],
  due: { hours: 24 },
  transitions: [{ name: 'check', from: 'open', to: 'checked', verb: 'backups.make', needsNote: true }],
})
