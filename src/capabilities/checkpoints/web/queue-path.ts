/** What this device still holds: see queue.tsx. */
export const QUEUE = '/quet-ma/cho-gui'
