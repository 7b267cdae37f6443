import { event } from '#core/event.ts'

interface About {
  readonly dossierId: string
  /** The unit whose office has it. */
  readonly unitId: string
}

/** A dossier is there, through whichever channel. */
export const dossierFiled = event<About & { readonly channel: string }>('services.filed')
/** It came into another state, one of the ten of the national portal. */
export const dossierMoved = event<About & { readonly from: string; readonly to: string }>('services.moved')
/** It has its result, or ended without one. */
export const dossierFinished = event<About & { readonly state: string }>('services.finished')
/** Something about it that figures count changed: paid, rated, a paper, feedback. */
export const dossierNoted = event<About>('services.noted')
/** A version of a procedure was written. */
export const procedureSet = event<{ readonly procedureId: string }>('services.procedure-set')
/** The counters of an office close or open. */
export const officeClosed = event<{ readonly officeId: string; readonly unitId: string }>('services.office-closed')
