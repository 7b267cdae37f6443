import { event } from '#core/event.ts'

/** Two entries of the register turned out to be one person. */
export const personMerged = event<{ fromId: string; toId: string }>('people.merged')
