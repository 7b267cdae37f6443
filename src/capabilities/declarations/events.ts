import { event } from '#core/event.ts'

/** Somebody declared. */
export const declared = event<{ declarationId: string; personId: string; unitId: string }>('declarations.declared')
