/** What the kinds of work end in that tell a commune of somebody who comes to stay; each module that tells has its own. */
export const ARRIVAL = '.arrival'

export const isArrival = (kind: string): boolean => kind.endsWith(ARRIVAL)
