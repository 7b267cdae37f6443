/** The name of something that happened, with the type of its payload: ids only, nothing personal. */
export interface EventType<P extends object> {
  readonly name: string
  /** Somebody waits for what it brings about: it is delivered before what is not. */
  readonly urgent?: boolean
  /** Carries the type; never set. */
  readonly _payload?: P
}

/** Declared by the module that emits it, in its `events.ts`: the module's published language. */
export const event = <P extends object>(name: string, { urgent = false } = {}): EventType<P> => ({ name, urgent })
