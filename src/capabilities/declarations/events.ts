import { event } from '#core/event.ts'

/** Somebody declared. */
export const declared = event<{ declarationId: string; personId: string; unitId: string }>('declarations.declared')

/** The commune of stay proposes to isolate somebody who declared. */
export const isolationProposed = event<{
  declarationId: string
  personId: string
  /** The commune of stay. */
  unitId: string
  workId: string
}>('declarations.isolation-proposed')
