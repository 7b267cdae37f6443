/** From no concern to under orders. A guard never learns which: see `answerFor` in checkpoints. */
export const LEVELS = ['green', 'yellow', 'orange', 'red'] as const
export type Level = (typeof LEVELS)[number]
