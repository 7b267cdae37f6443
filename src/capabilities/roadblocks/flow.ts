import { arrivalFlow } from '#base/work/arrivals.ts'

/** Somebody comes from an epidemic area, or is to be isolated: the commune of destination sees whether they are there. */
export const arrivals = arrivalFlow('roadblocks', 'roadblocks.follow')
