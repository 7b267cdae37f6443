/** What this device still holds: see queue.tsx. */
export const QUEUE = '/quet-ma/cho-gui'

/** The name of one's own visits that are not sent yet, for pages that do not load what sends them. */
export const OWN = 'own-visits'
