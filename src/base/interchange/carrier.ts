import type { App } from '#core/app.ts'
import type { Declaration } from '#core/module.ts'
import type { ProblemParams } from '#core/problem.ts'

export interface Addressee {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly mark: string | null
}

/** A message on its way, in its place. */
export interface Parcel {
  readonly id: string
  readonly seq: number
  readonly kind: string
  readonly size: number
  /** Hexadecimal. */
  readonly sha256: string
  content(): AsyncIterable<Uint8Array>
}

/**
 * A way to other systems: between installations (`https.ts`), or what a module adds for a system with ways of its own. It
 * answers when the other side has the message durably, and throws otherwise: `Refused` when the other side refused this message
 * for good, `Busy` to be left alone for a while, anything else to be tried again.
 */
export interface Carrier extends Declaration {
  readonly declares: 'carrier'
  /** `https`, or `module.name` with its words, `<name>.carrier`. */
  readonly name: string
  /** How many may be on their way at once: more than one only where the other side puts them in order. */
  readonly window: number
  readonly deliver: (app: App, to: Addressee, parcel: Parcel) => Promise<void>
}
export const carrier = (about: Omit<Carrier, 'declares'>): Carrier => ({ declares: 'carrier', ...about })

/** The other side refused this message for good, and the queue goes on without it. */
export class Refused extends Error {
  readonly code: string
  readonly params: ProblemParams
  constructor(code: string, params: ProblemParams = {}) {
    super(code)
    this.code = code
    this.params = params
  }
}

/** The other side cannot take more now. */
export class Busy extends Error {
  readonly seconds: number
  constructor(seconds: number) {
    super('interchange.busy')
    this.seconds = seconds
  }
}

/** The other side was not reached, or does not know us: this is of the queue, not of the message. */
export class Unreached extends Error {
  readonly code: string
  constructor(code: string, cause?: unknown) {
    super(code, { cause })
    this.code = code
  }
}
