/** The name of the queue, for pages that do not load the queue itself. */
export const VISITS = 'visits'
