import { event } from '#core/event.ts'

/** An account that was used before signed in on a device that never signed in with it. */
export const newDevice = event<{ accountId: string; sessionId: string }>('identity.new-device')
