import { event } from '#core/event.ts'

/** Somebody said that they cannot sign in. Whether there is such an account is looked up later, so that time tells nothing. */
export const helpAsked = event<{ requestId: string }>('accounts.help-asked')
