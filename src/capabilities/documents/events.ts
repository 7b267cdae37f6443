import { event } from '#core/event.ts'

export interface DocumentIssued {
  readonly documentId: string
  readonly organisationId: string
  /** Whom it goes to; `code` and no organisation: by the exchange. Neither: by post. */
  readonly recipients: readonly {
    readonly recipientId: string
    readonly code: string | null
    readonly organisationId: string | null
  }[]
}
/** An outgoing document has its number and leaves. */
export const documentIssued = event<DocumentIssued>('documents.issued')

/** The codes of QCVN 102:2016: arrived, refused, accepted, assigned, in work, completed, taken back, agreed, not agreed. */
export const STATUSES = ['01', '02', '03', '04', '05', '06', '13', '15', '16'] as const
export type Status = (typeof STATUSES)[number]

export interface IncomingReached {
  readonly documentId: string
  readonly organisationId: string
  readonly status: Status
}
/** An incoming document came a step further: what its author is to be told. Of those that came by an exchange, too. */
export const incomingReached = event<IncomingReached>('documents.incoming-reached')

export interface ChangeAsked {
  readonly documentId: string
  readonly what: 'recall' | 'update' | 'replace'
  /** Of a replacement or an update: the document that takes its place. */
  readonly byId: string | null
}
/** An organisation takes back, changes or replaces an outgoing document that was issued; its reason is in `reasonOf`. */
export const changeAsked = event<ChangeAsked>('documents.change-asked')

/** A file came to a document: what it says is to be found, too. */
export const documentFiled = event<{ readonly documentId: string; readonly fileId: string }>('documents.filed')

export interface TaskChanged {
  readonly taskId: string
  readonly unitId: string
}
/** A task was given, reported, put off or closed. */
export const taskChanged = event<TaskChanged>('documents.task-changed')
