/** A place with people on its staff, and where its pages are. */
export interface StaffedPlace<R extends string> {
  readonly name: string
  /** The list of who is on the staff; the page of one more is below it. */
  readonly path: string
  /** The page of the place, and where those go who left it. */
  readonly home: string
  readonly without: string
  /** Its words: the title is `<words>.staff`; `.staff.add`, `.staff.add.intro`, `.leave.intro`, `.role.<role>`, `….may`. */
  readonly words: string
  /** The commonest first; the last one leads. */
  readonly roles: readonly [R, ...R[]]
}

export interface Member<R extends string> {
  readonly grantId: string
  readonly name: string
  readonly phone: string
  readonly role: R
  readonly you: boolean
}
export interface NewMember<R extends string> {
  readonly phone: string
  readonly name: string
  readonly role: R
}

/** A write as pages use it. */
interface Writing<I> {
  readonly isPending: boolean
  readonly error: unknown
  readonly mutate: (input: I, options?: { readonly onSuccess?: () => void }) => void
}
export type Given<I> = Writing<unknown> & { readonly with: (input: I, done?: () => void) => void }

/** A write of an endpoint under the parameters of one place. */
export const writing = <I, E>(write: Writing<E>, made: (input: I) => E): Given<I> => ({
  ...(write as Writing<unknown>),
  with: (input, done) => write.mutate(made(input), done ? { onSuccess: done } : undefined),
})

export interface StaffProps<R extends string> {
  readonly place: StaffedPlace<R>
  readonly read: {
    readonly data?: { readonly staff: readonly Member<R>[] } | undefined
    readonly error: unknown
    readonly refetch: () => unknown
  }
  readonly add: Given<NewMember<R>>
  readonly remove: Given<string>
}
