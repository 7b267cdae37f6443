import type { Ref } from '#core/contract.ts'
import { event } from '#core/event.ts'

/** All have signed, somebody refused, or who asked withdrew it. */
export interface SignaturesEnded {
  readonly requestId: string
  readonly about: Ref
  readonly outcome: 'signed' | 'refused' | 'cancelled'
}
export const signaturesEnded = event<SignaturesEnded>('signatures.ended', { urgent: true })

/** One signer signed. */
export const turnSigned = event<{ turnId: string }>('signatures.turn-signed')

/** A certificate is in force, or no more. */
export const certificateChanged = event<{ certificateId: string }>('signatures.certificate-changed')
