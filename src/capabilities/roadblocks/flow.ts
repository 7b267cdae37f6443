import { arrivalFlow } from '#base/work/arrivals.ts'
import { parkedFlow as flowOfParked } from '#base/work/parked.ts'

/** Somebody comes from an epidemic area, or is to be isolated: the commune of destination sees whether they are there. */
export const arrivals = arrivalFlow('roadblocks', 'roadblocks.follow')

/** Records of a post that are doubted: its head looks at them, or the health station of its commune. */
export const parkedFlow = flowOfParked('roadblocks', 'roadblocks.settle')
