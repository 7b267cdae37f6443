/** The namespace of QCVN 102:2016/BTTTT, as all systems write it. */
export const EDXML = 'http://www.mic.gov.vn/TBT/QCVN_102_2016'

/** An agency that sends or receives (cơ quan, tổ chức). */
export interface Organ {
  readonly id: string
  readonly name: string
  readonly inCharge?: string
  readonly address?: string
  readonly email?: string
  readonly telephone?: string
  readonly fax?: string
  readonly website?: string
}

export interface Staff {
  readonly department?: string
  readonly staff?: string
  readonly mobile?: string
  readonly email?: string
}

/** Through whose hands a message went, and when. */
export interface Trace {
  readonly organId: string
  readonly at: Date
}

/** What is done with a document (BussinessDocType): new, recalled, updated, replaced. */
export const BUSINESS = ['new', 'recall', 'update', 'replace'] as const
export type Business = (typeof BUSINESS)[number]

/** An attachment; its content lies outside of the envelope. */
export interface Attachment {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly description?: string
}

export interface Replaced {
  readonly documentId: string
  readonly organIds: readonly string[]
}

/** A document on its way (văn bản). Days are `YYYY-MM-DD`. */
export interface DocumentMessage {
  readonly is: 'document'
  readonly from: Organ
  readonly to: readonly Organ[]
  /** `{OrganId},{yyyy/MM/dd},{số}/{ký hiệu}` */
  readonly documentId: string
  readonly code: { readonly number: string; readonly notation: string }
  readonly place: string
  readonly date: string
  readonly kind: { readonly type: number; readonly name: string; readonly detail?: string }
  readonly subject: string
  readonly content: string
  readonly signer?: { readonly competence?: string; readonly position?: string; readonly name: string }
  readonly dueOn?: string
  readonly toPlaces: readonly string[]
  readonly other: {
    readonly priority: number
    readonly sphere?: string
    readonly typist?: string
    readonly copies?: number
    readonly pages?: number
    readonly appendixes: readonly string[]
  }
  readonly responseFor: readonly Answered[]
  readonly steering?: number
  readonly trace: readonly Trace[]
  readonly business: {
    readonly type: Business
    readonly reason?: string
    readonly paper?: number
    readonly staff?: Staff
    readonly replaces: readonly Replaced[]
  }
  readonly attachments: readonly Attachment[]
}

/** A document that something is said of, or answered to. */
export interface Answered {
  readonly organId: string
  readonly code: string
  readonly date: string
  readonly documentId: string
}

/** Arrived, refused, accepted, assigned, being worked on, done; taken back; a recall or update agreed to, or refused. */
export const STATUSES = ['01', '02', '03', '04', '05', '06', '13', '15', '16'] as const
export type Status = (typeof STATUSES)[number]

/** What became of a document at a recipient (trạng thái xử lý). */
export interface StatusMessage {
  readonly is: 'status'
  readonly responseFor: Answered
  readonly from: Organ
  readonly status: Status
  readonly description: string
  readonly at: Date
  readonly staff?: Staff
  readonly trace: readonly Trace[]
}

export type Edxml = DocumentMessage | StatusMessage

/** `H37.02.02,2026/11/20,05/BC-SYT` */
export const documentIdOf = (organId: string, day: string, notation: string): string =>
  `${organId},${day.replaceAll('-', '/')},${notation}`

/** Old codes (`000.00.05.H56`) and those of QĐ 20/2020/QĐ-TTg (`H37.02.02`). */
export const isOrganId = (text: string): boolean => /^[0-9A-Z.]{1,35}$/.test(text) && !/^\.|\.$|\.\./.test(text)
