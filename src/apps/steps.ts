/** How a start says what it does; whoever calls decides how that looks. */
export interface Steps {
  /** Something that takes time; it may report how far it is, from 0 to 1. */
  step<T>(text: string, work: (report: (share: number) => void) => Promise<T>): Promise<T>
  /** Something that happened at once. */
  note(text: string): void
}

export const silent: Steps = { step: (_, work) => work(() => {}), note: () => {} }
