import { event } from '#core/event.ts'

/** A case file was opened. */
export const caseOpened = event<{ caseId: string; unitId: string; day: string }>('tracing.case-opened')
/** A list brought case files: one event for many, and nobody is told of each. */
export const casesListed = event<{ caseIds: readonly string[] }>('tracing.cases-listed')
/** A case was given another class of origin. */
export const caseReclassified = event<{ caseId: string }>('tracing.case-reclassified')
/** How a case ended was written down, corrected, or taken back (null); `cells` are the days on which it counted and counts. */
export const caseEnded = event<{
  caseId: string
  personId: string
  how: string | null
  cells: readonly { readonly unitId: string; readonly day: string }[]
}>('tracing.case-ended')
/** Contacts were decided on: contact, dismissed, or back to review. */
export const contactsDecided = event<{
  caseId: string
  contactIds: readonly string[]
  /** Those of them whom nobody has to follow because of it any more. */
  left?: readonly string[]
  /** When it was decided: of two decisions the later holds, in whatever order they are heard. */
  decidedAt: string
  /** Those of them whom the commune of stay has to follow from now on. */
  followed?: readonly {
    readonly contactId: string
    readonly caseNumber: string
    readonly personId: string
    readonly unitId: string
    /** The last day of the follow-up. */
    readonly until: string
    /** Until when they have to have been spoken with. */
    readonly reachBy: string
  }[]
  /** Where earlier decisions on them, now replaced, had counted. */
  earlier?: readonly { readonly unitId: string; readonly day: string }[]
}>('tracing.contacts-decided')
/** Candidates were found and wait for review. */
export const contactsFound = event<{ caseId: string; found: number }>('tracing.contacts-found')
/** Nobody has spoken with these contacts in time. */
export const contactsOverdue = event<{ contactIds: readonly string[] }>('tracing.contacts-overdue')
/** The commune has spoken with a contact. */
export const contactReached = event<{ contactId: string }>('tracing.contact-reached')
