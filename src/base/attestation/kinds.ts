import type { Declaration } from '#core/module.ts'

/** `day` is `YYYY-MM-DD`; `word` a value that has words of its own, `<kind>.field.<field>.<value>`. */
export type FieldType = 'text' | 'day' | 'word'
export type Fields = Readonly<Record<string, FieldType>>

/** What a kind of paper (loại giấy tờ) states, in the order of its fields. */
export interface Attestation<F extends Fields = Fields> extends Declaration {
  readonly declares: 'attestation'
  /** `module.paper` */
  readonly kind: string
  readonly fields: F
}

export type ValuesOf<F extends Fields> = { readonly [name in keyof F]: string }

/** Declares a kind of paper. Later versions may add fields at the end and do nothing else to them. */
export const attestation = <const F extends Fields>(about: {
  readonly kind: string
  readonly fields: F
}): Attestation<F> => ({ declares: 'attestation', ...about })
