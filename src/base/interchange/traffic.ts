import type { Context } from '#core/app.ts'
import type { Declaration } from '#core/module.ts'
import type { ProblemParams } from '#core/problem.ts'

/** A message that a partner sent and that is durable here. */
export interface Message {
  readonly id: string
  /** Of the message, as its sender made it. */
  readonly messageId: string
  readonly partnerId: string
  readonly kind: string
  readonly size: number
  readonly receivedAt: Date
  /** What it says, piece by piece; may be read more than once. */
  content(): AsyncIterable<Uint8Array>
}

/** What a partner made of a message of ours. */
export interface Outcome {
  readonly messageId: string
  readonly partnerId: string
  readonly kind: string
  readonly subject: { readonly kind: string; readonly id: string } | null
  readonly state: 'taken' | 'done' | 'refused'
  readonly problem: string | null
  readonly params: ProblemParams
}

/** A kind of message that a module understands; its words: `<kind>.traffic`. */
export interface Traffic extends Declaration {
  readonly declares: 'traffic'
  /** `module.kind`, the same in all installations. */
  readonly kind: string
  readonly mostBytes: number
  /**
   * Works on one, in a transaction with the note that it was: once, in the order of its sender. A Problem refuses it, and it is
   * kept; any other error is tried again, and after some tries the message is dead.
   */
  readonly take: (ctx: Context, message: Message) => Promise<void>
  /** It is refused: in the transaction that says so. */
  readonly refuse?: (ctx: Context, message: Message, problem: { code: string; params: ProblemParams }) => Promise<void>
  /** A message of ours: the partner has it, or what it made of it. */
  readonly ended?: (ctx: Context, outcome: Outcome) => Promise<void>
}
export const traffic = (about: Omit<Traffic, 'declares'>): Traffic => ({ declares: 'traffic', ...about })

/** What the base itself says: that a message became something, and that a place in the order is empty. */
export const RECEIPT = 'interchange.receipt'
export const VOID = 'interchange.void'
export const isOurs = (kind: string): boolean => kind === RECEIPT || kind === VOID
