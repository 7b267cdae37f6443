/** From no concern to under orders. A guard never learns which: see `answerFor` in checkpoints. */
export const LEVELS = ['green', 'yellow', 'orange', 'red'] as const
export type Level = (typeof LEVELS)[number]

/** From this level on a person is under orders. */
const UNDER_ORDERS: Level = 'orange'

export const isUnderOrders = (level: Level): boolean => LEVELS.indexOf(level) >= LEVELS.indexOf(UNDER_ORDERS)
