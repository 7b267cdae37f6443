import { event } from '#core/event.ts'

/** An account that was used before signed in on a device that never signed in with it. */
export const newDevice = event<{ accountId: string; sessionId: string }>('identity.new-device')

/** The holder of a phone is not whom the account spoke for: it speaks for nobody now. */
export const accountParted = event<{ accountId: string }>('identity.account-parted')

/** Officers' accounts came, went, came back or moved; `left` is where and on which days they had counted until then. */
export const accountsChanged = event<{
  accountIds: readonly string[]
  left: readonly { readonly unitId: string; readonly day: string }[]
}>('identity.accounts-changed')
