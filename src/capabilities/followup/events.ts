import type { Ref } from '#core/contract.ts'
import { event } from '#core/event.ts'

interface Followed {
  readonly planId: string
  readonly personId: string
  readonly unitId: string
  /** Why the person is followed, as their own modules know it: `contact` of tracing. */
  readonly sources: readonly Ref[]
}

/** A plan was opened, or goes on for another reason too. */
export const plansOpened = event<{ cells: readonly { readonly unitId: string; readonly day: string }[] }>(
  'followup.opened',
)
/** The commune or its team has spoken with somebody. */
export const personReached = event<Followed & { at: string }>('followup.reached')
/** Answers are expected from the people of a unit today. */
export const dayAsked = event<{ unitId: string; day: string }>('followup.asked')
/** An answer came, by whichever way. */
export const answered = event<{ planId: string; unitId: string; day: string }>('followup.answered')
/** A follow-up ended: released, became a case, or withdrawn. */
export const planEnded = event<Followed & { how: string; day: string }>('followup.ended')
/** A test that confirms: the person becomes a case, linked to where it comes from. */
export const testedPositive = event<
  Omit<Followed, 'planId'> & { planId?: string; testId: string; takenOn: string; onsetOn: string | null }
>('followup.tested-positive', { urgent: true })
/** A result was written down: `testResult` of the timeline says which. */
export const tested = event<{ testId: string; personId: string }>('followup.tested')
