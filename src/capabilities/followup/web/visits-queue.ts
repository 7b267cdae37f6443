/** The name of the queue, for pages that do not load the queue itself. */
export const VISITS = 'visits'
/** What this device holds of it, read signed in or not. */
export const VISITS_PAGE = '/lan-tham/cho-gui'
