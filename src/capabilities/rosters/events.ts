import { event } from '#core/event.ts'

/** What the published roster of a unit says of a week is something else now. `monday` is its first day. */
export const rosterChanged = event<{ readonly unitId: string; readonly monday: string }>('rosters.changed')
