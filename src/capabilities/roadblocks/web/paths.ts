/** Pages of a post; what this device still holds is read signed in or not. */
export const QUEUE = '/chot/cho-gui'
export const postPath = (roadblockId: string, below = ''): string => `/chot/${roadblockId}${below && `/${below}`}`
